"""A sustained pace and a burst for each class of route; one caller never costs another; memory stays bounded."""

from __future__ import annotations

import pytest

from api.access import pace
from api.access.pace import ALLOWANCES, CALLERS, TOKENS, Allowance, Pace, TooManyRequests, class_of, class_of_token, neighbourhood
from tests.api.conftest import Site
from tests.api.door.conftest import WRONG, calling_from, sign_in
from tests.api.test_walls import ROUTES
from tests.people import auditor_zhou, desk_chen


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def three_a_second(clock: Clock) -> Pace:
    return Pace({"sign_in": Allowance(burst=3, every_s=1)}, clock)


def test_a_burst_then_one_each_second(three_a_second: Pace, clock: Clock) -> None:
    for _ in range(3):
        three_a_second.take("sign_in", "a")
    for waited, left in ((0, 1), (0.25, 1)):
        clock.now = 1000 + waited
        with pytest.raises(TooManyRequests) as refused:
            three_a_second.take("sign_in", "a")
        assert refused.value.facts["retry_after_s"] == left
    clock.now = 1001
    three_a_second.take("sign_in", "a")
    with pytest.raises(TooManyRequests):
        three_a_second.take("sign_in", "a")
    clock.now = 1100  # the burst is whole again, and no more than whole
    for _ in range(3):
        three_a_second.take("sign_in", "a")
    with pytest.raises(TooManyRequests):
        three_a_second.take("sign_in", "a")


def test_callers_and_classes_are_apart(three_a_second: Pace) -> None:
    for caller in ("a", "b"):
        for _ in range(3):
            three_a_second.take("sign_in", caller)
    for _ in range(100):
        three_a_second.take(None, "a")


def test_memory_is_bounded(three_a_second: Pace) -> None:
    for n in range(CALLERS + 500):
        three_a_second.take("sign_in", f"caller {n}")
    assert len(three_a_second) == CALLERS


@pytest.mark.parametrize(
    ("address", "stands_for"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("2408:8000:1:2:aaaa:bbbb:cccc:dddd", "2408:8000:1:2::"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("testclient", "testclient"),
    ],
)
def test_one_caller_has_a_whole_ipv6_network(address: str, stands_for: str) -> None:
    assert neighbourhood(address) == stands_for


def test_every_class_has_routes_and_every_class_an_allowance() -> None:
    found = {kind for name in ROUTES if (kind := class_of(*name.split(" ")))}
    assert found == {kind for kind, *_ in pace.CLASSES} == ALLOWANCES.keys() - {"read", "write"}
    assert {class_of_token(*name.split(" ")) for name in ROUTES} == ALLOWANCES.keys()


@pytest.mark.parametrize("name", ["GET /api/tiles/{layers}/{z}/{x}/{y}.mvt", "GET /api/communities", "GET /healthz"])
def test_maps_come_by_the_dozen(name: str) -> None:
    """Of the public nobody counts them; a token's are counted with whatever else it reads, widely."""
    assert class_of(*name.split(" ")) is None
    assert class_of_token(*name.split(" ")) == "read" and ALLOWANCES["read"].burst >= 4000


def test_a_flood_of_sign_ins_is_told_to_wait_and_keeps_nobody_else_out(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site.office, "pace", Pace({"sign_in": Allowance(burst=2, every_s=60)}))
    flood = calling_from(site, "198.51.100.1")
    for _ in range(2):
        assert sign_in(flood, auditor_zhou, WRONG).status_code == 401
    stopped = sign_in(flood, auditor_zhou)
    assert (stopped.status_code, stopped.json()["code"], stopped.headers["Retry-After"]) == (429, "http.too_many_requests", "60")
    assert sign_in(calling_from(site, "198.51.100.2"), auditor_zhou).status_code == 200


def test_a_token_in_wrong_hands_uses_up_its_own_pace_and_not_that_of_its_accounts_others(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is asked counts, writes too; all tokens of an account together have TOKENS times as much."""
    stolen, *own = (site.as_(desk_chen) for _ in range(TOKENS + 2))
    monkeypatch.setattr(site.office, "pace", Pace({"read": Allowance(burst=2, every_s=60), "write": Allowance(burst=1, every_s=60)}))
    assert [stolen.get("/api/session").status_code for _ in range(3)] == [200, 200, 429]
    assert [stolen.post("/api/settings/desk-filters", {}).status_code for _ in range(2)] == [422, 429]
    told = [each.get("/api/session").status_code for each in own for _ in range(2)]
    assert told == [200] * (2 * (TOKENS - 1)) + [429] * 4


def test_personal_reads_are_counted_by_token_whatever_its_address(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    chen, zhou = site.as_(desk_chen), site.as_(auditor_zhou)
    monkeypatch.setattr(site.office, "pace", Pace({"personal": Allowance(burst=3, every_s=60)}))
    path = "/api/households/hh-0000000000000000"
    for n in range(3):
        assert calling_from(site, f"198.51.100.{n}").get(path, headers=chen.headers).status_code == 404
    assert chen.get(path).status_code == 429
    assert chen.get("/api/communities").status_code == 200
    assert zhou.get(path).status_code == 404


def test_the_public_is_counted_by_address(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site.office, "pace", Pace({"public_question": Allowance(burst=1, every_s=60)}))
    paths = ("/api/public/whois?address=x", "/api/public/tickets/20260101-AAAAAA")
    here, there = calling_from(site, "198.51.100.7"), calling_from(site, "198.51.100.8")
    assert [here.get(path).status_code for path in paths] == [404, 429]
    assert there.get(paths[0]).status_code == 404
