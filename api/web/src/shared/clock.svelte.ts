// What time it is: the server's, as far as this machine has heard it. A phone whose clock is wrong dates nothing wrongly.

const KEPT = 'minqing.clock'
const NOTICED_MS = 90_000

/** By how many milliseconds this machine's clock is ahead of the server's; 0 where they agree within what a slow network costs. */
export const clock = $state({ ahead: kept() })

export const rightNow = (): number => Date.now() - clock.ahead
export const instant = (): string => new Date(rightNow()).toISOString()

/** date: an answer's Date header. */
export function hear(date: string | null): void {
  const told = date ? Date.parse(date) : NaN
  if (Number.isNaN(told)) return
  const ahead = Date.now() - told
  clock.ahead = Math.abs(ahead) < NOTICED_MS ? 0 : ahead
  try {
    localStorage.setItem(KEPT, String(clock.ahead))
  } catch {
    return // a browser that keeps nothing
  }
}

function kept(): number {
  try {
    return Number(localStorage.getItem(KEPT)) || 0
  } catch {
    return 0
  }
}
