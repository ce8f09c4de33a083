// A figure as table and chart show it: the server's rows, nothing counted anew but the totals of what may be added up.

import { inTongue, number, quoted, tongue } from '../shared/words.svelte'
import type { Cell, Column, Figure, Row } from './types'

export interface Table {
  heads: { key: string; text: string; means: string; isCount: boolean }[]
  rows: Row[]
  totals: Row | null
}

/** Code and name. */
const NAMED = 2

export const headOf = (column: Column): string => (tongue.now === 'zh' ? column.zh : column.en)

/** Columns of text stand left, numbers right. */
export function tableOf(figure: Figure): Table {
  const isCount = (key: string) => figure.rows.some((row) => typeof row[key] === 'number')
  if (isCrossed(figure)) return crossed(figure)
  const heads = figure.columns.map((each) => ({ key: each.column, text: headOf(each), means: each.means, isCount: isCount(each.column) }))
  return { heads, rows: figure.rows, totals: totalsOf(figure.sums, figure.rows) }
}

/** Whether a line for each value of `by` loses nothing: there is one value for each of `across`, the rest says who it is of. */
function isCrossed(figure: Figure): boolean {
  if (!figure.chart?.across) return false
  const { by, across, series } = figure.chart
  const beside = figure.columns.map((each) => each.column).filter((each) => ![across, series[0]].includes(each))
  return beside.length <= NAMED && beside.includes(by)
}

/** A line for each value of `by`, a column for each value of `across`. */
function crossed(figure: Figure): Table {
  const { by, across, series } = figure.chart!
  const value = series[0]!
  const beside = figure.columns.filter((each) => ![across, value].includes(each.column))
  const columns = valuesOf(figure, across!)
  const rows = new Map<Cell, Row>()
  for (const row of figure.rows) {
    const line = rows.get(row[by]!) ?? Object.fromEntries(beside.map((each) => [each.column, row[each.column]!]))
    line[crossOf(row[across!]!)] = row[value]!
    rows.set(row[by]!, line)
  }
  const heads = beside.map((each) => ({ key: each.column, text: headOf(each), means: each.means, isCount: false }))
  const counts = columns.map((each) => ({ key: crossOf(each), text: shown(figure, each), means: '', isCount: true }))
  return { heads: [...heads, ...counts], rows: [...rows.values()], totals: totalsOf(columns.map(crossOf), [...rows.values()]) }
}

/** Its own key: a value may be called as a column is. */
const crossOf = (value: Cell): string => `=${value}`

export const valuesOf = (figure: Figure, column: string): string[] => [...new Set(figure.rows.map((row) => String(row[column])))]

const totalsOf = (sums: string[], rows: Row[]): Row | null =>
  sums.length && rows.length > 1 ? Object.fromEntries(sums.map((key) => [key, rows.reduce((sum, row) => sum + Number(row[key] ?? 0), 0)])) : null

export function shown(figure: Figure, value: Cell | undefined): string {
  if (typeof value === 'number') return number(value, 2)
  const pair = value == null ? undefined : figure.words[value]
  return pair ? inTongue(pair) : value == null ? '–' : quoted(value)
}

/** A year is no amount. */
export const plain = (figure: Figure, key: string, value: Cell | undefined): string => (key === 'year' ? String(value) : shown(figure, value))

export const isBlank = (figure: Figure): boolean =>
  !figure.chart || !figure.rows.some((row) => figure.chart!.series.some((key) => Number(row[key] ?? 0) > 0))
