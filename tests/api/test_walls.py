"""Every route of the application, called by every named person and by nobody: who gets in is one table, and this is it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.routing import iter_route_contexts

from api import accounts
from api.app import create_app
from tests.api.awards_walls import AWARDS, SOME_AWARD
from tests.api.book_walls import BOOKS, SOME_ENTRY
from tests.api.conftest import Site
from tests.api.diff_walls import DIFFERENCES
from tests.api.drawing_walls import DRAWING
from tests.api.governance_walls import GOVERNANCE, SOME_REGISTER
from tests.api.homes_walls import HOMES
from tests.api.jobs_walls import JOBS
from tests.api.proposal_walls import PROPOSALS, SOME_RUN
from tests.api.rota_walls import ROTA, SOME_TURN
from tests.api.structure_walls import SOME_STRUCTURE, STRUCTURE
from tests.api.tickets_walls import SOME_TICKETS, TICKETS
from tests.people import EVERYBODY, PASSWORD, WARDENS, Named

READERS = {"planner", "approver", "desk", "auditor", "reporter", "admin", "warden"}
ALL = READERS | {"public"}
PLANNER, APPROVER, DESK, ADMIN = {"planner"}, {"approver"}, {"desk"}, {"admin"}
CHECKERS = {"desk", "auditor", "approver"}
REGISTRAR = {"desk", "warden"}
C = "/api/communities/{code}"
TABLE: dict[str, set[str]] = {
    "GET /api/session": ALL,
    "DELETE /api/session": READERS,
    "GET /api/communities": READERS,
    "POST /api/communities": {"planner", "admin"},
    f"GET {C}": READERS,
    f"POST {C}/profile": {"approver", "admin"},
    f"POST {C}/buildings": PLANNER,
    f"POST {C}/households-import": DESK,
    "GET /api/accounts": ADMIN,
    "POST /api/accounts": ADMIN,
    f"GET {C}/plans": READERS,
    f"POST {C}/plans": PLANNER,
    f"GET {C}/grids": READERS,
    "GET /api/plans/{plan}": READERS,
    "GET /api/plans/{plan}/grids": READERS,
    "POST /api/plans/{plan}/redraw": PLANNER,
    "POST /api/plans/{plan}/split": PLANNER,
    "POST /api/plans/{plan}/merge": PLANNER,
    "POST /api/plans/{plan}/grids/{grid}/name": PLANNER,
    "POST /api/plans/{plan}/grids/{grid}/kind": PLANNER,
    "POST /api/plans/{plan}/validation": PLANNER,
    "POST /api/plans/{plan}/submission": PLANNER,
    "POST /api/plans/{plan}/return": APPROVER,
    "POST /api/plans/{plan}/approval": APPROVER,
    "POST /api/plans/{plan}/enactment": APPROVER,
    "POST /api/plans/{plan}/discard": PLANNER,
    f"GET {C}/households": READERS,
    "POST /api/households": REGISTRAR,
    "GET /api/households/{hh}": READERS,
    "GET /api/households/{hh}/history": READERS,
    "POST /api/households/{hh}/move": REGISTRAR,
    "POST /api/households/{hh}/departure": REGISTRAR,
    "POST /api/households/{hh}/split": REGISTRAR,
    "POST /api/households/{hh}/merge": REGISTRAR,
    "POST /api/households/{hh}/members": REGISTRAR,
    "POST /api/households/{hh}/members/{person}/departure": REGISTRAR,
    "POST /api/visits": REGISTRAR,
    "GET /api/visits/{visit}": READERS,
    f"GET {C}/visits": READERS,
    f"GET {C}/visits/today": {"warden", "desk", "auditor"},
    f"GET {C}/visits/statistics": READERS,
    f"POST {C}/visits-import": DESK,
    "GET /api/tag-catalogue": READERS,
    f"POST {C}/attendance": {"warden"},
    f"GET {C}/attendance/{{warden}}": REGISTRAR,
    f"POST {C}/attendance/{{warden}}/rulings": DESK,
    f"GET {C}/diary": READERS,
    f"GET {C}/diary/tallies": READERS,
    "POST /api/households/{hh}/members/{person}/death": REGISTRAR,
    "POST /api/households/{hh}/head": REGISTRAR,
    "POST /api/households/{hh}/part-departure": REGISTRAR,
    "POST /api/households/{hh}/corrections": REGISTRAR,
    "POST /api/corrections/{stream}/approval": APPROVER,
    "POST /api/corrections/{stream}/rejection": APPROVER,
    "POST /api/households/{hh}/members/{person}/tags": REGISTRAR,
    "POST /api/households/{hh}/members/{person}/tags/{number}/lifting": REGISTRAR,
    f"GET {C}/key-groups": REGISTRAR,
    "POST /api/households/{hh}/needs": REGISTRAR,
    "POST /api/needs/{stream}/striking-off": REGISTRAR,
    f"GET {C}/needs": REGISTRAR,
    f"GET {C}/home-care": REGISTRAR,
    f"GET {C}/observations": REGISTRAR,
    f"POST {C}/observations": REGISTRAR,
    "POST /api/observations/{stream}/confirmation": DESK,
    "POST /api/observations/{stream}/rejection": DESK,
    f"GET {C}/visit-rounds": READERS,
    f"POST {C}/visit-rounds": DESK,
    f"GET {C}/visit-rounds/{{round_id}}": READERS,
    f"POST {C}/visit-rounds/{{round_id}}/closing": DESK,
    f"GET {C}/patrols": READERS,
    f"POST {C}/patrols": REGISTRAR,
    f"POST {C}/spot-checks/seed": DESK,
    f"POST {C}/spot-checks/draw": DESK,
    f"GET {C}/spot-checks": CHECKERS,
    f"GET {C}/spot-checks/{{on}}/replay": CHECKERS,
    f"POST {C}/spot-checks/{{visit}}/result": {"desk", "auditor"},
    f"GET {C}/discipline": CHECKERS | {"warden"},
    f"POST {C}/discipline/{{warden}}/{{visit}}/confirmation": APPROVER,
    f"POST {C}/discipline/{{warden}}/{{visit}}/dismissal": APPROVER,
    f"GET {C}/roster": READERS,
    f"POST {C}/wardens": DESK,
    f"POST {C}/wardens/{{warden}}/release": DESK,
    f"POST {C}/posts": DESK,
    f"POST {C}/posts/{{post}}/closing": DESK,
    f"POST {C}/posts/{{post}}/primary": DESK,
    f"POST {C}/posts/{{post}}/standby": DESK,
    f"POST {C}/posts/{{post}}/stand-ins": DESK,
    f"POST {C}/posts/{{post}}/hand-overs": DESK,
    f"POST {C}/leaves": DESK,
    f"POST {C}/leaves/{{leave}}/end": DESK,
    f"GET {C}/tickets": READERS,
    f"POST {C}/tickets": REGISTRAR,
    "GET /api/tickets/{stream}": READERS,
    "GET /api/tickets/{stream}/history": READERS,
    "POST /api/tickets/{stream}/acceptance": REGISTRAR,
    "POST /api/tickets/{stream}/handling": REGISTRAR,
    "POST /api/tickets/{stream}/closing": REGISTRAR,
    "POST /api/tickets/{stream}/reopening": DESK,
    "POST /api/tickets/{stream}/clock/request": REGISTRAR,
    "POST /api/tickets/{stream}/clock/approval": APPROVER,
    "POST /api/tickets/{stream}/clock/refusal": APPROVER,
    "POST /api/tickets/{stream}/clock/resumption": REGISTRAR,
    "POST /api/tickets/{stream}/interim-reply": REGISTRAR,
    "POST /api/tickets/{stream}/papers": REGISTRAR | APPROVER,
    "POST /api/tickets/{stream}/papers/receipt": REGISTRAR,
    "POST /api/tickets/{stream}/proxy": REGISTRAR,
    "POST /api/tickets/{stream}/proxy/authorisation": REGISTRAR,
    "POST /api/tickets/{stream}/proxy/steps": REGISTRAR,
    "POST /api/tickets/{stream}/proxy/closing": REGISTRAR,
    "POST /api/tickets/{stream}/appointments": REGISTRAR,
    "POST /api/tickets/{stream}/appointments/outcome": REGISTRAR,
    "POST /api/tickets/{stream}/follow-up": REGISTRAR,
    "POST /api/tickets/{stream}/cost": REGISTRAR,
    "POST /api/tickets/{stream}/cost/pledges": REGISTRAR,
    "POST /api/tickets/{stream}/cost/payments": REGISTRAR,
    "POST /api/tickets/{stream}/approval/submission": REGISTRAR,
    "POST /api/tickets/{stream}/approval/steps": REGISTRAR,
    "POST /api/tickets/{stream}/approval/decision": DESK | APPROVER,
    "POST /api/tickets/{stream}/emergency": REGISTRAR,
    "POST /api/tickets/{stream}/emergency/teams": REGISTRAR,
    "POST /api/tickets/{stream}/emergency/arrivals": REGISTRAR,
    "POST /api/tickets/{stream}/emergency/superior": REGISTRAR,
    "POST /api/tickets/{stream}/question": REGISTRAR,
    "POST /api/tickets/{stream}/question/answer": REGISTRAR,
    "POST /api/tickets/{stream}/links": REGISTRAR,
    "POST /api/tickets/{stream}/parts": DESK,
    "POST /api/tickets/{stream}/joint-action": DESK,
    "POST /api/tickets/{stream}/joint-action/closing": DESK,
    "GET /api/tickets/{stream}/clock": READERS,
    "GET /api/tickets/{stream}/affairs": READERS,
    f"GET {C}/affairs": READERS,
    f"GET {C}/unanswered": READERS,
    f"GET {C}/callbacks": {"desk", "auditor", "approver"},
    f"POST {C}/callbacks": {"desk", "auditor"},
    f"POST {C}/callbacks/{{stream}}": {"desk", "auditor"},
    f"GET {C}/satisfaction": READERS,
    "GET /api/whois": READERS,
    "GET /api/history/{subject}": READERS,
    f"GET {C}/buildings": READERS,
    "GET /sheet/{code}": READERS,
    "GET /api/public/whois": ALL,
    "GET /api/public/communities/{code}/grids": ALL,
    "POST /api/public/communities/{code}/tickets": {"public", "desk"},
    "GET /api/public/tickets/{number}": ALL,
}
TABLE |= GOVERNANCE | STRUCTURE | AWARDS | HOMES
TABLE |= ROTA
TABLE |= DIFFERENCES
TABLE |= TICKETS
TABLE |= BOOKS
TABLE |= DRAWING
TABLE |= PROPOSALS
TABLE |= JOBS
"""Route -> who may call it. What they then get to see is narrower still: test_scope.py."""
OPEN = {
    "GET /",
    "GET /web/{name}",
    "GET /docs",
    "GET /docs/oauth2-redirect",
    "GET /openapi.json",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
    "POST /api/session",
}
"""Routes that ask nobody who they are: pages without content, the state of the machine, the sign-in itself."""
MOUNTS = {"/static-offline-docs"}
WITHOUT_SESSION = Named("", "public", "nobody")
SOMETHING = {
    "code": "999999999999",
    "plan": "pln-0000000000000000",
    "grid": "grd-0000000000000000",
    "hh": "hh-0000000000000000",
    "person": "psn-0000000000000000",
    "warden": "wdn-0000000000000000",
    "post": "pst-0000000000000000",
    "leave": "lev-0000000000000000",
    "stream": "tkt-0000000000000000",
    "subject": "hh-0000000000000000",
    "number": "20260101-AAAAAA",
    "round_id": "rnd-0000000000000000",
    "on": "2026-01-02",
    "visit": "vis-0000000000000000",
    **SOME_REGISTER,
    **SOME_AWARD,
    **SOME_ENTRY,
    **SOME_STRUCTURE,
    **SOME_TURN,
    **SOME_RUN,
    **SOME_TICKETS,
}


def routes() -> Iterator[tuple[str, object]]:
    """Method and path, and the route, of everything the application answers to."""
    for context in iter_route_contexts(create_app().routes):
        route = context.original_route
        methods = getattr(route, "methods", None)
        if methods is None:
            assert context.path in MOUNTS, f"something new is mounted at {context.path}: say who may see it"
            continue
        for method in sorted(methods - {"HEAD"}):
            yield f"{method} {context.path}", route


ROUTES = dict(routes())


def roles_of(route: object) -> set[str] | None:
    """Who the route's own dependency lets in, wherever it stands among the others; None when none of them asks."""
    waiting = [getattr(route, "dependant", None)]
    while waiting:
        dependant = waiting.pop()
        if dependant is None:
            continue
        if (roles := getattr(dependant.call, "roles", None)) is not None:
            return set(roles)
        waiting += dependant.dependencies
    return None


def test_every_route_stands_in_the_table_and_the_table_names_no_other() -> None:
    assert ROUTES.keys() == TABLE.keys() | OPEN
    assert not TABLE.keys() & OPEN


@pytest.mark.parametrize("name", TABLE)
def test_every_route_asks_who_calls(name: str) -> None:
    assert roles_of(ROUTES[name]) == TABLE[name]


@pytest.fixture(scope="module")
def tokens(site: Site) -> dict[str, str]:
    with site.office.app_pool.connection() as connection:
        for warden in WARDENS:
            accounts.open_account(
                connection, warden.account, "warden", PASSWORD, site.office.clock(), warden=f"wdn-{warden.account}000000000000"
            )
    return {person.account: site.as_(person).headers["Authorization"] for person in EVERYBODY}


@pytest.mark.parametrize("person", [*EVERYBODY, WITHOUT_SESSION], ids=lambda person: person.account or "public")
def test_the_walls_stand_for(person: Named, site: Site, tokens: dict[str, str]) -> None:
    """The last route closes the session, so it is called last."""
    headers = {"Authorization": tokens[person.account]} if person.account else {}
    wrong = {}
    for name in sorted(TABLE, key=lambda name: name == "DELETE /api/session"):
        expected = "allowed" if person.role in TABLE[name] else "401" if person.role == "public" else "403"
        if (found := outcome(site, name, headers)) != expected:
            wrong[name] = (found, f"expected {expected}")
    assert wrong == {}


def outcome(site: Site, name: str, headers: dict[str, str]) -> str:
    """401, 403 by role, or allowed: whatever else the route may then say about ids that do not exist."""
    method, path = name.split(" ")
    url = re.sub(r"\{(\w+)\}", lambda found: SOMETHING[found[1]], path)
    answer = site.client.request(method, url, headers=headers, json={} if method == "POST" else None)
    assert answer.status_code < 500, f"{name}: {answer.text}"
    if answer.status_code == 401:
        return "401"
    if answer.status_code == 403 and answer.json()["code"] == "auth.role":
        return "403"
    return "allowed"


@pytest.mark.parametrize("name", sorted(OPEN - {"POST /api/session"}))
def test_what_is_open_tells_nothing_about_anybody(name: str, site: Site) -> None:
    answer = site.client.get(name.removeprefix("GET ").replace("{name}", "start.css"))
    assert answer.status_code == 200
    assert not any(person.name in answer.text for person in EVERYBODY)
