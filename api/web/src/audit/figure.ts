// GeoJSON in degrees as paths of a drawing in metres, north up.

import type { Geometry, Position } from 'geojson'

const METRES = 111_320

export interface Frame {
  west: number
  north: number
  east: number
  south: number
}

const rings = (geometry: Geometry): Position[][] =>
  geometry.type === 'Polygon'
    ? geometry.coordinates
    : geometry.type === 'MultiPolygon'
      ? geometry.coordinates.flat()
      : geometry.type === 'GeometryCollection'
        ? geometry.geometries.flatMap(rings)
        : []

/** Around all of them; null where there is nothing to see. */
export function frameOf(shapes: Geometry[]): Frame | null {
  const frame = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity }
  for (const [lon, lat] of shapes.flatMap(rings).flat() as [number, number][]) {
    frame.west = Math.min(frame.west, lon)
    frame.east = Math.max(frame.east, lon)
    frame.south = Math.min(frame.south, lat)
    frame.north = Math.max(frame.north, lat)
  }
  return frame.west === Infinity ? null : frame
}

const shrink = (frame: Frame): number => Math.cos((((frame.north + frame.south) / 2) * Math.PI) / 180)
export const sizeOf = (frame: Frame): [width: number, height: number] => [
  Math.max(1, (frame.east - frame.west) * METRES * shrink(frame)),
  Math.max(1, (frame.north - frame.south) * METRES),
]

export function pathOf(geometry: Geometry, frame: Frame): string {
  const across = METRES * shrink(frame)
  const at = ([lon, lat]: Position) => `${((lon! - frame.west) * across).toFixed(1)} ${((frame.north - lat!) * METRES).toFixed(1)}`
  return rings(geometry)
    .map((ring) => `M${ring.map(at).join('L')}Z`)
    .join('')
}

/** A round length for a scale bar: at most so many metres. */
export function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most))
  return [5, 2, 1].find((each) => each * power <= most)! * power
}
