// What may be done with a line of a register: its button, what it asks for, whose it is. Whether it may be done is for the server to say.

import type { Me } from './session'

export interface Ask {
  name: string
  label: string
  kind: 'line' | 'text' | 'number' | 'decimal' | 'day' | 'moment' | 'select' | 'people' | 'tick'
  needed?: boolean
  /** Of a select or of people: value -> what it is called. */
  choices?: Readonly<Record<string, string>>
  /** What stands there before anything is entered. */
  first?: string | readonly string[]
}
export interface Act {
  name: string
  title: string
  path: string
  asks: readonly Ask[]
  who: readonly string[]
  /** The version that was seen, where the step must name one. */
  seen?: number
  /** Of the values as they were entered, the body; by default they are the body. */
  shape?: (values: Record<string, unknown>) => Record<string, unknown>
  isMain?: boolean
}

export const offered = (acts: readonly Act[], me: Me): Act[] => acts.filter((each) => each.who.includes(me.role))

/** What was entered, without what was left empty. */
export function given(asks: readonly Ask[], values: Record<string, unknown>): Record<string, unknown> {
  const told = asks.map(({ name, kind }): [string, unknown] => {
    const value = values[name]
    if (kind === 'tick' || kind === 'people') return [name, value]
    if (value === '' || value === undefined || value === null) return [name, undefined]
    return [name, kind === 'number' || kind === 'decimal' ? Number(value) : kind === 'moment' ? `${String(value)}:00+08:00` : value]
  })
  return Object.fromEntries(told.filter(([, value]) => value !== undefined))
}
