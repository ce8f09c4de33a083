"""Contact cards to print: one page of HTML that stands alone, a card a household, each with a code (QR) to the public board of its grid."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import segno

MATTERS = "具体代办事项"
STYLE = (
    "body{font-family:'Noto Sans CJK SC','Source Han Sans SC',sans-serif;margin:8mm}"
    ".card{width:90mm;height:54mm;border:.3mm solid #444;border-radius:2mm;padding:3mm;margin:2mm;"
    "display:inline-block;box-sizing:border-box;vertical-align:top;overflow:hidden;break-inside:avoid}"
    ".card svg{float:right;width:24mm;height:24mm}h1{font-size:12pt;margin:0 0 2mm}p{font-size:8.5pt;margin:.6mm 0}"
    "@page{size:A4;margin:8mm}"
)


def page(title: str, cards: Sequence[dict[str, Any]], address: str) -> str:
    """cards: household, area, title, name, phone, hotline, supervision, scope, matters, edition, kind.

    address: of the public board, without its end.
    """
    drawn = "\n".join(_card(title, one, address) for one in cards)
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="zh-CN"><head>{head}</head><body>{drawn}</body></html>'


def _matters(one: dict[str, Any]) -> tuple[str, ...]:
    """What the regulation wants the card to name beside the scope (具体代办事项)."""
    return (f"{MATTERS}：{'、'.join(one['matters'])}",) if one.get("matters") else ()


def _card(title: str, one: dict[str, Any], address: str) -> str:
    code = segno.make(f"{address}#{one['code']}", error="m").svg_inline(scale=1, border=1, omitsize=True)
    lines = (
        f"{one['title']}：{one['name']}　{one['phone']}",
        f"责任区：{one['area']}（{one['code']}）",
        f"服务热线：{one['hotline']}　监督电话：{one['supervision']}",
        f"{'代办范围' if one['kind'] == 'proxy' else '服务范围'}：{'、'.join(one['scope'])}",
        *_matters(one),
        f"户编号 {one['household']} · 第{one['edition']}版",
    )
    return f'<section class="card">{code}<h1>{escape(title)}</h1>{"".join(f"<p>{escape(line)}</p>" for line in lines)}</section>'
