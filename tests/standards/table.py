"""The table of README's security section, made of table.toml: `python -m tests.standards.table` writes it anew."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
README = HERE.parent.parent / "README.md"
BEGIN, END = "<!-- standards -->\n", "<!-- end of standards -->\n"
GROUPS = {"asvs": "OWASP ASVS 5.0.0", "dengbao": "等保 2.0 · GB/T 22239-2019"}
VERDICTS = ("met", "part", "not met", "none here", "deployer's")


def rows() -> dict[str, list[dict[str, Any]]]:
    """By group, in the order of the standard."""
    return tomllib.loads((HERE / "table.toml").read_text(encoding="utf-8"))


def rendered() -> str:
    """Markdown: a table for each group."""
    lines = []
    for group, entries in rows().items():
        lines += [f"| {GROUPS[group]} | how | shown by |", "|---|---|---|", *map(_row, entries), ""]
    return "\n".join(lines)


def _row(entry: dict[str, Any]) -> str:
    verdict = entry.get("verdict", "met")
    why = f"**{verdict}**: {entry['why']}" if verdict != "met" else ""
    shown = "<br>".join(f"`{name.removeprefix('tests/')}`" for name in entry.get("shown", ()))
    return f"| {entry['item']} {entry['words']} | {'; '.join(part for part in (entry.get('how', ''), why) if part)} | {shown} |"


def put(readme: str) -> str:
    """The text of README with the table as it is now."""
    before, _, rest = readme.partition(BEGIN)
    return f"{before}{BEGIN}\n{rendered()}\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    README.write_text(put(README.read_text(encoding="utf-8")), encoding="utf-8")
