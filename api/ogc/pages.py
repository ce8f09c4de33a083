"""The standard's documents and features for people: the same content as plain HTML, which needs neither script nor style."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from importlib import resources
from string import Template
from typing import Any

from api.texts import text


def page(told: Mapping[str, Any], title: str, language: str) -> bytes:
    """told: a document with its links, a collection of features, or one feature. title: for what has none of its own."""
    title = escape(told.get("title") or title)
    return (
        _template()
        .substitute(
            language=language,
            title=title,
            description=escape(told.get("description", "")),
            content=_content(told, language),
            links=_links(told["links"]),
        )
        .encode()
    )


def _content(told: Mapping[str, Any], language: str) -> str:
    if told.get("type") == "FeatureCollection":
        return _table(told["features"], language)
    if told.get("type") == "Feature":
        return _table([told], language)
    named = "".join(
        f"<h2>{escape(one['title'])}</h2>\n<p>{escape(one['description'])}</p>\n<ul>\n{_links(one['links'])}\n</ul>\n"
        for one in told.get("collections", ())
    )
    return named + "".join(f"<p>{escape(one)}</p>\n" for one in told.get("conformsTo", ()))


def _table(features: Sequence[Mapping[str, Any]], language: str) -> str:
    if not features:
        return f"<p>{escape(text('ogc.page.none', language))}</p>"
    columns = list(features[0]["properties"])
    head = "".join(f"<th>{escape(name)}</th>" for name in ("id", *columns))
    lines = (_line((one.get("id"), *(one["properties"].get(name) for name in columns))) for one in features)
    return f"<table border>\n<tr>{head}</tr>\n{chr(10).join(lines)}\n</table>"


def _line(values: Sequence[Any]) -> str:
    cells = ("" if one is None else escape(str(one)) for one in values)
    return f"<tr>{''.join(f'<td>{one}</td>' for one in cells)}</tr>"


def _links(links: Sequence[Mapping[str, str]]) -> str:
    return "\n".join(
        f'<li><a href="{escape(one["href"])}">{escape(one.get("title") or one["rel"])}</a> {one["type"]}</li>' for one in links
    )


@cache
def _template() -> Template:
    return Template(resources.files("api.ogc").joinpath("page.html").read_text("utf-8"))
