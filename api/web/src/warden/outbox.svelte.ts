// The outbox: entries leave in the order they were made, each under the one key it got when it was made, so that none is lost or doubled.

import { freshKey, post, Problem } from '../shared/ask'
import { whoAmI } from '../shared/session'
import type { Pair } from '../shared/words.svelte'
import { seal, unseal } from './seal'
import { store, type Row } from './store'

/** follows: the key of an earlier entry on the same ticket, whose answer gives the version that this one names. */
export interface What {
  kind: 'visit' | 'step' | 'report'
  path: string
  body: Record<string, unknown>
  seen?: number | undefined
  follows?: string | undefined
  /** What it is about, for the list: an address, a ticket's number. */
  about: string
  step?: string
  household?: string
}

interface Content extends What {
  at: string
  problem?: { code: string; titles: Pair; facts: Record<string, unknown> } | undefined
  version?: number | null
}

export interface Entry extends Content {
  seq: number
  key: string
  state: Row['state']
}

const BEFORE = { code: 'outbox.before', facts: {}, titles: ['前一步没有办成，这一步没有发送', 'The step before it did not go through; this one was not sent'] as Pair }
const isPassing = (status: number) => status === 0 || status === 429 || status >= 500

export class Outbox {
  entries = $state<Entry[]>([])
  isSending = $state(false)
  waiting = $derived(this.entries.filter((each) => each.state === 'waiting').length)
  failed = $derived(this.entries.filter((each) => each.state === 'refused' || each.state === 'conflict').length)

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

  /** In the store before anything else happens. at: the moment of entry. */
  async enter(what: What, at = new Date().toISOString()): Promise<void> {
    await (await store()).add('outbox', this.sealed({ ...what, at }, freshKey(), 'waiting'))
    await this.look()
    void this.deliver()
  }

  /** A refused entry told anew: another entry under another key, true since the same moment; the old one goes. */
  async correct(old: Entry, what: What): Promise<void> {
    const tx = (await store()).transaction('outbox', 'readwrite')
    await Promise.all([tx.store.delete(old.seq), tx.store.add(this.sealed({ ...what, at: old.at }, freshKey(), 'waiting')), tx.done])
    await this.look()
    void this.deliver()
  }

  async withdraw(old: Entry): Promise<void> {
    await (await store()).delete('outbox', old.seq)
    await this.look()
  }

  /** Once more on what stands now: the same entry, the same key. */
  async again(old: Entry, seen: number): Promise<void> {
    await this.put({ ...old, seen, follows: undefined, problem: undefined, state: 'waiting' })
    void this.deliver()
  }

  /** The last of one's own entries on this path's ticket that is not refused: the next step builds on it. */
  lastOn(ticket: string): Entry | undefined {
    return this.entries.findLast((each) => each.kind === 'step' && each.path.includes(ticket) && (each.state === 'waiting' || each.state === 'sent'))
  }

  /** Sends until nothing waits or the network fails. */
  async deliver(): Promise<void> {
    if (this.isSending) return
    this.isSending = true
    try {
      if (this.waiting === 0 || !(await this.isMine())) return
      for (let next = this.first(); next && (await this.send(next)); next = this.first());
    } finally {
      this.isSending = false
    }
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
      const answer = await post(entry.path, entry.body, { key: entry.key, seen: before?.version ?? entry.seen })
      await this.put({ ...entry, body: {}, state: 'sent', version: answer.version, problem: undefined })
      return true
    } catch (failed) {
      if (!(failed instanceof Problem)) throw failed
      if (failed.status === 401) this.ended()
      if (isPassing(failed.status) || failed.status === 401) return false
      const state = failed.code === 'http.version_passed' ? 'conflict' : 'refused'
      await this.put({ ...entry, state, problem: { code: failed.code, titles: failed.titles, facts: failed.facts } })
      return true
    }
  }

  private async put({ seq, key, state, ...content }: Entry): Promise<void> {
    await (await store()).put('outbox', { ...this.sealed(content, key, state), seq })
    await this.look()
  }

  private sealed(content: Content, key: string, state: Row['state']): Row {
    return { key, account: this.account, state, box: seal(this.key, $state.snapshot(content)) }
  }
}
