import type { Door } from './types'

export const unitOf = (door: Door): string => (door.unit ? `${door.unit}单元` : '')
export const roomOf = (door: Door): string => (door.room ? `${door.room}室` : '')
/** 2单元301室. */
export const doorOf = (door: Door): string => unitOf(door) + roomOf(door) || '—'
