// Who stands in a community, and who takes what residents report: what the server answers, and which acts each line offers.

import type { Act, Ask } from '../shared/acts'
import type { Rule } from './types.rules'
import { say, type Word } from './words.organised'

export interface Body { kind: string; name: string; document: string; abolished_on: string | null; abolished_by: string | null; succeeded_by: string | null }
export interface Bodies { bodies: Body[]; missing: string[]; clause: string }
export interface Organisation {
  organisation: string
  version: number
  name: string
  kind: string
  activity: string
  people: number
  party: string
  party_members: number
  building: string | null
  lon: number | null
  lat: number | null
  grid: string | null
  filed_by: string | null
  distance_m: number | null
}
export interface Facility {
  facility: string
  version: number
  kind: string
  title: string
  name: string
  area_m2: number
  floor: number
  shortfalls: { code: string; value: unknown; limit: unknown; clause: string }[]
  closed_on: string | null
}
export interface Standing {
  path: string
  bodies: Bodies
  organisations: Organisation[]
  facilities: Facility[]
  /** Of the profile the community follows. */
  rules: Rule[]
  /** id -> number and name. */
  grids: Record<string, string>
  /** id -> address. */
  buildings: Record<string, string>
}

export const BODIES = ['party_committee', 'residents_committee', 'station', 'office', 'subdistrict_office'] as const
export const PARTIES = ['none', 'committee', 'general_branch', 'branch', 'joint_branch'] as const
const FACILITIES = ['centre', 'hall', 'handed_over', 'convenience'] as const

const named = (keys: readonly string[], prefix = ''): Record<string, string> => Object.fromEntries(keys.map((key) => [key, say(`${prefix}${key}` as Word)]))
const ask = (name: string, kind: Ask['kind'], more: Partial<Ask> = {}): Ask => ({ name, label: say(name as Word), kind, ...more })
const needed = { needed: true } as const

export function registeringBody({ path, bodies }: Standing): Act {
  const standing = bodies.bodies.filter((each) => !each.abolished_on).map((each) => each.kind)
  const choices = named(BODIES.filter((each) => !standing.includes(each)), 'body_')
  const first = bodies.missing[0] ?? Object.keys(choices)[0] ?? ''
  const asks = [ask('kind', 'select', { choices, first, ...needed }), ask('name', 'line', needed), ask('document', 'line')]
  return { name: 'body', title: say('registerBody'), path: `${path}/bodies`, asks, who: ['approver'] }
}

export function abolishing({ path }: Standing, body: Body): Act {
  const asks = [ask('succeeded_by', 'line', needed), ask('document', 'line', needed)]
  return { name: `abolish-${body.kind}`, title: say('abolish', { name: body.name }), path: `${path}/bodies/${body.kind}/abolition`, asks, who: ['approver'] }
}

export function registeringOrganisation(standing: Standing): Act {
  return { name: 'organisation', title: say('registerUnit'), path: `${standing.path}/organisations`, asks: particulars(standing), who: ['desk'] }
}

export function updating(standing: Standing, one: Organisation): Act {
  const asks = particulars(standing, one)
  const site = one.building ? {} : { lon: one.lon, lat: one.lat }
  const shape = (values: Record<string, unknown>) => (values.building ? values : { ...values, ...site })
  return { name: `update-${one.organisation}`, title: say('update', { name: one.name }), path: `/api/organisations/${one.organisation}/particulars`, asks, who: ['desk'], seen: one.version, shape }
}

export function closingOrganisation(one: Organisation): Act {
  return { name: `close-${one.organisation}`, title: say('closeUnit', { name: one.name }), path: `/api/organisations/${one.organisation}/closing`, asks: [ask('reason', 'line', needed)], who: ['desk'], seen: one.version }
}

export function filingAll({ path }: Standing): Act {
  return { name: 'file', title: say('fileAll'), path: `${path}/organisations/filing`, asks: [], who: ['desk', 'planner'] }
}

function particulars({ buildings }: Standing, one?: Organisation): Ask[] {
  const place: Record<string, string> = one && !one.building ? { '': say('asBefore') } : {}
  return [
    ask('name', 'line', { ...needed, first: one?.name ?? '' }),
    ask('kind', 'select', { choices: named(['unit', 'shop']), first: one?.kind ?? 'unit', ...needed }),
    ask('building', 'select', { choices: { ...place, ...buildings }, first: one?.building ?? '', needed: !one || !!one.building }),
    ask('activity', 'line', { first: one?.activity ?? '' }),
    ask('people', 'number', { ...needed, first: String(one?.people ?? '') }),
    ask('party', 'select', { choices: named(PARTIES, 'party_'), first: one?.party ?? 'none', ...needed }),
    ask('party_members', 'number', { first: String(one?.party_members ?? 0) }),
  ]
}

export function registeringFacility({ path, rules }: Standing): Act {
  const stations = rules.filter((each) => each.rule.startsWith('stations.'))
  const choices = { ...Object.fromEntries(stations.map((each) => [`station.${each.rule.slice(9)}`, String(each.value.title ?? each.rule)])), ...named(FACILITIES) }
  const asks = [
    ask('kind', 'select', { choices, ...needed }),
    ask('name', 'line', needed),
    ask('lon', 'decimal', needed),
    ask('lat', 'decimal', needed),
    ask('area_m2', 'decimal', needed),
    ask('floor', 'decimal', { first: '1', ...needed }),
  ]
  return { name: 'facility', title: say('registerFacility'), path: `${path}/facilities`, asks, who: ['desk', 'planner'] }
}

export function closingFacility(one: Facility): Act {
  return { name: `close-${one.facility}`, title: say('closeUnit', { name: one.name }), path: `/api/facilities/${one.facility}/closing`, asks: [ask('reason', 'line', needed)], who: ['desk', 'planner'], seen: one.version }
}
