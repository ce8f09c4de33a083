// What the auditor keeps in this browser: the public keys from elsewhere, and the last checkpoint that was seen to hold.

import { get } from '../shared/ask'
import { checkConsistency, checkProof, readHead, readKeys, type Head, type Keys, type Proof } from './proof'
import type { Line } from './types'

const KEYS = 'minqing.audit.keys'
const HEAD = 'minqing.audit.checkpoint'

export const kept = $state<{ keys: Keys | null }>({ keys: remembered() })

function remembered(): Keys | null {
  try {
    const text = localStorage.getItem(KEYS)
    return text ? readKeys(text) : null
  } catch {
    return null
  }
}

/** Throws Wrong for what are no keys. */
export function keep(text: string): void {
  kept.keys = readKeys(text)
  localStorage.setItem(KEYS, text)
  localStorage.removeItem(HEAD)
}

export function forget(): void {
  kept.keys = null
  localStorage.removeItem(KEYS)
  localStorage.removeItem(HEAD)
}

/** The newest checkpoint: signed, and an extension of the one seen last. before: that one's size. Throws Wrong, Problem. */
export async function checkpoint(keys: Keys): Promise<{ head: Head; before: number | null }> {
  const { checkpoint: note } = await get<{ checkpoint: string }>('/api/proofs/checkpoint')
  const head = readHead(note, keys)
  const seen = localStorage.getItem(HEAD)
  const older = seen ? readHead(seen, keys) : null
  if (older && older.size >= head.size) checkConsistency(older, head, [])
  else if (older) checkConsistency(older, head, (await get<{ path: string[] }>('/api/proofs/consistency', { from: older.size, to: head.size })).path)
  localStorage.setItem(HEAD, note)
  return { head, before: older?.size ?? null }
}

export interface Outcome {
  position: number | null
  head: Head | null
  /** Of the page's words; none: it holds. */
  fault: string
  record: Proof['record'] | null
}

export function judged(proof: unknown, keys: Keys): Outcome {
  const record = (proof as Proof | null)?.record ?? null
  const position = typeof record?.position === 'number' ? record.position : null
  try {
    return { position, head: checkProof(proof, keys), fault: '', record }
  } catch (failed) {
    return { position, head: null, fault: (failed as { code?: string }).code ?? 'unreadable', record }
  }
}

/** What the signed record says in the columns that a line shows. */
const SAME: [keyof Proof['record'], (line: Line) => unknown][] = [
  ['position', (line) => line.position],
  ['stream', (line) => line.stream],
  ['version', (line) => line.version],
  ['name', (line) => line.what.name],
  ['actor', (line) => line.who.actor],
  ['role', (line) => line.who.role],
]
const instant = (told: unknown): number => Date.parse(String(told))

/** A line of an answer: its record is proved, and says what the line shows. Throws Problem. */
export async function checkLine(line: Line, keys: Keys): Promise<Outcome> {
  const proof = await get<Proof>('/api/proofs/inclusion', { position: line.position })
  const found = judged(proof, keys)
  const says = SAME.every(([name, shown]) => proof.record[name] === shown(line))
  const times = instant(proof.record['effective_at']) === instant(line.at) && instant(proof.record['recorded_at']) === instant(line.recorded_at)
  return found.fault || (says && times) ? found : { ...found, fault: 'differs' }
}
