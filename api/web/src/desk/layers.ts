// How the map of the inbox looks.

import type { LayerSpecification } from 'maplibre-gl'
import { FONT } from '../shared/map/stage'
import { collection, type Place, type Shapes } from '../shared/map/shapes'

export const SOURCES = { grids: 'grid', labels: 'grid', buildings: 'building', tickets: 'ticket', place: 'place' }
const TONES = ['match', ['get', 'tone'], 'bad', '#a5241f', 'warn', '#b87503', 'good', '#1e6b3a', '#1a4f8b'] as const
const APART_DEGREES = 0.00009

export const LAYERS: LayerSpecification[] = [
  { id: 'grids', type: 'fill', source: 'grids', paint: { 'fill-color': '#e7ebe4', 'fill-opacity': 0.7 } },
  { id: 'buildings', type: 'fill', source: 'buildings', paint: { 'fill-color': '#c3c9cf' } },
  {
    id: 'dots',
    type: 'circle',
    source: 'buildings',
    filter: ['==', ['geometry-type'], 'Point'],
    paint: { 'circle-radius': 4, 'circle-color': '#c3c9cf' },
  },
  { id: 'borders', type: 'line', source: 'grids', paint: { 'line-color': '#6b7683', 'line-width': ['interpolate', ['linear'], ['zoom'], 13, 1, 17, 2.2] } },
  {
    id: 'labels',
    type: 'symbol',
    source: 'labels',
    layout: { 'text-field': ['get', 'text'], 'text-font': FONT, 'text-size': 14 },
    paint: { 'text-color': '#55626f', 'text-halo-color': '#fff', 'text-halo-width': 1.8 },
  },
  {
    id: 'marked',
    type: 'circle',
    source: 'tickets',
    filter: ['literal', false],
    paint: { 'circle-radius': 17, 'circle-color': '#1a5fb4', 'circle-opacity': 0.22, 'circle-stroke-color': '#1a5fb4', 'circle-stroke-width': 2.5 },
  },
  {
    id: 'tickets',
    type: 'circle',
    source: 'tickets',
    paint: { 'circle-radius': 8, 'circle-color': TONES as never, 'circle-stroke-color': '#fff', 'circle-stroke-width': 2 },
  },
  {
    id: 'late',
    type: 'symbol',
    source: 'tickets',
    filter: ['in', ['get', 'tone'], ['literal', ['bad', 'warn']]],
    layout: { 'text-field': '!', 'text-font': FONT, 'text-size': 12, 'text-allow-overlap': true },
    paint: { 'text-color': '#fff' },
  },
  {
    id: 'numbers',
    type: 'symbol',
    source: 'tickets',
    filter: ['literal', false],
    layout: { 'text-field': ['get', 'text'], 'text-font': FONT, 'text-size': 13, 'text-offset': [0, -1.9], 'text-allow-overlap': true },
    paint: { 'text-color': '#0f1720', 'text-halo-color': '#fff', 'text-halo-width': 2 },
  },
  {
    id: 'place',
    type: 'circle',
    source: 'place',
    paint: { 'circle-radius': 9, 'circle-color': '#fff', 'circle-stroke-color': '#9c2a2c', 'circle-stroke-width': 5 },
  },
]

/** Tickets of one building stand in a ring around it, so that each can be taken hold of. */
export function spread(placed: readonly { at: Place; ticket: string; [told: string]: unknown }[]): Shapes {
  const together = new Map<string, number>()
  for (const each of placed) together.set(String(each.at), (together.get(String(each.at)) ?? 0) + 1)
  const seen = new Map<string, number>()
  const features = placed.map(({ at, ...told }) => {
    const [among, rank] = [together.get(String(at))!, seen.get(String(at)) ?? 0]
    seen.set(String(at), rank + 1)
    const [turn, far] = [(2 * Math.PI * rank) / among, among > 1 ? APART_DEGREES : 0]
    const coordinates = [at[0] + (far * Math.sin(turn)) / 0.85, at[1] + far * Math.cos(turn)]
    return { type: 'Feature' as const, id: told.ticket, geometry: { type: 'Point' as const, coordinates }, properties: told }
  })
  return collection(features)
}
