"""A warden who leaves the post is out at once; one who has not begun yet, or leaves on a later day, is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from api import accounts
from tests.api.conftest import Caller, Site
from tests.api.door.conftest import refused, sign_in
from tests.people import PASSWORD, Named, desk_chen, planner_lin, warden_qian, warden_zhao

COMMUNITY = "/api/communities/321111009001"


@pytest.fixture(scope="module")
def chen(site: Site) -> Caller:
    given = {"code": "321111009001", "name": "锦绣社区", "profile": "erenhot"}
    assert site.as_(planner_lin).post("/api/communities", given).status_code == 201
    return site.as_(desk_chen)


@pytest.fixture(scope="module")
def enrolled(site: Site, chen: Caller) -> Callable[[Named], str]:
    def enrolled(person: Named) -> str:
        told = chen.post(f"{COMMUNITY}/wardens", {"account": person.account, "name": person.name, "phone": "13800138000"})
        warden: str = told.json()["warden"]
        with site.office.app_pool.connection() as connection:
            accounts.open_account(connection, person.account, "warden", PASSWORD, site.office.clock(), warden=warden)
        return warden

    return enrolled


def test_who_leaves_is_out_at_once(site: Site, chen: Caller, enrolled: Callable[[Named], str]) -> None:
    warden = enrolled(warden_zhao)
    zhao, phone = site.as_(warden_zhao), site.as_(warden_zhao)
    assert zhao.get("/api/communities").status_code == 200
    assert chen.post(f"{COMMUNITY}/wardens/{warden}/release", {"reason": "离职"}).status_code == 200
    site.office.freshen("responsibility")
    for caller in (zhao, phone):
        assert caller.get("/api/session").status_code == 401
    assert refused(sign_in(site.client, warden_zhao)) == (401, "auth.refused")
    with site.office.app_pool.connection() as connection:
        assert connection.execute("select count(*) from accounts.session where account = 'zhao'").fetchone() == (0,)


def test_who_leaves_on_a_later_day_is_out_on_that_day(
    site: Site, chen: Caller, enrolled: Callable[[Named], str], later: Callable[[timedelta], datetime]
) -> None:
    warden = enrolled(warden_qian)
    last = (site.office.clock() + timedelta(minutes=20)).isoformat()
    assert chen.post(f"{COMMUNITY}/wardens/{warden}/release", {"effective_at": last}).status_code == 200
    site.office.freshen("responsibility")
    qian = site.as_(warden_qian)
    assert qian.get("/api/session").status_code == 200
    later(timedelta(minutes=21))
    assert qian.get("/api/session").status_code == 401


def test_who_is_to_begin_later_may_sign_in(site: Site, chen: Caller) -> None:
    with site.office.app_pool.connection() as connection:
        accounts.open_account(connection, "fresh", "warden", PASSWORD, site.office.clock(), warden="wdn-0000000000000000")
    fresh = site.as_(Named("fresh", "warden", ""))
    assert fresh.get("/api/session").status_code == 200
    assert fresh.get(f"{COMMUNITY}/tickets").status_code == 403  # the scope knows nobody of that name on the roster
