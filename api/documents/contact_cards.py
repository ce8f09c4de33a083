"""Contact cards to print and cut: ten on a page, each with the code that opens its grid's page on a telephone."""

from __future__ import annotations

from typing import Any

from api import cards
from api.board import VIEWS
from api.documents.question import ANEW, Document, Question
from domain.contact_card import CardKind
from domain.ids import community_code

ROLES = ("desk", "warden")


def _content(question: Question, kind: CardKind, key: str) -> dict[str, Any]:
    held = cards.held(question.ctx, question.connection, question.community, question.profile, kind, question.grids, question.then)
    grids = {one["code"]: one["grid"] for one in held}
    shown = ("household", "area", "code", "title", "name", "phone", "hotline", "supervision", "edition")
    return question.head(key) | {
        "title": cards.TITLES[kind],
        "scope_title": cards.scope_title(kind),
        "codes": [
            {"code": code, "svg": cards.quick_response(cards.address_of(question.address, community_code(question.community), grids[code]))}
            for code in sorted(grids)
        ],
        "cards": [
            {part: one[part] or "" for part in shown} | {"scope": list(one["scope"]), "matters": list(one["matters"])} for one in held
        ],
    }


def _of(kind: CardKind, key: str) -> Document:
    return Document(
        key, ("pdf",), "cards", ("household_history", *VIEWS), lambda question: _content(question, kind, key), roles=ROLES, **ANEW
    )


CARDS = (_of(CardKind.CONVENIENCE, "cards"), _of(CardKind.PROXY, "proxy_cards"))
