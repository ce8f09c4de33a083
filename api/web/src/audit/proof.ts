// Checks records against a signed checkpoint by itself, with nothing of the server's but the bytes: the same rules as audit_reader.py, on
// which the layout of leaves, paths and notes is written down (RFC 6962, verified as RFC 9162; C2SP signed-note, tlog-checkpoint).

import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js'

export interface Key {
  name: string
  /** Eight digits by which a signature names the key. */
  mark: string
  /** 1: of the log. 4: of a witness. */
  kind: number
  raw: Uint8Array
}
export interface Keys {
  log: Key
  witnesses: Key[]
}
export interface Head {
  size: number
  root: Uint8Array
  /** Witness -> when it saw this, ISO. */
  witnessed: Record<string, string>
}
export type JournalRecord = Record<string, unknown> & { position: number; name: string }
export interface Proof {
  record: JournalRecord
  index: number
  path: string[]
  checkpoint: string
}

/** What does not hold; code: of the page's words. */
export class Wrong extends Error {
  constructor(
    readonly code: 'keys' | 'unreadable' | 'signature' | 'cosignature' | 'proof' | 'consistency' | 'older' | 'promise' | 'unsigned',
    readonly position: number | null = null,
  ) {
    super(code)
  }
}

const COLUMNS = [
  ...['position', 'stream', 'version', 'name', 'event_version', 'payload', 'actor', 'role', 'effective_at', 'recorded_at'],
  ...['policy', 'correlation', 'causation', 'key', 'reason', 'document'],
]
const WHOLE = ['position', 'version', 'event_version']
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})(\d{3})Z$/
const SIGNED = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/

export function unpacked(base64: unknown): Uint8Array {
  if (typeof base64 !== 'string' || base64.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) throw new Wrong('unreadable')
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
}

/** A file of verifier keys, one a line: one log, any number of witnesses. Throws Wrong. */
export function readKeys(text: string): Keys {
  const lines = text.split('\n').map((line) => line.trim())
  const keys = lines.filter((line) => line && !line.startsWith('#')).map(readKey)
  const logs = keys.filter((key) => key.kind === 1)
  if (logs.length !== 1) throw new Wrong('keys')
  return { log: logs[0]!, witnesses: keys.filter((key) => key.kind === 4) }
}

function readKey(line: string): Key {
  const found = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(line)
  if (!found) throw new Wrong('keys')
  const [name, mark] = [found[1]!, found[2]!]
  const packed = unpacked(found[3])
  const fits = bytesToHex(sha256(concatBytes(utf8ToBytes(`${name}\n`), packed)).subarray(0, 4)) === mark
  if (!fits || packed.length !== 33 || ![1, 4].includes(packed[0]!)) throw new Wrong('keys')
  return { name, mark, kind: packed[0]!, raw: packed.subarray(1) }
}

export type Verifies = (key: Key, signature: Uint8Array, message: string) => boolean
const verifies: Verifies = (key, signature, message) =>
  signature.length === 64 && ed25519.verify(signature, utf8ToBytes(message), key.raw, { zip215: false })

/** Whether one of a note's signature lines is this key's over the text. Throws Wrong for lines that are none. */
export function signedBy(key: Key, signatures: string, body: string): boolean {
  return signatures.replace(/\n+$/, '').split('\n').some((line) => {
    const found = SIGNED.exec(line)
    if (!found) throw new Wrong('unreadable')
    const packed = unpacked(found[2])
    return key.name === found[1] && key.mark === bytesToHex(packed.subarray(0, 4)) && verifies(key, packed.subarray(4), body)
  })
}

/** A signed checkpoint. Throws Wrong where it is not the log's, or a witness did not sign what it is said to have signed. */
export function readHead(note: string, keys: Keys, verified: Verifies = verifies): Head {
  const [text, signatures, ...rest] = note.split('\n\n')
  const body = `${text}\n`
  const [origin, size, root] = body.split('\n')
  if (rest.length || signatures === undefined || body.split('\n').length !== 4 || !/^[1-9]\d{0,14}$/.test(size!)) throw new Wrong('unreadable')
  let isSigned = false
  const witnessed: Record<string, string> = {}
  for (const line of signatures.replace(/\n+$/, '').split('\n')) {
    const found = SIGNED.exec(line)
    if (!found) throw new Wrong('unreadable')
    const [mark, signature] = [bytesToHex(unpacked(found[2]).subarray(0, 4)), unpacked(found[2]).subarray(4)]
    const isOf = (key: Key) => key.name === found[1] && key.mark === mark
    isSigned ||= isOf(keys.log) && verified(keys.log, signature, body)
    for (const witness of keys.witnesses.filter(isOf)) {
      const seconds = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0)
      if (!verified(witness, signature.subarray(8), `cosignature/v1\ntime ${seconds}\n${body}`)) throw new Wrong('cosignature')
      witnessed[witness.name] = new Date(Number(seconds) * 1000).toISOString()
    }
  }
  if (!isSigned || origin !== keys.log.name) throw new Wrong('signature')
  return { size: Number(size), root: unpacked(root), witnessed }
}

/** A record with its path under a signed checkpoint. Throws Wrong, with the position that the record claims. */
export function checkProof(given: unknown, keys: Keys): Head {
  const proof = given as Proof | null
  const position = Number.isSafeInteger(proof?.record?.position) ? proof!.record.position : null
  try {
    if (!proof || typeof proof.record !== 'object' || !Number.isSafeInteger(proof.index) || !Array.isArray(proof.path)) throw new Wrong('unreadable')
    if (typeof proof.checkpoint !== 'string') throw new Wrong('unreadable')
    const head = readHead(proof.checkpoint, keys)
    const root = climbed(leafOf(proof.record), proof.index, head.size, proof.path.map(unpacked))
    if (root === null || !same(root, head.root)) throw new Wrong('proof')
    return head
  } catch (failed) {
    throw new Wrong(failed instanceof Wrong ? failed.code : 'unreadable', position)
  }
}

/** What the leaf commits to: every column in order. Throws Wrong for a column too many, too few, or of another type. */
export function leafOf(record: Record<string, unknown>): Uint8Array {
  const told = { ...record }
  const packed = 'payload_base64' in told
  const payload = packed ? unpacked(told['payload_base64']) : text(told['payload'])
  if (packed && 'payload' in told) throw new Wrong('unreadable')
  delete told['payload_base64']
  told['payload'] = payload
  if (Object.keys(told).length !== COLUMNS.length || COLUMNS.some((name) => !(name in told))) throw new Wrong('unreadable')
  const parts = COLUMNS.map((name) => (name === 'payload' ? sha256(payload) : column(name, told[name])))
  return sha256(concatBytes(Uint8Array.of(0), utf8ToBytes('minqing/1'), ...parts))
}

function column(name: string, value: unknown): Uint8Array {
  if (name.endsWith('_at')) return whole(typeof value === 'string' ? microseconds(value) : value)
  if (WHOLE.includes(name)) return whole(value)
  if (value === null) return Uint8Array.of(255, 255, 255, 255)
  const bytes = text(value)
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, bytes.length)
  return concatBytes(length, bytes)
}

function whole(value: unknown): Uint8Array {
  if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) throw new Wrong('unreadable')
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigInt64(0, BigInt(value as number))
  return bytes
}

function microseconds(iso: string): bigint {
  const found = TIME.exec(iso)
  const milliseconds = found ? Date.parse(`${found[1]}Z`) : NaN
  if (!found || new Date(milliseconds).toISOString() !== `${found[1]}Z`) throw new Wrong('unreadable')
  return BigInt(milliseconds) * 1000n + BigInt(found[2]!)
}

/** UTF-8; a text that has none is nobody's. */
function text(value: unknown): Uint8Array {
  if (typeof value !== 'string') throw new Wrong('unreadable')
  const bytes = utf8ToBytes(value)
  if (new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) !== value) throw new Wrong('unreadable')
  return bytes
}

export const parent = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(concatBytes(Uint8Array.of(1), left, right))
export const same = (one: Uint8Array, other: Uint8Array): boolean => bytesToHex(one) === bytesToHex(other)
const half = (place: number): number => Math.floor(place / 2)
const isOdd = (place: number): boolean => place % 2 === 1

/** The root over a leaf; null: the leaf is outside, the path too long or too short. */
export function climbed(leaf: Uint8Array, index: number, size: number, path: Uint8Array[]): Uint8Array | null {
  if (index < 0 || index >= size) return null
  const steps = [...path]
  let root = leaf
  for (let last = size - 1; last; last = half(last), index = half(index)) {
    if (!isOdd(index) && index >= last) continue
    const beside = steps.shift()
    if (beside?.length !== 32) return null
    root = isOdd(index) ? parent(beside, root) : parent(root, beside)
  }
  return steps.length ? null : root
}

/** That the newer checkpoint extends the older one. Throws Wrong. */
export function checkConsistency(older: Head, newer: Head, path: readonly string[]): void {
  if (older.size > newer.size) throw new Wrong('older')
  if (older.size === newer.size) {
    if (!same(older.root, newer.root)) throw new Wrong('consistency')
    return
  }
  const roots = bothRoots(older, newer.size, path.map(unpacked))
  if (!roots || !same(roots[0], older.root) || !same(roots[1], newer.root)) throw new Wrong('consistency')
}

function bothRoots(older: Head, size: number, path: Uint8Array[]): [Uint8Array, Uint8Array] | null {
  let [place, last] = [older.size - 1, size - 1]
  while (isOdd(place)) [place, last] = [half(place), half(last)]
  const steps = place ? [...path] : [older.root, ...path] // a full tree is its own first step
  let old = steps.shift()
  if (!old) return null
  let fresh = old
  for (const one of steps) {
    if (!last || one.length !== 32) return null
    if (isOdd(place) || place === last) {
      ;[old, fresh] = [parent(one, old), parent(one, fresh)]
      while (!isOdd(place) && place) [place, last] = [half(place), half(last)]
    } else fresh = parent(fresh, one)
    ;[place, last] = [half(place), half(last)]
  }
  return last ? null : [old, fresh]
}
