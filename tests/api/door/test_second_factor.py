"""The second factor: codes of RFC 6238, taken once; recovery codes; roles that may do nothing without one; secrets that no copy tells."""

from __future__ import annotations

from base64 import b32decode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from api.access.second_factor import PERIOD_S, code_at, step_of
from api.settings import Settings
from tests.api.conftest import Caller, Site
from tests.api.door.conftest import WRONG, bearer, refused, sign_in
from tests.people import PASSWORD, admin_he, approver_wang, auditor_zhou, desk_chen, planner_lin

pytestmark = pytest.mark.story
App = Callable[[], str]


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_vectors_of_rfc_6238(at: int, code: str) -> None:
    """Appendix B, SHA-1; six digits are the last six of its eight."""
    assert code_at(b"12345678901234567890", at // PERIOD_S) == code


@pytest.mark.parametrize(("drift", "right"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_clock_may_be_half_a_minute_off(drift: int, right: bool) -> None:
    secret, now = b"12345678901234567890", datetime(2026, 12, 1, 8, 0, 15, tzinfo=UTC)
    shown = code_at(secret, int((now + timedelta(seconds=drift)).timestamp()) // PERIOD_S)
    assert (step_of(secret, shown, now) is not None) == right


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "-00001"])
def test_what_is_no_code(code: str) -> None:
    assert step_of(b"12345678901234567890", code, datetime(2026, 12, 1, tzinfo=UTC)) is None


@pytest.fixture(scope="module")
def own_clock(site: Site) -> Iterator[list[datetime]]:
    """The office's time, which the tests set: each code is of another half-minute."""
    shown = [datetime(2026, 12, 1, 8, tzinfo=UTC)]
    real, site.office.clock = site.office.clock, lambda: shown[0]
    yield shown
    site.office.clock = real


@pytest.fixture
def passing(own_clock: list[datetime]) -> Callable[..., None]:
    def passing(seconds: int = PERIOD_S) -> None:
        own_clock[0] += timedelta(seconds=seconds)

    return passing


@pytest.fixture(scope="module")
def set_up(site: Site, own_clock: list[datetime]) -> tuple[App, list[str], str]:
    """Chen's app, recovery codes and secret."""
    chen = site.as_(desk_chen)
    assert refused(chen.post("/api/second-factor", {"password": WRONG})) == (401, "auth.refused")
    told = chen.post("/api/second-factor", {"password": PASSWORD}).json()
    app = app_of(told["secret"], own_clock)
    assert refused(chen.post("/api/second-factor/confirmation", {"code": "000000"})) == (401, "auth.second_factor_code_wrong")
    asked = parse_qs(urlsplit(told["uri"]).query)
    assert asked == {"secret": [told["secret"]], "issuer": ["民情"], "digits": ["6"], "period": ["30"]}
    assert sign_in(site.client, desk_chen).status_code == 200  # begun is not set: nobody is locked out half way
    codes = chen.post("/api/second-factor/confirmation", {"code": app()}).json()["recovery_codes"]
    own_clock[0] += timedelta(seconds=PERIOD_S)
    return app, codes, told["secret"]


def app_of(secret: str, clock: list[datetime]) -> App:
    return lambda: code_at(b32decode(secret), int(clock[0].timestamp()) // PERIOD_S)


def test_the_password_alone_no_longer_opens(site: Site, set_up: tuple[App, list[str], str]) -> None:
    assert refused(sign_in(site.client, desk_chen)) == (401, "auth.second_factor_code_needed")
    assert refused(sign_in(site.client, desk_chen, WRONG, code=set_up[0]())) == (401, "auth.refused")


def test_a_code_opens_once(site: Site, set_up: tuple[App, list[str], str], passing: Callable[..., None]) -> None:
    app, *_ = set_up
    before = app()
    passing()
    assert sign_in(site.client, desk_chen, code=app()).status_code == 200
    for used in (app(), before):  # seen over the shoulder: used, or older than the one used last
        assert refused(sign_in(site.client, desk_chen, code=used)) == (401, "auth.second_factor_code_wrong")
    passing()
    assert sign_in(site.client, desk_chen, code=f" {app()} ").status_code == 200


def test_a_recovery_code_opens_once(site: Site, set_up: tuple[App, list[str], str]) -> None:
    first, second = set_up[1][:2]
    assert len(set(set_up[1])) == 10
    assert sign_in(site.client, desk_chen, code=first.upper()).status_code == 200
    assert refused(sign_in(site.client, desk_chen, code=first)) == (401, "auth.second_factor_code_wrong")
    again = site.client.get("/api/sessions", headers=bearer(sign_in(site.client, desk_chen, code=second))).json()["sessions"]
    assert "password+recovery" in {one["means"] for one in again}


def test_wrong_codes_lock_like_wrong_passwords(site: Site, set_up: tuple[App, list[str], str], passing: Callable[..., None]) -> None:
    passing(3600)
    codes = [sign_in(site.client, desk_chen, code=f"{n:06}").status_code for n in range(6)]
    assert codes == [401] * 5 + [429]
    passing(3600)


def test_a_second_one_is_set_only_after_the_first_is_removed(
    site: Site, set_up: tuple[App, list[str], str], passing: Callable[..., None]
) -> None:
    passing()
    chen = Caller(site.client, bearer(sign_in(site.client, desk_chen, code=set_up[0]())))
    assert refused(chen.post("/api/second-factor", {"password": PASSWORD})) == (409, "auth.second_factor_there")
    assert refused(chen.post("/api/second-factor/removal", {"password": WRONG})) == (401, "auth.refused")


def test_the_database_does_not_tell_the_secret(site: Site, set_up: tuple[App, list[str], str]) -> None:
    with psycopg.connect(site.office.databases.owner) as connection:
        rows = connection.execute("select sealed::text from accounts.second_factor").fetchall()
        rows += connection.execute("select code_hash::text from accounts.recovery_code").fetchall()
    dump = "\n".join(str(row) for row in rows)
    assert len(rows) == 9
    for secret in (set_up[2], b32decode(set_up[2]).hex(), *set_up[1]):
        assert secret not in dump


def test_somebody_who_lost_everything_is_helped_by_the_administrator(site: Site, set_up: tuple[App, list[str], str]) -> None:
    he = site.as_(admin_he)
    assert he.post("/api/accounts/chen/second-factor-removal").status_code == 204
    assert refused(he.post("/api/accounts/chen/second-factor-removal")) == (409, "auth.second_factor_absent")
    assert sign_in(site.client, desk_chen).status_code == 200
    entries = site.as_(auditor_zhou).get("/api/access-log", account="chen").json()["entries"]
    told = {one["act"]: one["actor"] for one in entries if "second_factor" in one["act"]}
    assert told == {"second_factor_removed": "he", "second_factor_set": "chen"}


@pytest.fixture(scope="module")
def strict(site: Site) -> Iterator[None]:
    """MINQING_SECOND_FACTOR=planner,approver from here on."""
    real = site.office.settings
    site.office.settings = real.model_copy(update={"second_factor": ("planner", "approver")})
    yield
    site.office.settings = real


def test_a_role_that_must_have_one_does_nothing_before_it_is_set(site: Site, strict: None, own_clock: list[datetime]) -> None:
    opened = sign_in(site.client, planner_lin)
    assert opened.json()["second_factor_required"] is True
    lin = Caller(site.client, bearer(opened))
    for answer in (lin.get("/api/communities"), lin.post("/api/communities", {}), lin.get("/sheet/321111009001")):
        assert refused(answer) == (403, "auth.second_factor_required")
    assert lin.get("/api/session").status_code == 200
    told = lin.post("/api/second-factor", {"password": PASSWORD}).json()
    assert lin.post("/api/second-factor/confirmation", {"code": app_of(told["secret"], own_clock)()}).status_code == 201
    assert lin.get("/api/communities").status_code == 200


def test_other_roles_go_on(site: Site, strict: None) -> None:
    assert site.as_(auditor_zhou).get("/api/communities").status_code == 200


def test_a_narrow_session_stays_narrow_through_a_change_of_password(site: Site, strict: None) -> None:
    wang = Caller(site.client, bearer(sign_in(site.client, approver_wang)))
    assert refused(wang.post("/api/password", {"old": PASSWORD, "new": "three unrelated words"})) == (403, "auth.second_factor_required")


def test_roles_are_named_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINQING_SECOND_FACTOR", "planner, approver,auditor,admin")
    assert Settings().second_factor == ("planner", "approver", "auditor", "admin")
    monkeypatch.setenv("MINQING_SECOND_FACTOR", "king")
    with pytest.raises(ValueError, match="second_factor"):
        Settings()
