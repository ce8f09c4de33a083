// A week of duty with the months it lies in, who serves then and who is away; and what may be done with each.

import { get, Problem } from '../shared/ask'
import type { Act, Ask } from '../shared/acts'
import { moment, shortly } from '../shared/words.svelte'
import type { Board } from './board.svelte'
import { tell, type Tell } from './rota-words'
import type { Duty, Person } from './types'

const DAY_MS = 86_400_000
const CHINA_MS = 8 * 3_600_000
const AHEAD_DAYS = 60
/** Of whom a leave is, the others are not told. */
const OVERSEERS = ['desk', 'approver', 'auditor']
const DESK = ['desk']

export interface Turn { shift: string; kind: string; on: string; starts_at: string; ends_at: string; warden: string | null; under?: object | null }
interface Month { status: 'proposed' | 'confirmed'; shifts: Turn[]; gaps: { shift: string; kind: string; on: string }[]; replaced_on: string | null }
export interface Drawn { month: string; status: 'none' | Month['status']; gaps: number }
export interface Leave { leave: string; warden: string; starts_at: string; ends_at: string }
export interface Week { months: Drawn[]; turns: Turn[]; kinds: ReadonlyMap<string, string>; people: ReadonlyMap<string, string>; leaves: Leave[] }

/** Monday to Sunday in China, so many weeks from this one. */
export function weekFrom(ahead: number): string[] {
  const today = new Date(Date.now() + CHINA_MS)
  const monday = today.getTime() - ((today.getUTCDay() + 6) % 7) * DAY_MS + ahead * 7 * DAY_MS
  return Array.from({ length: 7 }, (_, on) => dayOf(monday + on * DAY_MS))
}
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)
const monthOf = (on: string): string => on.slice(0, 7)
const lastOf = (month: string): string => dayOf(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0))
export const monthNamed = (month: string): string => tell('monthNamed', { year: month.slice(0, 4), month: String(Number(month.slice(5))) })
export const kindOf = (turn: Turn): string => tell(`kind_${turn.kind}` as Tell)
export const clock = (iso: string): string => new Date(iso).toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' })

export async function weekOf(board: Board, days: readonly string[]): Promise<Week> {
  const [first, last] = [days[0]!, days.at(-1)!]
  const names = [...new Set([monthOf(first), monthOf(last)])]
  const [kept, calendar, serving, ...months] = await Promise.all([
    get<{ shifts: (Turn & { on_day: string })[]; wardens: Person[] }>(`${board.path}/rota`, { since: `${names[0]}-01`, until: lastOf(names.at(-1)!) }),
    get<{ days: { on: string; kind: string }[] }>('/api/calendar', { since: first, until: last }),
    servingFrom(board, first),
    ...names.map((month) => drawn(board, month)),
  ])
  const confirmed = kept.shifts.map((each) => ({ ...each, on: each.on_day }))
  const proposed = months.flatMap((each) => (each?.status === 'proposed' ? each.shifts : []))
  const empty = months.flatMap((each) => (each && !each.replaced_on ? each.gaps : [])).map((gap) => ({ ...gap, starts_at: '', ends_at: '', warden: null }))
  const people = new Map([...kept.wardens, ...serving.wardens].map((each) => [each.warden, each.name ?? each.account ?? each.warden]))
  return {
    months: names.map((month, at) => ({ month, status: months[at]?.status ?? 'none', gaps: months[at]?.gaps.length ?? 0 })),
    turns: [...confirmed, ...proposed, ...empty],
    kinds: new Map(calendar.days.map((each) => [each.on, each.kind])),
    people,
    leaves: serving.leaves,
  }
}

async function drawn(board: Board, month: string): Promise<Month | null> {
  try {
    return await get<Month>(`${board.path}/rota/${month}`)
  } catch (failed) {
    if (failed instanceof Problem && failed.code === 'rota.unknown') return null
    throw failed
  }
}

async function servingFrom(board: Board, first: string): Promise<{ leaves: Leave[]; wardens: Person[] }> {
  if (!OVERSEERS.includes(board.me.role)) return { leaves: [], wardens: board.duty.flatMap((each) => [each.a, each.b, each.on_duty]).filter((one) => one !== null) }
  return get(`${board.path}/leaves`, { since: first, until: dayOf(Date.parse(first) + AHEAD_DAYS * DAY_MS) })
}

/** What has begun is history; an empty turn of a day that is over stays as it was. */
export const isAhead = (turn: Turn): boolean => (turn.warden ? Date.parse(turn.starts_at) > Date.now() : turn.on > dayOf(Date.now() + CHINA_MS))

const ask = (name: string, label: string, kind: Ask['kind'], more: Partial<Ask> = {}): Ask => ({ name, label, kind, needed: true, ...more })
const reason = () => ask('reason', tell('reason'), 'line')
const someone = (name: string, label: string, people: ReadonlyMap<string, string>, but: string | null = null): Ask =>
  ask(name, label, 'select', { choices: Object.fromEntries([['', ''], ...[...people].filter(([warden]) => warden !== but)]) })

export function ofMonth(board: Board, { month, status }: Drawn): Act[] {
  const path = `${board.path}/rota`
  if (status === 'confirmed') return []
  const draw = { name: `draw${month}`, title: tell(status === 'none' ? 'draw' : 'again'), path, asks: [], who: DESK, shape: () => ({ month }), isMain: status === 'none' }
  return status === 'none' ? [draw] : [{ name: `confirm${month}`, title: tell('confirm'), path: `${path}/${month}/confirmation`, asks: [], who: ['desk', 'approver'], isMain: true }, draw]
}

export function ofTurn(board: Board, turn: Turn, { turns, people }: Week): Act[] {
  const path = `${board.path}/rota/${monthOf(turn.on)}`
  const warden = someone('warden', tell('whom'), people, turn.warden)
  const give: Act = { name: 'give', title: tell(turn.warden ? 'give' : 'fill'), path: `${path}/shifts/${turn.shift}`, asks: turn.warden ? [warden, reason()] : [warden], who: DESK, isMain: true }
  if (!turn.warden) return [give]
  const others = turns.filter((each) => each.warden && each.warden !== turn.warden && !each.under && monthOf(each.on) === monthOf(turn.on) && isAhead(each))
  const choices = Object.fromEntries([['', ''], ...others.map((each) => [each.shift, `${shortly(each.starts_at)} ${kindOf(each)} ${people.get(each.warden!) ?? each.warden}`])])
  const other = ask('other', tell('withTurn'), 'select', { choices })
  return [give, { name: 'swap', title: tell('swap'), path: `${path}/swaps`, asks: [other, reason()], who: DESK, shape: (values) => ({ ...values, shift: turn.shift }) }]
}

const period = (): Ask[] => [ask('starts_at', tell('since'), 'moment'), ask('ends_at', tell('until'), 'moment')]

export const granting = (board: Board, people: ReadonlyMap<string, string>): Act => ({
  name: 'grant', title: tell('grant'), path: `${board.path}/leaves`, asks: [someone('warden', tell('who'), people), ...period(), reason()], who: DESK,
})

export const ofLeave = (board: Board, { leave, ends_at }: Leave): Act[] =>
  Date.parse(ends_at) <= Date.now() ? [] : [{ name: `end${leave}`, title: tell('end'), path: `${board.path}/leaves/${leave}/end`, asks: [ask('ends_at', tell('back'), 'moment')], who: DESK }]

export function ofPost(board: Board, { post, a, b }: Duty, people: ReadonlyMap<string, string>): Act[] {
  const path = `${board.path}/posts/${post}`
  const document = ask('document', tell('document'), 'line')
  const act = (name: string, title: Tell, way: string, asks: Ask[], more: Partial<Act> = {}): Act => ({ name, title: tell(title), path: `${path}/${way}`, asks, who: DESK, ...more })
  const standIn = act('standIn', 'standIn', 'stand-ins', [someone('warden', tell('who'), people, a?.warden), ...period(), reason()], { isMain: true })
  const standby = act('standby', 'standby', 'standby', [someone('warden', tell('who'), people, b?.warden)])
  const primary = act('primary', 'primary', 'primary', [someone('warden', tell('who'), people), document])
  const to = someone('to_warden', tell('handOver'), people, a?.warden)
  const handOver = act('handOver', 'handOverAct', 'hand-overs', [to, document, ask('note', tell('note'), 'text', { needed: false })], { shape: (values) => ({ ...values, from_warden: a?.warden }) })
  return [standIn, standby, a ? handOver : primary]
}

export const leaveTold = ({ starts_at, ends_at }: Leave): string => `${moment(starts_at)} – ${moment(ends_at)}`
