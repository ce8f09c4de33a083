import type { Kind, Year } from './types.rules'

export interface TableDay { on: string; kind: Kind }

const KINDS: Record<string, Kind> = {
  放假: 'holiday', 休: 'holiday', 节假日: 'holiday', holiday: 'holiday',
  上班: 'working', 班: 'working', 调休: 'working', 调休上班: 'working', working: 'working',
  公休: 'rest', 休息: 'rest', rest: 'rest',
}

/** Lines "2027-02-05，放假", also 2027/2/5, 2027年2月5日, with comma, tab or blank between; a heading without a digit is passed over. */
export function read(text: string): { days: TableDay[]; wrong: number[] } {
  const found = new Map<string, Kind>()
  const wrong: number[] = []
  text.split(/\r?\n/).forEach((line, place) => {
    if (!/\d/.test(line)) return
    const parts = /^\s*"?(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"?[\s,，;；]+"?([^\s,，"]+)/.exec(line)
    const kind = parts && KINDS[parts[4]!]
    const on = parts && `${parts[1]}-${parts[2]!.padStart(2, '0')}-${parts[3]!.padStart(2, '0')}`
    if (!kind || !on || Number.isNaN(Date.parse(on)) || new Date(on).toISOString().slice(0, 10) !== on) wrong.push(place + 1)
    else found.set(on, kind)
  })
  return { days: [...found].map(([on, kind]) => ({ on, kind })).sort((one, other) => (one.on < other.on ? -1 : 1)), wrong }
}

const WORDS: Record<Kind, string> = { holiday: '放假', working: '上班', rest: '公休' }

/** What is set now, as the table to begin with. */
export const standing = (year: Year): string => year.days.filter((one) => one.is_set).map((one) => `${one.on}，${WORDS[one.kind]}`).join('\n')

/** Days that would be another kind than now; null: as printed again. */
export function difference(year: Year, days: TableDay[]): { on: string; kind: Kind | null }[] {
  const wanted = new Map(days.map((one) => [one.on, one.kind]))
  return year.days.flatMap((one): { on: string; kind: Kind | null }[] => {
    const kind = wanted.get(one.on)
    if (kind) return one.is_set && one.kind === kind ? [] : [{ on: one.on, kind }]
    return one.is_set ? [{ on: one.on, kind: null }] : []
  })
}
