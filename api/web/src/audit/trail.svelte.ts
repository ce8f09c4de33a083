import { untrack } from 'svelte'
import { get, told, type Given } from '../shared/ask'
import type { Line, Page } from './types'

/** Lines of one question, page by page. A later question puts an earlier one's answer aside. */
export class Trail<Row = Line> {
  lines = $state.raw<Row[]>([])
  next = $state<number | null>(null)
  isLoading = $state(false)
  problem = $state('')
  path = $state('')
  query = $state.raw<NonNullable<Given['query']>>({})
  /** Whatever else the answer says. */
  more = $state.raw<Record<string, unknown>>({})

  async ask(path: string, query: NonNullable<Given['query']> = {}): Promise<void> {
    this.path = path
    this.query = query
    this.lines = []
    this.next = null
    await untrack(() => this.turn()) // an effect that asks depends on what it asks, not on the answer
  }

  async turn(): Promise<void> {
    const asked = this.query
    this.isLoading = true
    this.problem = ''
    try {
      const page = await get<Page<Row> & Record<string, unknown>>(this.path, this.next === null ? asked : { ...asked, after: this.next })
      if (asked !== this.query) return
      this.lines = [...this.lines, ...page.lines]
      this.next = page.next
      this.more = page
    } catch (failed) {
      if (asked === this.query) this.problem = told(failed)
    }
    if (asked === this.query) this.isLoading = false
  }
}
