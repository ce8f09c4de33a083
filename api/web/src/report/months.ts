// Months as `2026-11`, in China.

const CHINA_MS = 8 * 3_600_000

export const thisMonth = (): string => new Date(Date.now() + CHINA_MS).toISOString().slice(0, 7)

export const monthIn = (told: string | null): string => /^\d{4}-\d\d$/.exec(told ?? '')?.[0] ?? ''

/** The day of a moment. */
export const dayOf = (iso: string): string => new Date(Date.parse(iso) + CHINA_MS).toISOString().slice(0, 10)

export function lastDay(month: string): string {
  const [year, number] = month.split('-').map(Number)
  return new Date(Date.UTC(year!, number!, 0)).toISOString().slice(0, 10)
}
