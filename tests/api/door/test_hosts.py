"""The names under which an office is reached: what arrives under another, or under two at once, is answered nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.access.hosts import is_ours
from api.settings import Settings
from tests.api.conftest import Site
from tests.api.door.conftest import refused
from tests.api.door.test_shields import assert_shielded

NAMES = {"minqing.example"}


@pytest.mark.parametrize(
    ("said", "known"),
    [
        (["minqing.example"], True),
        (["MINQING.example.:8443"], True),
        (["localhost:8000"], True),
        (["[::1]:8000"], True),
        (["evil.example"], False),
        (["minqing.example.evil.example"], False),
        (["minqing.example:80@evil.example"], False),
        (["minqing.example/../"], False),
        (["minqing.example", "evil.example"], False),
        (["minqing.example:123456"], False),
        ([""], False),
        ([], False),
    ],
)
def test_whose_name_it_is(said: list[str], known: bool) -> None:
    assert is_ours(said, NAMES) == known


def test_without_names_any_one_will_do() -> None:
    assert [is_ours(said, ()) for said in ([], ["anything.example"], ["a", "b"])] == [True, True, False]


def test_the_address_browsers_use_is_one_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINQING_HOSTS", "Minqing.Example, 10.0.0.5")
    assert Settings(public_url="https://grid.example:8443").own_names == {"minqing.example", "10.0.0.5", "grid.example"}
    monkeypatch.delenv("MINQING_HOSTS")
    assert Settings(public_url="https://[fd00::7]").own_names == {"[fd00::7]"}
    assert Settings().own_names == set()


@pytest.fixture
def named(site: Site) -> Iterator[Site]:
    real = site.office.settings
    site.office.settings = real.model_copy(update={"hosts": ("minqing.example",)})
    yield site
    site.office.settings = real


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("GET", "/api/session"), ("POST", "/api/session"), ("GET", "/nothing")])
def test_a_page_of_another_name_is_answered_nothing(named: Site, method: str, path: str) -> None:
    """A name of the attacker's that was made to lead here (DNS rebinding) reads nothing of us, and no link is made of it."""
    answer = TestClient(named.client.app, base_url="http://evil.example").request(method, path)
    assert refused(answer) == (421, "http.421")
    assert "evil" not in answer.text
    assert_shielded(answer)


def test_under_its_own_name_it_answers(named: Site) -> None:
    assert TestClient(named.client.app, base_url="http://minqing.example:8000").get("/healthz").status_code == 200
