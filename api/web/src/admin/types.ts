// What the server answers, as far as this page reads it.

export interface Account {
  account: string
  role: string
  name: string
  warden: string | null
  communities: string[]
  is_open: boolean
  has_password: boolean
  has_second_factor: boolean
  sessions: number
  signed_in_at: string | null
  code_until: string | null
}

/** An account that may not sign in from an address for a while. */
export interface Lock { account: string; address: string; failures: number; last_at: string; until: string }

export interface Session { session: string; opened_at: string; seen_at: string; address: string; agent: string; means: string; is_narrow: boolean }

export interface Entry { id: number; at: string; account: string | null; act: string; actor: string; address: string }

/** Shown once, handed over in person. */
export interface Code { account: string; code: string; until: string }

export interface Community { community: string; code: string; name: string; profile: string; buildings: number }

export interface ViewStanding { view: string; title: string; title_en: string; version: number; position: number; lag: number; parked: number }
export interface ParkedStream { view: string; stream: string; position: number; event: string; error: string; parked_at: string }

export interface State {
  at: string
  version: string
  head: number
  pending: string[]
  database: { name: string; server: string; bytes: number; migration: number }
  disk: { total: number; free: number }
  notary: { size: number; position: number; published_at: string | null; is_here: boolean; alarm: { title: string; title_en: string; position: number | null } | null }
  backups: { known: boolean; count: number; newest: { name: string; kind: string; ended_at: string; position: number } | null; log_at: string | null }
  settings: { clocks: boolean; notary: boolean; policies: boolean; second_factor: string[]; openid: boolean; database: 'private' | 'existing' }
  door: { noted_at: string; weaker: { name: string; title: string; title_en: string; variable: string | null }[]; walls_hold: boolean } | null
  views: ViewStanding[]
  behind_since: string | null
  parked: ParkedStream[]
}

/** result: once finished what came of it, or the problem where it was refused. */
export interface Rebuild {
  run: string
  share: number
  state: 'running' | 'finished' | 'refused'
  result?: {
    position: number
    swapped: boolean
    tables?: { table: string; rows: number; rows_rebuilt: number; equal: boolean }[]
    title_zh?: string
    title_en?: string
  }
}

export interface ClockStanding {
  clock: string
  title: string
  title_en: string
  community: string
  ran_at: string | null
  next_at: string | null
  acts: number
  failures: number
  error: string | null
  is_running: boolean
  outcome: 'acted' | 'idle' | 'failed' | null
  alarm: 'failing' | 'late' | null
}
