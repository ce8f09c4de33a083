// GeoJSON in degrees as paths of a drawing in metres, north up.

import type { Geometry, Position } from 'geojson'
import { rings, type Box } from './shapes'

const METRES = 111_320

const across = ([, south, , north]: Box): number => METRES * Math.cos((((north + south) / 2) * Math.PI) / 180)
export const sizeOf = (box: Box): [width: number, height: number] => [
  Math.max(1, (box[2] - box[0]) * across(box)),
  Math.max(1, (box[3] - box[1]) * METRES),
]

/** A box in the metres of a drawing: x, y of its north-west corner, width, height. */
export function metresOf([west, south, east, north]: Box, frame: Box): [number, number, number, number] {
  const metres = across(frame)
  return [(west - frame[0]) * metres, (frame[3] - north) * METRES, (east - west) * metres, (north - south) * METRES]
}

/** From the north-west corner of the box. */
export function pathOf(geometry: Geometry, box: Box): string {
  const metres = across(box)
  const at = ([lon, lat]: Position) => `${((lon! - box[0]) * metres).toFixed(1)} ${((box[3] - lat!) * METRES).toFixed(1)}`
  return rings(geometry)
    .map((ring) => `M${ring.map(at).join('L')}Z`)
    .join('')
}

/** A round length for a scale bar: at most so many metres. */
export function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most))
  return [5, 2, 1].find((each) => each * power <= most)! * power
}
