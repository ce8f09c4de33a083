"""One grid becomes several by wish, and grids drawn by a line exactly, through land between buildings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from domain.errors import Invalid
from domain.grid_drawing import AtomNotInGrid, GridEmptied, GridNameTaken, GridRepeated, require_free_name
from domain.grid_plan import State, assignment, drafting, grid_of, next_code, require_open
from domain.ids import GridId, TessellationId
from domain.plan_edits import refined
from domain.plan_events import AtomMove, GridDivided, LandCut
from domain.schema import Events
from domain.values import AtomPieces, DrawnGrid


class PartsOverlap(Invalid):
    """An atom in two of the parts that a grid is divided into. Facts: atom."""

    code = "plan.parts_overlap"


class PiecesUnfit(Invalid):
    """The pieces of a cut are not those of one atom each. Facts: atom."""

    code = "plan.pieces_unfit"


Part = tuple[GridId, str, Sequence[int]]
"""A new grid, its name and its atoms."""


def divide(state: State | None, *, grid: GridId, parts: Sequence[Part], households_moved: int = 0, reason: str = "") -> Events:
    """Several new grids out of one, with the next codes in the order given; what is left keeps identity, code and name."""
    plan = drafting(state)
    parent = grid_of(plan, grid)
    require_open(plan, [grid])
    times = Counter(atom for _, _, atoms in parts for atom in atoms)
    if twice := sorted(atom for atom, count in times.items() if count > 1):
        raise PartsOverlap(atom=twice[0])
    if foreign := sorted(times.keys() - set(parent.atoms)):
        raise AtomNotInGrid(grid=grid, atoms=foreign[:10])
    if len(times) == len(parent.atoms):
        raise GridEmptied(grid=grid)
    for new, name, atoms in parts:
        _require_new(plan, new, name, atoms)
    names = Counter(name for _, name, _ in parts)
    into = tuple(
        DrawnGrid(new, next_code(plan, n), name, tuple(sorted(atoms)), parent.kind, came_from=(grid,))
        for n, (new, name, atoms) in enumerate(parts)
    )
    for name, count in names.items():
        if count > 1:
            raise GridNameTaken(grid=next(new for new, named, _ in parts if named == name))
    return (GridDivided(grid=grid, into=into, households_moved=households_moved, reason=reason),) if into else ()


def _require_new(plan: State, new: GridId, name: str, atoms: Sequence[int]) -> None:
    if new in plan.drawn:
        raise GridRepeated(grid=new)
    if not atoms:
        raise GridEmptied(grid=new)
    require_free_name(plan, name)


def cut(
    state: State | None,
    *,
    tessellation: TessellationId,
    pieces: Mapping[int, tuple[int, ...]],
    paint: Mapping[int, GridId],
    new: tuple[GridId, str] | None,
    parent: GridId,
    tool: str,
    line: str,
    households_moved: int = 0,
    reason: str = "",
) -> Events:
    """Atoms of a finer floor given to grids. pieces: every atom that the line cut; paint: in atoms of the finer floor; new: identity and
    name of the grid that a split makes out of `parent`."""
    plan = drafting(state)
    grid_of(plan, parent)
    _require_pieces(plan, pieces)
    into = None
    if new is not None:
        require_free_name(plan, new[1])
        if new[0] in plan.drawn:
            raise GridRepeated(grid=new[0])
        into = DrawnGrid(new[0], next_code(plan), new[1], (), plan.grids[parent].kind, came_from=(parent,))
    held = assignment(refined(plan.grids.values(), pieces))
    moves: defaultdict[tuple[GridId, GridId], list[int]] = defaultdict(list)
    for atom in sorted(paint):
        if held[atom] != paint[atom]:
            moves[held[atom], paint[atom]].append(atom)
    require_open(plan, (grid for pair in moves for grid in pair))
    after = {**held, **paint}
    if emptied := (plan.grids.keys() | ({into.grid} if into else set())) - set(after.values()):
        raise GridEmptied(grid=min(emptied))
    return (
        LandCut(
            tessellation=tessellation,
            pieces=tuple(AtomPieces(atom, parts) for atom, parts in sorted(pieces.items())),
            into=into,
            moves=tuple(AtomMove(source, target, tuple(atoms)) for (source, target), atoms in sorted(moves.items())),
            tool=tool,
            line=line,
            households_moved=households_moved,
            reason=reason,
        ),
    )


def _require_pieces(plan: State, pieces: Mapping[int, tuple[int, ...]]) -> None:
    held = assignment(plan.grids.values())
    times = Counter(piece for parts in pieces.values() for piece in parts)
    for atom, parts in pieces.items():
        if atom not in held or len(parts) < 2 or any(times[piece] > 1 or (piece in held and piece != atom) for piece in parts):
            raise PiecesUnfit(atom=atom)
