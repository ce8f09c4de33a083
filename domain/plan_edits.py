"""What a draft remembers of its drawing, and how a step is made again or taken back beside what others drew.

Undo is per planner: one takes back the own last edit that still stands, atom by atom, and is refused where somebody drew over it. So two
planners at one draft never undo each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from domain.errors import Refused
from domain.ids import GridId
from domain.values import DrawnGrid


@dataclass(frozen=True, slots=True)
class Edit:
    """One drawing step. number: version of the plan after it. before, after: the grids it changed; a grid in one alone is new or gone.
    undone_at: version of the undo, None while it stands."""

    number: int
    name: str
    before: tuple[DrawnGrid, ...]
    after: tuple[DrawnGrid, ...]
    undone_at: int | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """What a draft remembers of its drawing. version: events so far; snapshots: name to the grids then."""

    version: int = 0
    edits: tuple[Edit, ...] = ()
    snapshots: Mapping[str, tuple[DrawnGrid, ...]] = field(default_factory=dict)

    def standing(self, mine: Collection[int]) -> Edit | None:
        """The last edit among these numbers that was not undone."""
        return next((edit for edit in reversed(self.edits) if edit.number in mine and edit.undone_at is None), None)

    def undone(self, mine: Collection[int]) -> Edit | None:
        """The edit among these numbers undone last, unless one of them was drawn since."""
        taken_back = [edit for edit in self.edits if edit.number in mine and edit.undone_at is not None]
        last = max(taken_back, key=lambda edit: edit.undone_at or 0, default=None)
        drawn = max((edit.number for edit in self.edits if edit.number in mine and edit.undone_at is None), default=0)
        return last if last is not None and (last.undone_at or 0) > drawn else None

    def on_floor(self, pieces: Mapping[int, tuple[int, ...]]) -> Memory:
        """The same in atoms of another floor. What held atoms apart that are one now is forgotten: it cannot be drawn again."""
        whole = [frozenset(atom for atom, parts in pieces.items() if parts == (one,)) for one in _united(pieces)]
        past = [edit for edit in self.edits if not any(_separates(picture, whole) for picture in (edit.before, edit.after))]
        edits = tuple(replace(edit, before=refined(edit.before, pieces), after=refined(edit.after, pieces)) for edit in past)
        kept = {name: refined(grids, pieces) for name, grids in self.snapshots.items() if not _separates(grids, whole)}
        return replace(self, edits=edits, snapshots=kept)

    def marked(self, number: int, undone_at: int | None) -> tuple[Edit, ...]:
        return tuple(replace(edit, undone_at=undone_at) if edit.number == number else edit for edit in self.edits)


class EditOvertaken(Refused):
    """Somebody drew over the edit since: it cannot be taken back or made again alone. Facts: edit, grids (where it no longer fits)."""

    code = "plan.edit_overtaken"


Picture = Mapping[GridId, DrawnGrid]


def changed(before: Picture, after: Picture) -> tuple[tuple[DrawnGrid, ...], tuple[DrawnGrid, ...]]:
    """The grids that differ, as they were and as they are."""
    differing = [grid for grid in sorted(before.keys() | after.keys()) if before.get(grid) != after.get(grid)]
    return tuple(before[grid] for grid in differing if grid in before), tuple(after[grid] for grid in differing if grid in after)


def transition(number: int, now: Picture, leave: Iterable[DrawnGrid], reach: Iterable[DrawnGrid]) -> Picture:
    """The present drawing with one step from `leave` to `reach` made in it, whatever else was drawn beside it.

    Atom by atom and field by field, each only where the present is still as the step left it. Raises EditOvertaken.
    """
    then, wanted = ({grid.grid: grid for grid in picture} for picture in (leave, reach))
    held = {atom: grid.grid for grid in now.values() for atom in grid.atoms}
    goes = _goes(then, wanted)
    torn = {held[atom] for atom, (source, _) in goes.items() if held[atom] != source}
    fields = {grid: _fields(now.get(grid), then.get(grid), wanted[grid]) for grid in wanted}
    torn |= {grid for grid, drawn in fields.items() if drawn is None}
    if torn:
        raise EditOvertaken(edit=number, grids=sorted(torn))
    after = {grid: drawn for grid, drawn in now.items() if grid not in then or grid in wanted}
    after |= {grid: drawn for grid, drawn in fields.items() if drawn is not None}
    moved = held | {atom: target for atom, (_, target) in goes.items()}
    return _filled(number, after, moved)


def _goes(then: Picture, wanted: Picture) -> dict[int, tuple[GridId, GridId]]:
    """Atoms that the step gives, each with the grid it leaves and the one it reaches."""
    source = {atom: grid.grid for grid in then.values() for atom in grid.atoms}
    target = {atom: grid.grid for grid in wanted.values() for atom in grid.atoms}
    return {atom: (grid, target[atom]) for atom, grid in source.items() if atom in target and target[atom] != grid}


def _fields(now: DrawnGrid | None, then: DrawnGrid | None, wanted: DrawnGrid) -> DrawnGrid | None:
    """Name, kind and origin where the step changes them; None where another changed them meanwhile, or the grid is not where it was."""
    if now is None or then is None:
        return wanted if now is then is None else None
    change = {name: getattr(wanted, name) for name in ("code", "name", "kind", "came_from") if getattr(then, name) != getattr(wanted, name)}
    return replace(now, **change) if all(getattr(now, name) == getattr(then, name) for name in change) else None


def _filled(number: int, grids: Picture, held: Mapping[int, GridId]) -> Picture:
    atoms: dict[GridId, list[int]] = {grid: [] for grid in grids}
    lost: set[GridId] = set()
    for atom, grid in held.items():
        atoms[grid].append(atom) if grid in atoms else lost.add(grid)
    names = [drawn.name for drawn in grids.values()]
    lost |= {grid for grid, drawn in grids.items() if not atoms[grid] or names.count(drawn.name) > 1}
    if lost:
        raise EditOvertaken(edit=number, grids=sorted(lost))
    return {grid: replace(drawn, atoms=tuple(sorted(atoms[grid]))) for grid, drawn in grids.items()}


def refined(grids: Iterable[DrawnGrid], pieces: Mapping[int, tuple[int, ...]]) -> tuple[DrawnGrid, ...]:
    """The same grids on another floor of the same land: an atom that was cut stands for its pieces, those put together for the one."""
    return tuple(
        replace(grid, atoms=tuple(sorted({piece for atom in grid.atoms for piece in pieces.get(atom, (atom,))})))
        if pieces.keys() & set(grid.atoms)
        else grid
        for grid in grids
    )


def _united(pieces: Mapping[int, tuple[int, ...]]) -> list[int]:
    """The atoms that several became."""
    times = Counter(parts[0] for parts in pieces.values() if len(parts) == 1)
    return [atom for atom, count in times.items() if count > 1]


def _separates(grids: Iterable[DrawnGrid], whole: Collection[Collection[int]]) -> bool:
    return any(0 < len(set(grid.atoms) & set(one)) < len(one) for grid in grids for one in whole)


def leaves(cut: Mapping[int, tuple[int, ...]], atom: int) -> tuple[int, ...]:
    """What an atom became through all cuts; itself where none met it."""
    return tuple(leaf for piece in cut[atom] for leaf in leaves(cut, piece)) if atom in cut else (atom,)
