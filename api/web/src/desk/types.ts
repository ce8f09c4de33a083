// What the server tells of tickets and of the community's desk.

import type { LeftOut } from '../shared/Uncounted.svelte'

export interface Community {
  community: string
  code: string
  name: string
  plan_in_force: string | null
}

export interface Ticket {
  ticket: string
  number: string
  channel: string
  category: string
  scope: string
  handling: string
  kind: string
  parent: string | null
  building: string | null
  lon: number | null
  lat: number | null
  grid_now: string | null
  first_responder: string
  first_handler: string | null
  responsible: string
  warden: string | null
  level: string
  status: 'reported' | 'accepted' | 'closed'
  reported_at: string
  due_at: string | null
  stopped_at: string | null
  stopped_until: string | null
  reply_owed: string | null
  closed_at: string | null
  times_reopened: number
  satisfaction: number | null
  is_overdue: boolean
}

export interface Opened extends Ticket {
  household: string | null
  version: number
  is_handled: boolean
  is_told: boolean
  outcome: string | null
  clause: string | null
  clauses: Record<string, { value: string; clause: string; quote: string }>
  text?: string | null
  reporter?: { name?: string; phone?: string; erased?: boolean; lost?: boolean } | null
}

export interface Line {
  position: number
  name: string
  effective_at: string
  actor: string
  role: string
  responsible: string
  level: string
  reason: string
  document: string
  satisfaction: number | null
  outcome: string | null
}

export interface Clock extends LeftOut {
  starts_at: string
  due_at: string | null
  is_standing: boolean
  is_overdue: boolean
  closed_at: string | null
  used_hours: number
  left_hours: number | null
  stops: (LeftOut['stops'][number] & { asked_by: string; approved_by: string | null })[]
  extensions: unknown[]
  escalations: unknown[]
}

export interface Affair {
  affair: string
  kind: string
  detail: string | null
  body: string | null
  opened_at: string
  opened_by: string
  due_at: string | null
  settled_at: string | null
}

export interface Person {
  warden: string
  account?: string
  name?: string
  phone?: string
}

export interface Duty {
  grid: string
  post: string | null
  code: string
  name: string
  title: string | null
  on_duty: Person | null
  on_duty_as: string | null
  a: Person | null
  b: Person | null
}

export interface Building {
  building: string
  name: string | null
  address: string | null
  lon: number
  lat: number
  grid: string | null
}

export interface Category {
  key: string
  zh: string
  en: string
  value: number
  clock: string
  clause: string
}

export interface Matters {
  profile: string
  calendar: string
  categories: Category[]
  scopes: { key: string; zh: string; level: string; is_immediate: boolean; clause: string }[]
  handlings: { key: string; zh: string; level: string }[]
  levels: string[]
  notices: { value: number; clause: string }
}

export interface Foreseen extends Duty {
  building: string | null
  address: string | null
  lon: number | null
  lat: number | null
  near: { grid: string; code: string | null; name: string | null; distance_m: number } | null
  nearby: { ticket: string; number: string; category: string; status: Ticket['status']; responsible: string; reported_at: string; distance_m: number }[]
  within_m: number
  within_days: number
  responsible: string
  deadline: { due_at: string; clause: string; calendar: string; value: number; clock: string } | null
}

export interface Case {
  case: string
  title: string
  problem: string
  remedy: string
  likeness: number
}

export interface VisitEntry {
  household: string
  building: string
  grid: string
  visited_at: string
  purpose: string
  contact: 'home' | 'phone'
  role: string
  ticket: string | null
}

/** A visit put right, or to be. changed: the names of what says something else. */
export interface Correction {
  visit: string
  position: number
  status: 'pending' | 'made' | 'rejected'
  because: 'overdue' | 'drawn' | null
  was: VisitEntry
  told: VisitEntry
  changed: string[]
  proposed_by: string
  proposed_at: string
  decided_by: string | null
  decided_at: string | null
}

export interface CorrectionText {
  was_text?: { issue?: string; feedback?: string }
  told_text?: { issue?: string; feedback?: string }
  why: { text?: string }
  decided_why?: { text?: string }
}

/** Somebody who lives here, masked. */
export interface Resident {
  person: string
  household: string
  building: string
  grid: string
  relation: string
  name?: string
  phone?: string
}

/** What stands in the form of a matter that is being taken in. */
export interface Begun {
  channel: string
  address: string
  category: string
  text: string
  scope: string
  handling: string
  kind: string
  name: string
  phone: string
  settled: boolean
  done: string
  resident: Resident | null
  asked: { building?: string; address?: string; lon?: number; lat?: number }
}
