// The outbox: entries leave in the order they were made, each under the one key it got when it was made, so that none is lost or doubled.

import { freshKey, post, Problem, type Answer } from '../shared/ask'
import { instant } from '../shared/clock.svelte'
import { whoAmI } from '../shared/session'
import type { Pair } from '../shared/words.svelte'
import { formOf } from './paper'
import { seal, unseal } from './seal'
import { store, type Row } from './store'
import { alone, Neighbours } from './windows'

/** follows: the key of an earlier entry on the same ticket, whose answer gives the version that this one names. */
export interface What {
  kind: 'visit' | 'step' | 'sheet' | 'correction'
  path: string
  body: Record<string, unknown>
  seen?: number | undefined
  follows?: string | undefined
  /** What it is about, for the list: an address, a ticket's number, a file's name. */
  about: string
  step?: string
  household?: string
}

/** What became of a row of a sheet. */
export interface Line {
  row: number
  result: 'recorded' | 'known' | 'refused'
  zh: string
  en: string
}

interface Content extends What {
  at: string
  problem?: { code: string; titles: Pair; facts: Record<string, unknown> } | undefined
  version?: number | null
  /** The visit that the server made of it. */
  visit?: string | undefined
  /** Of a correction: it stands, or waits for somebody else, and why. */
  outcome?: string | undefined
  because?: string | undefined
  lines?: Line[] | undefined
  /** How often the server broke over it. */
  broke?: number
}

export interface Entry extends Content {
  seq: number
  key: string
  state: Row['state']
}

const BEFORE = { code: 'outbox.before', facts: {}, titles: ['前一步没有办成，这一步没有发送', 'The step before it did not go through; this one was not sent'] as Pair }
const PATIENCE_MS = 25_000
/** What did not go is tried again after a while, longer each time. */
const [FIRST_MS, LONGEST_MS] = [1_000, 30_000]
/** An entry over which the server breaks each time makes way for those behind it. */
const STUBBORN = 3
const BROKEN = 500
const PASSING = [0, 401, 408, 425, 429]
const CROSSED = 'journal.stale_version'
const isPassing = ({ status, code, isOurs }: Problem) => !isOurs || PASSING.includes(status) || status > BROKEN || code === CROSSED

export class Outbox {
  entries = $state<Entry[]>([])
  isSending = $state(false)
  waiting = $derived(this.entries.filter((each) => each.state === 'waiting').length)
  failed = $derived(this.entries.filter((each) => each.state === 'refused' || each.state === 'conflict').length)
  private pause = FIRST_MS
  private next: ReturnType<typeof setTimeout> | undefined
  private readonly neighbours = new Neighbours(() => void this.look())

  /** account and key: of who is signed in; ended: the server has ended the session. */
  constructor(
    private readonly account: string,
    private readonly key: string,
    private readonly ended: () => void,
  ) {}

  /** Reads what stands in the store, which is what counts. Entries of anybody else stay closed. */
  async look(): Promise<void> {
    const rows = (await (await store()).getAll('outbox')).filter((row) => row.account === this.account)
    this.entries = rows.flatMap((row) => {
      const content = unseal<Content>(this.key, row.box)
      return content ? [{ ...content, seq: row.seq!, key: row.key, state: row.state }] : []
    })
  }

  /** In the store before anything else happens, all or none. at: the moment of entry. */
  async enter(whats: readonly What[], at = instant()): Promise<void> {
    const tx = (await store()).transaction('outbox', 'readwrite')
    await Promise.all([...whats.map((what) => tx.store.add(this.sealed({ ...what, at }, freshKey(), 'waiting'))), tx.done])
    await this.changed()
    void this.deliver()
  }

  /** A refused entry told anew: another entry under another key, true since the same moment; the old one goes. False: another window did. */
  async correct(old: Entry, what: What): Promise<boolean> {
    const tx = (await store()).transaction('outbox', 'readwrite')
    const stands = (await tx.store.get(old.seq))?.state === old.state
    if (stands) await Promise.all([tx.store.delete(old.seq), tx.store.add(this.sealed({ ...what, at: old.at }, freshKey(), 'waiting'))])
    await tx.done
    await this.changed()
    if (stands) void this.deliver()
    return stands
  }

  async withdraw(old: Entry): Promise<void> {
    await (await store()).delete('outbox', old.seq)
    await this.changed()
  }

  /** Once more: the same entry, the same key; seen: on what stands now. */
  async again(old: Entry, seen?: number): Promise<void> {
    await this.put({ ...old, ...(seen === undefined ? {} : { seen, follows: undefined }), broke: 0, problem: undefined, state: 'waiting' })
    void this.deliver()
  }

  /** The last of one's own entries on this path's ticket that is not refused: the next step builds on it. */
  lastOn(ticket: string): Entry | undefined {
    return this.entries.findLast((each) => each.kind === 'step' && each.path.includes(ticket) && (each.state === 'waiting' || each.state === 'sent'))
  }

  /** Sends until nothing waits or the network fails. Of several windows one sends. */
  async deliver(): Promise<void> {
    if (this.isSending) return
    this.isSending = true
    try {
      await alone(async () => {
        await this.look()
        if (this.waiting === 0 || !(await this.isMine())) return
        for (let next = this.first(); next && (await this.send(next)); next = this.first());
      })
    } finally {
      this.isSending = false
      this.comeBack()
    }
  }

  private comeBack(): void {
    clearTimeout(this.next)
    this.pause = this.waiting ? Math.min(this.pause * 2, LONGEST_MS) : FIRST_MS
    if (this.waiting && navigator.onLine) this.next = setTimeout(() => void this.deliver(), this.pause)
  }

  async dropSent(before: string): Promise<void> {
    for (const each of this.entries) if (each.state === 'sent' && each.at < before) await (await store()).delete('outbox', each.seq)
    await this.look()
  }

  /** Still the same person's session: another's must never send what this one entered. */
  private async isMine(): Promise<boolean> {
    const me = await whoAmI().catch(() => undefined)
    if (me === undefined) return false
    if (me?.account !== this.account) this.ended()
    return me?.account === this.account
  }

  private first = (): Entry | undefined => this.entries.find((each) => each.state === 'waiting')

  /** False: stop here, everything stays as it is. */
  private async send(entry: Entry): Promise<boolean> {
    const before = entry.follows ? this.entries.find((each) => each.key === entry.follows) : undefined
    if (entry.follows && before?.state !== 'sent') {
      await this.put({ ...entry, state: 'refused', problem: BEFORE })
      return true
    }
    try {
      await this.arrived(entry, await this.posted(entry, before?.version ?? entry.seen))
      return true
    } catch (failed) {
      if (!(failed instanceof Problem)) throw failed
      if (failed.status === 401) this.ended()
      if (isPassing(failed)) return false
      return this.returned(entry, failed)
    }
  }

  private posted(entry: Entry, seen: number | undefined): Promise<Answer<Record<string, unknown>>> {
    const given = { key: entry.key, seen, patience: PATIENCE_MS }
    return entry.kind === 'sheet' ? post(entry.path, undefined, { ...given, form: formOf(entry.body) }) : post(entry.path, entry.body, given)
  }

  /** What it said goes from the phone: of a sheet the results of its rows stay. */
  private arrived(entry: Entry, { version, body }: Answer<Record<string, unknown>>): Promise<void> {
    const lines = entry.kind === 'sheet' ? (body.rows as Line[]) : undefined
    const { visit, outcome, because } = body as Record<string, string | undefined>
    return this.put({ ...entry, body: {}, state: 'sent', version, lines, visit, outcome, because, problem: undefined })
  }

  /** False: the server broke, it is tried again later; not for ever. */
  private async returned(entry: Entry, failed: Problem): Promise<boolean> {
    const broke = (entry.broke ?? 0) + 1
    if (failed.status === BROKEN && broke < STUBBORN) {
      await this.put({ ...entry, broke })
      return false
    }
    const state = failed.code === 'http.version_passed' ? 'conflict' : 'refused'
    await this.put({ ...entry, broke, state, problem: { code: failed.code, titles: failed.titles, facts: failed.facts } })
    return true
  }

  /** What another window took away meanwhile does not come back. */
  private async put({ seq, key, state, ...content }: Entry): Promise<void> {
    const tx = (await store()).transaction('outbox', 'readwrite')
    if (await tx.store.get(seq)) await tx.store.put({ ...this.sealed(content, key, state), seq })
    await tx.done
    await this.changed()
  }

  private async changed(): Promise<void> {
    this.neighbours.tell()
    await this.look()
  }

  private sealed(content: Content, key: string, state: Row['state']): Row {
    return { key, account: this.account, state, box: seal(this.key, $state.snapshot(content)) }
  }
}
