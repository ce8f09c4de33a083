"""`minqing account …` as an administrator uses it."""

from __future__ import annotations

import pytest

from tests.api.cli import Desk

pytestmark = pytest.mark.story


@pytest.fixture(scope="module")
def opened(desk: Desk) -> dict[str, str]:
    told: dict[str, str] = desk.ask("account", "open", "gu", "--role", "desk", "--name", "社区顾", "--by-code")
    return told


def test_an_account_whose_owner_sets_the_password(desk: Desk, opened: dict[str, str]) -> None:
    assert (opened["account"], len(opened["code"])) == ("gu", 16)
    assert desk.ask("account", "list") == [{"account": "gu", "role": "desk", "is_open": True}]
    assert "社区顾" in desk.run("account", "list").text


def test_a_password_that_everybody_guesses_is_refused(desk: Desk) -> None:
    assert desk.run("account", "open", "hu", "--role", "desk", "--password", "woaini1314520").refused_with == "accounts.password_common"
    assert desk.run("account", "open", "hu", "--role", "king", "--by-code").refused_with == "accounts.role_unknown"


def test_closed_reopened_another_role_and_a_new_code(desk: Desk, opened: dict[str, str]) -> None:
    assert desk.ask("account", "role", "gu", "reporter") == {"account": "gu", "role": "reporter"}
    assert desk.ask("account", "reset", "gu")["code"] != opened["code"]
    desk.ask("account", "close", "gu")
    assert desk.run("account", "reset", "gu").refused_with == "accounts.unknown"
    desk.ask("account", "reopen", "gu")
    assert desk.run("account", "second-factor-removal", "gu").refused_with == "auth.second_factor_absent"


def test_the_log_tells_all_of_it(desk: Desk) -> None:
    entries = desk.ask("account", "log", "--account", "gu")
    assert [one["act"] for one in reversed(entries)] == [
        "account_opened",
        "password_reset",
        "role_changed",
        "password_reset",
        "account_closed",
        "account_reopened",
    ]
    assert {one["actor"].partition(":")[0] for one in entries} == {"console"}
    table = desk.run("account", "log", "--limit", 2).text
    assert "恢复账号" in table and "停用账号" in table and "开户" not in table
    assert desk.ask("account", "log", "--until", "2020-01-01") == []
