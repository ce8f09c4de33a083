"""The options by which a command is told a door: a building or an address, unit and room. They stand here once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any

import typer

from api import answers
from api.commands.residents import Door
from api.context import Ctx
from domain.ids import BuildingId, community_id

OPTIONS: dict[str, tuple[Any, str | None]] = {
    "building": (Annotated[str | None, typer.Option(help="楼栋编号 / building id")], None),
    "address": (Annotated[str | None, typer.Option(help="或门牌 / or an address")], None),
    "community": (Annotated[str | None, typer.Option(help="社区代码，缩小门牌范围 / look for the address in this community")], None),
    "unit": (Annotated[str, typer.Option(help="单元 / unit")], ""),
    "room": (Annotated[str, typer.Option(help="室 / room")], ""),
}


@dataclass(frozen=True)
class At:
    """A door as the caller told it."""

    building: str | None
    address: str | None
    community: str | None
    unit: str
    room: str

    @property
    def door(self) -> Door:
        return Door(self.unit, self.room)

    def building_in(self, ctx: Ctx) -> BuildingId:
        """Raises QuestionIncomplete, AddressUnknown, AddressAmbiguous."""
        if self.building is not None:
            return BuildingId(self.building)
        if not self.address:
            raise answers.QuestionIncomplete()
        ctx.office.freshen("grids")
        with ctx.office.reading() as connection:
            return BuildingId(answers.find(connection, self.address, self.community and community_id(self.community))["building"])


def at_a_door(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options of a door; it gets them as one `at`."""

    @wraps(command)
    def told(**given: Any) -> None:
        at = At(**{name: given.pop(name) for name in OPTIONS})
        command(at=at, **given)

    own = [one for one in signature(command, eval_str=True).parameters.values() if one.name != "at"]
    door = [Parameter(name, Parameter.KEYWORD_ONLY, default=usual, annotation=kind) for name, (kind, usual) in OPTIONS.items()]
    shown = [one.replace(kind=Parameter.KEYWORD_ONLY) for one in own] + door
    del told.__wrapped__
    told.__signature__ = Signature(shown)
    told.__annotations__ = {one.name: one.annotation for one in shown}
    return told
