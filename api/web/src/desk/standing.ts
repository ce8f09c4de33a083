// How a ticket stands, in a word and a tone; how long there is.

import { number, tongue } from '../shared/words.svelte'
import { isNear } from './filters'
import type { Ticket } from './types'
import { say, type Word } from './words'

export interface Standing {
  word: Word
  tone: '' | 'good' | 'warn' | 'bad'
}

export function standingOf(ticket: Ticket, now: number): Standing {
  if (ticket.status === 'closed') return { word: 'closed', tone: 'good' }
  if (ticket.is_overdue) return { word: 'late', tone: 'bad' }
  if (ticket.stopped_at) return { word: 'paused', tone: '' }
  if (isNear(ticket, now)) return { word: 'soon', tone: 'warn' }
  return { word: ticket.status, tone: '' }
}

/** “还剩 2 天”; “超 3 小时”. */
export function timeLeft(due: string, now: number): string {
  const minutes = (Date.parse(due) - now) / 60_000
  const far = Math.abs(minutes)
  const unit: Word = far >= 2880 ? 'days' : far >= 120 ? 'hours' : 'minutes'
  const count = number(Math.floor(unit === 'days' ? far / 1440 : unit === 'hours' ? far / 60 : far))
  return say(minutes < 0 ? 'over' : 'left', { time: say(unit, { count }) })
}

const HOUR_MS = 3_600_000
const tag = () => (tongue.now === 'zh' ? 'zh-CN' : 'en-GB')

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
