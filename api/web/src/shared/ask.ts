// The one way to the server: same origin, the session's cookie, and what a command needs beside its body.

import { hear } from './clock.svelte'
import { inTongue, tongue } from './words.svelte'

const POSITION = 'minqing.position'
const TRIES = 3

/** A refusal (problem+json). isOurs: the server said it, not something on the way to it. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly titles: readonly [zh: string, en: string],
    readonly facts: Record<string, any> = {},
    readonly isOurs = true,
  ) {
    super(code)
  }
  get words(): string {
    return inTongue(this.titles)
  }
}

export interface Answer<T> {
  body: T
  version: number | null
  isReplayed: boolean
}

export interface Given {
  seen?: number | undefined
  /** Made earlier, where the command was entered earlier; by default a fresh one. */
  key?: string
  query?: Record<string, string | number | undefined>
  form?: FormData
  /** RFC 7240: return=representation asks for what the command changed, too. */
  prefer?: string
  /** How long an answer is waited for, in milliseconds; by default as long as the browser does. */
  patience?: number
}

/** Tried again while the read models are not yet where this window wrote last. */
export async function get<T>(path: string, query: Given['query'] = {}): Promise<T> {
  return (await again(() => sent<T>('GET', path, undefined, { query }), isBehind)).body
}

/** A command: under a key of its own, tried again under the same key when the connection fails, so that nothing happens twice. */
export async function post<T>(path: string, body: unknown = {}, given: Given = {}): Promise<Answer<T>> {
  const key = given.key ?? freshKey()
  try {
    return await again(() => sent<T>('POST', path, body, given, key), (failed) => isBehind(failed) || failed instanceof TypeError)
  } catch (failed) {
    throw failed instanceof TypeError ? unreachable() : failed
  }
}

const isBehind = (failed: unknown): boolean => failed instanceof Problem && failed.code === 'view.behind'

async function again<T>(work: () => Promise<T>, isPassing: (failed: unknown) => boolean): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (failed) {
      if (!isPassing(failed) || attempt === TRIES) throw failed
      await new Promise((done) => setTimeout(done, 400 * attempt))
    }
  }
}

export async function remove(path: string): Promise<void> {
  await sent('DELETE', path, undefined, {})
}

/** Said once: where the line is down it fails at once. */
export async function say<T>(path: string): Promise<T> {
  return (await sent<T>('POST', path, {}, {})).body
}

/** crypto.randomUUID is missing where the office has no certificate yet. */
export function freshKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function queryOf(query: Given['query'] = {}): string {
  const told = Object.entries(query).filter(([, value]) => value !== undefined)
  return told.length ? `?${new URLSearchParams(told.map(([name, value]) => [name, String(value)]))}` : ''
}

async function sent<T>(method: string, path: string, body: unknown, given: Given, key?: string): Promise<Answer<T>> {
  const headers: Record<string, string> = { 'Accept-Language': tongue.now }
  const position = sessionStorage.getItem(POSITION)
  if (position) headers['X-Journal-Position'] = position
  if (key) headers['Idempotency-Key'] = key
  if (given.seen !== undefined) headers['If-Match'] = `"${given.seen}"`
  if (given.prefer) headers['Prefer'] = given.prefer
  if (body !== undefined && !given.form) headers['Content-Type'] = 'application/json'
  const content = given.form ?? (body === undefined ? undefined : JSON.stringify(body))
  const answer = await answered(path + queryOf(given.query), { method, headers, ...(content === undefined ? {} : { body: content }) }, given.patience)
  hear(answer.headers.get('Date'))
  remember(answer.headers.get('X-Journal-Position'))
  if (!answer.ok) throw await problemOf(answer)
  const told = answer.status === 204 ? undefined : await answer.json().catch(unread)
  const version = /\d+/.exec(answer.headers.get('ETag') ?? '')?.[0]
  return { body: told as T, version: version ? Number(version) : null, isReplayed: answer.headers.has('Idempotency-Replayed') }
}

/** An answer that does not come within the patience is a network that failed. */
async function answered(path: string, asked: RequestInit, patience?: number): Promise<Response> {
  if (!patience) return fetch(path, asked)
  const waiting = new AbortController()
  const enough = setTimeout(() => waiting.abort(), patience)
  try {
    return await fetch(path, { ...asked, signal: waiting.signal })
  } catch (failed) {
    throw waiting.signal.aborted ? new TypeError('no answer') : failed
  } finally {
    clearTimeout(enough)
  }
}

/** What this window wrote last: later questions are answered at least as of then. */
function remember(position: string | null): void {
  if (position && Number(position) > Number(sessionStorage.getItem(POSITION) ?? 0)) sessionStorage.setItem(POSITION, position)
}

async function problemOf(answer: Response): Promise<Problem> {
  const told = await answer.json().catch(() => ({}))
  const [zh, en] = [told.title_zh ?? told.title ?? answer.statusText, told.title_en ?? told.title ?? answer.statusText]
  return new Problem(answer.status, told.code ?? `http.${answer.status}`, [zh, en], told.facts, told.code !== undefined)
}

/** Cut off half way, or somebody else's page in place of the answer: as if none had come. */
function unread(): never {
  throw new TypeError('no answer')
}

const unreachable = () =>
  new Problem(0, 'http.unreachable', ['连不上服务器，没有保存；请检查网络后再试', 'The server cannot be reached; nothing was saved'])

/** In words, whatever was thrown. */
export const told = (failed: unknown): string =>
  failed instanceof Problem ? failed.words : failed instanceof TypeError ? unreachable().words : String(failed)
