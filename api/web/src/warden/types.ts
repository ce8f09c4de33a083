// What the server tells of a warden's day (/api/field-day) and of single doors, tickets and people.

import type { Shapes } from '../shared/map/shapes'

export interface Person { warden: string; name?: string; phone?: string }
export interface Named { zh: string; en: string }
export interface Door { unit?: string; room?: string; erased?: boolean; restricted?: boolean; lost?: boolean }

export interface Home {
  household: string
  building: string
  grid: string
  door: Door
  persons?: number
  last_visit_at: string | null
  done_at?: string | null
}

export interface Block {
  building: string
  name: string
  address: string
  estate: string
  number: string
  grid: string
  use: string
  dwellings: number
  households: number
  never_visited: number
  tickets: number
  needs: number
}

export interface Ground {
  grid: string
  code: string
  name: string
  title: string | null
  plan: string
  is_own: boolean
  a: Person | null
  b: Person | null
  on_duty: Person | null
  on_duty_as: 'A' | 'B' | 'stand_in' | null
  until: string | null
}

export interface Coming {
  grid: string
  code: string | null
  name: string | null
  starts_at: string
  ends_at: string | null
  as: 'B' | 'stand_in'
  by_me: boolean
  who: Person | null
}

export interface Ticket {
  ticket: string
  number: string
  category: string
  status: 'reported' | 'accepted' | 'closed'
  building: string | null
  grid_now: string | null
  due_at: string | null
  stopped_at: string | null
  reported_at: string
  warden: string | null
  handled: boolean
  told: boolean
  clause: string
  version: number
}

export interface Day {
  on: string
  at: string
  warden: string
  community: { code: string; name: string }
  quota: number
  clause: string
  visited: number
  grids: Ground[]
  coming: Coming[]
  buildings: Block[]
  households: Home[]
  tickets: Ticket[]
  purposes: (Named & { purpose: string })[]
  categories: (Named & { category: string })[]
  contacts: ('home' | 'phone')[]
  attendance: { times: string[]; clause: string } | null
}

/** What the plan in force passed from one warden to another: buildings and numbers, no names, no doors. */
export interface HandOver {
  from_grid: string
  to_grid: string
  from_code: string | null
  to_code: string | null
  from_warden: string | null
  to_warden: string | null
  document: string
  on: string
  counts: { households: number; unvisited: number; open_needs: number; open_tickets: number }
  homes: { household: string; building: string; address: string | null; last_visit: string | null }[]
  tickets: { ticket: string; number: string; category: string; due_at: string | null }[]
  needs: { need: string; kind: string; household: string }[]
}

/** The day with the map under it, and what was handed over. */
export interface Pack extends Day {
  land: Shapes<{ grid: string; code: string; name: string }>
  blocks: Shapes<{ building: string; number: string }>
  packs: HandOver[]
}

export interface Member { person: string; relation: string; name?: string; phone?: string; needs?: string[]; erased?: boolean; restricted?: boolean; lost?: boolean }
export interface File { household: string; members: Member[]; door: Door; hukou: string | null; lives_here_since: string }
