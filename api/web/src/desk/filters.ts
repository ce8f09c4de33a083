// Which tickets are shown: the standing filters of every desk, and those that somebody keeps for oneself.

import { get, post } from '../shared/ask'
import type { Me } from '../shared/session'
import type { Ticket } from './types'

export const STATES = ['open', 'mine', 'waiting', 'overdue', 'near', 'closed'] as const
export interface Filter {
  state: (typeof STATES)[number]
  category?: string
  grid?: string
  words?: string
}
export interface Kept {
  name: string
  filter: Filter
}

/** “将到期”: within a day. */
const NEAR_MS = 24 * 3_600_000

export function isNear(ticket: Ticket, now: number): boolean {
  return ticket.status !== 'closed' && !ticket.is_overdue && !ticket.stopped_at && ticket.due_at !== null && Date.parse(ticket.due_at) - now <= NEAR_MS
}

export function fits(filter: Filter, ticket: Ticket, me: Me, now: number): boolean {
  if (filter.category && ticket.category !== filter.category) return false
  if (filter.grid && ticket.grid_now !== filter.grid) return false
  if (filter.state === 'mine') return [me.account, me.role].includes(ticket.responsible)
  if (filter.state === 'waiting') return ticket.status === 'reported'
  if (filter.state === 'overdue') return ticket.is_overdue
  if (filter.state === 'near') return isNear(ticket, now)
  return true
}

export const isSame = (one: Filter, other: Filter): boolean => (['state', 'category', 'grid', 'words'] as const).every((each) => (one[each] ?? '') === (other[each] ?? ''))

export function matches(words: string, texts: readonly string[]): boolean {
  const wanted = words.trim().toLowerCase()
  return !wanted || texts.some((text) => text.toLowerCase().includes(wanted))
}

const PATH = '/api/settings/desk-filters'

/** On the server, so that they are there at another computer too. Those of a browser from before come along once. */
export async function kept(me: Me): Promise<Kept[]> {
  const { filters } = await get<{ filters: Kept[] }>(PATH)
  const before = filters.length ? [] : formerly(me)
  return before.length ? keep(before) : filters
}

export async function keep(filters: readonly Kept[]): Promise<Kept[]> {
  return (await post<{ filters: Kept[] }>(PATH, { filters })).body.filters
}

function formerly(me: Me): Kept[] {
  const place = `minqing.desk.filters.${me.account}`
  try {
    const found = JSON.parse(localStorage.getItem(place) ?? '[]') as Kept[]
    localStorage.removeItem(place)
    return found
  } catch {
    return [] // a browser that keeps nothing
  }
}

/** Whether every sign of the words stands in the text, in their order, whatever stands between. */
export function inOrder(words: string, text: string): boolean {
  let from = 0
  return [...words.replace(/\s/g, '')].every((sign) => (from = text.indexOf(sign, from) + 1) > 0)
}
