// What the register says of single buildings, asked for when somebody wants to know: whole addresses, and how many stairwells each has.

import { get } from '../shared/ask'

export interface Standing {
  building: string
  address: string
  units: number | null
  dwellings: number
}

const AT_ONCE = 100

export async function standing(code: string, ids: readonly string[]): Promise<Standing[]> {
  const found: Standing[] = []
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const named = ids.slice(from, from + AT_ONCE).map((each) => `building=${each}`)
    found.push(...(await get<{ buildings: Standing[] }>(`/api/communities/${code}/buildings?${named.join('&')}`)).buildings)
  }
  return found
}
