// A receipt of a command, checked by itself: the notary's promise over its leaves, the records that these are made of, then the proofs.
// The same rules as audit_proofs.py; the layouts are minqing-receipt/1 and C2SP tlog-proof@v1.

import { climbed, leafOf, readHead, same, signedBy, unpacked, Wrong, type Head, type JournalRecord, type Keys } from './proof'

export interface Receipt {
  promise: string
  records: JournalRecord[]
  proofs: string[]
}
/** head: of the checkpoint that has all its records; none: it is promised and not signed yet. at: when it was promised. */
export interface Received {
  at: Date
  isPromised: boolean
  records: JournalRecord[]
  head: Head | null
}

const LEAF = /^([1-9]\d{0,15}) ([A-Za-z0-9+/]{43}=)$/

/** Throws Wrong, with the position of a record that is not the one promised. isPromised is false where the notary's key was not at hand. */
export function checkReceipt(given: unknown, keys: Keys): Received {
  const receipt = given as Receipt | null
  if (typeof receipt?.promise !== 'string' || !Array.isArray(receipt.records) || !Array.isArray(receipt.proofs)) throw new Wrong('unreadable')
  const [text, signatures, ...rest] = receipt.promise.split('\n\n')
  if (rest.length || signatures === undefined) throw new Wrong('unreadable')
  const [suite, origin, seconds, ...lines] = text!.split('\n')
  if (suite !== 'minqing-receipt/1' || !/^[1-9]\d{0,11}$/.test(seconds ?? '') || !lines.length) throw new Wrong('unreadable')
  const isPromised = signatures.trim() !== ''
  if (isPromised && (origin !== keys.log.name || !signedBy(keys.log, signatures, `${text}\n`))) throw new Wrong('signature')
  if (lines.length !== receipt.records.length) throw new Wrong('promise')
  receipt.records.forEach((record, place) => {
    const told = LEAF.exec(lines[place]!)
    if (!told) throw new Wrong('unreadable')
    if (Number(told[1]) !== record.position || !same(leafOf(record), unpacked(told[2]))) throw new Wrong('promise', Number(told[1]))
  })
  const heads = proven(receipt, keys)
  if (!isPromised && !heads.length) throw new Wrong('unsigned')
  return { at: new Date(Number(seconds) * 1000), isPromised, records: receipt.records, head: heads[0] ?? null }
}

/** The checkpoints of its proofs: one a record, or none before all are under one. */
function proven(receipt: Receipt, keys: Keys): Head[] {
  if (receipt.proofs.length && receipt.proofs.length !== receipt.records.length) throw new Wrong('proof')
  const heads = new Map<string, Head>() // as a rule all have the same
  return receipt.proofs.map((text, place) => {
    const record = receipt.records[place]!
    const [front, ...checkpoint] = text.split('\n\n')
    const [title, ...lines] = front!.split('\n')
    if (lines[0]?.startsWith('extra ')) lines.shift() // another copy of the record: ours is the one that is checked
    const index = /^index (0|[1-9]\d{0,14})$/.exec(lines.shift() ?? '')
    if (title !== 'c2sp.org/tlog-proof@v1' || !index) throw new Wrong('unreadable', record.position)
    const note = checkpoint.join('\n\n')
    const head = heads.get(note) ?? readHead(note, keys)
    heads.set(note, head)
    const root = climbed(leafOf(record), Number(index[1]), head.size, lines.map(unpacked))
    if (root === null || !same(root, head.root)) throw new Wrong('proof', record.position)
    return head
  })
}
