"""Every route of the application, called by every named person and by nobody: who gets in is one table, walls/."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.routing import iter_route_contexts

from api import accounts
from api.app import create_app
from api.routes.pages import PAGES
from tests.api.conftest import Site
from tests.api.walls import SOMETHING, TABLE
from tests.people import EVERYBODY, PASSWORD, WARDENS, Named

OPEN = {
    *(f"GET {address}" for address in PAGES),
    "GET /assets/{name}",
    "GET /sw.js",
    "GET /installed/{name}",
    "GET /docs",
    "GET /docs/start.js",
    "GET /openapi.json",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
    "POST /api/session",
    "POST /api/password/redemption",
    "GET /api/oidc/start",
    "GET /api/oidc/callback",
    "POST /api/oidc/backchannel",
}
"""Routes that ask nobody who they are: pages without content, the state of the machine, the sign-in itself."""
CLOSING = ("DELETE /api/session", "POST /api/oidc/sign-out")
MOUNTS = {"/static-offline-docs"}
WITHOUT_SESSION = Named("", "public", "nobody")


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
    """What closes the session is called with one of its own."""
    wrong = {}
    for name in TABLE:
        token = site.as_(person).headers["Authorization"] if name in CLOSING and person.account else tokens.get(person.account)
        headers = {"Authorization": token} if token else {}
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


@pytest.mark.parametrize("name", sorted(name for name in OPEN if name.startswith("GET ") and "/oidc/" not in name))
def test_what_is_open_tells_nothing_about_anybody(name: str, site: Site, pages: None) -> None:
    asset = re.search(r"/assets/([^\"]+)", site.client.get("/").text)
    assert asset is not None
    part = "w.webmanifest" if "/installed/" in name else asset[1]
    answer = site.client.get(name.removeprefix("GET ").replace("{name}", part))
    assert answer.status_code == 200
    assert not any(person.name in answer.text for person in EVERYBODY)
