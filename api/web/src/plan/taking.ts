// Buildings taken up while the pointer is down: where they would go, what that comes to, and what the server would refuse of it.

import { makes } from './band'
import type { Draft } from './draft.svelte'
import type { Building } from './types'

/** to: null for a new grid, which is cut out of `from` alone. along: how many of those going would be cut off; aside: parts that become grids of their own. */
export interface Taking {
  going: Building[]
  from: string | null
  to: string | null
  homes: number
  along: number
  aside: Building[][]
}

const NEW = ''

export function taking(draft: Draft, ids: readonly string[]): Taking | null {
  const taken = draft.known(ids)
  const to = draft.growing ?? (draft.makes ? null : draft.chosen)
  if (!taken.length || !(to || draft.makes)) return null
  const from = to ? null : source(draft, taken)
  const going = taken.filter((each) => (to ? each.grid && each.grid !== to : each.grid === from))
  const { along, aside } = cutOff(draft, going)
  const all = [...going, ...along]
  return { going: all, from, to, homes: homesOf(all), along: along.length, aside: to ? [] : aside }
}

/** What would lie by itself: parts too small to be grids in the band go along, the others stand aside. */
function cutOff(draft: Draft, going: readonly Building[]): { along: Building[]; aside: Building[][] } {
  const ids = going.map((each) => each.building)
  const sources = draft.report!.grids.filter((row) => going.some((each) => each.grid === row.grid))
  const parts = sources.flatMap(({ grid, limit }) =>
    (draft.floor?.cutOff(ids, grid) ?? []).map((each) => {
      const part = draft.known(each)
      return { part, stands: makes(homesOf(part), limit) !== null }
    }),
  )
  return { along: parts.flatMap(({ part, stands }) => (stands ? [] : part)), aside: parts.flatMap(({ part, stands }) => (stands ? [part] : [])) }
}

const homesOf = (buildings: readonly Building[]): number => buildings.reduce((sum, each) => sum + each.homes, 0)

/** The chosen grid, where it holds any of them; otherwise the one that holds most. */
function source(draft: Draft, taken: readonly Building[]): string | null {
  if (taken.some((each) => each.grid === draft.chosen)) return draft.chosen
  const held: Record<string, number> = {}
  for (const { grid } of taken) if (grid) held[grid] = (held[grid] ?? 0) + 1
  return Object.entries(held).sort(([, one], [, other]) => other - one)[0]?.[0] ?? null
}

/** Households that each grid would win or lose. */
export function coming(draft: Draft): Record<string, number> {
  const { taken } = draft
  const change: Record<string, number> = {}
  for (const { grid, homes } of taken?.going ?? []) {
    change[grid!] = (change[grid!] ?? 0) - homes
    if (taken!.to) change[taken!.to] = (change[taken!.to] ?? 0) + homes
  }
  return change
}

/** grid: '' for the new one. */
export function warning(draft: Draft): { code: string; grid: string } | null {
  const { taken } = draft
  if (!taken?.going.length) return null
  const touched = new Set([taken.to, ...taken.going.map((each) => each.grid)])
  const locked = draft.report?.grids.find((each) => each.locked && touched.has(each.grid))
  if (locked) return { code: 'grid.locked', grid: locked.grid }
  const leaving = [...taken.going, ...taken.aside.flat()].map((each) => each.building)
  const found = draft.floor?.refusal(leaving, taken.to ?? NEW)
  return found ? { code: found.code, grid: found.grid! } : null
}
