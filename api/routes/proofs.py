"""Checkpoints and proofs. Hashes and signatures tell nothing of anybody, so that witnesses need no account; a record does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

import psycopg
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from api.auditing.subjects import require_office, subject_of
from api.calls import allow, caught_up, office_of
from api.context import Actor
from api.notary import bundle, proving
from api.notary.folder import Folder
from api.packing import pack
from api.problems import NotYours
from api.routes.audit import EVERYBODY
from domain.errors import Refused
from domain.ids import CommunityId

router = APIRouter(prefix="/api/proofs", tags=["稽核 · audit"])
LARGEST = 2**62
CHUNK = 2**20


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


@router.get("/inclusion")
def inclusion(request: Request, position: int = Query(ge=1, le=LARGEST), _: Actor = Depends(allow("auditor"))) -> dict[str, Any]:
    """The record as it is stored, personal content sealed, with its path to the newest checkpoint."""
    with office_of(request).app_pool.connection() as connection:
        return proving.inclusion(connection, position)


@router.get("/bundle")
def whole(
    request: Request,
    community: str | None = Query(None, max_length=60, description="只含该社区的记录 / the records of one community alone"),
    actor: Actor = Depends(allow("auditor")),
) -> StreamingResponse:
    """An auditor's bundle as ZIP: records, leaves, signed checkpoints, keys, and the program that checks them by itself."""
    scope = _community(request, actor, community)
    office = office_of(request)
    if not office.settings.notary:
        raise BundleElsewhere()
    with TemporaryDirectory() as place, psycopg.connect(office.databases.notary, autocommit=True) as connection:
        bundle.export(connection, Folder(office.settings.notary_home), Path(place), scope)
        out = _packed(Path(place))
    headers = {"Content-Disposition": f'attachment; filename="bundle-{scope or "all"}.zip"', "Cache-Control": "no-store"}
    return StreamingResponse(_read(out), media_type="application/zip", headers=headers)


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


def _community(request: Request, actor: Actor, asked: str | None) -> CommunityId | None:
    """None: everything, for those who may see every community. Raises SubjectUnknown, NotYours."""
    if asked is None:
        if actor.communities:
            raise NotYours()
        return None
    ctx = caught_up(request).ctx(actor)
    subject = subject_of(ctx, asked, "com")
    require_office(ctx, subject.communities)
    return CommunityId(subject.id)
