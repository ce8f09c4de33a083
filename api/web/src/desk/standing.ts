// How a ticket stands, in a word and a tone; how long there is.

import { number } from '../shared/words.svelte'
import { isNear } from './filters'
import type { Ticket } from './types'
import { say, type Word } from './words'

export { dueOn, shortly } from '../shared/words.svelte'

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
