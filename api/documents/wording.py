"""How codes of the product are called on paper, and how times and people are written there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from api import accounts, personal
from api.context import CHINA
from api.documents.question import Question
from api.ledgers import dictionary
from api.texts import catalogue, text
from domain.errors import Unknown
from projections import responsibility

CODE = re.compile(r"[a-z][a-z_]*")


def word(kind: str, code: Any) -> str:
    """`document.word.<kind>.<code>`; the code where nobody wrote one."""
    key = f"document.word.{kind}.{code}"
    return text(key) if key in catalogue() else "" if code is None else str(code)


def cell(column: str, value: Any) -> str:
    """As a cell is read: yes and no, days, times, and codes by the words that the column's dictionary gives them."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and CODE.fullmatch(value):
        found = re.search(rf"(?<![a-z_]){value} ([^，；。、\s]+)", dictionary(column)["means"])
        return found[1] if found else word(column.rpartition(".")[2], value)
    return "" if value is None else str(value)


def moment(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def people(question: Question, named: Iterable[str]) -> dict[str, str]:
    """By account the name that its duty makes public; the account where none is known."""
    return {account: _name(question, account) or account for account in set(named)}


def _name(question: Question, account: str) -> str:
    with question.ctx.office.app_pool.connection() as connection:
        try:
            known = accounts.find(connection, account)
        except Unknown:
            return ""
    return _holder(question, known.warden) if known.warden else known.name


def _holder(question: Question, warden: str) -> str:
    known = responsibility.wardens(question.connection, [warden])
    told = personal.names_of(question.ctx, known.values())
    return next((one.get("name") or "" for one in told.values()), "")
