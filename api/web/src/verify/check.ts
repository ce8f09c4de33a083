// An auditor's bundle against the keys that the auditor holds: what audit_reader.py does, in a browser. Leaves, paths and notes are read by
// the code of the page /audit; the layout of the files is written down at the head of audit_reader.py and audit_logs.py.

import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { leafOf, parent, readHead, readKeys, Wrong, type Head, type JournalRecord, type Key, type Keys } from '../audit/proof'
import { checkPart, checkRows, pagesOf, type Page } from './logs'
import { type Facts } from './words'

export type Files = ReadonlyMap<string, Blob>
export interface Found {
  code: string
  facts: Facts
}

/** What does not hold: a code of the page's words, and what it names. */
export class Broken extends Error {
  constructor(
    readonly code: string,
    readonly facts: Facts = {},
  ) {
    super(code)
  }
}

export interface Asked {
  keys: Blob
  held: Blob | null
  isPart: boolean
}

/** Tells line by line what holds. Throws Broken at the first thing that does not. */
export async function check(files: Files, asked: Asked, tell: (found: Found) => void): Promise<void> {
  const keys = await keysOf(asked.keys)
  const heads = await headsOf(await textOf(files, 'checkpoints.txt'), keys)
  const newest = heads.at(-1)!
  tell({ code: 'ok.checkpoints', facts: { count: heads.length, size: newest.size } })
  const roots = new Map(heads.map((head) => [head.size, bytesToHex(head.root)]))
  const held = asked.held ? await headsOf(await asked.held.text(), keys) : []
  for (const head of held) requireHeld(head, newest.size, roots)
  const leaves = await leavesOf(files, roots)
  tell({ code: 'ok.leaves', facts: { count: leaves.size } })
  const { count, pages } = await checkEvents(files, leaves, asked.isPart)
  tell({ code: 'ok.events', facts: { count, size: leaves.size } })
  for (const found of await (asked.isPart ? checkPart : checkRows)(files, pages)) tell(found)
  if (held.length) tell({ code: 'ok.held', facts: { count: held.length } })
  for (const name of new Set(heads.flatMap((head) => Object.keys(head.witnessed)))) {
    tell({ code: 'ok.witness', facts: { name, size: heads.findLast((head) => name in head.witnessed)!.size } })
  }
}

function requireHeld(head: Head, newest: number, roots: Map<number, string>): void {
  if (head.size > newest) throw new Broken('older', { size: head.size })
  const root = bytesToHex(head.root)
  if ((roots.get(head.size) ?? root) !== root) throw new Broken('held_other', { size: head.size })
  roots.set(head.size, root)
}

async function keysOf(file: Blob): Promise<Keys> {
  try {
    return readKeys(await file.text())
  } catch {
    throw new Broken('keys')
  }
}

/** Whether the browser verifies Ed25519 by itself; asked once. */
export const isNative: Promise<boolean> = (async () => {
  try {
    await crypto.subtle.importKey('raw', new Uint8Array(32), 'Ed25519', false, ['verify'])
    return true
  } catch {
    return false
  }
})()

interface Signed {
  key: Key
  signature: Uint8Array
  message: string
}

/** Checkpoints one after another, a blank line between; each at least as large as the one before. */
async function headsOf(text: string, keys: Keys): Promise<Head[]> {
  const parts = text.replace(/\n+$/, '').split('\n\n')
  if (parts.length % 2) throw new Broken('none_signed')
  const native = (await isNative) ? new Map<string, CryptoKey>() : null
  const heads: Head[] = []
  for (let at = 0; at < parts.length; at += 2) {
    const line = at / 2 + 1
    const head = await headOf(`${parts[at]}\n\n${parts[at + 1]}\n`, keys, line, native)
    const before = heads.at(-1)
    if (before && (head.size < before.size || (head.size === before.size && bytesToHex(head.root) !== bytesToHex(before.root)))) {
      throw new Broken('shrinks', { line })
    }
    heads.push(head)
  }
  return heads
}

async function headOf(note: string, keys: Keys, line: number, native: Map<string, CryptoKey> | null): Promise<Head> {
  const asked: Signed[] = []
  try {
    const head = native ? readHead(note, keys, (key, signature, message) => asked.push({ key, signature, message }) > 0) : readHead(note, keys)
    for (const one of asked) {
      if (!(await holds(one, native!))) throw new Wrong(one.key.kind === 1 ? 'signature' : 'cosignature')
    }
    return head
  } catch (failed) {
    const code = failed instanceof Wrong ? failed.code : 'unreadable'
    throw new Broken(code, { file: 'checkpoints.txt', line })
  }
}

async function holds({ key, signature, message }: Signed, known: Map<string, CryptoKey>): Promise<boolean> {
  let imported = known.get(key.mark)
  if (!imported) {
    imported = await crypto.subtle.importKey('raw', Uint8Array.from(key.raw), 'Ed25519', false, ['verify'])
    known.set(key.mark, imported)
  }
  return crypto.subtle.verify('Ed25519', imported, Uint8Array.from(signature), Uint8Array.from(utf8ToBytes(message)))
}

/** Position -> leaf in hex, once they give the wanted root at every size. */
async function leavesOf(files: Files, wanted: ReadonlyMap<number, string>): Promise<Map<number, string>> {
  const leaves = new Map<number, string>()
  const stack: { count: number; root: Uint8Array }[] = []
  let [before, trusted] = [0, 0]
  for await (const [line, number] of linesOf(files, 'leaves.txt')) {
    const found = /^([1-9]\d{0,14}) ([0-9a-f]{64})$/.exec(line)
    if (!found) throw new Broken('unreadable', { file: 'leaves.txt', line: number })
    const position = Number(found[1])
    if (position <= before) throw new Broken('order', { position })
    before = position
    leaves.set(position, found[2]!)
    let [root, count]: [Uint8Array, number] = [hexToBytes(found[2]!), 1]
    while (stack.at(-1)?.count === count) [root, count] = [parent(stack.pop()!.root, root), count * 2]
    stack.push({ count, root })
    const signed = wanted.get(leaves.size)
    if (signed === undefined) continue
    if (bytesToHex(stack.slice(0, -1).reduceRight<Uint8Array>((right, left) => parent(left.root, right), root)) !== signed) {
      throw new Broken('root', { after: trusted, position, size: leaves.size })
    }
    trusted = position
  }
  const size = Math.max(...wanted.keys())
  if (leaves.size !== size) throw new Broken('count', { leaves: leaves.size, size })
  return leaves
}

/** Each record the one its leaf is of, none missing (but in a part), the versions of every stream dense. */
async function checkEvents(files: Files, leaves: ReadonlyMap<number, string>, isPart: boolean): Promise<{ count: number; pages: Page[] }> {
  const [versions, pages, upcoming] = [new Map<string, number>(), [] as Page[], leaves.keys()]
  let [before, count] = [0, 0]
  for await (const [line, number] of linesOf(files, 'events.jsonl')) {
    const { record, leaf } = recordOf(line, number)
    const { position } = record
    if (position <= before) throw new Broken('order', { position })
    if (!leaves.has(position)) throw new Broken('inserted', { position })
    for (let next = upcoming.next(); next.value !== position; next = upcoming.next()) {
      if (!isPart) throw new Broken('removed', { position: next.value! })
    }
    if (leaf !== leaves.get(position)) throw new Broken('changed', { position })
    const stream = String(record['stream'])
    if (record['version'] !== (versions.get(stream) ?? 0) + 1) throw new Broken('versions', { position, stream })
    versions.set(stream, record['version'])
    pagesOf(record, pages)
    before = position
    count++
  }
  const next = upcoming.next()
  if (!isPart && !next.done) throw new Broken('removed', { position: next.value })
  return { count, pages }
}

function recordOf(line: string, number: number): { record: JournalRecord; leaf: string } {
  try {
    const record = JSON.parse(line) as JournalRecord
    return { record, leaf: bytesToHex(leafOf(record)) }
  } catch {
    throw new Broken('unreadable', { file: 'events.jsonl', line: number })
  }
}

export async function textOf(files: Files, name: string): Promise<string> {
  const file = files.get(name)
  if (!file) throw new Broken('missing', { file: name })
  return file.text()
}

/** Lines without their ends, numbered from 1, a file of any size. */
export async function* linesOf(files: Files, name: string): AsyncGenerator<[string, number]> {
  const file = files.get(name)
  if (!file) throw new Broken('missing', { file: name })
  const reader = file.stream().pipeThrough(new TextDecoderStream('utf-8', { fatal: true, ignoreBOM: true })).getReader()
  let [left, number] = ['', 0]
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const lines = (left + part.value).split('\n')
      left = lines.pop()!
      for (const line of lines) yield [line, ++number]
    }
  } catch (failed) {
    throw failed instanceof Broken ? failed : new Broken('unreadable', { file: name, line: number + 1 })
  }
  if (left) throw new Broken('unreadable', { file: name, line: number + 1 })
}

export const leafOfRow = (log: string, line: string): Uint8Array => sha256(concatBytes(Uint8Array.of(0), utf8ToBytes(`minqing-log/1 ${log}\n${line}`)))
