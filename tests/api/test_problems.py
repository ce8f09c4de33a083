"""Every refusal has a text in both languages, a fitting status, and gives nothing back that the caller sent."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import psycopg
import pytest

from api import problems
from api.texts import catalogue
from domain.errors import DomainError, StaleVersion
from domain.journal import IdempotencyKeyReused
from domain.ticket.events import Level
from domain.ticket.refusals import AffairsUnfinished, LevelTooLow
from projections.runner import ProjectionBehind
from tests.api.conftest import Site
from tests.people import planner_lin

LAYERS = ("domain", "gis", "projections", "api")
SECRET = "320102199001011234"


def refusals() -> Iterator[type[DomainError]]:
    """Every class of refusal that any module of the product defines."""
    for layer in LAYERS:
        package = importlib.import_module(layer)
        for module in pkgutil.walk_packages(package.__path__, f"{layer}."):
            importlib.import_module(module.name)
    waiting = [DomainError]
    while waiting:
        waiting += (found := waiting.pop()).__subclasses__()
        if found.__module__.split(".")[0] in LAYERS:
            yield found


REFUSALS = sorted(set(refusals()), key=lambda each: (each.code, each.__module__, each.__name__))


def test_every_refusal_has_a_text_in_both_languages() -> None:
    spoken = catalogue()
    missing = {each.code: each.__module__ for each in REFUSALS if not all(spoken.get(each.code, {}).get(one) for one in ("zh", "en"))}
    assert missing == {}


def test_every_refusal_fills_its_text_also_when_facts_are_missing() -> None:
    for each in REFUSALS:
        told = problems.problem(each())
        assert told["title"] and told["title_en"] and "{" not in told["title"] + told["title_en"], told


def test_every_refusal_has_a_status_of_its_kind() -> None:
    statuses = {problems.status_of(each()) for each in REFUSALS}
    assert statuses <= {400, 401, 403, 404, 409, 410, 412, 422, 428, 429, 503}
    assert problems.status_of(IdempotencyKeyReused()) == 422
    assert problems.status_of(ProjectionBehind()) == 503
    assert (problems.status_of(StaleVersion()), problems.status_of(problems.VersionPassed())) == (409, 412)


def test_codes_are_stable_words() -> None:
    """Lower-case words joined by dots: they stand in addresses, tests and other programs."""
    for each in REFUSALS:
        assert all(part.isidentifier() and part == part.lower() for part in each.code.split(".")), each
        assert "." in each.code, each


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/communities", {"code": SECRET, "name": SECRET, "profile": SECRET}),
        ("/api/communities", {"code": "321111009001", "name": "甲", "profile": SECRET}),
        ("/api/communities", {SECRET: SECRET}),
        ("/api/communities", [SECRET]),
        ("/api/communities", SECRET),
        (f"/api/communities/{SECRET}/plans", {}),
        (f"/api/plans/{SECRET}/discard", {}),
        (f"/api/plans/pln-{SECRET}/discard", {"reason": "x"}),
        ("/api/plans/pln-0000000000000000/enactment", {"on": SECRET, "document": SECRET}),
    ],
)
def test_nothing_that_was_sent_comes_back(site: Site, path: str, body: object) -> None:
    answer = site.as_(planner_lin).post(path, body, seen=1)
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert SECRET not in answer.text.replace(f"pln-{SECRET}", "")


def test_nothing_of_a_bad_question_comes_back(site: Site) -> None:
    lin = site.as_(planner_lin)
    for path in (f"/api/history/{SECRET}", f"/api/whois?building={SECRET}", f"/api/whois?address={SECRET}", f"/{SECRET}"):
        answer = lin.get(path)
        assert answer.status_code in (404, 422) and SECRET not in answer.text


def test_an_unexpected_error_keeps_its_text_to_itself(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lin = site.as_(planner_lin)
    monkeypatch.setattr(type(site.office), "reading", lambda self: 1 / 0)
    answer = lin.get("/api/communities")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "division" not in answer.text and answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["facts"]["trace"] in caplog.text and "ZeroDivisionError" in caplog.text


def test_a_caller_who_asks_for_english_is_shown_english(site: Site) -> None:
    chinese, english = (
        site.client.get("/api/communities", headers={"Accept-Language": asked}).json() for asked in ("zh-CN,zh;q=0.9", "en-GB,en;q=0.9")
    )
    assert (chinese["title"], chinese["title_en"]) == ("请先登录", "Sign in first")
    assert (english["title"], english["title_zh"]) == ("Sign in first", "请先登录")


def test_a_view_that_lags_asks_to_come_back(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody holds the read models where they are, while something is recorded."""
    monkeypatch.setattr(site.office, "patience_s", 0.1)
    lin = site.as_(planner_lin)
    with psycopg.connect(site.office.databases.project) as holding:
        holding.execute("select from views.positions for update")
        registered = lin.post("/api/communities", {"code": "321111009077", "name": "慢", "profile": "runzhou"})
        lin.headers = lin.headers | {"X-Journal-Position": registered.headers["X-Journal-Position"]}
        answer = lin.get("/api/history/hh-0000000000000000")
    assert (answer.status_code, answer.json()["code"]) == (503, "view.behind")
    assert int(answer.headers["Retry-After"]) >= 1


def test_a_code_among_the_facts_is_said_in_words_and_stays_a_code_for_programs() -> None:
    told = problems.problem(LevelTooLow(level=Level.GRID, lowest=Level.COMMUNITY, clause="五（三）"))
    assert told["title"].startswith("此类问题至少由 社区 级解决，不能退回 网格 级")
    assert "solved at community or above and does not go back to grid" in told["title_en"]
    assert (told["facts"]["level"], told["facts"]["lowest"]) == ("grid", "community")
    told = problems.problem(AffairsUnfinished(number="20261123-AAAAAA", unfinished=("proxy", "parts")))
    assert "代办、子工单未办结" in told["title"] and told["facts"]["unfinished"] == ["proxy", "parts"]
