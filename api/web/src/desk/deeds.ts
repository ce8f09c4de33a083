// Which acts each line of a register offers.

import type { Act, Ask } from '../shared/acts'
import type { Board } from './board.svelte'
import type { Admission, Cadence, Certificate, CertificateType, ListEntry, Meeting, Misuse } from './registers'
import { tell, type Tell } from './register-words'

const DESK = ['desk']
const BODIES = named('by', ['subdistrict', 'civil_affairs_bureau', 'district_leading_group', 'city_leading_group'])
const ask = (name: string, label: string, kind: Ask['kind'], more: Partial<Ask> = {}): Ask => ({ name, label, kind, ...more })
const needed = { needed: true } as const

/** Getters: the words follow the language. */
function named(kind: string, keys: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {}
  for (const key of keys) Object.defineProperty(found, key, { enumerable: true, get: () => tell(`${kind}_${key}` as Tell) })
  return found
}

/** Everybody who may be called to a meeting, as far as this page knows them. */
export function people(board: Board): Record<string, string> {
  const known = board.duty.flatMap((each) => [each.on_duty, each.a, each.b]).flatMap((one) => (one?.account ? [[one.account, one.name ?? one.account]] : []))
  return Object.fromEntries([[board.me.account, board.me.name], ...known])
}
const chosen = (choices: Record<string, string>, of: readonly string[]) => Object.fromEntries(of.map((each) => [each, choices[each] ?? each]))

export function convening(board: Board, cadences: readonly Cadence[]): Act {
  const kinds = Object.fromEntries([['', tell('once')], ...cadences.map((each) => [each.cadence, each.title])])
  const asks = [
    ask('cadence', tell('cadence'), 'select', { choices: kinds }),
    ask('title', tell('meetingTitle'), 'line'),
    ask('starts_at', tell('startsAt'), 'moment', needed),
    ask('called', tell('called'), 'people', { choices: people(board) }),
    ask('others', tell('others'), 'line'),
    ask('is_private', tell('isPrivate'), 'tick'),
  ]
  const shape = ({ others, called, ...rest }: Record<string, unknown>) => ({
    ...rest,
    called: [...(called as string[]), ...String(others ?? '').split(/[,，、\s]+/).filter(Boolean)],
  })
  return { name: 'convene', title: tell('convene'), path: `${board.path}/meetings`, asks, who: DESK, shape }
}

export function ofMeeting(board: Board, row: Meeting): Act[] {
  const path = `/api/meetings/${row.meeting}`
  const names = chosen(people(board), row.called)
  const act = (name: string, title: string, way: string, asks: readonly Ask[] = [], more: Partial<Act> = {}): Act => ({ name, title, path: `${path}/${way}`, asks, who: DESK, ...more })
  if (row.status === 'convened') {
    const away = row.leaves.filter((each) => each.granted).map((each) => each.who)
    const settle = (who: string, granted: boolean) => act(`${who}${granted}`, tell(granted ? 'grantLeave' : 'denyLeave', { who: board.by(who) }), 'leave/settlement', [], { shape: () => ({ who, granted }) })
    const came = ask('came', tell('came'), 'people', { choices: names, first: row.called.filter((each) => !away.includes(each)) })
    return [
      act('hold', tell('hold'), 'holding', [came, ask('late', tell('late'), 'people', { choices: names })], { isMain: true }),
      act('agenda', tell('agenda'), 'agenda'),
      ...row.leaves.filter((each) => each.granted === null).flatMap(({ who }) => [settle(who, true), settle(who, false)]),
    ]
  }
  const steps = named('step', ['ordinary', 'proposed', 'consulted', 'considered', 'resolved', 'resolution_published', 'result_published'])
  const open = row.decisions.filter((each) => !each.is_confidential)
  const results = (values: Record<string, unknown>) => ({ results: open.map(({ number }) => ({ number, told: values[`told${number}`] })) })
  return [
    act('decision', tell('decision'), 'decisions', [
      ask('text', tell('decisionText'), 'text', needed),
      ask('step', tell('step'), 'select', { choices: steps, needed: true }),
      ask('is_confidential', tell('confidential'), 'tick'),
    ], { isMain: row.status === 'held' && !row.decisions.length }),
    ...(open.length && row.status === 'held'
      ? [act('minutes', tell('minutes'), 'minutes', open.map(({ number }) => ask(`told${number}`, tell('resultOf', { number }), 'text', needed)), { shape: results, isMain: true })]
      : []),
  ]
}

export function requesting(board: Board, lists: readonly ListEntry[]): Act[] {
  const entries = Object.fromEntries([['', tell('notListed')], ...lists.map((each) => [each.key, each.title])])
  const levels = named('level', ['subdistrict', 'district', 'city'])
  const asks = [
    ask('department', tell('department'), 'line', needed),
    ask('level', tell('level'), 'select', { choices: levels, needed: true }),
    ask('title', tell('task'), 'line', needed),
    ask('content', tell('content'), 'text'),
    ask('addressees', tell('addressees'), 'line'),
    ask('authority', tell('authority'), 'line'),
    ask('starts', tell('starts'), 'day'),
    ask('ends', tell('ends'), 'day'),
    ask('funds_yuan', tell('funds'), 'number'),
    ask('list_key', tell('listKey'), 'select', { choices: entries }),
  ]
  const kinds = named('asked', ['task', 'ledger', 'contest'])
  const refusal = [asks[0]!, asks[2]!, ask('asked', tell('asked'), 'select', { choices: kinds, needed: true }), asks[9]!, ask('reason', tell('reason'), 'line')]
  return [
    { name: 'request', title: tell('request'), path: `${board.path}/admissions`, asks, who: ['desk', 'planner'] },
    { name: 'refuse', title: tell('refuse'), path: `${board.path}/task-refusals`, asks: refusal, who: DESK },
  ]
}

export function ofAdmission(row: Admission): Act[] {
  const by = ask('by', tell('by'), 'select', { choices: BODIES, needed: true })
  const [reason, document] = [ask('reason', tell('reason'), 'line', needed), ask('document', tell('document'), 'line')]
  const act = (name: string, title: string, way: string, who: readonly string[], asks: readonly Ask[], isMain = false): Act => ({
    name, title, path: `/api/admissions/${row.admission}/${way}`, who, asks, isMain, seen: row.version,
  })
  const reject = act('reject', tell('reject'), 'rejection', ['planner', 'approver'], [by, reason])
  const withdraw = act('withdraw', tell('withdraw'), 'withdrawal', ['desk', 'planner'], [reason])
  if (row.status === 'requested') return [act('gate', tell('gate'), 'gate', ['planner'], [by], true), reject, withdraw]
  if (row.status === 'gated') {
    const budget = ask('budget_yuan', tell('funds'), 'number')
    return [act('approve', tell('approve'), 'approval', ['approver'], [by, { ...document, needed: true }, budget, ask('ends', tell('ends'), 'day')], true), reject, withdraw]
  }
  if (row.status === 'approved') {
    const funds = ask('budget_yuan', tell('funds'), 'number', { needed: true, ...(row.budget_yuan === null ? {} : { first: String(row.budget_yuan) }) })
    return [act('enter', tell('enter'), 'entry', DESK, [ask('agreement', tell('agreement'), 'line', needed), funds], true), withdraw]
  }
  return row.status === 'entered' ? [withdraw] : []
}

export function certifying(board: Board, types: readonly CertificateType[]): Act[] {
  const kinds = Object.fromEntries(types.filter((each) => !each.cancelled_on).map((each) => [each.type_key, each.title]))
  const listing = [ask('key', tell('typeKey'), 'line', needed), ask('title', tell('typeTitle'), 'line', needed), ask('legal_basis', tell('legalBasis'), 'line', needed), ask('document', tell('document'), 'line', needed), ask('no_seal', tell('noSeal'), 'tick')]
  return [
    {
      name: 'list', title: tell('listType'), path: `${board.path}/certificate-types`, who: ['planner', 'approver'], asks: listing,
      shape: ({ no_seal, ...rest }) => ({ ...rest, has_seal: !no_seal }),
    },
    {
      name: 'certify', title: tell('certify'), path: `${board.path}/certificates`, who: ['desk', 'warden'],
      asks: [ask('type', tell('type'), 'select', { choices: kinds, needed: true }), ask('name', tell('name'), 'line', needed), ask('purpose', tell('certPurpose'), 'text', needed)],
    },
    {
      name: 'misuse', title: tell('misuse'), path: `${board.path}/seal/misuses`, who: ['desk', 'auditor', 'planner'],
      asks: [ask('text', tell('misuseText'), 'text', needed), ask('use', tell('useNumber'), 'number')],
    },
  ]
}

export function ofCertificate(row: Certificate): Act[] {
  if (row.status !== 'requested') return []
  const path = `/api/certificates/${row.certificate}`
  const grounds = named('ground', ['facts_otherwise', 'beyond_ability', 'papers_missing', 'type_cancelled'])
  return [
    { name: 'issue', title: tell('issue'), path: `${path}/issue`, asks: [], who: DESK, seen: row.version, isMain: true },
    { name: 'refuse', title: tell('refuseCert'), path: `${path}/refusal`, who: DESK, seen: row.version, asks: [ask('ground', tell('ground'), 'select', { choices: grounds, needed: true }), ask('reason', tell('reason'), 'line')] },
  ]
}

export const ofMisuse = (board: Board, row: Misuse): Act[] =>
  row.outcome
    ? []
    : (['upheld', 'dismissed'] as const).map((outcome) => ({
        name: `${outcome}${row.report}`, title: tell(outcome), path: `${board.path}/seal/misuses/${row.report}/settlement`, who: ['approver'],
        asks: [ask('document', tell('document'), 'line')], shape: (values: Record<string, unknown>) => ({ ...values, outcome }),
      }))
