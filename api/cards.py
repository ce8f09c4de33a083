"""Contact cards to print: one page of HTML that stands alone, a card a household, each with a code (QR) to the page of its grid."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from html import escape
from typing import Any

import segno
from psycopg import Connection

from api import board
from api.context import Ctx
from domain.contact_card import CardKind
from domain.governance.clauses import value_of
from domain.ids import CommunityId
from domain.policy import PolicyProfile
from projections import notices

MATTERS = "具体代办事项"
TITLES = {CardKind.CONVENIENCE: "便民服务联系卡", CardKind.PROXY: "群众事务党员干部代办联系卡"}
STYLE = (
    "body{font-family:'Noto Sans CJK SC','Source Han Sans SC',sans-serif;margin:8mm}"
    ".card{width:90mm;height:54mm;border:.3mm solid #444;border-radius:2mm;padding:3mm;margin:2mm;"
    "display:inline-block;box-sizing:border-box;vertical-align:top;overflow:hidden;break-inside:avoid}"
    ".card svg{float:right;width:24mm;height:24mm}h1{font-size:12pt;margin:0 0 2mm}p{font-size:8.5pt;margin:.6mm 0}"
    "@page{size:A4;margin:8mm}"
)


def held(
    ctx: Ctx,
    connection: Connection[Any],
    community: CommunityId,
    profile: PolicyProfile,
    kind: CardKind,
    grids: Collection[str] | None,
    at: datetime | None = None,
) -> list[dict[str, Any]]:
    """What stands on the card that each household holds: nothing personal of residents. grids: None for all. at: None for now."""
    lines = {one["grid"]: one for one in board.roster(ctx, connection, community, profile, at)}
    phones = notices.telephones(connection, community) or {"hotline": "", "supervision": ""}
    found = [one for one in notices.cards(connection, community, kind) if grids is None or one["grid"] in grids]
    categories = [one.title for one in profile.categories.values()]
    modes = [one.title for one in profile.proxy_modes.values()] if kind is CardKind.PROXY else []
    asked_for = str(value_of(profile, "card.proxy", "")).split("、") if kind is CardKind.PROXY else []
    said = {"scope": modes or categories, "matters": categories if MATTERS in asked_for else []}
    return [one | phones | _holder(lines[one["grid"]]) | said for one in found if one["grid"] in lines]


def scope_title(kind: str) -> str:
    return "代办范围" if kind == CardKind.PROXY else "服务范围"


def address_of(base: str, community: str, grid: str) -> str:
    """The page for residents' own telephones: who answers for the grid and is on duty now. community: 12 digits."""
    return f"{base.rstrip('/')}/kiosk?community={community}&grid={grid}"


def quick_response(address: str) -> str:
    """SVG."""
    return segno.make(address, error="m").svg_inline(scale=1, border=1, omitsize=True)


def page(title: str, cards: Sequence[dict[str, Any]], base: str, community: str) -> str:
    """cards: household, grid, area, title, name, phone, hotline, supervision, scope, matters, edition, kind.

    base: where the server stands. community: 12 digits.
    """
    drawn = "\n".join(_card(title, one, address_of(base, community, one["grid"])) for one in cards)
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="zh-CN"><head>{head}</head><body>{drawn}</body></html>'


def _matters(one: dict[str, Any]) -> tuple[str, ...]:
    """What the regulation wants the card to name beside the scope (具体代办事项)."""
    return (f"{MATTERS}：{'、'.join(one['matters'])}",) if one.get("matters") else ()


def _card(title: str, one: dict[str, Any], address: str) -> str:
    code = quick_response(address)
    lines = (
        f"{one['title']}：{one['name']}　{one['phone']}",
        f"责任区：{one['area']}（{one['code']}）",
        f"服务热线：{one['hotline']}　监督电话：{one['supervision']}",
        f"{scope_title(one['kind'])}：{'、'.join(one['scope'])}",
        *_matters(one),
        f"户编号 {one['household']} · 第{one['edition']}版",
    )
    return f'<section class="card">{code}<h1>{escape(title)}</h1>{"".join(f"<p>{escape(line)}</p>" for line in lines)}</section>'


def _holder(line: dict[str, Any]) -> dict[str, Any]:
    a = line["a"] or {}
    return {"code": line["code"], "area": line["area"], "title": line["title"], "name": a.get("name") or "", "phone": a.get("phone") or ""}
