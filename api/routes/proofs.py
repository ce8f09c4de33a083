"""Checkpoints and proofs. Hashes and signatures tell nothing of anybody, so that witnesses need no account; a record does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any, Literal

import psycopg
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import PlainTextResponse, StreamingResponse

from api import shown_events
from api.auditing.subjects import require_office, subject_of
from api.calls import allow, caught_up, office_of
from api.context import Actor, Ctx
from api.notary import bundle, promise, proving
from api.notary.folder import Folder
from api.notary.part import Part
from api.packing import pack
from api.problems import NotYours
from api.routes.audit import EVERYBODY
from api.scope import READERS
from domain.errors import Refused
from domain.ids import CommunityId
from projections import trail

router = APIRouter(prefix="/api/proofs", tags=["稽核 · audit"])
LARGEST = 2**62
CHUNK = 2**20
AS_TEXT: dict[int | str, dict[str, Any]] = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}


class BundleElsewhere(Refused):
    """The notary, and with it the signed leaves, is another program's."""

    code = "bundle.elsewhere"


@router.get("/checkpoint")
def checkpoint(request: Request, _: Actor = Depends(allow(*EVERYBODY))) -> dict[str, Any]:
    with office_of(request).app_pool.connection() as connection:
        return proving.newest(connection)


@router.get("/consistency")
def consistency(
    request: Request,
    first: int = Query(alias="from", ge=1, le=LARGEST),
    second: int = Query(alias="to", ge=1, le=LARGEST),
    _: Actor = Depends(allow(*EVERYBODY)),
) -> dict[str, Any]:
    with office_of(request).app_pool.connection() as connection:
        return proving.consistency(connection, first, second)


@router.get("/inclusion", response_model=None, responses=AS_TEXT)
def inclusion(
    request: Request,
    position: int = Query(ge=1, le=LARGEST),
    form: Literal["json", "tlog-proof"] = Query("json", description="tlog-proof：C2SP 文本 / the text of C2SP tlog-proof@v1"),
    actor: Actor = Depends(allow("auditor")),
) -> dict[str, Any] | PlainTextResponse:
    """The record as it is stored, personal content sealed, with its path to the newest checkpoint."""
    _require_shown(caught_up(request, trail.NAME).ctx(actor), position)
    with office_of(request).app_pool.connection() as connection:
        if form == "json":
            return proving.inclusion(connection, position)
        (told,) = proving.texts(connection, [position])
    return PlainTextResponse(str(told), headers={"Content-Disposition": f'attachment; filename="{position}.tlog-proof"'})


@router.get("/receipt")
def receipt(request: Request, position: int = Query(ge=1, le=LARGEST), actor: Actor = Depends(allow(*READERS))) -> dict[str, Any]:
    """Of the command that was answered with this X-Journal-Position: what it recorded, the notary's promise, and the proofs once signed."""
    office = office_of(request)
    author = None if actor.role == "auditor" and not actor.communities else actor.account
    with office.app_pool.connection() as connection:
        return promise.receipt(connection, Folder(office.settings.notary_home), position, office.clock(), author)


@router.get("/bundle")
def whole(
    request: Request,
    community: str | None = Query(None, max_length=60, description="只含该社区的记录与调阅 / of one community alone"),
    subject: str | None = Query(None, max_length=60, description="只含该户、人、工单等 / of one household, person, ticket … alone"),
    actor: Actor = Depends(allow("auditor")),
) -> StreamingResponse:
    """An auditor's bundle as ZIP: records, leaves, signed checkpoints, keys, and the program that checks them by itself."""
    part, name = _part(request, actor, community, subject)
    office = office_of(request)
    if not office.settings.notary:
        raise BundleElsewhere()
    with TemporaryDirectory() as place, psycopg.connect(office.databases.notary, autocommit=True) as connection:
        bundle.export(connection, Folder(office.settings.notary_home), Path(place), part)
        out = _packed(Path(place))
    headers = {"Content-Disposition": f'attachment; filename="bundle-{name}.zip"', "Cache-Control": "no-store"}
    return StreamingResponse(_read(out), media_type="application/zip", headers=headers)


def _require_shown(ctx: Ctx, position: int) -> None:
    """Another community's record is as unknown as one that is not there. Raises NotUnderCheckpoint."""
    if ctx.actor.communities and not shown_events.at(ctx, [position]):
        raise proving.NotUnderCheckpoint(position=position)


def _packed(folder: Path) -> IO[bytes]:
    """An open file without a name, at its beginning; closed by whoever reads it."""
    with ExitStack() as undone:
        out = undone.enter_context(TemporaryFile())
        pack(folder, out)
        out.seek(0)
        undone.pop_all()
    return out


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from iter(partial(file.read, CHUNK), b"")


def _part(request: Request, actor: Actor, community: str | None, subject: str | None) -> tuple[Part | None, str]:
    """The part and its name. None: everything, for those who may see every community. Raises SubjectUnknown, NotYours."""
    if community is None and subject is None:
        if actor.communities:
            raise NotYours()
        return None, "all"
    ctx = caught_up(request).ctx(actor)
    asked = [subject_of(ctx, given, kind) for given, kind in ((community, "com"), (subject, None)) if given is not None]
    for one in asked:
        require_office(ctx, one.communities)
    whole = next((CommunityId(one.id) for one in asked if one.kind == "com"), None)
    name = "-".join(one.id for one in asked)
    return Part(whole, [stream for one in asked if one.kind != "com" for stream in one.streams]), name
