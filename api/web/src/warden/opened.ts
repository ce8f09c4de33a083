// Which sheet lies over the panels.

import type { Entry } from './outbox.svelte'
import type { Block, Home, Ticket } from './types'

export type Step = 'accept' | 'handle' | 'feedBack' | 'closeTicket'

export type Opened =
  | { what: 'block'; block: Block }
  | { what: 'home'; home: Home }
  | { what: 'together'; homes: Home[]; title: string }
  | { what: 'visit'; homes: Home[]; old?: Entry }
  | { what: 'righting'; sent: Entry }
  | { what: 'ticket'; ticket: Ticket; step?: Step; old?: Entry }
  | null

export type Show = (what: Opened) => void
