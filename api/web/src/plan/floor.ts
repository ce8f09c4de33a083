// The land under the plan on the desk, fetched beside the drawing: with it the page says at once what the server would refuse.

import { get } from '../shared/ask'
import type { Move } from './types'
import { Board, check, Graph, holds, type Atom, type Ring } from './tiling'

interface Cut {
  tessellation: string
  ring: Ring[]
  atoms: Atom[]
}
interface Held {
  tessellation: string
  grids: Record<string, number[]>
  apart: string[]
}

export class Floor {
  readonly board: Board
  private readonly atomOf: ReadonlyMap<string, number>
  private readonly apart: ReadonlySet<string>

  private constructor(
    readonly tessellation: string,
    readonly graph: Graph,
    held: ReadonlyMap<number, string>,
    apart: ReadonlySet<string>,
  ) {
    this.apart = apart
    this.board = new Board(graph, held, apart)
    this.atomOf = new Map(graph.land.atoms.flatMap((atom) => atom.buildings.map((each) => [each, atom.id] as const)))
  }

  /** before: what is on the desk already: the land itself is asked for once. */
  static async under(plan: string, before: Floor | null): Promise<Floor> {
    const held = await get<Held>(`/api/plans/${plan}/holding`)
    const same = before?.tessellation === held.tessellation ? before.graph : null
    const pairs = Object.entries(held.grids).flatMap(([grid, atoms]) => atoms.map((atom) => [atom, grid] as const))
    return new Floor(held.tessellation, same ?? new Graph(await get<Cut>(`/api/plans/${plan}/land`)), new Map(pairs), new Set(held.apart))
  }

  /** After a step: apart: grids that may lie in several pieces now. */
  moved(moves: readonly Move[], apart: ReadonlySet<string>): Floor {
    const held = new Map(this.board.held)
    for (const { to, atoms } of moves) for (const atom of atoms) held.set(atom, to)
    return new Floor(this.tessellation, this.graph, held, apart)
  }

  /** Why these buildings cannot go to a grid, as the server would say; null where they can. */
  refusal(buildings: readonly string[], to: string) {
    return this.board.refusal(this.atomsOf(buildings), to)
  }

  /** Buildings that a grid could not hold any longer without these: they would lie by themselves, part by part. */
  cutOff(buildings: readonly string[], from: string): string[][] {
    const { graph } = this.board
    const parts = this.board.cutOff(this.atomsOf(buildings), from)
    return parts.map((atoms) => atoms.flatMap((atom) => graph.land.atoms[graph.nodes.get(atom)!]!.buildings))
  }

  private atomsOf(buildings: readonly string[]): number[] {
    return buildings.flatMap((each) => this.atomOf.get(each) ?? [])
  }

  /** The page's own proof that the grids tile the land; a grid that was allowed to lie apart may. */
  get proved(): boolean {
    const proof = check(this.graph.land, this.board.held, this.graph)
    return holds({ ...proof, findings: proof.findings.filter((each) => each.code !== 'grid.not_contiguous' || !this.apart.has(each.grid!)) })
  }
}
