"""Days as the installation counts them: China's, wherever the machine that runs the tests stands."""

from __future__ import annotations

from datetime import date, datetime

from api.context import CHINA


def china_today() -> date:
    return datetime.now(CHINA).date()
