import type { Door } from './types'

/** 2单元301. */
export const doorOf = (door: Door): string => [door.unit && `${door.unit}单元`, door.room && `${door.room}室`].filter(Boolean).join('') || '—'
