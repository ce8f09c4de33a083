"""What the application says of itself: documentation without another host, health, readiness, numbers, headers."""

from __future__ import annotations

import re
from typing import Any

import psycopg
import pytest

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
    assert ready.json()["checks"] == {"database": True, "migrations": True, "projections": True}
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
