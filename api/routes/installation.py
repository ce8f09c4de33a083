"""How the installation stands, and what brings its read models back. What touches keys, files or the server stays on the console."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from pydantic import Field

from api import parking
from api.calls import allow, office_of
from api.commands.proposing import Reins
from api.context import Actor, Office
from api.installation.standing import standing
from api.models import Given
from api.routes.proposals import RunPath, runs_of
from projections import rebuild, runner

router = APIRouter(prefix="/api/installation", tags=["状态 · state"])
MayLook = Depends(allow("admin", "auditor"))
MayAct = Depends(allow("admin"))
ViewName = Annotated[str, Field(pattern="^[a-z_]{1,40}$")]
EVERYWHERE = "installation"


class RebuildGiven(Given):
    """views: by name. check: only what is equal to the live tables is swapped, so that a difference can be looked into."""

    views: Annotated[tuple[ViewName, ...], Field(min_length=1, max_length=100)]
    check: bool = True


@router.get("")
def state(request: Request, _: Actor = MayLook) -> dict[str, Any]:
    """Read models against the journal's head, parked streams, notary, backups, database, disk."""
    return standing(office_of(request))


@router.post("/parked/{view}/{stream}/release", status_code=204)
def release(
    request: Request,
    view: str = Path(pattern="^[a-z_]{1,40}$"),
    stream: str = Path(max_length=80, pattern="^[a-z]+-[A-Za-z0-9-]+$"),
    _: Actor = MayAct,
) -> None:
    """What was passed over is applied; where that still fails the stream stays parked."""
    parking.release(office_of(request), view, stream)


@router.post("/rebuilds", status_code=202)
def begin(body: RebuildGiven, request: Request, actor: Actor = MayAct) -> dict[str, Any]:
    """Read models made anew from the journal, beside the live ones; the answer says under which name it is watched."""
    office, views = office_of(request), [runner.named(name) for name in body.views]
    return runs_of(request).start(EVERYWHERE, actor.account, lambda reins: rebuilt(office, views, body.check, reins)).told()


@router.get("/rebuilds/{run}")
def watch(run: RunPath, request: Request, actor: Actor = MayAct) -> dict[str, Any]:
    """share: how far it is, of 1. result: once finished, each table with its rows and both checksums."""
    return runs_of(request).one(run, actor.account).told()


def rebuilt(office: Office, views: list[Any], check: bool, reins: Reins) -> dict[str, Any]:
    def hear(at: int, head: int) -> None:
        if reins.progress:
            reins.progress(at / head if head else 1.0)

    report = rebuild.rebuild(office.journal, office.databases.project, views, check=check, progress=hear)
    return {
        "position": report.position,
        "equal": report.equal,
        "swapped": report.swapped,
        "tables": [one.as_json() for one in report.tables],
    }
