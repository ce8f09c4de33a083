// The plan on the desk: what is drawn, what the server says of it, and the one way to change it.

import { get, post, Problem, told } from '../shared/ask'
import { borders, collection, colours, inside, type Border, type Place, type Shapes } from '../shared/map/shapes'
import type { Me } from '../shared/session'
import { day, number } from '../shared/words.svelte'
import { Floor } from './floor'
import type { Tool } from './pointing'
import * as renewed from './renewed'
import * as taking from './taking'
import type { Building, BuildingShape, BuildingShapes, Changed, Check, Community, Edits, Grid, Load, Overtaken, PlanRow, Report } from './types'
import { say } from './words'

const WHOLE = 10_000
const WEIGHERS = ['planner', 'approver', 'desk', 'auditor']
const CODE_END = 3
const SINGLE_ABOVE = 'grid.single_building_above_band'
const GRID_ID = /grd-[0-9a-z]+/g
const CHINA = 8 * 3_600_000
/** Work is counted anew when the hand rests. */
const REST_MS = 1_500

export interface Step {
  path: string
  body: Record<string, unknown>
  label: string
}

export interface Notice {
  kind: 'good' | 'warn' | 'bad'
  text: string
  place: [number, number] | null
}

export class Draft {
  communities = $state<Community[]>([])
  community = $state<Community | null>(null)
  plans = $state<PlanRow[]>([])
  report = $state<Report | null>(null)
  /** Of the version it names: `recall` brings it up. What can be undone is always of now. */
  edits = $state<Edits | null>(null)
  /** Steps drawn so far. */
  steps = $state(0)
  grids = $state.raw<Shapes>(collection([]))
  buildings = $state.raw<BuildingShapes>(collection<Building>([]))
  private readonly standing = $derived(new Map(this.buildings.features.map(({ properties: each }) => [each.building, each])))
  between = $state.raw<Border[]>([])
  colour = $state.raw<Record<string, string>>({})
  load = $state.raw<Load | null>(null)
  floor = $state.raw<Floor | null>(null)
  /** Buildings taken up while the pointer is down. */
  picking = $state.raw<readonly string[]>([])
  /** The grid that a single pull begins in and adds to, whichever is chosen. */
  growing: string | null = null
  tool = $state<Tool>('look')
  readonly taken = $derived(taking.taking(this, this.picking))
  /** What is taken up becomes a grid of its own, cut out of the one that is chosen. */
  makes = $state(false)
  /** The grid that tools work on. */
  chosen = $state<string | null>(null)
  busy = $state(false)
  notice = $state<Notice | null>(null)
  conflict = $state<{ step: Step; facts: Overtaken } | null>(null)
  /** Blocks that are being registered by their stairwells, or as one again. */
  dividing = $state.raw<{ buildings: readonly string[]; isWhole: boolean } | null>(null)
  /** Counts up when the map shall show the whole community again. */
  opened = $state(0)

  private resting: ReturnType<typeof setTimeout> | undefined

  constructor(readonly me: Me) {}

  get status(): string {
    return this.report?.status ?? ''
  }
  get canDraw(): boolean {
    return this.status === 'draft' && this.me.role === 'planner'
  }
  get canPropose(): boolean {
    return this.me.role === 'planner' && !!this.community
  }
  get grid(): Grid | null {
    return this.report?.grids.find((each) => each.grid === this.chosen) ?? null
  }
  get failing() {
    return this.report?.checks.filter((each) => !each.passed) ?? []
  }
  get coming() {
    return taking.coming(this)
  }
  get warning() {
    return taking.warning(this)
  }
  get forbidding() {
    return this.failing.filter((each) => each.forbids)
  }
  named(grid: string | null | undefined): string {
    const found = this.report?.grids.find((each) => each.grid === grid)
    return found ? `${found.code.slice(-CODE_END)} ${found.name}` : (grid ?? '')
  }
  /** What a part of a grid is called until somebody names it. */
  fresh(name: string): string {
    const part = say('partOf', { name }).slice(0, 80)
    return this.report!.grids.some((each) => each.name === part) ? this.numbered() : part
  }
  /** What a grid cut out by hand is called: after the number it gets, unless another has that name. */
  numbered(): string {
    const names = new Set(this.report!.grids.map((each) => each.name))
    let next = Math.max(...this.report!.grids.map((each) => Number(each.code.slice(-CODE_END)))) + 1
    while (names.has(say('numbered', { next }))) next += 1
    return say('numbered', { next })
  }
  /** What a plan is called until somebody names it: by the day in China. */
  unnamed(): string {
    return say('planNameDefault', { day: day(new Date(Date.now() + CHINA).toISOString().slice(0, 10)) })
  }
  /** Where a check fails: its own place, or the middle of its grid. */
  placeOf(check: Check): Place | null {
    const shape = this.grids.features.find((each) => each.id === check.grid)
    return check.place ?? (shape ? inside(shape.geometry) : null)
  }
  ofGrid(grid: string): BuildingShape[] {
    return this.buildings.features.filter((each) => each.properties.grid === grid)
  }
  /** The buildings that alone are above the band: none of their grids can keep it while they stay whole. */
  tooLarge(check: Check): string[] {
    const held = check.code === SINGLE_ABOVE && check.grid ? this.ofGrid(check.grid).map((each) => each.properties) : []
    const most = Math.max(...held.map((each) => each.homes))
    return held.filter((each) => each.homes >= Math.min(most, check.value ?? most)).map((each) => each.building)
  }
  households(ids: Iterable<string>): number {
    return this.known(ids).reduce((sum, each) => sum + each.homes, 0)
  }
  known(ids: Iterable<string>): Building[] {
    return [...new Set(ids)].flatMap((id) => this.standing.get(id) ?? [])
  }

  async begin(code: string | null, plan: string | null): Promise<void> {
    this.communities = (await get<{ communities: Community[] }>('/api/communities')).communities
    const first = this.communities.find((each) => each.code === code) ?? this.communities[0]
    if (first) await this.enter(first.code, plan)
  }

  async enter(code: string, plan: string | null = null): Promise<void> {
    await this.list(code)
    const drafts = this.plans.filter((each) => each.status === 'draft')
    const wanted = this.plans.find((each) => each.plan === plan) ?? drafts[0] ?? this.plans.find((each) => each.status !== 'discarded')
    this.report = this.edits = null
    this.grids = collection([])
    this.between = []
    if (wanted) await this.open(wanted.plan)
    else await this.looseBuildings()
  }

  /** The community's plans, and which of them is in force now. */
  async list(code = this.community!.code): Promise<void> {
    const path = `/api/communities/${code}`
    const [community, told] = await Promise.all([get<Community>(path), get<{ plans: PlanRow[] }>(`${path}/plans`)])
    this.community = community
    this.plans = told.plans
  }

  async open(plan: string): Promise<void> {
    this.chosen = null
    this.colour = {}
    await this.look(plan)
    this.opened += 1
    history.replaceState(null, '', `/plan?community=${this.community!.code}&plan=${plan}`)
  }

  /** Nothing is drawn yet: what is circled next is the first grid. */
  divide(): void {
    this.chosen = this.report!.grids[0]!.grid
    this.makes = true
    this.tool = 'lasso'
  }

  /** Everything of the plan as it stands on the server now. */
  async look(plan = this.report?.plan): Promise<void> {
    if (!plan) return
    const report = await get<Report>(`/api/plans/${plan}`) // asked first: it brings the read model up to what a search has just drafted
    const [edits, grids, buildings] = await Promise.all([
      get<Edits>(`/api/plans/${plan}/edits`),
      get<Shapes>('/api/features/grids', { plan, limit: WHOLE }),
      this.everyBuilding({ plan }),
    ])
    this.edits = edits
    this.steps = edits.edits.length
    this.buildings = buildings
    this.lay(report, grids)
    if (this.load?.plan !== plan) this.load = null
    if (WEIGHERS.includes(this.me.role)) void this.weigh(plan)
    if (this.canDraw) void this.stand(plan)
  }

  private lay(report: Report, grids: Shapes): void {
    if (grids !== this.grids) this.between = borders(grids)
    this.grids = grids
    this.report = report
    this.colour = colours(report.grids.map((each) => each.grid), this.between, this.colour)
    if (!report.grids.some((each) => each.grid === this.chosen)) this.chosen = null
  }

  /** What a step changed, in the place of what was on the screen. */
  private take(told: Changed | undefined): Promise<void> | void {
    if (!told || told.anew || !this.edits) return this.look()
    const { can_undo, can_redo, steps } = told
    this.edits = { ...this.edits, can_undo, can_redo }
    this.steps = steps
    this.buildings = renewed.buildings(this.buildings, told)
    this.lay(renewed.report(this.report!, told), told.shapes.length || told.gone.length ? renewed.shapes(this.grids, told) : this.grids)
    const apart = new Set(this.report!.grids.flatMap((each) => (each.apart ? each.grid : [])))
    this.floor = this.floor?.moved(told.moves, apart) ?? null
    const { plan } = this.report!
    clearTimeout(this.resting)
    if (WEIGHERS.includes(this.me.role)) this.resting = setTimeout(() => this.report?.plan === plan && void this.weigh(plan), REST_MS)
  }

  /** Every step of the drawing, for who reads them. */
  async recall(): Promise<void> {
    const { plan } = this.report!
    const edits = await get<Edits>(`/api/plans/${plan}/edits`).catch(() => null)
    if (edits && this.report?.plan === plan) this.edits = edits
  }

  /** The land under it, for the warnings; without it the server alone refuses. */
  private async stand(plan: string): Promise<void> {
    const found = await Floor.under(plan, this.floor).catch(() => null)
    if (this.report?.plan === plan) this.floor = found
  }

  /** Counted beside the drawing, which does not wait for it. */
  private async weigh(plan: string): Promise<void> {
    const found = await get<Load>(`/api/plans/${plan}/workload`).catch(() => null)
    if (this.report?.plan === plan && found) this.load = found
  }

  /** Before there is any plan: what stands in the community. */
  private async looseBuildings(): Promise<void> {
    this.buildings = await this.everyBuilding({ community: this.community!.code })
    this.opened += 1
  }

  private async everyBuilding(of: Record<string, string>): Promise<BuildingShapes> {
    const found: BuildingShape[] = []
    let after: string | null = ''
    while (after !== null) {
      const query: Record<string, string | number> = { ...of, limit: WHOLE, ...(after ? { after } : {}) }
      const page: BuildingShapes & { next: string | null } = await get('/api/features/buildings', query)
      for (const each of page.features) each.properties.homes = Math.max(each.properties.dwellings, each.properties.households)
      found.push(...page.features)
      after = page.next
    }
    return collection(found)
  }

  /** One step at the version that is on the screen. True when it was recorded. */
  async act(path: string, body: Record<string, unknown>, label: string): Promise<boolean> {
    const report = this.report
    if (!report || this.busy) return false
    this.busy = true
    this.notice = null
    try {
      const answer = await post<{ grid?: string; changed?: Changed }>(`/api/plans/${report.plan}/${path}`, body, { seen: report.version, prefer: 'return=representation' })
      await this.take(answer.body.changed)
      this.notice = { kind: this.forbidding.length ? 'warn' : 'good', text: label, place: null }
      if (path === 'split' && answer.body.grid) this.chosen = answer.body.grid
      return true
    } catch (failed) {
      if (failed instanceof Problem && failed.status === 412) this.conflict = { step: { path, body, label }, facts: failed.facts as Overtaken }
      else this.refused(failed)
      return false
    } finally {
      this.busy = false
    }
  }

  /** Moves whole buildings; tells beforehand what it comes to. */
  paint(ids: readonly string[], to: string): Promise<boolean> {
    const moving = ids.filter((id) => this.gridOf(id) !== to)
    if (!moving.length) return Promise.resolve(false)
    return this.act('redraw', { to, buildings: moving }, this.painted(moving, to))
  }

  /** Moves what was taken up by the pointer: to the chosen grid, or out of it into a new one; then the rest stays chosen. */
  async settle(ids: readonly string[]): Promise<void> {
    const taken = taking.taking(this, ids)
    if (!taken?.going.length) return
    const buildings = taken.going.map((each) => each.building)
    if (taken.to) return void (await this.paint(buildings, taken.to))
    const { from, homes, aside } = taken
    const name = this.numbered()
    const label = say('newDone', { buildings: number(buildings.length), households: number(homes), name })
    const parts = aside.map((part) => part.map((each) => each.building))
    if (!(await this.act('split', { grid: from, name, buildings: [...buildings, ...parts.flat()] }, label))) return
    const made = this.chosen
    for (const part of parts) if (!(await this.act('split', { grid: made, name: this.numbered(), buildings: part }, label))) return
    this.chosen = from
  }

  painted(ids: readonly string[], to: string): string {
    return say('painted', { buildings: number(ids.length), households: number(this.households(ids)), grid: this.named(to) })
  }

  gridOf(building: string): string | null {
    return this.standing.get(building)?.grid ?? null
  }

  undo = () => this.edits?.can_undo != null && this.act('undo', {}, say('undone'))
  redo = () => this.edits?.can_redo != null && this.act('redo', {}, say('redone'))

  refused(failed: unknown): void {
    const place = failed instanceof Problem ? (failed.facts['place'] as [number, number] | undefined) : undefined
    const words = told(failed).replace(GRID_ID, (id) => this.named(id))
    const grid = failed instanceof Problem ? (failed.facts['grid'] as string | undefined) : undefined
    const where = grid && !words.includes(this.named(grid)) ? `：${this.named(grid)}` : ''
    this.notice = { kind: 'bad', text: words + where, place: place ?? null }
  }

  /** Runs what may be refused; the refusal is shown in words. */
  async attempt(work: () => Promise<void>): Promise<boolean> {
    this.busy = true
    this.notice = null
    try {
      await work()
      return true
    } catch (failed) {
      this.refused(failed)
      return false
    } finally {
      this.busy = false
    }
  }
}
