"""The diary (社情日志、民情日志) of a day and the draft of a weekly report: derived from what was recorded, never typed; no names.

Wardens are not compared: nothing here is counted by person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from psycopg import Connection

from api.commands.evidence import EVERYTHING
from api.context import CHINA
from domain.glossary import event_labels
from domain.ids import CommunityId
from domain.policy import PolicyProfile
from projections import lineage, notices, ticket_board, visit_log
from projections.statements import Row

VIEWS = ("ticket_board", "visit_log", "notices")
Grids = Collection[str] | None
OUTCOMES = {"answered": "直接解答", "guided": "引导办理", "ticket": "转为工单"}
UP = ("subdistrict", "district")
PARTS = {"morning": "12:00", "day": "17:30", None: "24:00"}


def diary(connection: Connection[Any], community: CommunityId, profile: PolicyProfile, on: date, grids: Grids) -> dict[str, Any]:
    """Line by line through the day: requests and what was done on them, visits, calls. Of a section: of its grids alone."""
    kept = lineage.holding(connection, community, on)
    lines = [_step(one, profile) for one in ticket_board.steps(connection, kept, on, on + timedelta(days=1), grids)]
    found = visit_log.visits(connection, kept, since=on, until=on, grids=grids, limit=EVERYTHING)
    lines += [_visit(one, profile) for one in found]
    if grids is None:
        lines += [_call(one) for one in notices.calls(connection, community, on, on + timedelta(days=1))]
    lines.sort(key=lambda line: line["at"])
    return {"on": on, "lines": lines, "counts": dict(sorted(Counter(line["what"] for line in lines).items()))}


def weekly(
    connection: Connection[Any], community: CommunityId, profile: PolicyProfile, monday: date, now: datetime, grids: Grids
) -> dict[str, Any]:
    """A draft for whoever has to report: what came in and was done, what is late, what went up; with the reports the profile asks for.

    What is open, late and gone up: as it stood when the week ended, now where it has not.
    """
    after = monday + timedelta(days=7)
    today, last = now.astimezone(CHINA).date(), after - timedelta(days=1)
    kept = lineage.holding(connection, community, min(today, last))
    steps = ticket_board.steps(connection, kept, monday, after, grids)
    visited = visit_log.visits(connection, kept, since=monday, until=last, grids=grids, limit=EVERYTHING)
    still = ticket_board.board(connection, kept, at=last if last < today else None, status="open", grids=grids, limit=EVERYTHING)
    came = Counter(_category(one, profile) for one in steps if one["name"] == "ticket.reported")
    facts = {
        "reported": sum(came.values()),
        "by_category": dict(came.most_common()),
        "closed": sum(one["name"] == "ticket.closed" for one in steps),
        "reopened": sum(one["name"] == "ticket.reopened" for one in steps),
        "open": len(still),
        "difficult": [{key: one[key] for key in ("number", "category", "level", "due_at")} for one in still if _is_difficult(one)],
        "visits": len(visited),
        "households": len({one["household"] for one in visited}),
        "calls": len(notices.calls(connection, community, monday, after)) if grids is None else None,
    }
    return (
        {"week": f"{monday:%G-W%V}", "since": monday, "until": last}
        | facts
        | {
            "draft": _sentences(facts),
            "reports": [_due(one, monday, now) for one in profile.cadences.values() if one.kind == "report" and one.every == "week"],
        }
    )


def _is_difficult(one: Row) -> bool:
    """Late, or gone up to where the community cannot decide."""
    return one["is_overdue"] or one["level"] in UP


def _sentences(facts: dict[str, Any]) -> str:
    kinds = "、".join(f"{title}{number}件" for title, number in facts["by_category"].items())
    told = f"本周受理工单{facts['reported']}件{f'（{kinds}）' if kinds else ''}，办结{facts['closed']}件，未办结{facts['open']}件；"
    told += f"走访{facts['visits']}次、{facts['households']}户"
    told += "。" if facts["calls"] is None else f"；热线来电{facts['calls']}次。"
    hard = "、".join(one["number"] for one in facts["difficult"])
    return told + (f"难点：{hard}已逾期或已上报。" if hard else "无逾期或上报的难点。")


def _due(cadence: Any, monday: date, now: datetime) -> dict[str, Any]:
    """When this week's report is due, as the profile lays it down."""
    on = monday + timedelta(days=(cadence.weekday or 7) - 1)
    passed = now.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") >= f"{on} {PARTS[cadence.part]}"
    named = {"cadence": cadence.key, "title": cadence.title, "by": cadence.by, "to": cadence.to, "clause": cadence.source.clause}
    return named | {"on": on, "before": PARTS[cadence.part], "is_past": passed}


def _step(one: Row, profile: PolicyProfile) -> dict[str, Any]:
    label = event_labels()[one["name"]].zh
    text = f"工单 {one['number']}（{_category(one, profile)}）{label}"
    return {"at": one["effective_at"].astimezone(CHINA), "what": "ticket", "grid": one["grid"], "text": text}


def _visit(one: Row, profile: PolicyProfile) -> dict[str, Any]:
    how = "电话走访" if one["contact"] == "phone" else "入户走访"
    purpose = profile.purposes[one["purpose"]].title if one["purpose"] in profile.purposes else one["purpose"]
    return {"at": one["visited_at"].astimezone(CHINA), "what": "visit", "grid": one["grid"], "text": f"{how}一户：{purpose}"}


def _call(one: Row) -> dict[str, Any]:
    return {"at": one["called_at"].astimezone(CHINA), "what": "call", "grid": None, "text": f"热线来电：{OUTCOMES[one['outcome']]}"}


def _category(one: Row, profile: PolicyProfile) -> str:
    return profile.categories[one["category"]].title if one["category"] in profile.categories else one["category"]
