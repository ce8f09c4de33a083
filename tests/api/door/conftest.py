"""The clock of the office set forward, and calls from other addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import Site
from tests.people import PASSWORD, Named

WRONG = "not-the-password"


@pytest.fixture
def later(site: Site) -> Iterator[Callable[[timedelta], datetime]]:
    """Sets the office's clock forward, answers with the time it then shows; back afterwards."""
    real = site.office.clock

    def pass_by(span: timedelta) -> datetime:
        now: datetime = site.office.clock() + span
        site.office.clock = lambda: now
        return now

    yield pass_by
    site.office.clock = real


def calling_from(site: Site, address: str) -> TestClient:
    """A client at that address, without cookies."""
    return TestClient(site.client.app, client=(address, 40_000))


def sign_in(client: TestClient, person: Named, password: str = PASSWORD, **given: str) -> Any:
    answer = client.post("/api/session", json={"account": person.account, "password": password} | given)
    client.cookies.clear()
    return answer


def bearer(answer: Any) -> dict[str, str]:
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]
