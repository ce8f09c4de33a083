// What lies under the hall's map where an administrator opened it for the public: pictures by tiles, which every machine can show, or the
// picture of an archive where this machine can draw one.

import { get } from '../shared/ask'
import type { Basemap } from '../shared/map/basemap'
import { sizeOf } from '../shared/map/drawing'
import type { Box } from '../shared/map/shapes'

const ADDRESS = '/api/public/basemap'
const SVG = 'http://www.w3.org/2000/svg'
const SIZE = 256
const FINEST = 2600

/** A drawing whose edges are known in degrees; x, y, width, height in its own units. */
export interface Frame { box: Box; width: number; height: number }

/** Into `group`, for what is seen: a part of the frame, so many pixels wide. Answers what the map must say. */
export type Lay = (group: SVGGElement, seen: Box, pixels: number) => void

export async function ground(frame: Frame): Promise<{ lay: Lay; attribution: string } | null> {
  const chosen = await get<Basemap>(ADDRESS)
  if (chosen.kind === 'none') return null
  if (!chosen.file) return { lay: (group, seen, pixels) => tiled(group, frame, chosen, seen, pixels), attribution: chosen.attribution }
  const { pictured } = await import('../shared/map/pictured') // the map engine, for those who chose an archive alone
  const picture = await pictured(frame.box, sizeOf(frame.box), ADDRESS, FINEST)
  if (!picture) return null
  return { lay: (group) => group.firstChild ?? group.append(image(frame, picture.href, picture.box)), attribution: picture.attribution }
}

/** Tiles of the zoom that is nearest to a pixel a pixel; of the other zooms none stays. */
function tiled(group: SVGGElement, frame: Frame, { tiles = [], deepest }: Basemap, seen: Box, pixels: number): void {
  const zoom = Math.min(deepest, Math.ceil(Math.log2((360 * pixels) / (SIZE * (seen[2] - seen[0])))))
  const [west, north] = placeOf(seen[0], seen[3], zoom)
  const [east, south] = placeOf(seen[2], seen[1], zoom)
  const wanted = new Map<string, () => SVGImageElement>()
  for (const [layer, [template]] of tiles.entries())
    for (let x = west; x <= east; x++)
      for (let y = north; y <= south; y++)
        wanted.set(`${layer}/${zoom}/${x}/${y}`, () => image(frame, addressOf(template!, zoom, x, y), boxOf(zoom, x, y)))
  for (const each of [...group.children] as SVGImageElement[]) if (!wanted.delete(each.dataset.tile!)) each.remove()
  for (const [name, make] of wanted) {
    const made = make()
    made.dataset.tile = name
    group.append(made)
  }
}

function image({ box, width, height }: Frame, href: string, [west, south, east, north]: Box): SVGImageElement {
  const made = document.createElementNS(SVG, 'image')
  const [across, up] = [width / (box[2] - box[0]), height / (box[3] - box[1])]
  const given = { href, x: (west - box[0]) * across, y: (box[3] - north) * up, width: (east - west) * across, height: (north - south) * up }
  for (const [name, value] of Object.entries({ ...given, preserveAspectRatio: 'none' })) made.setAttribute(name, String(value))
  made.addEventListener('error', () => made.remove()) // what does not come leaves its place bare
  return made
}

const addressOf = (template: string, zoom: number, x: number, y: number): string =>
  template.replace('{z}', String(zoom)).replace('{x}', String(x)).replace('{y}', String(y))

/** Web Mercator, rows from the north. */
function placeOf(lon: number, lat: number, zoom: number): [x: number, y: number] {
  const down = 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)
  return [Math.floor((lon / 360 + 0.5) * 2 ** zoom), Math.floor(down * 2 ** zoom)]
}

function boxOf(zoom: number, x: number, y: number): Box {
  const lat = (row: number) => (Math.atan(Math.sinh(Math.PI * (1 - row / 2 ** (zoom - 1)))) * 180) / Math.PI
  const lon = (column: number) => (column / 2 ** zoom - 0.5) * 360
  return [lon(x), lat(y + 1), lon(x + 1), lat(y)]
}
