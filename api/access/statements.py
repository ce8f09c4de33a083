"""The SQL of the door, a file each."""

from __future__ import annotations

from domain.sql_files import statement_in


def sql(name: str) -> str:
    return statement_in("api.access", name)
