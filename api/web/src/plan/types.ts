// What the server tells of plans.

import type { Shape, Shapes } from '../shared/map/shapes'

export interface Community {
  community: string
  code: string
  name: string
  profile: string
  buildings: number
  dwellings: number
  plan_in_force: string | null
  plan_name: string | null
  plan_since: string | null
}

export interface PlanRow {
  plan: string
  name: string
  status: string
  base: string | null
  drafted_by: string
  drafted_at: string
  effective_on: string | null
  document: string | null
  valid_from: string | null
  valid_to: string | null
  grid_count: number
}

export interface Grid {
  grid: string
  code: string
  name: string
  kind: 'ordinary' | 'dedicated'
  households: number
  people: number
  weighted_load: number | null
  buildings: number
  area_m2: number
  compactness: number | null
  limit: string | null
  deviation: number | null
  complies: boolean
  failed: string[]
  locked: boolean
  apart: string
}

/** Tickets and visits of the last whole months, weighed. */
export interface Load {
  plan: string
  months: number
  ticket_weight: number
  visit_weight: number
  grids: { grid: string; tickets: number; visits: number; workload: number }[]
}

export interface Check {
  code: string
  grid: string | null
  limit: string | null
  value: number | null
  clause: string
  place: [number, number] | null
  passed: boolean
  forbids: boolean
}

export interface Report {
  plan: string
  community: string
  name: string
  status: string
  base: string | null
  document: string | null
  version: number
  grids: Grid[]
  checks: Check[]
}

export interface Edit {
  version: number
  event: string
  by: string
  at: string
  tool?: string
  grid?: string
  name?: string
  households_moved?: number
  reason: string
  stands?: boolean
}

export interface Edits {
  version: number
  edits: Edit[]
  snapshots: { name: string; grids: number }[]
  can_undo: number | null
  can_redo: number | null
}

export interface Building {
  building: string
  number: string
  /** Of a stairwell of a block that was divided: its number; the block's is `number`. */
  stairwell: string
  kind: string
  use: string
  floors: number | null
  dwellings: number
  households: number
  /** Until everybody is registered the dwellings speak, as in the server's own count. */
  homes: number
  grid: string | null
}

export type BuildingShape = Shape<Building>
export type BuildingShapes = Shapes<Building>

/** What a step changed (Prefer: return=representation); anew: everything, since the land was cut more finely. */
export type Changed = { version: number; steps: number; can_undo: number | null; can_redo: number | null } & (
  | { anew: true }
  | { anew: false; moves: Move[]; gone: string[]; grids: Grid[]; shapes: Shape[]; rechecked: { code: string; grid: string | null; checks: Check[] }[] }
)

/** What came to a grid. */
export interface Move {
  to: string
  atoms: number[]
  buildings: string[]
}

/** What the server says to whoever saves second (412). */
export interface Overtaken {
  current: number
  changed_by?: string
  changed_at?: string
  edits?: Edit[]
  fits?: string[]
  overtaken?: string[]
  grids_gone?: string[]
}

export interface Run {
  run: string
  share: number
  state: 'running' | 'finished' | 'refused'
  stopping: boolean
  result?: { plan: string; version: number; code?: string; title?: string; title_en?: string }
}
