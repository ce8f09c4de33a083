"""Is it alive, is it ready, how is it doing."""

from __future__ import annotations

import logging

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api import metrics, migrate
from api.calls import office_of
from api.context import Office
from api.jobs.state import state
from api.notary.folder import Folder
from projections import runner

router = APIRouter(tags=["状态 · state"])
log = logging.getLogger(__name__)
LAG_ALLOWED = 5_000


@router.get("/healthz")
def alive() -> dict[str, str]:
    return {"status": "alive"}


@router.get("/readyz")
def ready(request: Request) -> JSONResponse:
    """200 when the database answers, its migrations are ours, no read model lags or has parked a stream, and the journal is what the notary
    signed; else 503."""
    lag: dict[str, int] = {}
    parked: dict[str, int] = {}
    checks = dict.fromkeys(("database", "migrations", "projections", "journal"), False)
    try:
        office = office_of(request)
        lag, parked = _projections(office)
        checks |= {"database": True, "migrations": not migrate.pending(office.databases)}
        checks["journal"] = Folder(office.settings.notary_home).alarm() is None
        checks["projections"] = all(behind <= LAG_ALLOWED for behind in lag.values()) and not parked
    except Exception as wrong:  # whatever it is, the answer is that we are not ready; its text is for the log
        log.warning("not ready", exc_info=wrong)
    body = {"ready": all(checks.values()), "checks": checks, "lag": lag, "parked": parked}
    return JSONResponse(body, 200 if body["ready"] else 503)


@router.get("/metrics", response_class=PlainTextResponse)
def numbers(request: Request) -> Response:
    office = office_of(request)
    lag, parked = _projections(office)
    metrics.HEAD.set(office.journal.head())
    for view, behind in lag.items():
        metrics.LAG.labels(view).set(behind)
        metrics.PARKED.labels(view).set(parked.get(view, 0))
    folder = Folder(office.settings.notary_home)
    metrics.SIGNED.set(folder.kept())
    metrics.BENT.set(folder.alarm() is not None)
    clocks = state(office)
    metrics.CLOCK_ALARMS.set(clocks["alarms"])
    metrics.CLOCK_WORKERS.set(clocks["workers"])
    return Response(generate_latest(metrics.REGISTRY), media_type=CONTENT_TYPE_LATEST)


def _projections(office: Office) -> tuple[dict[str, int], dict[str, int]]:
    head = office.journal.head()
    with office.reading() as connection:
        lag = runner.lag(connection, head)
        parked: dict[str, int] = {}
        for view, *_ in runner.parked(connection):
            parked[view] = parked.get(view, 0) + 1
    return lag, parked
