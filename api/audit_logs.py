"""The logs of readings and of sign-ins in an auditor's bundle against their pages: a part of audit_reader.py, and beside it.

read_log.jsonl, access_log.jsonl   a line a row: a JSON object with the number of the row, `id`

A page is a record of the journal named log_page.closed: the rows of its log numbered above `after` up to `last`, `count` of them, and
`root`, in hex, of the tree over them. A leaf is SHA-256 of 00, "minqing-log/1", a blank, the log's name, a line's end, and the line as it
stands in the file; nodes are SHA-256 of 01, left, right. The pages of a log follow each other without a gap.

Of a part read_log.jsonl has some rows, and read_log_paths.jsonl beside each line one with its page, its place in that page from 0 on, and
the path from its leaf to the page's root, lowest first, in hex.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

FILES = {"read": "read_log.jsonl", "access": "access_log.jsonl"}
PAGE = "log_page.closed"
TEXTS = {
    "page": "位置 {position}：封页不接前一页 / position {position}: the page does not follow the one before",
    "row": "{file} 第 {line} 行不是一行日志，或重复、次序颠倒 / {file}, line {line}: no row, twice, or out of order",
    "rows": "{file} 第 {page} 页（行 {first}–{last}）与封页不符：应有 {count} 行，现有 {found} 行"
    " / {file}, page {page} (rows {first}–{last}): not as closed, {found} rows of {count}",
    "row_beyond": "{file}：行 {number} 不在任何一页之内，系插入 / {file}: row {number} is in no page: it was put in",
    "path": "{file}：行 {number} 不在第 {page} 页之内 / {file}: row {number} is not one of page {page}",
    "paths": "{file}：{rows} 行，路径 {paths} 条 / {file}: {rows} rows, {paths} paths",
    "ok.rows": "{file}：{count} 行，与 {pages} 页逐一相符 / {file}: {count} rows fit their {pages} pages",
    "ok.part": "{file}：{count} 行，各在其页之内（是否齐全无从证明） / {file}: {count} rows, each in its page (not that none is missing)",
}
Refuse = Callable[..., Exception]
"""audit_reader.Wrong: code, text, facts."""
Climbed = Callable[[bytes, int, int, "list[bytes]"], "bytes | None"]
"""audit_reader.climbed: leaf, place, size, path."""


class Page(NamedTuple):
    log: str
    page: int
    after: int
    last: int
    count: int
    root: str


def check(folder: Path, refuse: Refuse) -> list[str]:
    """What holds, in words. The records of events.jsonl were looked at before. Raises what `refuse` makes."""
    told = pages(lines_of(folder / "events.jsonl", refuse), refuse)
    counts = {log: check_log(told[log], folder / file, refuse) for log, file in FILES.items()}
    return [TEXTS["ok.rows"].format(file=FILES[log], count=count, pages=len(told[log])) for log, count in counts.items()]


def check_part(folder: Path, refuse: Refuse, climbed: Climbed) -> list[str]:
    """As `check`: of each row that it is in the page it is said to be in. Nothing where the part has no pages and no rows."""
    told = {page.page: page for page in pages(lines_of(folder / "events.jsonl", refuse), refuse)["read"]}
    file, beside = folder / FILES["read"], folder / "read_log_paths.jsonl"
    if not told and not file.exists():
        return []
    rows, paths = leaves(file, refuse), list(lines_of(beside, refuse))
    if len(rows) != len(paths):
        raise refuse("paths", TEXTS["paths"], file=file.name, rows=len(rows), paths=len(paths))
    for place, ((number, leaf), line) in enumerate(zip(rows, paths, strict=True), 1):
        try:
            given = json.loads(line)
            page, index, path = told.get(given["page"]), given["index"], [bytes.fromhex(one) for one in given["path"]]
            if type(index) is not int:
                raise TypeError(index)
        except (ValueError, TypeError, KeyError, RecursionError):
            raise refuse("row", TEXTS["row"], file=beside.name, line=place) from None
        if page is None or not page.after < number <= page.last or not is_in(page, index, climbed(leaf, index, page.count, path)):
            raise refuse("path", TEXTS["path"], file=file.name, number=number, page=given["page"])
    return [TEXTS["ok.part"].format(file=file.name, count=len(rows))]


def is_in(page: Page, index: int, root: bytes | None) -> bool:
    return 0 <= index < page.count and root is not None and root.hex() == page.root


def pages(events: Iterator[str], refuse: Refuse) -> dict[str, list[Page]]:
    told: dict[str, list[Page]] = {log: [] for log in FILES}
    for record in map(json.loads, events):
        if record["name"] == PAGE:
            try:
                page = Page(**json.loads(record["payload"]))
                mine = told[page.log]
                before = mine[-1] if mine else Page(page.log, 0, 0, 0, 0, "")
                if (page.page, page.after) != (before.page + 1, before.last) or page.last <= page.after:
                    raise ValueError(page.page)
            except (KeyError, ValueError, TypeError):
                raise refuse("page", TEXTS["page"], position=record["position"]) from None
            mine.append(page)
    return told


def check_log(told: list[Page], file: Path, refuse: Refuse) -> int:
    """How many rows a log has: exactly those of its pages. The first page that does not hold is named, with its rows."""
    rows, at = leaves(file, refuse), 0
    for page in told:
        end = next((n for n in range(at, len(rows)) if rows[n][0] > page.last), len(rows))
        if (end - at, root_over([leaf for _, leaf in rows[at:end]])) != (page.count, page.root):
            where = {"page": page.page, "first": page.after + 1, "last": page.last}
            raise refuse("rows", TEXTS["rows"], file=file.name, count=page.count, found=end - at, **where)
        at = end
    if at < len(rows):
        raise refuse("row_beyond", TEXTS["row_beyond"], file=file.name, number=rows[at][0])
    return len(rows)


def leaves(file: Path, refuse: Refuse) -> list[tuple[int, bytes]]:
    """Of each row its number and its leaf."""
    log = next(name for name, told in FILES.items() if told == file.name)
    found: list[tuple[int, bytes]] = []
    for place, line in enumerate(lines_of(file, refuse), 1):
        try:
            number = json.loads(line)["id"]
            if type(number) is not int or (found and number <= found[-1][0]):
                raise ValueError(number)
        except (ValueError, TypeError, KeyError, RecursionError):
            raise refuse("row", TEXTS["row"], file=file.name, line=place) from None
        found.append((number, hashlib.sha256(f"\0minqing-log/1 {log}\n{line}".encode()).digest()))
    return found


def root_over(leaves: list[bytes]) -> str:
    """In hex; "" over nothing."""
    stack: list[tuple[int, bytes]] = []
    for leaf in leaves:
        count = 1
        while stack and stack[-1][0] == count:
            leaf, count = hashlib.sha256(b"\1" + stack.pop()[1] + leaf).digest(), count * 2
        stack.append((count, leaf))
    while len(stack) > 1:
        (_, right), (_, left) = stack.pop(), stack.pop()
        stack.append((0, hashlib.sha256(b"\1" + left + right).digest()))
    return stack[0][1].hex() if stack else ""


def lines_of(path: Path, refuse: Refuse) -> Iterator[Any]:
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            yield from (line.removesuffix("\n") for line in file)
    except OSError:
        raise refuse("missing", file=path.name) from None
    except UnicodeDecodeError:
        raise refuse("row", TEXTS["row"], file=path.name, line=0) from None
