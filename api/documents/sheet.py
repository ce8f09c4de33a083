"""What stands on the 民情图 sheet to print: the map in millimetres of the paper, and who answers for which grid."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from api.context import CHINA
from api.documents import shelf
from api.documents.question import Document, Question
from api.sheets import VIEWS, sheet_of
from gis.picture import CODE_END
from gis.sheet import LineKind, OnPaper, Section, Sheet, Warden, on_paper
from gis.sheet.paper import MM_IN_M


def content(sheet: Sheet, templates: Path | None, at: datetime, through: int) -> dict[str, Any]:
    """at: when it is made. through: the last position of the journal that it knows. Raises TooLargeForPaper, TemplateRefused."""
    laid = on_paper(sheet, shelf.layout(templates, "sheet")["frame"])
    grids = [_grid(each, laid, place) for place, each in enumerate(sheet.sections)]
    return {
        "community": sheet.community,
        "code": sheet.code,
        "part": sheet.part,
        "on": sheet.on.isoformat(),
        "plan": sheet.plan,
        "document": sheet.document,
        "made": f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}",
        "through": through,
        "scale": laid.scale,
        "scale_shown": f"{laid.scale:,}",
        "bar": {"metres": laid.bar_m, "mm": laid.bar_m * MM_IN_M / laid.scale},
        "width": laid.width,
        "height": laid.height,
        "map": laid.shapes,
        "grids": grids,
        "numbers": [{"text": one.text, "x": one.x, "y": one.y, "size": one.size} for one in laid.numbers],
        "estates": [{"text": one.text, "x": one.x, "y": one.y} for one in laid.estates],
        "along": [{"text": one.text, "x": one.x, "y": one.y, "angle": one.angle, "kind": one.kind.value} for one in laid.along],
        "has_roads": not laid.lines.isdisjoint((LineKind.MAIN_ROAD, LineKind.LOCAL_ROAD)),
        "has_water": LineKind.WATER in laid.lines,
        "marks": [{"theme": one.theme, "count": one.count, "x": one.x, "y": one.y} for one in laid.marks],
        "themes": [
            {"key": one.key, "sign": one.sign, "title": one.title, "colour": one.colour, "shades": one.shades} for one in sheet.themes
        ],
        "totals": {
            "grids": len(grids),
            "buildings": len(sheet.buildings),
            "homes": sum(one["homes"] for one in grids),
            "is_counted": all(one["is_counted"] for one in grids),
        },
    }


def _grid(section: Section, laid: OnPaper, place: int) -> dict[str, Any]:
    counts = section.counts
    is_counted = counts.households is not None
    x, y = laid.places[place]
    return {
        "code": section.code,
        "short": section.code[-CODE_END:],
        "name": section.name,
        "homes": (counts.households if is_counted else counts.dwellings) or 0,
        "is_counted": is_counted,
        "people": counts.people,
        "open_tickets": section.open_tickets,
        "tint": laid.tints[place],
        "x": round(x, 3),
        "y": round(y, 3),
        "a": _warden(section.a),
        "b": _warden(section.b),
    }


def _warden(one: Warden | None) -> dict[str, str] | None:
    return one and {"name": one.name, "phone": one.phone}


def _asked(question: Question) -> dict[str, Any]:
    ctx = question.ctx
    sheet = sheet_of(ctx, question.connection, question.community, question.as_of, only=question.grids)
    return content(sheet, ctx.office.settings.templates, ctx.now, question.through)


SHEET = Document("sheet", ("pdf", "png"), "sheet", VIEWS, _asked, has_history=True)
