"""How an office makes a template its own: the shipped files to start from, and a trial with example values."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from api.context import CHINA
from api.documents import shelf
from api.documents.press import press

AT = datetime(2026, 1, 1, tzinfo=CHINA)
"""Of samples: the same template gives the same file."""
MANY = 3
"""How long the lists of the examples are; a template must stand empty ones too."""


def start_from(name: str, folder: Path) -> list[str]:
    """Writes the shipped files of a template beside each other, over none that is there; returns their names. Raises TemplateUnknown."""
    shelf.fields(name)
    wanted = [f"{name}.{ending}" for ending in dict.fromkeys(shelf.ENDINGS.values())] + [shelf.STYLE, "layout.toml"]
    files = {file: shelf.shipped()[file] for file in wanted if file in shelf.shipped() and not (folder / file).exists()}
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        (folder / file).write_bytes(content)
    return list(files)


def tried(folder: Path | None, name: str) -> dict[str, bytes]:
    """The template in force set with the examples of its fields, in each form it has. Raises TemplateUnknown, TemplateRefused."""
    shelf.layout(folder, "sheet")
    forms = [form for form in ("pdf", "docx") if f"{name}.{shelf.ENDINGS[form]}" in shelf.shipped()]
    full, empty = (shelf.example(name, copies) for copies in (MANY, 0))
    return {form: press(shelf.template(folder, name, form), form, full, AT, also=empty) for form in forms}
