// The plan on the desk after a step: what the step changed takes the place of what was there, everything else stays the same object.

import { collection, type Shapes } from '../shared/map/shapes'
import type { BuildingShapes, Changed, Check, Report } from './types'

export type Told = Extract<Changed, { anew: false }>

export function report(before: Report, told: Told): Report {
  const changed = new Map(told.grids.map((each) => [each.grid, each]))
  const gone = new Set(told.gone)
  const kept = before.grids.filter((each) => !gone.has(each.grid) && !changed.has(each.grid))
  const grids = [...kept, ...told.grids].sort((one, other) => (one.code < other.code ? -1 : 1))
  return { ...before, version: told.version, grids, checks: checks(before.checks, told) }
}

/** In their places, so that a list that somebody reads does not jump. */
function checks(before: readonly Check[], { rechecked }: Told): Check[] {
  const key = (of: { code: string; grid: string | null }) => `${of.code} ${of.grid ?? ''}`
  const anew = new Map(rechecked.map((each) => [key(each), each.checks]))
  const placed = new Set<string>()
  const kept = before.flatMap((each): Check[] => {
    const [name, now] = [key(each), anew.get(key(each))]
    if (!now || placed.has(name)) return now ? [] : [each]
    placed.add(name)
    return now
  })
  return [...kept, ...rechecked.flatMap((each) => (placed.has(key(each)) ? [] : each.checks))]
}

export function shapes(before: Shapes, told: Told): Shapes {
  const out = new Set([...told.gone, ...told.shapes.map((each) => String(each.id))])
  return collection([...before.features.filter((each) => !out.has(String(each.id))), ...told.shapes])
}

export function buildings(before: BuildingShapes, told: Told): BuildingShapes {
  const held = new Map(told.moves.flatMap((move) => move.buildings.map((each) => [each, move.to] as const)))
  if (!held.size) return before
  return collection(
    before.features.map((each) => {
      const grid = held.get(each.properties.building)
      return grid && grid !== each.properties.grid ? { ...each, properties: { ...each.properties, grid } } : each
    }),
  )
}
