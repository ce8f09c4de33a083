// One warden's phone: who is signed in, the day that it took along, the outbox, and how it is left.

import { get, Problem, told } from '../shared/ask'
import { rightNow } from '../shared/clock.svelte'
import { onLeft, wasLeft } from '../shared/leaving'
import type { Shapes } from '../shared/map/shapes'
import { signOut, whoAmI, type Me } from '../shared/session'
import { Outbox } from './outbox.svelte'
import { forgetDay, keep, lock, recall } from './store'
import type { Block, Day, Ground, HandOver, Pack } from './types'

const PURPOSE = '当日走访'
const LEAVING = 'minqing.leaving'
const EVERY = 30_000
const FRESH = 10 * 60_000
export const chinaDay = (at = new Date(rightNow())): string => at.toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' })

export class Phone {
  me = $state<Me | null>(null)
  day = $state<Pack | null>(null)
  outbox = $state<Outbox | null>(null)
  isReached = $state(true)
  isLoading = $state(false)
  problem = $state('')

  private readonly blocks = $derived(new Map(this.day?.buildings.map((each) => [each.building, each])))
  private readonly grounds = $derived(new Map(this.day?.grids.map((each) => [each.grid, each])))
  block = (building: string | null): Block | undefined => (building ? this.blocks.get(building) : undefined)
  ground = (grid: string | null): Ground | undefined => (grid ? this.grounds.get(grid) : undefined)

  /** Whoever the server says; without a network, whoever was signed in when there was one. */
  async open(): Promise<void> {
    onLeft(() => location.replace('/'))
    if (localStorage.getItem(LEAVING)) await this.finishLeaving()
    const kept = (await recall('me')) as Me | undefined
    let me: Me | null | undefined
    try {
      me = await whoAmI()
    } catch {
      this.isReached = false
      me = kept
    }
    if (!me) return this.end()
    if (kept && kept.account !== me.account) await lock()
    this.me = me
    if (me.role !== 'warden') return
    const key = this.isReached ? (await get<{ key: string }>('/api/session/phone-key')).key : ((await recall('key')) as string | undefined)
    if (!key) return this.end()
    if (this.isReached) await Promise.all([keep('me', me), keep('key', key)])
    this.outbox = new Outbox(me.account, key, () => void this.end())
    await this.outbox.look()
    await this.begin()
  }

  private async begin(): Promise<void> {
    const day = (await recall('day')) as Pack | undefined
    if (day && (day.on !== chinaDay() || !day.packs)) {
      await forgetDay()
      await this.outbox?.dropSent(new Date(`${chinaDay()}T00:00:00+08:00`).toISOString())
    } else this.day = day ?? null
    await this.load()
    addEventListener('online', () => void this.load())
    addEventListener('offline', () => (this.isReached = false))
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void this.wake())
    setInterval(() => void this.wake(), EVERY)
  }

  /** Yesterday's doors do not stay on a phone that was left open. */
  private async wake(): Promise<void> {
    if (this.day && this.day.on !== chinaDay()) {
      await forgetDay()
      this.day = null
      return this.load()
    }
    if (this.outbox?.waiting || !this.isReached) await this.load()
  }

  /** Sends what waits, then takes the day along anew, where it is not fresh: the doors in it are opened each time. */
  async load(isWanted = false): Promise<void> {
    if (this.isLoading) return
    this.isLoading = true
    try {
      await this.outbox?.deliver()
      if (!isWanted && this.day && rightNow() - Date.parse(this.day.at) < FRESH) return await this.knock()
      const day = await get<Day>('/api/field-day', { purpose: PURPOSE })
      const asked = { community: day.community.code, limit: 10_000 }
      const plan = day.grids[0]?.plan
      const [land, blocks, handed] = await Promise.all([
        get<Pack['land']>('/api/features/grids', asked),
        get<Shapes>('/api/features/buildings', asked),
        plan ? get<{ packs: HandOver[] }>(`/api/plans/${plan}/hand-overs`) : { packs: [] },
      ])
      const mine = { ...blocks, features: blocks.features.filter((each) => day.grids.some(({ grid }) => grid === each.properties.grid)) }
      this.day = { ...day, land, blocks: mine as Pack['blocks'], packs: handed.packs }
      await keep('day', $state.snapshot(this.day) as Pack)
      this.isReached = true
      this.problem = ''
    } catch (failed) {
      if (failed instanceof TypeError) this.isReached = false
      else if (failed instanceof Problem && failed.status === 401) await this.end()
      else this.problem = told(failed)
    } finally {
      this.isLoading = false
    }
  }

  /** Whether the server answers, and still knows who this is. */
  private async knock(): Promise<void> {
    const me = await whoAmI()
    this.isReached = true
    if (me?.account !== this.me?.account) await this.end()
  }

  /** The session ran out: the day goes, and with the key nothing on the phone opens the outbox any more. One that was ended left nothing. */
  private async end(): Promise<void> {
    await whoAmI().catch(() => null)
    if (!wasLeft()) await lock()
    this.day = null
    location.replace('/?to=/w')
  }

  /** Everything goes. Without a network the session itself is ended when there is one again, before anything else. */
  async leave(): Promise<void> {
    try {
      await signOut()
    } catch {
      localStorage.setItem(LEAVING, '1')
    }
    location.replace('/')
  }

  private async finishLeaving(): Promise<void> {
    await signOut().catch((failed: unknown) => {
      if (!(failed instanceof Problem)) throw failed
    })
    localStorage.removeItem(LEAVING)
  }
}
