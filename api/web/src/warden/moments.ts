// The time of a visit as its field shows it, and as it is told.

import { instant, rightNow } from '../shared/clock.svelte'

/** What a clock on a wall in China shows, as the field wants it. */
export const wall = (at: Date): string => at.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }).replace(' ', 'T').slice(0, 16)

/** To the second where it is now, else to the minute that was told. */
export const toldAt = (field: string): string => (wall(new Date(rightNow())) === field ? instant() : `${field}:00+08:00`)
