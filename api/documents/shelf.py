"""Which templates there are: the shipped ones, and over them the files of the office's own folder (MINQING_TEMPLATES), name by name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from api.documents.press import Template, TemplateRefused
from domain.errors import Unknown

FONTS = "fonts"
"""In the office's folder: typefaces, found by their names."""
MOST_BYTES = 32 << 20
STYLE = "style.typ"
ENDINGS = {"pdf": "typ", "png": "typ", "docx": "docx"}
"""Of a document's form, how its template's file ends. A table as XLSX has none: a sheet has no layout."""


class TemplateUnknown(Unknown):
    """Facts: known."""

    code = "document.template_unknown"


@dataclass(frozen=True)
class Field:
    """A value that a template may use. path: `a`, `a.b`, or `a[].b` for each of a list. example: what `check` fills in."""

    path: str
    zh: str
    en: str
    example: Any


@cache
def shipped() -> Mapping[str, bytes]:
    folder = resources.files("api.documents").joinpath("templates")
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def names() -> list[str]:
    """Of the templates."""
    return sorted(name.removesuffix(".toml") for name in shipped() if name.endswith(".toml") and name != "layout.toml")


def own(folder: Path | None) -> dict[str, bytes]:
    """The office's files by their names in the folder; typefaces apart. Raises TemplateRefused: no link leads out of the folder."""
    found: dict[str, bytes] = {}
    if folder is None:
        return found
    if not folder.is_dir():
        raise _unsound(folder.name, "folder.none")
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if file.is_symlink():
            raise _unsound(name, "file.is_a_link")
        if file.is_file() and not name.startswith(f"{FONTS}/"):
            found[name] = file.read_bytes()
        if sum(map(len, found.values())) > MOST_BYTES:
            raise _unsound(name, "folder.too_large")
    return found


def template(folder: Path | None, name: str, form: str = "pdf") -> Template:
    """As it is in force. Raises TemplateUnknown, TemplateRefused."""
    entry = f"{name}.{ENDINGS.get(form, '')}"
    if entry not in shipped():
        raise TemplateUnknown(known=names())
    theirs = own(folder)
    fonts = [folder / FONTS] if folder and (folder / FONTS).is_dir() else []
    return Template(name, entry, {**shipped(), **theirs}, fonts, is_own=bool(theirs or fonts))


def layout(folder: Path | None, name: str) -> Mapping[str, Any]:
    """What a template's page leaves free, in mm: measured by who draws it. Raises TemplateRefused."""
    found = {**shipped(), **own(folder)}["layout.toml"]
    try:
        told = tomllib.loads(found.decode())
        return {key: tuple(map(float, value)) for key, value in told[name].items()}
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise TemplateRefused(template=name, file="layout.toml", line=None, column=None, reason=str(wrong)) from wrong


def fields(name: str) -> list[Field]:
    """What the template may use, in the order it is told. Raises TemplateUnknown."""
    if name not in names():
        raise TemplateUnknown(known=names())
    told = tomllib.loads(shipped()[f"{name}.toml"].decode())
    return [Field(path, *(one[key] for key in ("zh", "en", "example"))) for path, one in told["fields"].items()]


def example(name: str, copies: int = 3) -> dict[str, Any]:
    """A content made of the fields' examples; copies: how long each list is; 0: all are empty."""
    told: dict[str, Any] = {}
    for field in fields(name):
        value = [] if isinstance(field.example, list) and not copies else field.example
        _place(told, field.path.split("."), value, copies)
    return told


def _place(told: dict[str, Any], path: list[str], value: Any, copies: int) -> None:
    here, *rest = path
    if not rest:
        told[here] = value
    elif here.endswith("[]"):
        for one in told.setdefault(here.removesuffix("[]"), [{} for _ in range(copies)]):
            _place(one, rest, value, copies)
    else:
        _place(told.setdefault(here, {}), rest, value, copies)


def _unsound(file: str, reason: str) -> TemplateRefused:
    return TemplateRefused(template="", file=file, line=None, column=None, reason=reason)
