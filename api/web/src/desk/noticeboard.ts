// The notice board as it hangs, and what may be done with it.

import type { Act } from '../shared/acts'
import type { Board } from './board.svelte'
import { tell, type Tell } from './noticeboard-words'

export interface Notice { number: number; kind: string; title: string; body: string; published_at: string; until: string | null }
export interface Telephones { hotline: string; supervision: string }
export interface Hung { notices: Notice[]; telephones: Telephones }

const DESK = ['desk']
const KINDS = ['general', 'feedback', 'commitment', 'knowledge'] as const

export const publishing = (board: Board): Act => ({
  name: 'publish', title: tell('publish'), path: `${board.path}/notices`, who: DESK, isMain: true,
  asks: [
    { name: 'kind', label: tell('kind'), kind: 'select', needed: true, choices: Object.fromEntries(KINDS.map((each) => [each, tell(`kind_${each}` as Tell)])) },
    { name: 'title', label: tell('title'), kind: 'line', needed: true },
    { name: 'body', label: tell('body'), kind: 'text' },
    { name: 'until', label: tell('lastDay'), kind: 'day' },
  ],
})

export const ofNotice = (board: Board, { number }: Notice): Act => ({
  name: `remove${number}`, title: tell('remove'), path: `${board.path}/notices/${number}/removal`, who: DESK,
  asks: [{ name: 'reason', label: tell('reason'), kind: 'line', needed: true }],
})

/** Both are told each time: what is left empty is published no more. */
export const telephoning = (board: Board, { hotline, supervision }: Telephones): Act => ({
  name: 'telephones', title: tell('changePhones'), path: `${board.path}/telephones`, who: DESK,
  asks: [{ name: 'hotline', label: tell('hotline'), kind: 'line', first: hotline }, { name: 'supervision', label: tell('supervision'), kind: 'line', first: supervision }],
  shape: (values) => ({ hotline: '', supervision: '', ...values }),
})
