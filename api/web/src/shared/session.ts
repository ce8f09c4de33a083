import { get, post, Problem, remove } from './ask'

export interface Me {
  account: string
  role: string
  name: string
  communities: string[]
}

/** Who is signed in; null for the public. */
export async function whoAmI(): Promise<Me | null> {
  try {
    const me = await get<Me>('/api/session')
    return me.role === 'public' ? null : me
  } catch (failed) {
    if (failed instanceof Problem && failed.status === 401) return null
    throw failed
  }
}

export async function signIn(account: string, password: string): Promise<Me> {
  return (await post<Me>('/api/session', { account, password })).body
}

export async function signOut(): Promise<void> {
  await remove('/api/session')
  sessionStorage.clear()
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
