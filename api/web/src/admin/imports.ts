import { csv } from '../shared/sheets'
import { inTongue, number } from '../shared/words.svelte'
import { say } from './words.imports'

export type ImportKind = 'buildings' | 'lines' | 'households'
export interface Told { row: number | null; source_id?: string | null; result?: string; code: string; zh: string; en: string }

/** What the server says of an import, of any kind. */
export interface Report {
  taken?: number
  known_before?: number
  households?: number | Record<string, number>
  atoms?: number
  area_m2?: number
  boundary?: 'given' | 'derived'
  outside?: Told[]
  notes?: Told[]
  reading?: { households_by_basis: Record<'counted' | 'estimated', { households: number }>; repaired: Told[]; refused: Told[]; remarks: Told[] }
  counts?: Record<string, number>
  rows?: Told[]
  remarks?: Told[]
  lines?: number
  left_out?: number
}

export interface Former { kind: ImportKind; at: string; by: string; source: string; sha256: string; counts: Record<string, number> }

export const refusedOf = (report: Report): Told[] => [
  ...(report.reading?.refused ?? []),
  ...(report.outside ?? []),
  ...(report.rows?.filter((one) => one.result === 'refused') ?? []),
]

/** Numbers that matter, in order, with their words. */
export function figures(report: Report): [term: string, told: string][] {
  const { reading, counts } = report
  if (reading) {
    return [
      [say('taken'), number(report.taken)],
      [say('known_before'), number(report.known_before)],
      [say('dwellings'), number(report.households as number)],
      [say('counted'), number(reading.households_by_basis.counted.households)],
      [say('estimated'), number(reading.households_by_basis.estimated.households)],
      [say('repaired'), number(reading.repaired.length)],
      [say('refused'), number(refusedOf(report).length)],
    ]
  }
  if (counts) {
    const words = { rows: 'rows', registered: 'registeredRows', known: 'knownRows', completed: 'completedRows', duplicate: 'duplicateRows', refused: 'refused' } as const
    return Object.entries(words).map(([name, code]) => [say(code), number(counts[name] ?? 0)])
  }
  return [[say('lineCount'), number(report.lines)], [say('leftOut'), number(report.left_out)]]
}

export const csvOf = (told: Told[]): Blob =>
  csv([say('row'), say('which'), 'code', say('why')], told.map((one) => [one.row, one.source_id, one.code, inTongue([one.zh, one.en])]))
