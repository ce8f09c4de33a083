// What the phone keeps, in IndexedDB: who is signed in, the day, and the outbox.

import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { STORE, wasLeft } from '../shared/leaving'
import type { Me } from '../shared/session'
import type { Pack } from './types'

/** state stands in the open, since it says nothing of anybody; what it is about is in the box. */
export interface Row {
  seq?: number
  key: string
  account: string
  state: 'waiting' | 'sent' | 'refused' | 'conflict'
  box: Uint8Array
}

/** key: under which the outbox is sealed; the phone has it only while somebody is signed in. */
export interface Keeping {
  me: Me
  key: string
  day: Pack
}

interface Schema extends DBSchema {
  outbox: { key: number; value: Row }
  kept: { key: keyof Keeping; value: Keeping[keyof Keeping] }
}

let opened: Promise<IDBPDatabase<Schema>> | null = null

/** Of a window that was left nothing is written any more: it waits until it is gone. */
export function store(): Promise<IDBPDatabase<Schema>> {
  if (wasLeft()) return new Promise(() => undefined)
  opened ??= openDB<Schema>(STORE, 1, {
    upgrade(db) {
      db.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true })
      db.createObjectStore('kept')
    },
    blocking: () => void close(),
  })
  return opened
}

async function close(): Promise<void> {
  const db = await opened
  opened = null
  db?.close()
}

export async function recall<K extends keyof Keeping>(name: K): Promise<Keeping[K] | undefined> {
  return (await (await store()).get('kept', name)) as Keeping[K] | undefined
}

export async function keep<K extends keyof Keeping>(name: K, value: Keeping[K]): Promise<void> {
  await (await store()).put('kept', value, name)
}

/** The day and its doors; the outbox stays. */
export async function forgetDay(): Promise<void> {
  await (await store()).delete('kept', 'day')
}

/** Nobody is signed in any more: what is not sent yet stays, but nothing on the phone opens it. */
export async function lock(): Promise<void> {
  await (await store()).clear('kept')
}
