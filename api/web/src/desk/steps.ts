// Which steps a ticket offers, to whom, and what each asks for. Whether one may be taken is for the server to say.

import type { Me } from '../shared/session'
import type { Affair, Opened } from './types'
import type { Word } from './words'

export type Kind = 'line' | 'text' | 'number' | 'moment' | 'select' | 'boolean'
export interface Field {
  name: string
  word: Word
  kind: Kind
  needed?: boolean
  /** Of a select: value -> word. */
  choices?: Readonly<Record<string, Word>>
}
export interface Step {
  path: string
  word: Word
  fields: readonly Field[]
  who: readonly string[]
  /** Shown as a button at once; the others stand below. */
  isNext: boolean
  /** A reason is asked for. */
  reasoned?: boolean
  body?: Readonly<Record<string, unknown>>
}

const STAFF = ['desk', 'warden']
const WITH_HEAD = [...STAFF, 'approver']
const text: Field = { name: 'text', word: 'why', kind: 'text', needed: true }
const satisfaction: Field = { name: 'satisfaction', word: 'satisfaction', kind: 'select', choices: { '': 'unknown' } }
const LEVELS = { grid: 'level_grid', community: 'level_community', subdistrict: 'level_subdistrict', district: 'level_district' } as const
const UP = { subdistrict: 'level_subdistrict', district: 'level_district' } as const
const OUTCOMES = { solved: 'outcome_solved', explained: 'outcome_explained', passed_on: 'outcome_passed_on', unfounded: 'outcome_unfounded' } as const
const CHANGES = { pause: 'change_pause', extension: 'change_extension', return: 'change_return', shelving: 'change_shelving' } as const
const MODES = { whole: 'mode_whole', assisted: 'mode_assisted', explained: 'mode_explained' } as const
const BONDS = { duplicate_of: 'bond_duplicate_of', related: 'bond_related' } as const
const needed = (name: string, word: Word, kind: Kind, choices?: Field['choices']): Field => ({ name, word, kind, needed: true, ...(choices ? { choices } : {}) })

export function steps(ticket: Opened, affairs: readonly Affair[], me: Me): Step[] {
  const runs = (kind: string) => affairs.some((each) => each.kind === kind && !each.settled_at)
  const step = (path: string, word: Word, fields: readonly Field[] = [], more: Partial<Step> = {}): Step => ({ path, word, fields, who: STAFF, isNext: false, ...more })
  if (ticket.status === 'closed') return offered([step('reopening', 'reopening', [text], { who: ['desk'], isNext: true })], me)
  const isWaiting = ticket.status === 'reported'
  const found = [
    ...(isWaiting ? [step('acceptance', 'acceptance', [], { isNext: true })] : []),
    step('dispatch', 'dispatch', [needed('level', 'toLevel', 'select', LEVELS), needed('responsible', 'responsible', 'line')], { who: WITH_HEAD, isNext: true, reasoned: true }),
    ...(isWaiting ? [] : [step('handling', 'handlingStep', [text], { isNext: !ticket.is_handled })]),
    ...(ticket.is_handled ? [step('feedback', 'feedback', [text, satisfaction], { who: WITH_HEAD, isNext: !ticket.is_told })] : []),
    ...(ticket.is_handled && ticket.is_told ? [step('closing', 'closing', [needed('outcome', 'outcome', 'select', OUTCOMES)], { isNext: true })] : []),
    ...(ticket.reply_owed ? [step('interim-reply', 'interimReply', [text], { isNext: true })] : []),
    step('dispatch', 'escalate', [needed('level', 'toLevel', 'select', UP), needed('responsible', 'body', 'line')], { who: WITH_HEAD, isNext: true, reasoned: true }),
    ...(runs('papers') ? [step('papers/receipt', 'papersReceipt', [], { isNext: true })] : []),
    step('papers', 'papers', [needed('count', 'paperCount', 'number'), { ...text, word: 'paperList' }], { who: WITH_HEAD }),
    ...(runs('proxy')
      ? [
          step('proxy/authorisation', 'proxyAuthorisation', [needed('until', 'until', 'moment'), text], { isNext: true }),
          step('proxy/steps', 'proxyStep', [text], { isNext: true }),
          step('proxy/closing', 'proxyClosing', [], { isNext: true }),
        ]
      : [step('proxy', 'proxy', [needed('mode', 'mode', 'select', MODES), needed('proxy', 'proxyBy', 'line')])]),
    ...timed(ticket, runs, step),
    step('appointments', 'appointment', [needed('starts_at', 'startsAt', 'moment'), needed('ends_at', 'endsAt', 'moment'), needed('attendant', 'attendant', 'line')]),
    step('parts', 'part', [needed('responsible', 'responsible', 'line'), needed('level', 'toLevel', 'select', LEVELS), text], { who: ['desk'] }),
    step('links', 'link', [needed('other', 'otherNumber', 'line'), needed('bond', 'bond', 'select', BONDS)]),
    ...(runs('question') ? [step('question/answer', 'answer', [text], { isNext: true })] : [step('question', 'question', [needed('section', 'section', 'line'), text])]),
    step('approval/submission', 'submission', [needed('authority', 'authority', 'line')]),
    step('emergency', 'emergency', [text]),
  ]
  return offered(found, me)
}

function timed(ticket: Opened, runs: (kind: string) => boolean, step: (path: string, word: Word, fields?: readonly Field[], more?: Partial<Step>) => Step): Step[] {
  if (runs('clock_change')) {
    const head = { who: ['approver'], isNext: true }
    return [step('clock/approval', 'clockApproval', [], head), step('clock/refusal', 'clockRefusal', [], { ...head, reasoned: true })]
  }
  if (ticket.stopped_at) return [step('clock/resumption', 'clockResumption', [], { isNext: true })]
  return [step('clock/request', 'clockRequest', [needed('change', 'change', 'select', CHANGES), { name: 'days', word: 'dayCount', kind: 'number' }, text])]
}

const offered = (found: readonly Step[], me: Me): Step[] => found.filter((each) => each.who.includes(me.role))
