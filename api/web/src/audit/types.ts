// What the auditor's questions are answered with.

import type { Geometry } from 'geojson'

export interface Found {
  subject: string
  kind: string
  name: string | null
  communities: string[]
  has_state: boolean
  versions: number
}
export interface Line {
  at: string
  recorded_at: string
  late_days: number
  what: { name: string; zh: string; en: string }
  who: { actor: string; role: string }
  why: { reason: string; document: string; policy: string; clause: string | null }
  told: Record<string, unknown>
  position: number
  stream: string
  version: number
  cause: number | null
  community?: string | null
}
export interface Page<Row> {
  lines: Row[]
  next: number | null
}
export interface Stretch {
  grid: string
  code: string
  name: string
  plan: string
  plan_document: string
  decided_by: string
  decided_at: string
  since: string
  until: string
  title: string | null
  a: string | null
  b: string | null
  on_duty: string | null
  on_duty_as: string | null
  reason: string | null
}
export type State = Record<string, unknown>
export interface BothTimes extends Page<Line> {
  then: State | null
  now: State | null
  differs: string[]
}
export interface BorderChange extends Page<{ building: string; address: string | null; passed: 'in' | 'out' }> {
  before_m2: number
  after_m2: number
  gained_m2: number
  lost_m2: number
  features: { id: 'before' | 'after' | 'gained' | 'lost'; geometry: Geometry }[]
}
export interface Outline {
  building: string
  address: string | null
  name: string | null
  geometry: Geometry | null
}
