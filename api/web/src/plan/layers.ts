// How a plan looks on the map.

import type { ExpressionSpecification, LayerSpecification, Map as Chart } from 'maplibre-gl'
import { collection, labelled, type Shapes } from '../shared/map/shapes'
import { FONT } from '../shared/map/stage'
import { number } from '../shared/words.svelte'
import { say } from './words'

export interface Caption {
  grid: string
  code: string
  name: string
  households: number
  locked?: boolean
}

export const SOURCES = { grids: 'grid', buildings: 'building', labels: 'grid', roads: 'road', sketch: 'sketch', mark: 'mark' }
const HALO = { 'text-halo-color': '#fff', 'text-halo-width': 1.6 }

/** Some files give a building as a point. */
const IS_POINT: ExpressionSpecification = ['==', ['geometry-type'], 'Point']
const DOT: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 13, 2.5, 17, 8]

/** What a hand that circles buildings adds up; the number of the building, and of the stairwell it is, where there is room. */
const STAIRWELL: ExpressionSpecification = ['case', ['==', ['get', 'stairwell'], ''], '', ['concat', '-', ['get', 'stairwell']]]
const NUMBERED: ExpressionSpecification = ['case', ['==', ['get', 'number'], ''], '', ['concat', ['get', 'number'], STAIRWELL, ' · ']]
const HOMES: ExpressionSpecification = ['step', ['zoom'], ['to-string', ['get', 'homes']], 17, ['concat', NUMBERED, ['to-string', ['get', 'homes']]]]

function label(id: string, text: ExpressionSpecification): LayerSpecification {
  return {
    id,
    type: 'symbol',
    source: 'labels',
    layout: {
      'text-field': text,
      'text-font': FONT,
      'text-size': ['interpolate', ['linear'], ['zoom'], 13.5, 11, 15.5, 15],
      'text-line-height': 1.25,
      'text-padding': 1,
      'symbol-sort-key': ['get', 'rank'],
    },
    paint: { 'text-color': ['case', ['get', 'fails'], '#a5241f', '#0f1720'], 'text-halo-color': '#fff', 'text-halo-width': 2.2 },
  }
}

export const LAYERS: LayerSpecification[] = [
  { id: 'grids', type: 'fill', source: 'grids', paint: { 'fill-color': '#ccc', 'fill-opacity': 0.28 } },
  { id: 'roads', type: 'line', source: 'roads', paint: { 'line-color': '#b9bec4', 'line-width': ['interpolate', ['linear'], ['zoom'], 13, 1, 17, 5] } },
  { id: 'buildings', type: 'fill', source: 'buildings', paint: { 'fill-color': '#8a939c', 'fill-opacity': 0.75 } },
  { id: 'building-edges', type: 'line', source: 'buildings', paint: { 'line-color': '#fff', 'line-width': 0.6 } },
  { id: 'building-points', type: 'circle', source: 'buildings', filter: IS_POINT, paint: { 'circle-radius': DOT, 'circle-color': '#8a939c', 'circle-stroke-color': '#fff', 'circle-stroke-width': 1 } },
  { id: 'picked', type: 'fill', source: 'buildings', filter: ['literal', false], paint: { 'fill-color': '#111c28', 'fill-opacity': 0.85 } },
  { id: 'picked-points', type: 'circle', source: 'buildings', filter: ['literal', false], paint: { 'circle-radius': DOT, 'circle-color': '#111c28' } },
  { id: 'borders', type: 'line', source: 'grids', paint: { 'line-color': '#3b4651', 'line-width': ['interpolate', ['linear'], ['zoom'], 13, 1, 17, 2.4] } },
  { id: 'failing', type: 'line', source: 'grids', filter: ['literal', false], paint: { 'line-color': '#b3261e', 'line-width': 3, 'line-dasharray': [2, 1.5] } },
  { id: 'chosen', type: 'line', source: 'grids', filter: ['literal', false], paint: { 'line-color': '#12406f', 'line-width': 4.5 } },
  {
    id: 'building-labels',
    type: 'symbol',
    source: 'buildings',
    minzoom: 15.5,
    layout: { 'text-field': HOMES, 'text-font': FONT, 'text-size': ['interpolate', ['linear'], ['zoom'], 15.5, 9, 17, 11], 'text-padding': 0 },
    paint: { 'text-color': '#1c2530', ...HALO },
  },
  // Who has no room for its whole label shows its number alone: the later layer is placed first.
  label('codes', ['get', 'short']),
  label('labels', ['get', 'text']),
  { id: 'sketch-fill', type: 'fill', source: 'sketch', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': '#12406f', 'fill-opacity': 0.15 } },
  { id: 'sketch', type: 'line', source: 'sketch', paint: { 'line-color': '#12406f', 'line-width': 3, 'line-dasharray': [1.5, 1] } },
  {
    id: 'sketch-points',
    type: 'circle',
    source: 'sketch',
    filter: ['==', ['geometry-type'], 'Point'],
    paint: { 'circle-radius': 7, 'circle-color': '#fff', 'circle-stroke-color': '#12406f', 'circle-stroke-width': 3 },
  },
  {
    id: 'mark',
    type: 'circle',
    source: 'mark',
    paint: { 'circle-radius': 16, 'circle-color': '#b3261e', 'circle-opacity': 0.15, 'circle-stroke-color': '#b3261e', 'circle-stroke-width': 3 },
  },
]

/** Buildings wherever they are drawn, for the pointer. */
export const BUILDINGS = ['buildings', 'building-points']

export function paintGrids(chart: Chart, colour: Record<string, string>): void {
  chart.setPaintProperty('grids', 'fill-color', coloured(colour, '#cfd4d9'))
  chart.setPaintProperty('buildings', 'fill-color', coloured(colour, '#8a939c'))
  chart.setPaintProperty('building-points', 'circle-color', coloured(colour, '#8a939c'))
}

/** What stands on each grid: the chosen one and those that fail come before the others. rows: as the plan's report or the map tells them. */
export function captions(grids: Shapes, rows: readonly Caption[], chosen: string | null, fails: ReadonlySet<string>): Shapes {
  const of = new Map(rows.map((each) => [each.grid, each]))
  return collection(
    labelled(grids).features.map((each) => {
      const row = of.get(String(each.id))
      const short = row?.code.slice(-3) ?? ''
      const text = row ? `${short} ${row.name}\n${number(row.households)} ${say('households')}${row.locked ? ` · ${say('locked')}` : ''}` : ''
      const wrong = fails.has(String(each.id))
      return { ...each, properties: { grid: each.id, text, short, fails: wrong, rank: each.id === chosen ? 0 : wrong ? 1 : 2 } }
    }),
  )
}

export function pick(chart: Chart, ids: readonly string[]): void {
  const wanted: ExpressionSpecification = ['in', ['get', 'building'], ['literal', [...ids]]]
  chart.setFilter('picked', wanted)
  chart.setFilter('picked-points', ['all', IS_POINT, wanted])
}

function coloured(colour: Record<string, string>, otherwise: string): ExpressionSpecification | string {
  const pairs = Object.entries(colour).flat()
  return pairs.length ? (['match', ['coalesce', ['get', 'grid'], ''], ...pairs, otherwise] as unknown as ExpressionSpecification) : otherwise
}
