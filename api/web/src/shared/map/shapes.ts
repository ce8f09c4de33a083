// Small geometry on GeoJSON in degrees (lon, lat): where a label stands, what borders on what, which colour.

import polylabel from 'polylabel'

import type { Feature, FeatureCollection, Geometry, Point, Polygon, MultiPolygon, Position } from 'geojson'

export type Shapes<P = Record<string, unknown>> = FeatureCollection<Geometry, P & Record<string, unknown>>
export type Shape<P = Record<string, unknown>> = Feature<Geometry, P & Record<string, unknown>>
export type Box = [west: number, south: number, east: number, north: number]
export type Place = [lon: number, lat: number]

/** The border that two shapes share, as its single segments. */
export interface Border {
  one: string
  other: string
  segments: [Place, Place][]
}

const PALETTE = ['#4e79a7', '#e8892b', '#59a14f', '#b07aa1', '#3d9c98', '#c9a227', '#d0605e', '#8a6a57', '#6f7bb8', '#7f9a3c']

export function collection<P>(features: Shape<P>[]): Shapes<P> {
  return { type: 'FeatureCollection', features }
}

function polygons(geometry: Geometry): Position[][][] {
  if (geometry.type === 'Polygon') return [(geometry as Polygon).coordinates]
  return geometry.type === 'MultiPolygon' ? (geometry as MultiPolygon).coordinates : []
}

export const rings = (geometry: Geometry): Position[][] => polygons(geometry).flat()

export function boxOf(shapes: readonly { geometry: Geometry }[]): Box | null {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { geometry } of shapes)
    for (const ring of geometry.type === 'Point' ? [[geometry.coordinates]] : rings(geometry))
      for (const [lon, lat] of ring as Place[]) {
        box[0] = Math.min(box[0], lon)
        box[1] = Math.min(box[1], lat)
        box[2] = Math.max(box[2], lon)
        box[3] = Math.max(box[3], lat)
      }
  return box[0] === Infinity ? null : box
}

export function contains(geometry: Geometry, [lon, lat]: Place): boolean {
  let isInside = false
  for (const ring of rings(geometry))
    for (let at = 1; at < ring.length; at++) {
      const [a, b] = [ring[at - 1] as Place, ring[at] as Place]
      if (a[1] > lat !== b[1] > lat && a[0] + ((lat - a[1]) / (b[1] - a[1])) * (b[0] - a[0]) > lon) isInside = !isInside
    }
  return isInside
}

/** Where a name stands: the place farthest from any border of the largest part. Sought once a shape. */
export function inside(geometry: Geometry): Place {
  if (geometry.type === 'Point') return geometry.coordinates as Place
  let place = places.get(geometry)
  if (!place) places.set(geometry, (place = roomiest(geometry)))
  return place
}

const places = new WeakMap<Geometry, Place>()

function roomiest(geometry: Geometry): Place {
  const parts = polygons(geometry).map((part) => ({ part, box: boxOf([{ geometry: { type: 'Polygon', coordinates: part } }])! }))
  const { part, box } = parts.reduce((best, each) => (area(each.box) > area(best.box) ? each : best))
  const narrow = Math.cos((((box[1] + box[3]) / 2) * Math.PI) / 180) // a degree of longitude, in degrees of latitude
  const metric = part.map((ring) => ring.map(([lon, lat]): Place => [lon! * narrow, lat!]))
  const [x, lat] = polylabel(metric, Math.max((box[2] - box[0]) * narrow, box[3] - box[1]) / 100)
  return [x! / narrow, lat!]
}

const area = (box: Box): number => (box[2] - box[0]) * (box[3] - box[1])

/** Labels stand on points of their own: on a polygon each tile would write the label again. */
export function labelled<P>(shapes: Shapes<P>): Shapes<P> {
  return collection(
    shapes.features.map((each) => ({ ...each, geometry: { type: 'Point', coordinates: inside(each.geometry) } as Point })),
  )
}

/** Neighbours share their vertices exactly, so a segment that two shapes have is border between them. */
export function borders(shapes: Shapes): Border[] {
  const owner = new Map<string, string>()
  const found = new Map<string, Border>()
  for (const shape of shapes.features)
    for (const ring of rings(shape.geometry))
      for (let at = 1; at < ring.length; at++) {
        const [a, b] = [ring[at - 1] as Place, ring[at] as Place]
        const key = a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? `${a} ${b}` : `${b} ${a}`
        const other = owner.get(key)
        if (other === undefined) owner.set(key, String(shape.id))
        else if (other !== shape.id) join(found, other, String(shape.id), [a, b])
      }
  return [...found.values()]
}

function join(found: Map<string, Border>, one: string, other: string, segment: [Place, Place]): void {
  const key = [one, other].sort().join(' ')
  const border = found.get(key)
  if (border) border.segments.push(segment)
  else found.set(key, { one, other, segments: [segment] })
}

/** A colour for each, neighbours different; who has one keeps it while it can. */
export function colours(ids: readonly string[], between: readonly Border[], before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const chosen: Record<string, string> = {}
  ids.forEach((id, rank) => {
    const near = between.filter((each) => each.one === id || each.other === id).map((each) => (each.one === id ? each.other : each.one))
    const taken = new Set(near.map((each) => chosen[each]))
    const wish = before[id] ?? PALETTE[rank % PALETTE.length]!
    chosen[id] = taken.has(wish) ? (PALETTE.find((each) => !taken.has(each)) ?? wish) : wish
  })
  return chosen
}

/** The nearest place on a border, in the pixels of `project`. */
export function nearest(all: readonly Border[], to: readonly [number, number], project: (place: Place) => readonly [number, number]) {
  let best: { border: Border; place: Place; pixels: number } | null = null
  for (const border of all)
    for (const [a, b] of border.segments) {
      const [p, q] = [project(a), project(b)]
      const [dx, dy] = [q[0] - p[0], q[1] - p[1]]
      const along = Math.max(0, Math.min(1, ((to[0] - p[0]) * dx + (to[1] - p[1]) * dy) / (dx * dx + dy * dy || 1)))
      const pixels = Math.hypot(p[0] + along * dx - to[0], p[1] + along * dy - to[1])
      if (!best || pixels < best.pixels) best = { border, pixels, place: [a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])] }
    }
  return best
}

const side = ([ax, ay]: Place, [bx, by]: Place, [x, y]: Place): number => Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax))

/** Whether two stretches of a path that do not follow one another cross. */
export function crossesItself(path: readonly Place[]): boolean {
  for (let one = 1; one < path.length; one++)
    for (let other = one + 2; other < path.length; other++) {
      const [a, b, c, d] = [path[one - 1]!, path[one]!, path[other - 1]!, path[other]!]
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true
    }
  return false
}

export const asLine = (path: readonly Place[]): string => `LINESTRING (${path.map((each) => each.join(' ')).join(', ')})`
