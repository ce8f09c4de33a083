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

export interface Community { community: string; code: string; name: string; profile: string }
