"""What the application says of itself: documentation without another host, health, readiness, numbers, headers."""

from __future__ import annotations

import re
from typing import Any

import psycopg
import pytest

from api import routes
from api.settings import REPOSITORY
from projections import runner
from tests.api.conftest import Site

CHINESE = re.compile(r"[\u4e00-\u9fff]")
LINKS = re.compile(r"""(?:src|href)=["']([^"']+)|["'](https?://[^"']+)""")


@pytest.fixture(scope="module")
def spec(site: Site) -> dict[str, Any]:
    return site.client.get("/openapi.json").json()


def operations(spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {f"{method.upper()} {path}": one for path, methods in spec["paths"].items() for method, one in methods.items()}


def test_the_documentation_needs_no_other_host(site: Site) -> None:
    page = site.client.get("/docs")
    assert page.status_code == 200
    links = {one or other for one, other in LINKS.findall(page.text)}
    assert links and not [link for link in links if re.match(r"(https?:)?//", link)]
    for link in links - {"/openapi.json"}:
        assert site.client.get(link).status_code == 200, link
    assert site.client.get("/redoc").status_code == 404


def test_every_operation_is_described_chinese_first(spec: dict[str, Any]) -> None:
    plain = {name: one.get("summary") for name, one in operations(spec).items() if not CHINESE.match(one.get("summary", ""))}
    assert plain == {}
    untagged = [name for name, one in operations(spec).items() if not one.get("tags")]
    assert untagged == []


def test_the_description_hangs_together(spec: dict[str, Any]) -> None:
    """Every reference leads somewhere, every operation has a name of its own, every {name} of a path is a parameter."""
    assert spec["openapi"].startswith("3.1")
    named = [one["operationId"] for one in operations(spec).values()]
    assert len(named) == len(set(named))
    for reference in set(re.findall(r'"\$ref": "#/components/schemas/(\w+)"', str(spec).replace("'", '"'))):
        assert reference in spec["components"]["schemas"]
    for name, one in operations(spec).items():
        declared = {each["name"] for each in one.get("parameters", []) if each["in"] == "path"}
        assert declared == set(re.findall(r"\{(\w+)\}", name)), name


def test_alive_and_ready(site: Site) -> None:
    assert site.client.get("/healthz").json() == {"status": "alive"}
    ready = site.client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["checks"] == {"database": True, "migrations": True, "projections": True, "journal": True}
    assert ready.json()["lag"].keys() == set(runner.NAMES)


def test_a_parked_stream_is_not_ready(site: Site) -> None:
    with psycopg.connect(site.office.databases.project, autocommit=True) as connection:
        given = ("grids", "pln-0000000000000000", 1, "plan.drafted", "ValueError: planted")
        connection.execute("insert into views.parked (view, stream, position, event, error) values (%s, %s, %s, %s, %s)", given)
        try:
            answer = site.client.get("/readyz")
            assert (answer.status_code, answer.json()["ready"], answer.json()["parked"]) == (503, False, {"grids": 1})
            assert 'minqing_projection_parked{view="grids"} 1.0' in site.client.get("/metrics").text
            assert "planted" not in answer.text
        finally:
            connection.execute("delete from views.parked where error = 'ValueError: planted'")
    assert site.client.get("/readyz").status_code == 200


def test_without_its_database_it_is_alive_and_not_ready(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any, **__: Any) -> Any:
        raise psycopg.OperationalError("connection refused: host=secret.internal")

    monkeypatch.setattr(type(site.office), "reading", gone)
    answer = site.client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["database"]) == (503, False)
    assert "secret.internal" not in answer.text
    assert site.client.get("/healthz").status_code == 200


def test_the_numbers_name_routes_not_people(site: Site) -> None:
    site.client.get("/api/households/hh-0000000000000000")
    text = site.client.get("/metrics").text
    assert 'minqing_http_calls_total{method="GET",route="/api/households/{hh}",status="401"}' in text
    assert "hh-0000000000000000" not in text
    for name in runner.NAMES:
        assert f'minqing_projection_lag{{view="{name}"}}' in text
    assert re.search(r"^minqing_journal_head \d", text, re.MULTILINE)


@pytest.mark.parametrize("path", ["/", "/docs", "/healthz", "/api/communities", "/nothing", "/api/public/whois"])
def test_every_answer_carries_its_shields(site: Site, path: str) -> None:
    headers = site.client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe-eval" not in headers["content-security-policy"]
    if path.startswith("/api"):
        assert headers["cache-control"] == "no-store"


def test_pages_and_their_parts_are_sent_packed_and_kept(site: Site, pages: None) -> None:
    page = site.client.get("/", headers={"Accept-Encoding": "gzip"})
    assert page.status_code == 200
    assert (page.headers["content-encoding"], page.headers["cache-control"]) == ("gzip", "no-cache")
    assert "script-src 'self';" in page.headers["content-security-policy"]
    parts = re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.text)
    assert len(parts) >= 2
    for part in parts:
        answer = site.client.get(part, headers={"Accept-Encoding": "br;q=1.0, gzip;q=0.8"})
        assert (answer.status_code, answer.headers["content-encoding"]) == (200, "br")
        assert "immutable" in answer.headers["cache-control"]
        assert site.client.get(part, headers={"Accept-Encoding": "identity"}).headers.get("content-encoding") is None
    assert site.client.get("/assets/nothing.js").status_code == 404


def test_without_a_build_the_pages_say_what_is_missing_and_the_api_works(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.pages.resources.files", lambda package: REPOSITORY / "tests" / "golden")
    routes.pages._built.cache_clear()
    try:
        answer = site.client.get("/plan")
        assert (answer.status_code, "python api/web/build.py" in answer.text) == (503, True)
        assert site.client.get("/healthz").status_code == 200
    finally:
        monkeypatch.undo()
        routes.pages._built.cache_clear()


def test_words_of_codes_come_in_both_languages(site: Site) -> None:
    answer = site.client.get("/api/texts", params={"begins": ["role.", "grid.not_contiguous"]})
    assert answer.json()["role.planner"] == ["规划员", "planner"]
    assert {code.split(".")[0] for code in answer.json()} == {"role", "grid"}
    assert site.client.get("/api/texts?begins=role.", headers={"If-None-Match": answer.headers["etag"]}).status_code == 200
    again = site.client.get(str(answer.url), headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
