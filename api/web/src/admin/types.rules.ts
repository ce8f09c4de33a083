export interface Edition { key: string; title: string; effective: string; stated: number; defaults: number }
export interface Installed { name: string; editions: Edition[]; is_completed: boolean; fault: { file: string; key: string; reason: string } | null }
export interface Followed {
  code: string
  name: string
  profile: string
  history: { profile: string; since: string; at: string; by: string; reason: string; document: string }[]
}
export interface Profiles { profiles: Installed[]; strays: string[]; has_folder: boolean; communities: Followed[] }

export interface Rule {
  rule: string
  value: Record<string, unknown>
  document: string | null
  article: string
  clause: string
  quote: string
  note: string
  is_default: boolean
}
export interface Whole extends Edition {
  documents: { key: string; title: string; short: string; number: string; issued_by: string; issued_on: string | null }[]
  rules: Rule[]
}

export type Kind = 'working' | 'rest' | 'holiday'
export interface CalendarDay { on: string; kind: Kind; printed: Kind; is_set: boolean; name: string; name_en: string }
export interface Year { year: number; calendar: string; is_announced: boolean; days: CalendarDay[] }
export interface CalendarChange { on: string; kind: Kind | null; document: string; by: string; reason: string; at: string; position: number }

/** A value as one reads it: a number with its unit alone, else its parts by name. */
export function plainly(value: Record<string, unknown>): string {
  const { unit, value: single, ...rest } = value
  if (single !== undefined && !Object.keys(rest).length) return `${String(single)}${unit ? ` ${String(unit)}` : ''}`
  return Object.entries(value).map(([name, part]) => `${name} ${inOne(part)}`).join('；')
}

const inOne = (part: unknown): string =>
  Array.isArray(part) ? part.map(inOne).join('、') : part !== null && typeof part === 'object' ? `{${plainly(part as Record<string, unknown>)}}` : String(part)
