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

/** A figure as the catalogue tells it, before anything is counted. */
export interface Known {
  figure: string
  title: Pair
  definition: Pair
  whole: boolean
  by_area: boolean
  /** Why it is not told so, where it is not. */
  unless: Partial<Record<'grid' | 'area' | 'boundaries', Pair>>
  columns: Column[]
  sums: string[]
  chart: Chart | null
}

export interface Figure extends Known {
  clause: string
  since: string | null
  until: string | null
  as_of: string
  known_at: string
  words: Record<string, Pair>
  rows: Row[]
}

export interface Told {
  since: string
  until: string
  as_of: string
  known_at: string
  profile: string
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
