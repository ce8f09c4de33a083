// The logs of readings and of sign-ins against their pages, which are records of the journal: what audit_logs.py does.

import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { climbed, parent, type JournalRecord } from '../audit/proof'
import { Broken, leafOfRow, linesOf, type Files, type Found } from './check'

export interface Page {
  log: string
  page: number
  after: number
  last: number
  count: number
  root: string
}

const FILES: Record<string, string> = { read: 'read_log.jsonl', access: 'access_log.jsonl' }
const PATHS = 'read_log_paths.jsonl'

/** Keeps the page where a record is one; it follows the one before of its log. */
export function pagesOf(record: JournalRecord, pages: Page[]): void {
  if (record.name !== 'log_page.closed') return
  const { position } = record
  try {
    const page = JSON.parse(String(record['payload'])) as Page
    const before = pages.findLast((one) => one.log === page.log) ?? { page: 0, last: 0 }
    if (!(page.log in FILES) || page.page !== before.page + 1 || page.after !== before.last || page.last <= page.after) throw new Error('astray')
    pages.push(page)
  } catch {
    throw new Broken('page', { position })
  }
}

interface Row {
  id: number
  leaf: Uint8Array
}

async function* rowsOf(files: Files, log: string): AsyncGenerator<Row> {
  const file = FILES[log]!
  let before = -Infinity
  for await (const [line, number] of linesOf(files, file)) {
    const id = parsed(line, file, number)['id']
    if (!Number.isSafeInteger(id) || (id as number) <= before) throw new Broken('unreadable', { file, line: number })
    before = id as number
    yield { id: before, leaf: leafOfRow(log, line) }
  }
}

function parsed(line: string, file: string, number: number): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>
  } catch {
    throw new Broken('unreadable', { file, line: number })
  }
}

/** Exactly the rows of the pages. */
export async function checkRows(files: Files, pages: readonly Page[]): Promise<Found[]> {
  const found: Found[] = []
  for (const [log, file] of Object.entries(FILES)) {
    const told = pages.filter((page) => page.log === log)
    let [at, count, mine] = [0, 0, [] as Uint8Array[]]
    for await (const row of rowsOf(files, log)) {
      while (at < told.length && row.id > told[at]!.last) [at, mine] = [close(told[at]!, mine, file, at), []]
      if (at === told.length) throw new Broken('row_beyond', { file, number: row.id })
      mine.push(row.leaf)
      count++
    }
    while (at < told.length) [at, mine] = [close(told[at]!, mine, file, at), []]
    found.push({ code: 'ok.rows', facts: { file, count, pages: told.length } })
  }
  return found
}

/** The place of the next page. */
function close(page: Page, leaves: Uint8Array[], file: string, at: number): number {
  if (leaves.length !== page.count || rootOver(leaves) !== page.root) {
    throw new Broken('rows', { file, page: page.page, first: page.after + 1, last: page.last })
  }
  return at + 1
}

function rootOver(leaves: Uint8Array[]): string {
  if (leaves.length < 2) return leaves.length ? bytesToHex(leaves[0]!) : ''
  let level = leaves
  while (level.length > 1) level = level.flatMap((left, n) => (n % 2 ? [] : level[n + 1] ? [parent(left, level[n + 1]!)] : [left]))
  return bytesToHex(level[0]!)
}

/** Each row of a part is in the page it is said to be in. */
export async function checkPart(files: Files, pages: readonly Page[]): Promise<Found[]> {
  const [file, told] = [FILES['read']!, pages.filter((page) => page.log === 'read')]
  if (!told.length && !files.has(file)) return []
  const paths = linesOf(files, PATHS)
  let count = 0
  for await (const row of rowsOf(files, 'read')) {
    const beside = await paths.next()
    if (beside.done || !isIn(row, told, beside.value)) throw new Broken('path', { file, number: row.id })
    count++
  }
  if (!(await paths.next()).done) throw new Broken('path', { file, number: 0 })
  return [{ code: 'ok.part', facts: { file, count } }]
}

function isIn(row: Row, pages: readonly Page[], [line, number]: [string, number]): boolean {
  const given = parsed(line, PATHS, number)
  const page = pages.find((one) => one.page === given['page'])
  try {
    if (!page || row.id <= page.after || row.id > page.last || !Number.isSafeInteger(given['index'])) return false
    const root = climbed(row.leaf, given['index'] as number, page.count, (given['path'] as string[]).map(hexToBytes))
    return root !== null && bytesToHex(root) === page.root
  } catch {
    return false
  }
}
