// The inbox: tickets of the community, the filter that stands, which one is open, and names for what tickets point at.

import { get, post, told } from '../shared/ask'
import { boxOf, collection, type Box, type Place, type Shapes } from '../shared/map/shapes'
import type { Me } from '../shared/session'
import { inTongue } from '../shared/words.svelte'
import type { Affair, Begun, Building, Clock, Community, Duty, Line, Matters, Opened, Ticket } from './types'
import { fits, inOrder, matches, type Filter } from './filters'
import { say } from './words'

const WHOLE = 1000
const ALL_BUILDINGS = 10_000
const CODE_END = 3
const MOST_ALIKE = 8
const CLASSES: Readonly<Record<string, string>> = {
  general: 'an everyday matter', regional: 'of several places', overall: 'of the whole community', major: 'grave or sudden',
  on_the_spot: 'settled on the spot', coordination: 'needs coordination', sudden: 'at once', approval: 'needs approval',
}

export interface Sheet {
  ticket: Opened
  clock: Clock
  history: Line[]
  affairs: Affair[]
  parts: Ticket[]
}

export class Board {
  communities = $state<Community[]>([])
  community = $state<Community | null>(null)
  tickets = $state.raw<Ticket[]>([])
  closed = $state.raw<Ticket[] | null>(null)
  duty = $state.raw<Duty[]>([])
  matters = $state.raw<Matters | null>(null)
  buildings = $state.raw<Map<string, Building>>(new Map())
  grids = $state.raw<Shapes>(collection([]))
  blocks = $state.raw<Shapes>(collection([]))
  filter = $state<Filter>({ state: 'open' })
  /** The ticket under the pointer, in the list or on the map. */
  hovered = $state<string | null>(null)
  chosen = $state<string | null>(null)
  /** Tickets that one step is to be taken on together. */
  picked = $state<string[]>([])
  sheet = $state.raw<Sheet | null>(null)
  /** The place that intake is about. */
  place = $state.raw<Place | null>(null)
  taking = $state(false)
  /** A matter that was begun and not filed: kept in this window until it is filed or cancelled. */
  begun = $state.raw<Begun | null>(null)
  busy = $state(false)
  problem = $state('')
  done = $state('')
  now = $state(Date.now())

  constructor(readonly me: Me) {}

  get path(): string {
    return `/api/communities/${this.community!.code}`
  }
  get shown(): Ticket[] {
    const all = this.filter.state === 'closed' ? (this.closed ?? []) : this.tickets
    return all.filter((each) => fits(this.filter, each, this.me, this.now) && matches(this.filter.words ?? '', [each.number, this.address(each), this.category(each.category)]))
  }
  get box(): Box | null {
    return boxOf(this.grids.features.length ? this.grids.features : this.blocks.features)
  }
  counted(state: Filter['state']): number {
    return this.tickets.filter((each) => fits({ state }, each, this.me, this.now)).length
  }

  category(key: string): string {
    const found = this.matters?.categories.find((each) => each.key === key)
    return found ? inTongue([found.zh, found.en]) : key
  }
  /** How wide a matter is, or how it is handled: in the regulation's words, which are Chinese; else by what the key means. */
  class({ key, zh }: { key: string; zh: string }): string {
    return inTongue([zh, CLASSES[key] ?? zh])
  }
  grid(id: string | null): string {
    const found = this.duty.find((each) => each.grid === id)
    return found ? `${found.code.slice(-CODE_END)} ${found.name}` : id ? id : '–'
  }
  address(of: { building: string | null; lon?: number | null }): string {
    const found = of.building ? this.buildings.get(of.building) : undefined
    return found ? (found.address ?? found.name ?? '') : of.lon == null ? say('noPlace') : say('point')
  }
  /** Addresses that hold these signs in this order: a caller seldom knows the whole of one. */
  alike(words: string): Building[] {
    return words.trim() ? [...this.buildings.values()].filter((each) => inOrder(words, each.address ?? '')).sort((one, other) => one.address!.length - other.address!.length).slice(0, MOST_ALIKE) : []
  }
  at(of: { building: string | null; lon: number | null; lat: number | null }): Place | null {
    if (of.lon != null && of.lat != null) return [of.lon, of.lat]
    const found = of.building ? this.buildings.get(of.building) : undefined
    return found ? [found.lon, found.lat] : null
  }
  /** Who a ticket is in the hands of: a warden's name, the desk, a body above. */
  who(account: string): string {
    return account === 'desk' ? say('theDesk') : this.by(account)
  }
  /** Who did something: a name where one is known. */
  by(account: string): string {
    if (account === this.me.account) return this.me.name
    const people = this.duty.flatMap((each) => [each.on_duty, each.a, each.b])
    const body = /^(grid|community|subdistrict|district):/.exec(account)?.[1]
    return people.find((each) => each?.account === account)?.name ?? (body ? say(`level_${body}` as 'level_grid') : account)
  }

  async begin(code: string | null): Promise<void> {
    this.communities = (await get<{ communities: Community[] }>('/api/communities')).communities
    const first = this.communities.find((each) => each.code === code) ?? this.communities[0]
    if (first) await this.enter(first.code)
  }

  async enter(code: string): Promise<void> {
    this.community = this.communities.find((each) => each.code === code) ?? null
    this.leave()
    this.picked = []
    this.closed = null
    const [matters, duty, grids, blocks, buildings] = await Promise.all([
      get<Matters>(`${this.path}/matters`),
      get<{ grids: Duty[] }>(`${this.path}/roster`),
      get<Shapes>('/api/features/grids', { community: code, limit: WHOLE }),
      get<Shapes>('/api/features/buildings', { community: code, limit: ALL_BUILDINGS }),
      get<{ buildings: Building[] }>(`${this.path}/buildings`, { limit: ALL_BUILDINGS }),
      this.look(),
    ])
    this.matters = matters
    this.duty = duty.grids
    this.grids = grids
    this.blocks = blocks
    this.begun = null
    this.buildings = new Map(buildings.buildings.map((each) => [each.building, each]))
  }

  /** Who is on duty where, as it stands now. */
  async lookAtDuty(): Promise<void> {
    this.duty = (await get<{ grids: Duty[] }>(`${this.path}/roster`)).grids
  }

  /** The tickets as they stand now. */
  async look(): Promise<void> {
    this.tickets = await this.fetched('open')
    if (this.closed) this.closed = await this.fetched('closed')
    this.now = Date.now()
  }

  async show(filter: Filter): Promise<void> {
    this.filter = filter
    if (filter.state === 'closed' && !this.closed) this.closed = await this.fetched('closed')
  }

  private async fetched(status: string): Promise<Ticket[]> {
    return (await get<{ tickets: Ticket[] }>(`${this.path}/tickets`, { status, limit: WHOLE })).tickets
  }

  async open(ticket: string): Promise<void> {
    if (this.chosen !== ticket) this.sheet = null
    this.taking = false
    this.place = null
    this.chosen = ticket
    const path = `/api/tickets/${ticket}`
    const [row, clock, history, begun] = await Promise.all([
      get<Opened>(path),
      get<Clock>(`${path}/clock`),
      get<{ history: Line[] }>(`${path}/history`),
      get<{ affairs: Affair[]; parts: Ticket[] }>(`${path}/affairs`),
    ])
    if (this.chosen === ticket) this.sheet = { ticket: row, clock, history: history.history, affairs: begun.affairs, parts: begun.parts }
  }

  leave(): void {
    this.chosen = this.sheet = this.place = null
    this.taking = false
  }

  /** One deed: says what came of it, looks again. */
  async attempt(deed: () => Promise<string | void>): Promise<boolean> {
    this.busy = true
    this.problem = this.done = ''
    try {
      this.done = (await deed()) ?? ''
      return true
    } catch (failed) {
      this.problem = told(failed)
      return false
    } finally {
      this.busy = false
    }
  }

  /** A step on the open ticket, as it was seen. */
  step(path: string, body: Record<string, unknown>, word: string): Promise<boolean> {
    const { ticket, version, number } = this.sheet!.ticket
    return this.attempt(async () => {
      try {
        await post(`/api/tickets/${ticket}/${path}`, body, { seen: version })
      } finally {
        await Promise.all([this.look(), this.open(ticket)])
      }
      return say('stepDone', { number, step: word })
    })
  }
}
