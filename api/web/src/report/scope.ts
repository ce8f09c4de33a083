// Of what figures are told: a community, or the communities of a subdistrict or district side by side; the code's length says which.

import type { Known } from './types'
import { say } from './words'

export interface Community { code: string; name: string }
/** level: how many digits its code has. */
export interface Area { code: string; level: number; communities: number }

const SUBDISTRICT = 9
const DISTRICT = 6
const COMMUNITY = 12

export const isArea = (code: string): boolean => code.length < COMMUNITY
export const isSubdistrict = (area: Area): boolean => area.level === SUBDISTRICT

export const nameOf = (area: Area): string =>
  say('areaOf', { name: say(isSubdistrict(area) ? 'subdistrict' : 'district', { code: area.code }), count: area.communities })

/** Subdistricts, then districts, in the order of their codes. */
export function areasOf(communities: Community[]): Area[] {
  return [SUBDISTRICT, DISTRICT].flatMap((level) => {
    const codes = communities.map((one) => one.code.slice(0, level))
    return [...new Set(codes)].sort().map((code) => ({ code, level, communities: codes.filter((one) => one === code).length }))
  })
}

export const pathOf = (code: string): string => `/api/${isArea(code) ? 'areas' : 'communities'}/${code}/figures`

/** Of an area each figure is asked for alone, the others are refused in words. */
export const summed = (catalogue: Known[]): Known[] => catalogue.filter((one) => one.by_area)
