// What draws the eye on the map and in the lists, the gravest first: a colour, a sign and a word each, never a colour alone.

import type { Block } from './types'

export const KINDS = [
  { kind: 'tickets', colour: '#a5241f', sign: '▲', word: 'focusTickets' },
  { kind: 'needs', colour: '#7a3e9d', sign: '◆', word: 'focusNeeds' },
  { kind: 'never_visited', colour: '#8a5a00', sign: '○', word: 'focusNever' },
] as const
export const PLAIN = '#7b8794'

export const focus = (block: Block) => KINDS.filter(({ kind }) => block[kind] > 0).map((each) => ({ ...each, count: block[each.kind] }))

/** What stands on the map: the block's number, and of one of its stairwells (单元) that one's too, as its address ends. */
export function numbered(block: Block): string {
  const stairwell = /(\d+)单元$/.exec(block.address)?.[1]
  return block.number && stairwell ? `${block.number}-${stairwell}` : block.number || placed(block)
}

export const placed = (block: Block | undefined): string => (block ? block.name || block.address || `${block.estate}${block.number}` : '')
