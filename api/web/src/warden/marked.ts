import type { Block } from './types'

/** A building as it is drawn. sign: what there is to look after; rank: which stop of today's walk it is, 0 for none. */
export interface Marked {
  block: Block
  name: string
  colour: string
  sign: string
  rank: number
}
