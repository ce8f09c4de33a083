"""The weekly report: the draft that the journal gives, to be read, completed and signed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from api import diary
from api.documents.question import Document, Question
from api.documents.wording import moment, word

KEY = "weekly_report"
COUNTED = ("reported", "closed", "reopened", "open", "visits", "households")


def content(question: Question) -> dict[str, Any]:
    """Of the week that holds the day."""
    ctx, profile = question.ctx, question.profile
    monday = question.on - timedelta(days=question.on.weekday())
    told = diary.weekly(question.connection, question.community, profile, monday, ctx.now, question.grids)
    return question.head(KEY) | {
        "week": told["week"],
        "since": told["since"].isoformat(),
        "until": told["until"].isoformat(),
        "part": "" if question.grids is None else "本人网格",
        "draft": told["draft"],
        **{name: told[name] for name in COUNTED},
        "calls": told["calls"],
        "categories": [{"title": title, "count": count} for title, count in told["by_category"].items()],
        "difficult": [
            {
                "number": one["number"],
                "category": _category(profile, one["category"]),
                "level": word("level", one["level"]),
                "due": one["due_at"] and moment(one["due_at"]),
            }
            for one in told["difficult"]
        ],
        "reports": [{name: str(one[name]) for name in ("title", "by", "to", "on", "before", "clause")} for one in told["reports"]],
    }


def _category(profile: Any, key: str) -> str:
    return profile.categories[key].title if key in profile.categories else key


WEEKLY = Document(KEY, ("pdf", "docx"), KEY, diary.VIEWS, content, has_history=True)
