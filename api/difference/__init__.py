"""What a plan would change against another: who passes from which grid to which, what becomes of the codes, whose work it is then, and
what the past months would have been under it. Counts only: nobody is named but wardens, whose duty makes them public."""

from api.difference.codes import successions
from api.difference.ground import Between, CommunitiesDiffer, NonePlanInForce, between
from api.difference.months import restated
from api.difference.pairs import passing, total
from api.difference.picture import moved_buildings, picture
from api.difference.sheets import PARTS, sheet
from api.difference.told import difference
from api.difference.wardens import hands

__all__ = [
    "PARTS",
    "Between",
    "CommunitiesDiffer",
    "NonePlanInForce",
    "between",
    "difference",
    "hands",
    "moved_buildings",
    "passing",
    "picture",
    "restated",
    "sheet",
    "successions",
    "total",
]
