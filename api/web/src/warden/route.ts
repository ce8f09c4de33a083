// The day's walk: from the household that has waited longest always on to the nearest door not seen yet.

import { inside, type Place } from '../shared/map/shapes'
import type { Home, Pack } from './types'

export function nearestNext(homes: readonly Home[], blocks: Pack['blocks']): Home[] {
  const places = new Map(blocks.features.map((each) => [each.properties.building, inside(each.geometry)]))
  const [first, ...left] = homes
  const walk = first ? [first] : []
  while (left.length) {
    const here = places.get(walk.at(-1)!.building)
    const next = here ? left.reduce((best, each) => (apart(here, places.get(each.building)) < apart(here, places.get(best.building)) ? each : best)) : left[0]!
    left.splice(left.indexOf(next), 1)
    walk.push(next)
  }
  return walk
}

export interface Stop {
  building: string
  place: Place
  rank: number
  homes: number
}

/** The walk from building to building: what is still to be visited today. */
export function stops(day: Pick<Pack, 'households' | 'blocks'>): Stop[] {
  const places = new Map(day.blocks.features.map((each) => [each.properties.building, inside(each.geometry)]))
  const found: Stop[] = []
  for (const { building } of nearestNext(day.households.filter((each) => !each.done_at), day.blocks)) {
    const place = places.get(building)
    const known = found.find((each) => each.building === building)
    if (known) known.homes += 1
    else if (place) found.push({ building, place, rank: found.length + 1, homes: 1 })
  }
  return found
}

/** In degrees of latitude; a building without a place comes last. */
function apart(one: Place, other: Place | undefined): number {
  if (!other) return Infinity
  const stretch = Math.cos((one[1] * Math.PI) / 180)
  return Math.hypot((one[0] - other[0]) * stretch, one[1] - other[1])
}
