"""What planners send when they draw: shapes and limits only; whether it may happen is for the domain to say."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from api.models import Building, Grid, Line, Naming, Reasoned, Short

__all__ = ["Naming", "Reasoned"]

Degrees = Annotated[float, Field(ge=-180, le=180)]
Buildings = Annotated[tuple[Building, ...], Field(max_length=20_000)]
Drawn = Annotated[Line, Field(max_length=20_000)]
"""WKT in (lon, lat), SRID 4490."""


class Painting(Reasoned):
    """What is taken up: buildings by id, inside a polygon (outline), inside a box (west, south, east, north); degrees, SRID 4490."""

    to: Grid
    buildings: Buildings = ()
    outline: Drawn | None = None
    box: tuple[Degrees, Degrees, Degrees, Degrees] | None = None


class Swapping(Reasoned):
    """Buildings of one grid for buildings of another."""

    buildings: Annotated[Buildings, Field(min_length=1)]
    others: Annotated[Buildings, Field(min_length=1)]


class BorderMove(Reasoned):
    """The border between two grids: to a line; or from a point of it to another point, with so many metres of it on either side."""

    one: Grid
    other: Grid
    line: Drawn | None = None
    exact: bool = False
    at: tuple[Degrees, Degrees] | None = None
    to: tuple[Degrees, Degrees] | None = None
    reach_m: Annotated[float, Field(gt=0, le=5_000)] | None = None

    @model_validator(mode="after")
    def _line_or_vertex(self) -> Self:
        if (self.line is None) == (self.at is None) or (self.at is None) != (self.to is None):
            raise PydanticCustomError("border.line_or_vertex", "a line, or at and to")
        return self


class Division(Reasoned):
    grid: Grid
    parts: Annotated[int, Field(ge=2, le=50)]


class Branching(Reasoned):
    """snapshot: a name in the other draft; left out: as it stands."""

    name: Short = ""
    snapshot: Short = ""


class Splitting(Reasoned):
    """line: WKT in (lon, lat), SRID 4490; or the buildings that leave. exact: the line itself, through land between buildings."""

    grid: Grid
    name: Short
    line: Drawn | None = None
    buildings: Buildings = ()
    exact: bool = False

    @model_validator(mode="after")
    def _exact_along_a_line(self) -> Self:
        if self.exact and self.line is None:
            raise PydanticCustomError("line.needed", "an exact split needs its line")
        return self


class Merging(Reasoned):
    into: Grid
    gone: Annotated[tuple[Grid, ...], Field(min_length=1, max_length=998)]


class KindGiven(Reasoned):
    kind: Literal["ordinary", "dedicated"]
