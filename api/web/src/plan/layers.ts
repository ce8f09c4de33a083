// How a plan looks on the map.

import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import { FONT } from '../shared/map/stage'

export const SOURCES = { grids: 'grid', buildings: 'building', labels: 'grid', roads: 'road', sketch: 'sketch', mark: 'mark' }
const HALO = { 'text-halo-color': '#fff', 'text-halo-width': 1.6 }

export const LAYERS: LayerSpecification[] = [
  { id: 'grids', type: 'fill', source: 'grids', paint: { 'fill-color': '#ccc', 'fill-opacity': 0.28 } },
  { id: 'roads', type: 'line', source: 'roads', paint: { 'line-color': '#b9bec4', 'line-width': ['interpolate', ['linear'], ['zoom'], 13, 1, 17, 5] } },
  { id: 'buildings', type: 'fill', source: 'buildings', paint: { 'fill-color': '#8a939c', 'fill-opacity': 0.75 } },
  { id: 'building-edges', type: 'line', source: 'buildings', paint: { 'line-color': '#fff', 'line-width': 0.6 } },
  { id: 'picked', type: 'fill', source: 'buildings', filter: ['literal', false], paint: { 'fill-color': '#111c28', 'fill-opacity': 0.85 } },
  { id: 'borders', type: 'line', source: 'grids', paint: { 'line-color': '#3b4651', 'line-width': ['interpolate', ['linear'], ['zoom'], 13, 1, 17, 2.4] } },
  { id: 'failing', type: 'line', source: 'grids', filter: ['literal', false], paint: { 'line-color': '#b3261e', 'line-width': 3, 'line-dasharray': [2, 1.5] } },
  { id: 'chosen', type: 'line', source: 'grids', filter: ['literal', false], paint: { 'line-color': '#12406f', 'line-width': 4.5 } },
  {
    id: 'building-labels',
    type: 'symbol',
    source: 'buildings',
    minzoom: 17,
    layout: { 'text-field': ['concat', ['get', 'number'], ' · ', ['to-string', ['get', 'homes']]], 'text-font': FONT, 'text-size': 11 },
    paint: { 'text-color': '#1c2530', ...HALO },
  },
  {
    id: 'labels',
    type: 'symbol',
    source: 'labels',
    layout: { 'text-field': ['get', 'text'], 'text-font': FONT, 'text-size': 15, 'text-line-height': 1.25, 'text-allow-overlap': true },
    paint: { 'text-color': ['case', ['get', 'fails'], '#a5241f', '#0f1720'], 'text-halo-color': '#fff', 'text-halo-width': 2.2 },
  },
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

export function coloured(colour: Record<string, string>, otherwise: string): ExpressionSpecification | string {
  const pairs = Object.entries(colour).flat()
  return pairs.length ? (['match', ['coalesce', ['get', 'grid'], ''], ...pairs, otherwise] as unknown as ExpressionSpecification) : otherwise
}
