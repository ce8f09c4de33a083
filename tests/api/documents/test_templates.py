"""Templates: what an office may lay over the shipped ones, and what none of them can do."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from threading import BoundedSemaphore

import pytest

from api.context import CHINA
from api.documents import press as press_room
from api.documents import shelf, trying, typesetter
from api.documents.press import DocumentTooCostly, Template, TemplateRefused, press
from tests.api.cli import Desk
from tests.api.documents.printed import Printed

AT = datetime(2026, 11, 22, 9, 30, tzinfo=CHINA)
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
READ = "#let d = json(bytes(sys.inputs.content))\n"


def set_(source: str, content: dict | None = None, *, seconds: int = 20, **files: bytes) -> Printed:
    """An office's template of this text."""
    template = Template("own", "own.typ", {"own.typ": source.encode(), **files}, is_own=True)
    return Printed(press(template, "pdf", content or {}, AT, seconds=seconds))


def test_values_come_as_values_whatever_they_hold():
    told = '#panic("x")\\ $1$ <script> 张三 "'
    assert set_(READ + "#d.name", {"name": told}).text() == "".join(told.split())


def test_the_same_content_at_the_same_moment_is_the_same_file():
    assert set_("一样").content == set_("一样").content


@pytest.mark.parametrize(
    "source",
    ['#read("/etc/passwd")', '#read("../../../etc/passwd")', '#read("/proc/self/environ")', f'#image("{typesetter.__file__}")'],
)
def test_a_template_reads_nothing_but_its_own_files(source: str):
    with pytest.raises(TemplateRefused):
        set_(source)


def test_its_own_files_it_reads():
    own = {"motto.txt": "为民".encode(), "marks/logo.png": base64.b64decode(PNG)}
    told = set_('#read("motto.txt") #image("marks/logo.png")', **own)
    assert (told.text(), told.pictures()) == ("为民", 1)


def test_who_comes_when_as_many_are_being_set_as_the_machine_holds_is_told_so(monkeypatch: pytest.MonkeyPatch):
    full = BoundedSemaphore(1)
    full.acquire()
    monkeypatch.setattr(press_room, "AT_ONCE", full)
    with pytest.raises(press_room.TypesetterBusy):
        set_("一", seconds=0)


def test_a_template_reaches_no_network():
    """Packages come from a registry; nothing may be fetched, and the kernel sees to it."""
    before = time.monotonic()
    with pytest.raises(TemplateRefused):
        set_('#import "@preview/cetz:0.3.0": *')
    assert time.monotonic() - before < 10
    tried = "import typesetter, socket; assert typesetter.shut_the_network(); socket.socket()"
    folder = Path(typesetter.__file__).parent
    done = subprocess.run([sys.executable, "-c", tried], cwd=folder, capture_output=True, text=True, check=False)
    assert "PermissionError" in done.stderr


@pytest.mark.parametrize(
    "source",
    ["#for a in range(100000) { for b in range(100000) { for c in range(10000) {} } }", '#let x = "a" * 3000000000'],
    ids=["time", "memory"],
)
def test_a_template_ends_in_bounded_time_and_memory(source: str):
    with pytest.raises(DocumentTooCostly):
        set_(source, seconds=1)


@pytest.mark.parametrize(
    ("source", "line", "reason"),
    [("一\n二\n#let x = ", 3, "expected expression"), (READ + "\n#d.nobody", 3, "nobody"), ("#unheard()", 1, "unknown variable")],
)
def test_a_fault_is_told_with_file_line_and_reason(source: str, line: int, reason: str):
    with pytest.raises(TemplateRefused) as refused:
        set_(source)
    assert (refused.value.facts["file"], refused.value.facts["line"]) == ("own.typ", line)
    assert reason in refused.value.facts["reason"]


@pytest.mark.parametrize("name", shelf.names())
def test_every_shipped_template_stands_its_own_fields(name: str):
    """With lists of three and with none; a field that no content has would be refused here."""
    assert all(trying.tried(None, name).values())


# --- as an office does it


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "模板"
    folder.mkdir()
    monkeypatch.setenv("MINQING_TEMPLATES", str(folder))
    return folder


def test_an_office_starts_from_the_shipped_template_and_changes_it(office: Path, tmp_path: Path):
    desk = Desk()
    started = desk.ask("documents", "template", "sheet", "--out", office)
    assert started["files"] == ["sheet.typ", "style.typ", "layout.toml"]
    assert {"path": "grids[].name", "zh": "网格名称", "en": "its name"} in started["fields"]
    changed = (office / "sheet.typ").read_text().replace("[民情图]", "[民情一张图]")
    (office / "sheet.typ").write_text(changed)
    desk.ask("documents", "check", "sheet", "--out", tmp_path / "样张")
    assert "民情一张图" in Printed((tmp_path / "样张" / "sheet.pdf").read_bytes()).text()
    listed = {one["document"]: one["templates"] for one in desk.ask("documents", "list")["documents"]}
    assert listed["sheet"] == ["sheet.typ（本单位）"]
    again = desk.ask("documents", "template", "sheet", "--out", office)
    assert again["files"] == []
    assert (office / "sheet.typ").read_text() == changed


def test_a_wrong_one_is_refused_with_its_place(office: Path):
    (office / "sheet.typ").write_text('#import "style.typ": *\n\n#let d = json(bytes(sys.inputs.content))\n#d.communitty\n')
    told = Desk().run("documents", "check", "sheet", "--json")
    assert told.refused_with == "document.template_refused"
    assert {name: told.told["facts"][name] for name in ("template", "file", "line")} == {
        "template": "sheet",
        "file": "sheet.typ",
        "line": 4,
    }
    assert "communitty" in told.told["facts"]["reason"]


def test_a_wrong_layout_is_refused(office: Path):
    (office / "layout.toml").write_text("[sheet]\nframe = 'large'\n")
    assert Desk().run("documents", "check", "sheet", "--json").refused_with == "document.template_refused"


def test_no_link_leads_out_of_the_folder(office: Path):
    os.symlink("/etc/passwd", office / "motto.txt")
    assert Desk().run("documents", "check", "sheet", "--json").refused_with == "document.template_refused"


def test_an_unknown_template_is_refused(office: Path):
    assert Desk().run("documents", "template", "letter", "--json").refused_with == "document.template_unknown"
