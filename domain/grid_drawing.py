"""Drawing a grid plan: draft, paint, split, merge, rename, set kind. Only a draft is drawn, and no step leaves a gap or an empty grid."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from domain.errors import Invalid, Refused, Unknown
from domain.grid_plan import (
    AtomMove,
    Drafted,
    GridKindSet,
    GridRenamed,
    GridsMerged,
    GridSplit,
    GridsRedrawn,
    State,
    assignment,
    drafting,
    evolve,
    grid_of,
    next_code,
    require_open,
)
from domain.ids import CommunityId, GridCode, GridId, community_code, sequence_of
from domain.required import require_name, require_reason
from domain.schema import Events
from domain.values import DrawnGrid, GridKind


class PlanDraftedOtherwise(Refused):
    """Facts: plan."""

    code = "plan.drafted_otherwise"


class AtomsNotTiled(Invalid):
    """Every atom of the community belongs to exactly one grid. Facts: missing, repeated, unknown (atom ids, the first ten of each)."""

    code = "plan.atoms_not_tiled"


class AtomUnknown(Unknown):
    """Facts: atoms (the first ten)."""

    code = "plan.atom_unknown"


class AtomNotInGrid(Refused):
    """Facts: grid, atoms (the first ten)."""

    code = "plan.atom_not_in_grid"


class GridEmptied(Refused):
    """A grid that shall end is merged, never painted away. Facts: grid."""

    code = "plan.grid_emptied"


class GridRepeated(Invalid):
    """An identity is used once in a plan, for ever. Facts: grid."""

    code = "plan.grid_repeated"


class GridCodeUnfit(Invalid):
    """Not a code of this community, used twice, changed for a grid that had one, or issued before. Facts: grid_code, why."""

    code = "plan.grid_code_unfit"


class GridNameTaken(Refused):
    """Facts: grid (that has the name)."""

    code = "plan.grid_name_taken"


class GridMergedIntoItself(Invalid):
    """Facts: grid."""

    code = "plan.grid_merged_into_itself"


class GridKindsDiffer(Refused):
    """A dedicated grid and an ordinary one do not merge. Facts: into, grid."""

    code = "plan.grid_kinds_differ"


def draft(state: State | None, drafted: Drafted, *, atoms: Collection[int], base_codes: Mapping[GridId, GridCode] | None = None) -> Events:
    """atoms: all atoms of the tessellation. base_codes: grids of the plan in force with their codes; they keep them."""
    if state is not None:
        if state.plan == drafted.plan and state == evolve(None, drafted):
            return ()
        raise PlanDraftedOtherwise(plan=state.plan)
    require_name(drafted.name)
    _require_tiled(drafted.grids, atoms)
    _require_identities(drafted.grids)
    _require_codes(drafted.grids, drafted.community, drafted.issued_through, base_codes or {})
    _require_names(drafted.grids)
    return (drafted,)


def redraw(
    state: State | None,
    *,
    paint: Mapping[int, GridId],
    tool: str,
    line: str | None = None,
    households_moved: int = 0,
    reason: str = "",
) -> Events:
    """Give atoms to grids. paint: atom to the grid that shall hold it; atoms that are there already stay out of the event."""
    plan = drafting(state)
    held = assignment(plan.grids.values())
    _require_atoms(paint, held)
    for grid in paint.values():
        grid_of(plan, grid)
    moves: defaultdict[tuple[GridId, GridId], list[int]] = defaultdict(list)
    for atom in sorted(paint):
        if held[atom] != paint[atom]:
            moves[held[atom], paint[atom]].append(atom)
    _require_left(plan, {**held, **paint})
    if not moves:
        return ()
    require_open(plan, (grid for pair in moves for grid in pair))
    drawn = tuple(AtomMove(source, target, tuple(atoms)) for (source, target), atoms in sorted(moves.items()))
    return (GridsRedrawn(moves=drawn, tool=tool, line=line, households_moved=households_moved, reason=reason),)


def split(
    state: State | None,
    *,
    grid: GridId,
    new: GridId,
    name: str,
    atoms: Collection[int],
    line: str | None = None,
    households_moved: int = 0,
    reason: str = "",
) -> Events:
    """Part of a grid becomes a new one with the next code; the rest keeps identity, code and name."""
    plan = drafting(state)
    taken = tuple(sorted(set(atoms)))
    parent = grid_of(plan, grid)
    if new in plan.grids and (plan.grids[new].came_from, plan.grids[new].atoms) == ((grid,), taken):
        return ()
    if new in plan.drawn:
        raise GridRepeated(grid=new)
    if foreign := set(taken) - set(parent.atoms):
        raise AtomNotInGrid(grid=grid, atoms=sorted(foreign)[:10])
    if not taken or len(taken) == len(parent.atoms):
        raise GridEmptied(grid=grid if taken else new)
    require_open(plan, [grid])
    require_free_name(plan, name)
    into = DrawnGrid(new, next_code(plan), name, taken, parent.kind, came_from=(grid,))
    return (GridSplit(grid=grid, into=into, line=line, households_moved=households_moved, reason=reason),)


def merge(state: State | None, *, into: GridId, gone: Collection[GridId], reason: str = "") -> Events:
    """`into` keeps identity, code and name; the others end and their codes are never used again."""
    plan = drafting(state)
    target = grid_of(plan, into)
    if into in gone:
        raise GridMergedIntoItself(grid=into)
    left = tuple(sorted(grid for grid in set(gone) if plan.absorbed.get(grid) != into or grid in plan.grids))
    for grid in left:
        if grid_of(plan, grid).kind is not target.kind:
            raise GridKindsDiffer(into=into, grid=grid)
    require_open(plan, (into, *left) if left else ())
    return (GridsMerged(into=into, gone=left, reason=reason),) if left else ()


def rename(state: State | None, *, grid: GridId, name: str) -> Events:
    plan = drafting(state)
    if grid_of(plan, grid).name == name:
        return ()
    require_open(plan, [grid])
    require_free_name(plan, name)
    return (GridRenamed(grid=grid, name=name),)


def set_kind(state: State | None, *, grid: GridId, kind: GridKind, reason: str) -> Events:
    """A dedicated grid (专属网格) leaves the household band, so the reason is kept."""
    plan = drafting(state)
    if grid_of(plan, grid).kind is kind:
        return ()
    require_open(plan, [grid])
    require_reason(reason)
    return (GridKindSet(grid=grid, kind=kind.value, reason=reason),)


def _require_atoms(asked: Iterable[int], held: Mapping[int, GridId]) -> None:
    if unknown := sorted(set(asked) - held.keys()):
        raise AtomUnknown(atoms=unknown[:10])


def _require_left(plan: State, after: Mapping[int, GridId]) -> None:
    if emptied := plan.grids.keys() - set(after.values()):
        raise GridEmptied(grid=min(emptied))


def _require_tiled(grids: Iterable[DrawnGrid], atoms: Collection[int]) -> None:
    for grid in grids:
        if not grid.atoms:
            raise GridEmptied(grid=grid.grid)
    times = Counter(atom for grid in grids for atom in grid.atoms)
    missing, unknown = set(atoms) - times.keys(), times.keys() - set(atoms)
    repeated = [atom for atom, count in times.items() if count > 1]
    if missing or unknown or repeated:
        raise AtomsNotTiled(missing=sorted(missing)[:10], repeated=sorted(repeated)[:10], unknown=sorted(unknown)[:10])


def _require_identities(grids: Iterable[DrawnGrid]) -> None:
    for grid, times in Counter(grid.grid for grid in grids).items():
        if times > 1:
            raise GridRepeated(grid=grid)


def _require_codes(grids: Iterable[DrawnGrid], community: CommunityId, issued_through: int, base_codes: Mapping[GridId, GridCode]) -> None:
    for code, times in Counter(grid.code for grid in grids).items():
        digits_fit = len(code) == 15 and code.isdecimal() and sequence_of(code) > 0
        if not digits_fit or not code.startswith(community_code(community)):
            raise GridCodeUnfit(grid_code=code, why="foreign")
        if times > 1:
            raise GridCodeUnfit(grid_code=code, why="repeated")
    for grid in grids:
        if base_codes.get(grid.grid, grid.code) != grid.code:
            raise GridCodeUnfit(grid_code=grid.code, why="changed")
        if grid.grid not in base_codes and sequence_of(grid.code) <= issued_through:
            raise GridCodeUnfit(grid_code=grid.code, why="issued_before")


def _require_names(grids: Iterable[DrawnGrid]) -> None:
    holder: dict[str, GridId] = {}
    for grid in grids:
        require_name(grid.name)
        if grid.name in holder:
            raise GridNameTaken(grid=holder[grid.name])
        holder[grid.name] = grid.grid


def require_free_name(plan: State, name: str) -> None:
    require_name(name)
    for grid in plan.grids.values():
        if grid.name == name:
            raise GridNameTaken(grid=grid.grid)
