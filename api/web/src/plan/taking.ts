// Buildings taken up while the pointer is down: where they would go, what that comes to, and what the server would refuse of it.

import type { Draft } from './draft.svelte'
import type { Building } from './types'

/** to: null for a new grid, which is cut out of `from` alone. */
export interface Taking {
  going: Building[]
  from: string | null
  to: string | null
  homes: number
}

const NEW = ''

export function taking(draft: Draft, ids: readonly string[] = draft.picking): Taking | null {
  const taken = draft.known(ids)
  if (!taken.length || !(draft.makes || draft.chosen)) return null
  const from = draft.makes ? source(draft, taken) : null
  const going = taken.filter((each) => (draft.makes ? each.grid === from : each.grid && each.grid !== draft.chosen))
  return { going, from, to: draft.makes ? null : draft.chosen, homes: going.reduce((sum, each) => sum + each.homes, 0) }
}

/** The chosen grid, where it holds any of them; otherwise the one that holds most. */
function source(draft: Draft, taken: readonly Building[]): string | null {
  if (taken.some((each) => each.grid === draft.chosen)) return draft.chosen
  const held: Record<string, number> = {}
  for (const { grid } of taken) if (grid) held[grid] = (held[grid] ?? 0) + 1
  return Object.entries(held).sort(([, one], [, other]) => other - one)[0]?.[0] ?? null
}

/** Households that each grid would win or lose. */
export function coming(draft: Draft): Record<string, number> {
  const [change, taken]: [Record<string, number>, Taking | null] = [{}, taking(draft)]
  for (const { grid, homes } of taken?.going ?? []) {
    change[grid!] = (change[grid!] ?? 0) - homes
    if (taken!.to) change[taken!.to] = (change[taken!.to] ?? 0) + homes
  }
  return change
}

/** grid: '' for the new one. */
export function warning(draft: Draft): { code: string; grid: string } | null {
  const taken = taking(draft)
  if (!taken?.going.length) return null
  const touched = new Set([taken.to, ...taken.going.map((each) => each.grid)])
  const locked = draft.report?.grids.find((each) => each.locked && touched.has(each.grid))
  if (locked) return { code: 'grid.locked', grid: locked.grid }
  const found = draft.floor?.refusal(taken.going.map((each) => each.building), taken.to ?? NEW)
  return found ? { code: found.code, grid: found.grid! } : null
}
