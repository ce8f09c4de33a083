"""Old codes to new ones: the table an office needs when its files still carry the old."""

from __future__ import annotations

from collections import Counter

from api.difference.ground import Between
from domain import plan_succession
from domain.plan_succession import Held
from projections.statements import Row


def successions(seen: Between) -> list[Row]:
    """One line for each pair of grids that land went between, kept ones too; households: that go this way."""
    pieces = seen.atoms.values() if seen.floor is not None else seen.went.values()
    households: Counter[Held] = Counter()
    for building, homes in seen.homes.items():
        households[seen.went.get(building, (None, None))] += homes.households
    lines = [
        seen.named("from", each.before)
        | seen.named("to", each.after)
        | {"fate": each.fate.value, "households": households[each.before, each.after]}
        for each in plan_succession.successions(pieces)
    ]
    return sorted(lines, key=lambda line: (line["from_code"] or "~", line["to_code"] or "~"))
