import { get, post, Problem, say } from './ask'
import { PATIENCE_MS, wipe } from './leaving'

export interface Me {
  account: string
  role: string
  name: string
  communities: string[]
  /** It is set. */
  second_factor?: boolean
  /** It must be set before anything else. */
  second_factor_required?: boolean
}

/** Who is signed in; null for the public. Where the session was ended, not merely forgotten, what this machine kept of it goes. */
export async function whoAmI(): Promise<Me | null> {
  try {
    const me = await get<Me>('/api/session')
    return me.role === 'public' ? null : me
  } catch (failed) {
    if (!(failed instanceof Problem) || failed.status !== 401) throw failed
    if (failed.facts.ended) await wipe()
    return null
  }
}

/** Staff may sign in by an OpenID provider as well. */
export async function isOfferedElsewhere(): Promise<boolean> {
  return (await get<{ elsewhere: boolean }>('/api/session')).elsewhere
}

/** code: of the second factor, where the account has one. */
export async function signIn(account: string, password: string, code = ''): Promise<Me> {
  return (await post<Me>('/api/session', { account, password, code })).body
}

/**
 * What the warden's page kept on this machine goes too, from whichever page one leaves. Who came by the office's OpenID provider leaves
 * there as well: the browser goes to it, and comes back to our first page.
 */
export async function signOut(everywhere = false): Promise<void> {
  const ended = endHere(everywhere)
  // the session first, so that no other window that leaves finds it alive; but a line that hangs keeps nothing on the machine
  await Promise.race([ended.catch(() => undefined), new Promise((late) => setTimeout(late, PATIENCE_MS))])
  await wipe()
  const elsewhere = await ended
  if (!elsewhere) return
  location.assign(elsewhere)
  await new Promise(() => undefined) // nothing of this page leads anywhere else meanwhile
}

/** The provider's address where the session began there. */
async function endHere(everywhere: boolean): Promise<string | null> {
  return (await say<{ url: string | null }>(`/api/oidc/sign-out${everywhere ? '?everywhere=true' : ''}`)).url
}

/** Staff alone: others are sent to the sign-in, which leads back here. */
export async function staffOnly(): Promise<Me> {
  const me = await whoAmI()
  if (me) return me
  location.replace(`/?to=${encodeURIComponent(location.pathname + location.search)}`)
  return new Promise(() => undefined)
}

/** Where the sign-in leads: a page of ours, never another host's. */
export function wanted(): string | null {
  const to = new URLSearchParams(location.search).get('to')
  return to && /^\/(?![/\\])/.test(to) ? to : null
}
