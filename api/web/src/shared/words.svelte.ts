// What people read. Words of a page stand beside it as [Chinese, English]; words of codes come from the server's own texts.

export type Pair = readonly [zh: string, en: string]
export type Facts = Record<string, unknown>
type Tongue = 'zh' | 'en'

const KEPT = 'minqing.tongue'
export const tongue = $state<{ now: Tongue }>({ now: kept() })
const learnt = $state<{ texts: Record<string, Pair> }>({ texts: {} })

function kept(): Tongue {
  try {
    return localStorage.getItem(KEPT) === 'en' ? 'en' : 'zh'
  } catch {
    return 'zh' // a browser that keeps nothing
  }
}

export function choose(next: Tongue): void {
  tongue.now = next
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en'
  try {
    localStorage.setItem(KEPT, next)
  } catch {
    return
  }
}

export const inTongue = (pair: Pair): string => pair[tongue.now === 'zh' ? 0 : 1]

function fill(text: string, facts: Facts): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => quoted(String(facts[name] ?? '…')))
}

/** A clause as it is quoted. That a value is the product's own stands in it in both languages: the English is for readers of English. */
export function quoted(clause: string | null | undefined): string {
  const told = (clause ?? '').replace(/(?<=；)holidays \S+$/, calendarName)
  return tongue.now === 'zh' ? told.replace(/ ?\([a-z ,:]*defaults? of the product\)/g, '') : told
}

/** By which a deadline is counted, as the server names it: the library's version, and how often days were changed by document. */
export function calendarName(told: string): string {
  const [, version, changes] = /^holidays (\S+)\+(\d+)$/.exec(told) ?? []
  if (!version) return told
  const base = inTongue([`国务院放假安排（holidays ${version}）`, `State Council’s holidays (holidays ${version})`])
  return changes === '0' ? base : base + inTongue([`，按文件调整 ${changes} 次`, `, changed ${changes} times by document`])
}

/** `const say = speak(WORDS)`; then `say('undo')`, `say('moved', { count: 3 })`. */
export function speak<W extends Record<string, Pair>>(words: W) {
  return (key: keyof W, facts: Facts = {}): string => fill(inTongue(words[key]!), facts)
}

/** Fetches the server's words for codes that begin so: `await learn('grid.', 'plan.')`. */
export async function learn(...beginnings: string[]): Promise<void> {
  const asked = beginnings.map((each) => `begins=${encodeURIComponent(each)}`).join('&')
  const answer = await fetch(`/api/texts?${asked}`)
  if (answer.ok) Object.assign(learnt.texts, await answer.json())
}

/** The server's word for a code that was learnt; the code itself where there is none. */
export function word(code: string, facts: Facts = {}): string {
  const pair = learnt.texts[code]
  return pair ? fill(inTongue(pair), facts) : code
}

const tag = () => (tongue.now === 'zh' ? 'zh-CN' : 'en-GB')
export const number = (value: number | null | undefined, digits = 0): string =>
  value == null ? '–' : value.toLocaleString(tag(), { maximumFractionDigits: digits })
export const moment = (iso: string): string =>
  new Date(iso).toLocaleString(tag(), { timeZone: 'Asia/Shanghai', dateStyle: 'medium', timeStyle: 'short' })
/** A day as `2026-11-22`, in words. */
export const day = (iso: string): string => new Date(`${iso}T00:00:00+08:00`).toLocaleDateString(tag(), { timeZone: 'Asia/Shanghai', dateStyle: 'medium' })
/** “11月28日周六–11月29日周日”: days in a row; one day once. */
export const span = (first: string, last: string): string => {
  const named = (on: string) => new Date(`${on}T12:00:00+08:00`).toLocaleDateString(tag(), { timeZone: 'Asia/Shanghai', month: tongue.now === 'zh' ? 'long' : 'short', day: 'numeric', weekday: 'short' })
  return first === last ? named(first) : `${named(first)}–${named(last)}`
}

const HOUR_MS = 3_600_000

/** “11月24日 14:30”; of another year with the year. */
export function shortly(iso: string): string {
  const [at, now] = [new Date(iso), new Date()]
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const }
  return at.toLocaleString(tag(), { timeZone: 'Asia/Shanghai', ...year, month: tongue.now === 'zh' ? 'long' : 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' })
}

/** A deadline that ends with a day is “11月24日 24:00”, as people say it. */
export function dueOn(iso: string): string {
  const at = Date.parse(iso)
  const isMidnight = (at + 8 * HOUR_MS) % (24 * HOUR_MS) === 0
  return isMidnight ? shortly(new Date(at - HOUR_MS).toISOString()).replace('23:00', '24:00') : shortly(iso)
}
