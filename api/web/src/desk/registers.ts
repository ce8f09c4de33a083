// The registers beside the inbox: what the server keeps, and which column shows what.

import { number } from '../shared/words.svelte'
import type { Board } from './board.svelte'
import { shortly } from './standing'
import { say, type Word } from './words'

export interface Column<Row> {
  word: Word
  told: (row: Row) => string | number
  isCount?: boolean
}
/** A record made under a community that ended in this one. */
interface Kept { under: { code: string; name: string; ended_on: string } | null }
export interface Meeting extends Kept {
  meeting: string
  title: string
  starts_at: string
  status: string
  called: string[]
  came: string[]
  late: string[]
  absent: string[]
  leaves: { who: string; granted: boolean | null }[]
  agenda: { ticket: string; why: string }[]
  decisions: { number: number; step: string; is_confidential: boolean; tickets: string[] }[]
  results: { number: number; told: string }[]
  published_at: string | null
}
export interface Cadence {
  cadence: string
  title: string
  clause: string
  windows: { first: string; last: string; due: string | null; done: number; standing: 'kept' | 'moved' | 'missed' | 'open' }[]
}
export interface Admission extends Kept {
  admission: string
  version: number
  content: string
  addressees: string
  authority: string
  reason: string | null
  clause: string | null
  agreement: string | null
  department: string
  title: string
  requested_at: string
  status: string
  starts: string | null
  ends: string | null
  budget_yuan: number | null
  document: string | null
  is_expired: boolean
}
export interface Refusal {
  department: string
  title: string
  refused_at?: string
  clause?: string
}
export interface ListEntry { key: string; title: string }
export interface CertificateType { type_key: string; title: string; cancelled_on: string | null }
export interface Misuse {
  report: number
  use_number: number | null
  reported_by: string
  reported_at: string
  clause: string
  outcome: 'upheld' | 'dismissed' | null
}
export interface Certificate extends Kept {
  version: number
  certificate: string
  type_key: string
  number: string
  status: string
  requested_at: string
  decided_at: string | null
  decided_by: string | null
  clause: string | null
}
export interface SealUse extends Kept {
  number: number
  certificate_number: string
  type_key: string
  used_by: string
  used_at: string
}

const STATUS: Record<string, Word> = {
  convened: 'st_convened',
  held: 'st_held',
  published: 'st_published',
  requested: 'st_requested',
  gated: 'st_gated',
  approved: 'st_approved',
  rejected: 'st_rejected',
  entered: 'st_entered',
  withdrawn: 'st_withdrawn',
  issued: 'st_issued',
  refused: 'st_refused',
  kept: 'st_kept',
  moved: 'st_moved',
  missed: 'st_missed',
  open: 'st_open',
}
export const status = (key: string): string => (STATUS[key] ? say(STATUS[key]) : key)
const whose = (row: Kept, what: string): string => (row.under ? say('formerly', { what, name: row.under.name }) : what)
const day = (iso: string | null | undefined): string => iso ?? '–'
const at = (iso: string | null | undefined): string => (iso ? shortly(iso) : '–')

export const MEETINGS: Column<Meeting>[] = [
  { word: 'when', told: (row) => at(row.starts_at) },
  { word: 'meeting', told: (row) => whose(row, row.title) },
  { word: 'status', told: (row) => status(row.status) },
  { word: 'called', told: (row) => row.called.length, isCount: true },
  { word: 'came', told: (row) => row.came.length, isCount: true },
  { word: 'absent', told: (row) => row.absent.length, isCount: true },
  { word: 'agenda', told: (row) => row.agenda.length, isCount: true },
  { word: 'decisions', told: (row) => row.decisions.length, isCount: true },
  { word: 'made', told: (row) => at(row.published_at) },
]
export const CADENCES: Column<Cadence>[] = [
  { word: 'when', told: (row) => (row.windows.length ? `${row.windows.at(-1)!.first} – ${row.windows.at(-1)!.last}` : '–') },
  { word: 'meeting', told: (row) => row.title },
  { word: 'status', told: (row) => (row.windows.length ? status(row.windows.at(-1)!.standing) : '–') },
  { word: 'missed', told: (row) => row.windows.filter((each) => each.standing === 'missed').length, isCount: true },
  { word: 'clause', told: (row) => row.clause },
]
export const ADMISSIONS: Column<Admission>[] = [
  { word: 'department', told: (row) => row.department },
  { word: 'task', told: (row) => whose(row, row.title) },
  { word: 'status', told: (row) => (row.is_expired ? say('st_expired') : status(row.status)) },
  { word: 'asked', told: (row) => at(row.requested_at) },
  { word: 'startsAt', told: (row) => day(row.starts) },
  { word: 'endsAt', told: (row) => day(row.ends) },
  { word: 'budget', told: (row) => number(row.budget_yuan), isCount: true },
  { word: 'document', told: (row) => row.document || '–' },
]
export const REFUSALS: Column<Refusal>[] = [
  { word: 'department', told: (row) => row.department },
  { word: 'task', told: (row) => row.title },
  { word: 'clause', told: (row) => row.clause ?? '–' },
]

/** Types of certificates carry their title in the list of types. */
export const sealed = (board: Board, types: ReadonlyMap<string, string>): { title: (key: string) => string; certificates: Column<Certificate>[]; uses: Column<SealUse>[] } => ({
  title: (key) => types.get(key) ?? key,
  certificates: [
    { word: 'number', told: (row) => row.number },
    { word: 'certificate', told: (row) => types.get(row.type_key) ?? row.type_key },
    { word: 'status', told: (row) => status(row.status) },
    { word: 'asked', told: (row) => at(row.requested_at) },
    { word: 'decided', told: (row) => at(row.decided_at) },
    { word: 'decidedBy', told: (row) => (row.decided_by ? board.by(row.decided_by) : '–') },
    { word: 'clause', told: (row) => row.clause ?? '–' },
  ],
  uses: [
    { word: 'number', told: (row) => row.number, isCount: true },
    { word: 'certificate', told: (row) => whose(row, `${types.get(row.type_key) ?? row.type_key} ${row.certificate_number}`) },
    { word: 'usedBy', told: (row) => board.by(row.used_by) },
    { word: 'when', told: (row) => at(row.used_at) },
  ],
})
