// What the server tells of figures and ledgers.

import type { Pair } from '../shared/words.svelte'

export type Cell = string | number | null
export type Row = Record<string, Cell>

export interface Column {
  column: string
  zh: string
  en: string
  means: string
}

export interface Chart {
  by: string
  series: string[]
  /** Whose values are a series each; in the table the columns as well. */
  across: string | null
  stacked: boolean
}

export interface Figure {
  figure: string
  title: Pair
  definition: Pair
  clause: string
  whole: boolean
  since: string | null
  until: string | null
  as_of: string
  columns: Column[]
  words: Record<string, Pair>
  rows: Row[]
  sums: string[]
  chart: Chart | null
}

export interface Told {
  since: string
  until: string
  as_of: string
  profile: string
  at: string
  grids: { grid: string; code: string; name: string }[]
  figures: Figure[]
}

export interface Ledger {
  ledger: string
  title: string
  personal: boolean
  clause: string
}

export interface Register {
  register: string
  title: string
  title_en: string
}
