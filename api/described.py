"""The OpenAPI document with its operations called by the names people know, Chinese first, from the texts of their subject."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from api.ogc.parameters import LIMIT, MOST
from api.texts import catalogue, text

PAGE = {
    "name": "limit",
    "in": "query",
    "description": "每页要素数 / features a page",
    "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT},
}
"""Where the standard's own schemas have it (17-069r4, 7.15.2): QGIS looks for it there, and without it never asks for a second page."""


def describe(app: FastAPI) -> None:
    """Every operation gets its name: from the texts, else from a description that begins with it, "中文 / English"."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            for path, methods in plain()["paths"].items():
                for method, operation in methods.items():
                    _name(operation, f"operation.{method.upper()} {path}")
            plain()["components"].setdefault("parameters", {})["limit"] = PAGE
        return plain()

    app.openapi = openapi  # type: ignore[method-assign]


def _name(operation: dict[str, Any], code: str) -> None:
    if code in catalogue():
        operation["summary"] = f"{text(code, 'zh')} · {text(code, 'en')}"
        return
    told = operation.get("description", "").partition("\n")[0]
    zh, slash, en = told.partition(" / ")
    if slash:  # a route made from a table tells both names itself
        operation["summary"] = f"{zh} · {en[:60]}"
