// How a ticket stands on this phone: as the server told it, and with the steps that wait here.

import { dueOn, inTongue, type Pair } from '../shared/words.svelte'
import type { Step } from './opened'
import type { Entry, Outbox } from './outbox.svelte'
import type { Pack, Ticket } from './types'
import { say } from './words'

const NEXT: Record<Step, Step | null> = { accept: 'handle', handle: 'feedBack', feedBack: 'closeTicket', closeTicket: null }
export const PATHS: Record<Step, string> = { accept: 'acceptance', handle: 'handling', feedBack: 'feedback', closeTicket: 'closing' }
export const OUTCOMES = ['solved', 'explained', 'unfounded'] as const

/** This phone's last step on it that did not fail and that the day's pack does not know yet. */
export function pending(ticket: Ticket, outbox: Outbox): Entry | undefined {
  const last = outbox.lastOn(ticket.ticket)
  return last && (last.state === 'waiting' || (last.version ?? 0) > ticket.version) ? last : undefined
}

/** The step that comes next; null when it is closed. */
export function nextStep(ticket: Ticket, outbox: Outbox): Step | null {
  const last = pending(ticket, outbox)
  if (last) return NEXT[last.step as Step]
  if (ticket.status === 'reported') return 'accept'
  if (ticket.status === 'closed') return null
  return !ticket.handled ? 'handle' : !ticket.told ? 'feedBack' : 'closeTicket'
}

export function standing(ticket: Ticket): string {
  if (ticket.status === 'reported') return say('reported')
  return say(!ticket.handled ? 'accepted' : !ticket.told ? 'handled' : 'fedBack')
}

export function clock(ticket: Pick<Ticket, 'due_at' | 'stopped_at'>, now: number): { text: string; tone: 'bad' | 'warn' | 'good' | ''; due: string } {
  if (!ticket.due_at) return { text: say('noDue'), tone: '', due: '' }
  const due = dueOn(ticket.due_at)
  if (ticket.stopped_at) return { text: say('stopped'), tone: '', due }
  const left = Date.parse(ticket.due_at) - now
  const text = say(left < 0 ? 'overdue' : 'due', { left: span(Math.abs(left)) })
  return { text, tone: left < 0 ? 'bad' : left < 86_400_000 ? 'warn' : 'good', due }
}

export function span(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000)
  if (minutes >= 2880) return say('days', { count: Math.floor(minutes / 1440) })
  return minutes >= 60 ? say('hours', { count: Math.floor(minutes / 60) }) : say('minutes', { count: minutes })
}

export function categoryOf(day: Pack, ticket: Pick<Ticket, 'category'>): string {
  const found = day.categories.find((each) => each.category === ticket.category)
  return found ? inTongue([found.zh, found.en] as Pair) : ticket.category
}
