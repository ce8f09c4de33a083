// Which tickets are shown: the standing filters of every desk, and those that somebody keeps for oneself in this browser.

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

export function matches(words: string, texts: readonly string[]): boolean {
  const wanted = words.trim().toLowerCase()
  return !wanted || texts.some((text) => text.toLowerCase().includes(wanted))
}

const place = (me: Me) => `minqing.desk.filters.${me.account}`

export function kept(me: Me): Kept[] {
  try {
    return JSON.parse(localStorage.getItem(place(me)) ?? '[]') as Kept[]
  } catch {
    return [] // a browser that keeps nothing
  }
}

export function keep(me: Me, filters: Kept[]): void {
  try {
    localStorage.setItem(place(me), JSON.stringify(filters))
  } catch {
    return
  }
}
