"""What a rota refuses."""

from __future__ import annotations

from domain.errors import Refused, Unknown


class RotaUnknown(Unknown):
    """Nothing is drawn for this month. Facts: month."""

    code = "rota.unknown"


class RotaConfirmed(Refused):
    """A month that holds is changed turn by turn, not drawn anew. Facts: month."""

    code = "rota.confirmed_already"


class RotaReplaced(Refused):
    """The community ended, and from that day the turns of the one it ended in hold. Facts: month, on."""

    code = "rota.replaced"


class DrawnForPastDays(Refused):
    """It would take the place of turns that were kept meanwhile: draw it again. Facts: month, on (its first day)."""

    code = "rota.drawn_for_past_days"


class NothingToDraw(Refused):
    """The profile knows no shifts, or nobody is enrolled. Facts: month."""

    code = "rota.nothing_to_draw"


class ShiftUnknown(Unknown):
    """Facts: shift."""

    code = "rota.shift_unknown"


class ShiftPast(Refused):
    """What has begun is history. Facts: shift, starts_at."""

    code = "rota.shift_past"


class WardenNotFree(Refused):
    """On leave, not enrolled, or on another turn at that hour. Facts: shift, warden."""

    code = "rota.warden_not_free"
