"""What other systems hand in: which sources there are, a file or rows of a program with a result for each, and what became of a number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Path, Query, Request, UploadFile
from pydantic import Field

from api import incoming, models
from api.calls import Command, allow, command, office_of
from api.commands import incoming as handed
from api.commands import incoming_area
from api.context import Actor, Ctx, Done
from api.incoming import Mapping, Reading
from api.routes.communities import IMPORT_LIMIT, kept
from api.scope import scope_of
from domain.ids import community_id
from domain.journal import Receipt

router = APIRouter(prefix="/api", tags=["对接 · integration"])
MOST_ROWS = 1000
Source = Annotated[str, Path(max_length=40, pattern="^[a-z0-9_]+$", description="来源，即映射文件名 / the source: its mapping file's name")]
Area = Annotated[str, Path(pattern="^[0-9]{6}([0-9]{3})?$", description="街道 9 位或区县 6 位代码 / 9 or 6 digits")]
Number = Annotated[str, Path(max_length=60, description="来源的编号 / the source's own number")]
Check = Query(False, description="只核对，不登记 / say what would be, write nothing")


class RowsGiven(models.Reasoned):
    """rows: cells by the source's own names of columns."""

    rows: Annotated[tuple[dict[str, Annotated[str, Field(max_length=6000)]], ...], Field(min_length=1, max_length=MOST_ROWS)]


@router.get("/incoming")
def sources(request: Request, actor: Actor = Depends(allow("desk", "admin"))) -> dict[str, Any]:
    """Every source with its kind, key and columns; a mapping file that is unsound is refused with file, key and reason."""
    found = incoming.mappings(office_of(request).settings.sources)
    return {"sources": [_told(one) for one in found.values()]}


@router.post("/communities/{code}/incoming/{source}", status_code=201, max_body_size=IMPORT_LIMIT)
def file(
    code: str, source: Source, file: UploadFile = File(), check: bool = Check, call: Command = Depends(command("desk"))
) -> dict[str, Any]:
    """XLSX, XLS or CSV (GB18030, UTF-8). A row is taken wholly or refused with a reason; the same number again is known, not doubled."""
    mapping = _mapping(call, code, source)
    with kept(file) as path:
        assert path is not None
        reading = incoming.read_file(path, mapping)
    return _handed(call, code, mapping, reading, check=check)


@router.post("/communities/{code}/incoming/{source}/rows", status_code=201, max_body_size=IMPORT_LIMIT)
def rows(code: str, source: Source, body: RowsGiven, check: bool = Check, call: Command = Depends(command("desk"))) -> dict[str, Any]:
    """The same from a program, a thousand rows at most."""
    mapping = _mapping(call, code, source)
    return _handed(call, code, mapping, incoming.read_rows(body.rows, mapping), check=check)


@router.post("/areas/{area}/incoming/{source}", status_code=201, max_body_size=IMPORT_LIMIT)
def file_of_area(
    area: Area, source: Source, file: UploadFile = File(), check: bool = Check, call: Command = Depends(command("desk"))
) -> dict[str, Any]:
    """One file for many communities of a subdistrict (9 digits) or district (6): each row goes to the one that it names or lies in."""
    mapping = incoming.mapping_of(source, call.office.settings.sources)
    with kept(file) as path:
        assert path is not None
        reading = incoming.read_file(path, mapping)
    return _settled(call, lambda ctx: incoming_area.hand_in(ctx, area, mapping, reading, check=check))


@router.post("/areas/{area}/incoming/{source}/rows", status_code=201, max_body_size=IMPORT_LIMIT)
def rows_of_area(
    area: Area, source: Source, body: RowsGiven, check: bool = Check, call: Command = Depends(command("desk"))
) -> dict[str, Any]:
    """The same from a program, a thousand rows at most."""
    mapping = incoming.mapping_of(source, call.office.settings.sources)
    reading = incoming.read_rows(body.rows, mapping)
    return _settled(call, lambda ctx: incoming_area.hand_in(ctx, area, mapping, reading, check=check))


@router.get("/communities/{code}/incoming/{source}/{number}")
def became(code: str, source: Source, number: Number, request: Request, actor: Actor = Depends(allow("desk", "auditor"))) -> dict[str, Any]:
    """The ticket that a number of the source became."""
    office = office_of(request)
    ctx = office.ctx(actor)
    scope_of(ctx, community_id(code))
    return handed.found(ctx, code, incoming.mapping_of(source, office.settings.sources), number)


def _mapping(call: Command, code: str, source: str) -> Mapping:
    scope_of(call.office.ctx(call.actor), community_id(code))
    return incoming.mapping_of(source, call.office.settings.sources)


def _handed(call: Command, code: str, mapping: Mapping, reading: Reading, *, check: bool) -> dict[str, Any]:
    return _settled(call, lambda ctx: handed.hand_in(ctx, code, mapping, reading, check=check))


def _settled(call: Command, hand_in: Callable[[Ctx], dict[str, Any]]) -> dict[str, Any]:
    def decide(ctx: Ctx) -> Done:
        answer = hand_in(ctx)
        return Done(Receipt(ctx.journal.head(), {}, answer, replayed=False), answer)

    return call.run(decide)


def _told(one: Mapping) -> dict[str, Any]:
    return {
        "source": one.source,
        "title": (one.title, one.english),
        "kind": one.kind,
        "key": one.key,
        "columns": one.columns,
        "codes": one.codes,
        "otherwise": one.otherwise,
    }
