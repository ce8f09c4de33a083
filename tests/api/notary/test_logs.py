"""Who opened whose data, and who came through the door: the owner of the database takes rows away, changes them, puts some in.

Each attack is what a superuser says to the database with every trigger off, and the code and the page that it is to be found at.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api import audit_logs
from api.access import record
from api.audit_reader import Wrong, check_bundle
from api.commands import log_pages
from api.context import Office, open_office
from api.databases import Databases
from api.notary import checking, logs, proving
from api.notary.bundle import LogBent, export
from api.notary.folder import Folder
from api.notary.notary import Notary
from api.notary.part import Part
from api.settings import Settings
from domain import log_page
from domain.log_page import Closed, Log, log_id
from tests.api.cli import Desk
from tests.api.notary.conftest import found

PAGES, IN_A_PAGE = 3, 4
SAID = "张秀英家低保复核"
Owner = psycopg.Connection[Any]
TABLES = {Log.READING: "vault.read_log", Log.ACCESS: "accounts.access_log"}
COLUMNS = {
    Log.READING: "read_at, actor, role, subject, fields, purpose, request, salt",
    Log.ACCESS: "at, recorded_at, account, act, actor, address, told, salt",
}


@dataclass(frozen=True)
class Kept:
    office: Office
    folder: Folder

    @property
    def databases(self) -> Databases:
        return self.office.databases

    def sign(self) -> None:
        with Notary(self.databases.notary, self.folder) as notary:
            notary.turn()

    def pages(self, log: Log) -> list[Closed]:
        return [one.body for one in self.office.journal.read(log_id(log)) if isinstance(one.body, Closed)]


@pytest.fixture(scope="module")
def kept(desk: Desk, own_database: Databases) -> Iterator[Kept]:
    """Both logs of three pages each, signed, and two rows of each that wait for theirs. Before the second page a number was given back."""
    settings = Settings()
    office = open_office(settings, own_database)
    kept = Kept(office, Folder(settings.notary_home))
    for page in range(PAGES + 1):
        if page == 1:
            for table in TABLES.values():
                with psycopg.connect(own_database.admin) as connection:
                    connection.execute("select nextval(pg_get_serial_sequence(%s, 'id'))", (table,))
        for n in range(IN_A_PAGE if page < PAGES else 2):
            open_one(office, f"psn-000000000000{page}{n:03d}")
            with office.app_pool.connection() as connection:
                record.note(connection, "signed_in", "chen", office.clock(), record.Whence("10.0.0.7", "Firefox"), means="password")
        if page < PAGES:
            log_pages.close(office, office.clock())
    kept.sign()
    yield kept
    office.close()


def open_one(office: Office, subject: str) -> None:
    office.vault.log_read("chen", "desk", subject, ["name", "phone"], SAID, "c1")


@pytest.fixture
def owner(kept: Kept) -> Iterator[Owner]:
    with psycopg.connect(kept.databases.admin) as connection:
        for table in ("vault.read_log", "accounts.access_log", "journal.events"):
            connection.execute(f"alter table {table} disable trigger append_only")
        yield connection
        connection.rollback()


COPY = "insert into {table} (id, {columns}) overriding system value select %(to)s, {columns} from {table} where id = %(row)s + 1"
ATTACKS: dict[str, tuple[str, int, list[str]]] = {
    "takes a row out": ("page.removed", 2, ["delete from {table} where id = %(row)s"]),
    "says that another did it": ("page.changed", 2, ["update {table} set actor = 'li' where id = %(row)s"]),
    "says that it was earlier": ("page.changed", 2, ["update {table} set {time} = {time} - interval '1 microsecond' where id = %(row)s"]),
    "says that it was never": ("page.changed", 2, ["update {table} set {time} = '-infinity' where id = %(row)s"]),
    "gives another purpose or place": ("page.changed", 2, ["update {table} set {hidden} = '' where id = %(row)s"]),
    "gives another salt": ("page.changed", 2, ["update {table} set salt = gen_random_uuid() where id = %(row)s"]),
    "puts a row in": ("page.inserted", 2, [COPY.replace("%(to)s", "%(free)s")]),
    "puts one before the first": ("page.inserted", 1, [COPY.replace("%(to)s", "-5")]),
    "exchanges a row": ("page.changed", 2, ["delete from {table} where id = %(row)s", COPY.replace("%(to)s", "%(row)s")]),
    "cuts the rest off": ("page.removed", 2, ["delete from {table} where id >= %(row)s"]),
    "empties it": ("page.removed", 1, ["truncate {table}"]),
}


def bend(owner: Owner, kept: Kept, log: Log, statements: list[str]) -> None:
    """row: the first of the second page with another after it; free: a number of that page that no row has."""
    page = kept.pages(log)[1]
    names = {"table": TABLES[log], "columns": COLUMNS[log], "time": COLUMNS[log].split(",")[0], "hidden": logs.HIDDEN[log][0]}
    for statement in statements:
        owner.execute(statement.format(**names), {"row": page.last - 2, "free": page.after + 1})  # type: ignore[arg-type]


def test_honest_logs_hold_and_say_how_many_wait(kept: Kept, owner: Owner):
    assert found(owner, kept.folder) == []
    for log in Log:
        told = kept.pages(log)
        assert [(one.page, one.count) for one in told] == [(1, IN_A_PAGE), (2, IN_A_PAGE), (3, IN_A_PAGE)]
        left = logs.waiting(owner, log, told)
        assert (left.count, 0 <= left.seconds < 600) == (2, True)


@pytest.mark.parametrize("log", Log)
@pytest.mark.parametrize("name", ATTACKS)
def test_whoever(name: str, log: Log, kept: Kept, owner: Owner):
    """… of the database's owners touches a row whose page is closed is found, with the rows between which it was."""
    code, number, statements = ATTACKS[name]
    bend(owner, kept, log, statements)
    page = kept.pages(log)[number - 1]
    (looked,) = found(owner, kept.folder)
    told = looked.facts
    assert (looked.code, told["log"], told["page"]) == (code, logs.TABLES[log], number)
    assert (told["first"], told["last"], told["count"]) == (page.after + 1, page.last, page.count)
    with pytest.raises(LogBent):
        export(owner, kept.folder, Path(kept.office.settings.home) / f"none-{log}-{abs(hash(name))}")


def test_a_page_taken_out_or_forged_is_found_in_the_journal(kept: Kept, owner: Owner):
    """Given a page that was made to fit, then the record of the page is no longer the one that was signed."""
    bend(owner, kept, Log.READING, ["delete from {table} where id = %(row)s"])
    owner.execute("delete from journal.events where stream = %s and version = 3", (log_id(Log.READING),))
    codes = [one.code for one in found(owner, kept.folder)]
    assert codes == ["journal.removed", "page.removed"]
    owner.execute("update journal.events set payload = '{}' where stream = %s", (log_id(Log.READING),))
    assert [one.code for one in found(owner, kept.folder)] == ["journal.changed", "page.unreadable"]


def test_a_page_that_another_wrote_is_astray(kept: Kept, owner: Owner):
    """Given a last page of somebody's own, recorded as anybody may who writes for the service, then it does not follow."""
    owner.execute(
        "update journal.events set payload = convert_to(replace(convert_from(payload, 'UTF8'), '\"page\":3', '\"page\":4'), 'UTF8')"
        " where stream = %s and version = 3",
        (log_id(Log.ACCESS),),
    )
    assert [one.code for one in found(owner, kept.folder)] == ["journal.changed", "page.astray"]


def test_a_row_that_is_still_being_written_is_in_its_page(kept: Kept):
    """Given a row whose number comes first and that is there last, when a page is closed meanwhile, then the page waits for it."""
    office = kept.office
    with psycopg.connect(kept.databases.keys) as slow:
        statement = "insert into vault.read_log (actor, role, subject, fields, purpose) values ('li', 'desk', 'psn-x', '{name}', '慢')"
        slow.execute(statement)
        threading.Timer(0.3, slow.commit).start()
        ran = log_pages.close(office, office.clock())
    kept.sign()
    assert ran.failed == ()
    assert kept.pages(Log.READING)[-1].count == 3
    with psycopg.connect(kept.databases.notary) as connection:
        assert found(connection, kept.folder) == []
        assert logs.waiting(connection, Log.READING, kept.pages(Log.READING)).count == 0
    assert log_pages.close(office, office.clock()).acted == ()


@pytest.fixture(scope="module")
def bundle(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "bundle"
    with psycopg.connect(kept.databases.notary) as connection:
        done = export(connection, kept.folder, folder)
    assert done.rows == sum(page.count for log in Log for page in kept.pages(log))
    shutil.copy(folder / "keys.txt", folder.parent / "auditor.keys")
    return folder


def test_an_auditor_checks_the_rows_offline_and_reads_no_purpose(bundle: Path, tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-I", bundle / "audit_reader.py", bundle, "--key", bundle.parent / "auditor.keys"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "read_log.jsonl" in done.stdout and "access_log.jsonl" in done.stdout
    rows = [json.loads(line) for line in (bundle / "read_log.jsonl").read_text().splitlines()]
    assert {"actor", "subject", "fields", "read_at", "hidden"} <= rows[0].keys()
    everything = "".join(file.read_text() for file in bundle.glob("*_log.jsonl"))
    assert SAID not in everything and "10.0.0.7" not in everything and "Firefox" not in everything


def numbered(line: str, by: int) -> str:
    """The same row under another number."""
    told = json.loads(line)
    return json.dumps(told | {"id": told["id"] + by}, ensure_ascii=False, separators=(",", ":")) + "\n"


FORGED: dict[str, tuple[str, Callable[[list[str]], list[str]]]] = {
    "a row left out": ("rows", lambda lines: lines[:5] + lines[6:]),
    "a row changed": ("rows", lambda lines: [*lines[:5], lines[5].replace("chen", "li"), *lines[6:]]),
    "the end left out": ("rows", lambda lines: lines[:5]),
    "a row put in": ("rows", lambda lines: [*lines[:4], numbered(lines[4], -1), *lines[4:]]),
    "a row twice": ("row", lambda lines: [*lines[:5], lines[4], *lines[5:]]),
    "two rows turned": ("row", lambda lines: [*lines[:5], lines[6], lines[5], *lines[7:]]),
    "no row at all": ("row", lambda lines: [*lines[:5], "{}\n", *lines[5:]]),
    "a row after the last page": ("row_beyond", lambda lines: [*lines, numbered(lines[-1], 9)]),
    "an empty file": ("rows", lambda _: []),
}


@pytest.mark.parametrize("log", logs.TABLES.values())
@pytest.mark.parametrize("name", FORGED)
def test_the_reader_finds(name: str, log: str, bundle: Path, tmp_path: Path):
    code, forge = FORGED[name]
    copied = shutil.copytree(bundle, tmp_path / "bundle")
    file = copied / f"{log}.jsonl"
    file.write_text("".join(forge(file.read_text().splitlines(keepends=True))))
    with pytest.raises(Wrong) as wrong:
        check_bundle(copied, bundle.parent / "auditor.keys", [])
    assert (wrong.value.code, wrong.value.facts["file"]) == (code, file.name)
    if code == "rows":
        assert wrong.value.facts["first"] <= wrong.value.facts["last"]
    file.unlink()
    with pytest.raises(Wrong, match=file.name):
        check_bundle(copied, bundle.parent / "auditor.keys", [])


MINE = "psn-0000000000001002"


@pytest.fixture(scope="module")
def part(kept: Kept, bundle: Path) -> Path:
    """Of one person of the second page: two of its rows, with their paths."""
    folder = bundle.parent / "part"
    with psycopg.connect(kept.databases.notary) as connection:
        done = export(connection, kept.folder, folder, Part(streams=[MINE, "psn-0000000000001003"]))
    assert (done.rows, done.events) == (2, len(kept.pages(Log.READING))), "the rows, and the records of the pages they are in"
    return folder


def test_a_part_has_the_readings_of_its_own_with_their_proofs(part: Path):
    told = check_bundle(part, part.parent / "auditor.keys", [], is_part=True)
    assert any("read_log.jsonl" in one and "2" in one for one in told)
    assert [json.loads(line)["subject"] for line in (part / "read_log.jsonl").read_text().splitlines()] == [MINE, "psn-0000000000001003"]
    assert not (part / "access_log.jsonl").exists()


Lines = list[str]
FORGED_PART: dict[str, tuple[str, Callable[[Lines, Lines], tuple[Lines, Lines]]]] = {
    "a row changed": ("path", lambda rows, paths: ([rows[0].replace("chen", "li"), rows[1]], paths)),
    "a row under another number": ("path", lambda rows, paths: ([numbered(rows[0], -1), rows[1]], paths)),
    "paths exchanged": ("path", lambda rows, paths: (rows, paths[::-1])),
    "another page": ("path", lambda rows, paths: (rows, [paths[0].replace('"page": 2', '"page": 3'), paths[1]])),
    "a page that is none": ("path", lambda rows, paths: (rows, [paths[0].replace('"page": 2', '"page": 99'), paths[1]])),
    "another place": ("path", lambda rows, paths: (rows, [paths[0].replace('"index": 2', '"index": -2'), paths[1]])),
    "a path cut short": ("path", lambda rows, paths: (rows, [json.dumps(json.loads(paths[0]) | {"path": []}) + "\n", paths[1]])),
    "no path at all": ("row", lambda rows, paths: (rows, ["{}\n", paths[1]])),
    "a row without its path": ("paths", lambda rows, paths: (rows, paths[:1])),
    "a row twice": ("row", lambda rows, paths: ([rows[0], *rows], [paths[0], *paths])),
}


@pytest.mark.parametrize("name", FORGED_PART)
def test_the_reader_finds_in_a_part(name: str, part: Path, tmp_path: Path):
    code, forge = FORGED_PART[name]
    copied = shutil.copytree(part, tmp_path / "part")
    files = copied / "read_log.jsonl", copied / "read_log_paths.jsonl"
    forged = forge(*(file.read_text().splitlines(keepends=True) for file in files))
    for file, lines in zip(files, forged, strict=True):
        file.write_text("".join(lines))
    with pytest.raises(Wrong) as wrong:
        check_bundle(copied, part.parent / "auditor.keys", [], is_part=True)
    assert wrong.value.code == code
    files[0].unlink()
    with pytest.raises(Wrong, match=files[0].name):
        check_bundle(copied, part.parent / "auditor.keys", [], is_part=True)


def test_both_compute_the_same_leaf_of_a_row_with_every_kind_of_sign(tmp_path: Path):
    told = log_page.line({"id": 7, "actor": 'a"\\ \x01\x7f\u2028é𠮷', "fields": []}, {"purpose": SAID}, bytes(16))
    file = tmp_path / "read_log.jsonl"
    file.write_text(told + "\n")
    assert audit_logs.leaves(file, Wrong) == [(7, log_page.leaf(Log.READING, told))]


def test_the_clock_closes_a_page_and_the_commands_tell(desk: Desk, kept: Kept, tmp_path: Path):
    """Given somebody's data opened, when the clock of pages has run, then the notary signs the page and every check counts the row.

    Nobody has to wait for the clock: the notary's turn and the check of the journal close the pages first, and say how far that holds."""
    open_one(kept.office, "psn-0000000000009999")
    assert [one["subject"] for one in desk.ask("jobs", "run", "log_pages")["acted"]] == ["log-read"]
    desk.ask("notary", "once")
    before = held_in(desk.ask("verify"))
    open_one(kept.office, "psn-0000000000009998")
    assert desk.ask("notary", "once")["signed"] == 1
    assert held_in(desk.ask("verify")) == before | {"read_log": before["read_log"] + 1}
    with psycopg.connect(kept.databases.app) as connection:
        assert proving.newest(connection)["rows"] == held_in(desk.ask("verify"))
    open_one(kept.office, "psn-0000000000009997")
    assert held_in(desk.ask("verify")) == before | {"read_log": before["read_log"] + 1}, "closed, and still to be signed"
    assert kept.pages(Log.READING)[-1].last == before["read_log"] + 2
    assert desk.ask("audit", "export", "--out", tmp_path / "bundle")["rows"] > 0
    assert "read_log.jsonl" in desk.run("audit", "verify", tmp_path / "bundle", "--key", tmp_path / "bundle" / "keys.txt").text


def held_in(verified: dict[str, Any]) -> dict[str, int]:
    """Up to which row; none waits."""
    told = [one["facts"] for one in verified["checks"] if one["code"] == "page.hold"]
    assert [one["waiting"] for one in told] == [0, 0]
    return {one["log"]: one["signed"] for one in told}


def test_a_bent_journal_is_written_to_no_more(kept: Kept, owner: Owner):
    """Given rows that wait for their page and a journal that was bent, when it is verified, then no page is closed in it."""
    owner.execute("insert into vault.read_log (actor, role, subject, fields, purpose) values ('li', 'desk', 'psn-x', '{name}', '')")
    asked: list[int] = []
    owner.execute("update journal.events set actor = 'li' where stream = %s and version = 1", (log_id(Log.READING),))
    looked = checking.verify(owner, kept.folder, close=lambda: asked.append(1))
    assert ([one.code for one in looked if not one.holds], asked) == (["journal.changed"], [])
    (told,) = [one.facts for one in looked if one.code == "page.hold_but"]
    assert (told["waiting"], told["log"], told["seconds"] < 60) == (1, "read_log", True)
