// Nobody touched the screen for a minute: the next person must not see what the last one asked.

const WHOLE_S = 60

/** Counts down while `begin` was called last; `left` is for everybody to see. */
export class Idle {
  left = $state(WHOLE_S)
  private since = Date.now()
  private beat: ReturnType<typeof setInterval> | undefined

  constructor(private readonly over: () => void) {}

  touched = (): void => {
    this.since = Date.now()
    this.left = WHOLE_S
  }

  begin(): void {
    this.touched()
    this.beat ??= setInterval(() => {
      this.left = Math.max(0, WHOLE_S - Math.floor((Date.now() - this.since) / 1000))
      if (!this.left) this.over()
    }, 250)
  }

  end(): void {
    clearInterval(this.beat)
    this.beat = undefined
  }
}
