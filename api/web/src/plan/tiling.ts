// Whether grids tile the community and hang together: the page's own proof, on the same whole millimetres and with the same codes as the
// server's (gis/topology). A border of one atom is cancelled by the same border backwards in its neighbour; what is left over is the rim.

/** Flat x0, y0, x1, y1 … in millimetres, not closed; outer rings counter-clockwise, holes clockwise. Within 33 km of the origin. */
export type Ring = readonly number[]
export interface Atom {
  id: number
  rings: readonly Ring[]
  buildings: readonly string[]
}
export interface Land {
  ring: readonly Ring[]
  atoms: readonly Atom[]
}
export interface Finding {
  code: string
  grid?: string
  atoms: number[]
}
/** defect: segments that neither a neighbour nor the rim accounts for. areaGap: twice the rim's area less twice the atoms', mm². */
export interface Proof {
  defect: number
  areaGap: number
  findings: Finding[]
}
export type Holding = ReadonlyMap<number, string>

const HALF = 2 ** 25
const packed = (x: number, y: number): number => (x + HALF) * 2 * HALF + (y + HALF)

/** Calls back with every directed border of a ring, its corners numbered. */
class Corners {
  private readonly known = new Map<number, number>()
  number(x: number, y: number): number {
    const key = packed(x, y)
    const found = this.known.get(key) ?? this.known.size
    this.known.set(key, found)
    return found
  }
  walk(ring: Ring, told: (start: number, end: number) => void): void {
    const numbers: number[] = []
    for (let at = 0; at < ring.length; at += 2) numbers.push(this.number(ring[at]!, ring[at + 1]!))
    numbers.forEach((start, at) => told(start, numbers[(at + 1) % numbers.length]!))
  }
}

/** Atoms as nodes, shared borders as edges; meeting in a point is none. */
export class Graph {
  readonly land: Land
  readonly nodes: Map<number, number>
  private readonly near: Set<number>[]

  constructor(land: Land) {
    const { atoms } = land
    this.land = land
    this.nodes = new Map(atoms.map((atom, node) => [atom.id, node]))
    this.near = atoms.map(() => new Set())
    const corners = new Corners()
    const first = new Map<string, number>()
    const directed: [node: number, start: number, end: number][] = []
    atoms.forEach((atom, node) => {
      for (const ring of atom.rings)
        corners.walk(ring, (start, end) => {
          if (!first.has(`${start} ${end}`)) first.set(`${start} ${end}`, node)
          directed.push([node, start, end])
        })
    })
    for (const [node, start, end] of directed) {
      const other = first.get(`${end} ${start}`)
      if (other === undefined || node >= other) continue
      this.near[node]!.add(other)
      this.near[other]!.add(node)
    }
  }

  /** The connected parts of some atoms, by number of atoms, largest first. */
  parts(atoms: Iterable<number>): number[][] {
    const waiting = new Set([...atoms].map((atom) => this.nodes.get(atom)!))
    const found: number[][] = []
    for (const start of waiting) {
      waiting.delete(start)
      const part = [start]
      for (const node of part)
        for (const next of this.near[node]!)
          if (waiting.delete(next)) part.push(next)
      found.push(part.map((node) => this.land.atoms[node]!.id).sort((one, other) => one - other))
    }
    return found.sort((one, other) => other.length - one.length || one[0]! - other[0]!)
  }
}

export function check(land: Land, held: Holding, graph = new Graph(land)): Proof {
  const faces = land.atoms.map((atom) => atom.rings)
  const defect = uncancelled(faces, land.ring)
  const findings = [...Array.from({ length: defect }, (): Finding => ({ code: 'plan.defect', atoms: [] })), ...gaps(graph, held), ...torn(graph, held)]
  return { defect, areaGap: doubleArea([land.ring]) - doubleArea(faces), findings }
}

export const holds = (proof: Proof): boolean => proof.defect === 0 && proof.areaGap === 0 && !proof.findings.length

function uncancelled(faces: readonly (readonly Ring[])[], rim: readonly Ring[]): number {
  const corners = new Corners()
  const net = new Map<string, number>()
  const add = (rings: readonly Ring[], sign: number) => {
    for (const ring of rings)
      corners.walk(ring, (start, end) => {
        const key = start < end ? `${start} ${end}` : `${end} ${start}`
        net.set(key, (net.get(key) ?? 0) + (start < end ? sign : -sign))
      })
  }
  for (const rings of faces) add(rings, 1)
  add(rim, -1)
  return [...net.values()].filter((each) => each !== 0).length
}

function doubleArea(faces: readonly (readonly Ring[])[]): number {
  let total = 0n
  for (const ring of faces.flat())
    for (let at = 0; at < ring.length; at += 2) {
      const next = (at + 2) % ring.length
      total += BigInt(ring[at]!) * BigInt(ring[next + 1]!) - BigInt(ring[next]!) * BigInt(ring[at + 1]!)
    }
  return Number(total)
}

function gaps(graph: Graph, held: Holding): Finding[] {
  const bare = [...graph.nodes.keys()].filter((atom) => !held.has(atom))
  const unknown = [...held.keys()].filter((atom) => !graph.nodes.has(atom)).sort((one, other) => one - other)
  const found = graph.parts(bare).map((atoms): Finding => ({ code: 'plan.gap', atoms }))
  return unknown.length ? [...found, { code: 'plan.unknown_atom', atoms: unknown }] : found
}

function torn(graph: Graph, held: Holding): Finding[] {
  return [...members(graph, held)].flatMap(([grid, atoms]): Finding[] => {
    const [, ...lost] = graph.parts(atoms)
    return lost.length ? [{ code: 'grid.not_contiguous', grid, atoms: lost.flat() }] : []
  })
}

/** Of each grid its atoms, grids in the order of their names. */
function members(graph: Graph, held: Holding): Map<string, number[]> {
  const found = new Map<string, number[]>()
  for (const [atom, grid] of held)
    if (graph.nodes.has(atom)) {
      const own = found.get(grid)
      if (own) own.push(atom)
      else found.set(grid, [atom])
    }
  return new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** A plan on its land, asked while somebody draws. apart: grids that were allowed to lie in several pieces. */
export class Board {
  readonly graph: Graph
  readonly held: Holding
  private readonly members: Map<string, number[]>
  private readonly apart: ReadonlySet<string>

  constructor(graph: Graph, held: Holding, apart: ReadonlySet<string> = new Set()) {
    this.graph = graph
    this.held = held
    this.apart = apart
    this.members = members(graph, held)
  }

  /** The parts that a grid would fall into without these atoms, but the largest; none where it lies apart already. */
  cutOff(atoms: readonly number[], from: string): number[][] {
    const [own, going] = [this.members.get(from) ?? [], new Set(atoms)]
    if (this.apart.has(from) || this.graph.parts(own).length > 1) return []
    return this.graph.parts(own.filter((atom) => !going.has(atom))).slice(1)
  }

  /** What the server would refuse in giving these atoms to a grid: the last atom of another, a grid in more pieces than before. */
  refusal(atoms: readonly number[], to: string): Finding | null {
    const going = new Set(atoms.filter((atom) => this.held.has(atom) && this.held.get(atom) !== to))
    const touched = new Set([to, ...[...going].map((atom) => this.held.get(atom)!)])
    for (const grid of [...touched].sort()) {
      const before = this.members.get(grid) ?? []
      const after = grid === to ? [...before, ...going] : before.filter((atom) => !going.has(atom))
      if (!after.length) return { code: 'grid.left_empty', grid, atoms: [] }
      const [, ...lost] = this.graph.parts(after)
      if (lost.length && !this.apart.has(grid) && lost.length + 1 > this.graph.parts(before).length) return { code: 'grid.not_contiguous', grid, atoms: lost.flat() }
    }
    return null
  }
}

/** Corners in metres to whole millimetres, none twice in a row: what is smaller than the lattice is not there. */
export function onLattice(metres: readonly (readonly [number, number])[]): Ring {
  const corners = metres.map(([x, y]) => [Math.round(x * 1000), Math.round(y * 1000)] as const)
  return corners.filter(([x, y], at) => {
    const [a, b] = corners.at(at - 1)!
    return x !== a || y !== b
  }).flat()
}
