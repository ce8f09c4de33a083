// Days of China, as the server counts them.

const DAY = 86_400_000
/** What an auditor looks back on first. */
export const RECENT_DAYS = 30

/** YYYY-MM-DD of an instant, in China. */
export const dayOf = (instant: string | number | Date): string => new Date(instant).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' })
export const today = (): string => dayOf(Date.now())
export const daysBefore = (day: string, count: number): string => dayOf(Date.parse(`${day}T12:00:00+08:00`) - count * DAY)
/** The last moment of a day; an instant stays what it is. */
export const endOf = (on: string): number => (on.length === 10 ? Date.parse(`${on}T23:59:59.999+08:00`) : Date.parse(on))
