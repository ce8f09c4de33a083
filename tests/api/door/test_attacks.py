"""What somebody tries who means harm, one after another, over whole HTTP and, where clients are too polite, over the bare connection."""

from __future__ import annotations

import ast
import csv
import io
import logging
import re
import socket
import tempfile
import threading
import time
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
import uvicorn
from python_calamine import CalamineWorkbook
from starlette.datastructures import UploadFile

from api.context import CHINA
from api.ledgers import Generated, as_csv, as_xlsx
from api.routes.communities import kept, name_of
from api.serving import HEAD_LONGEST, spoken
from api.settings import REPOSITORY
from tests.api.conftest import Site
from tests.api.door.conftest import refused
from tests.people import admin_he, auditor_zhou, desk_chen, planner_lin, reporter_xu

ENDED = b"\r\nHost: a\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def wire(site: Site) -> Iterator[int]:
    """The application as `minqing serve` speaks it. Yields its port."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(site.client.app, lifespan="off", **spoken() | {"log_level": "critical"}))
    running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    running.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    running.join()
    listening.close()


def said(port: int, request: bytes) -> bytes:
    """All that comes back until the other side ends it."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        answer = b""
        try:
            line.sendall(request)
            while part := line.recv(65_536):
                answer += part
        except ConnectionError:
            pass  # it was cut off while we still spoke
        return answer


INSIDE = b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + INSIDE,
        b"Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n" + INSIDE,
        b"Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}" + INSIDE,
        b"Content-Length: +2\r\n\r\n{}" + INSIDE,
        b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + INSIDE,
        b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + INSIDE,
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + INSIDE,
        b"X: a\r\n b\r\n\r\n" + INSIDE,
    ],
    ids=["length-and-chunks", "chunks-and-length", "two-lengths", "signed", "unknown-coding", "blank-before-colon", "no-chunk", "folded"],
)
def test_no_request_is_smuggled_inside_another(wire: int, head: bytes) -> None:
    answer = said(wire, b"POST /api/session HTTP/1.1\r\nHost: a\r\n" + head)
    assert answer.startswith(b"HTTP/1.1 400 ") and answer.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("head", [b"GET /healthz HTTP/1.1\r\nX: ", b"GET /", b"X: y\r\n"], ids=["header", "address", "many"])
def test_a_head_that_never_ends_is_cut_off(wire: int, head: bytes) -> None:
    start = b"GET /healthz HTTP/1.1\r\n" if head.startswith(b"X") else b""
    endless = start + head + (b"X: y\r\n" if start else b"a") * (20 * HEAD_LONGEST)
    answer = said(wire, endless)
    assert b" 200 " not in answer and answer.count(b"HTTP/1.1") <= 1


def test_a_head_that_comes_drop_by_drop_is_not_waited_for(wire: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as hurried:
        hurried.setattr("api.serving.HEAD_S", 0.3)
        for begun in (b"", b"GET /healthz HTTP/1.1\r\nHost: a\r\n"):
            assert said(wire, begun) == b""
    assert b" 200 " in said(wire, b"GET /healthz HTTP/1.1" + ENDED)


def test_a_long_body_is_no_long_head(wire: int, site: Site) -> None:
    token = site.as_(desk_chen).headers["Authorization"].encode()
    head = b"POST /api/communities HTTP/1.1\r\nAuthorization: " + token + b"\r\nContent-Type: application/json\r\nContent-Length: 900000"
    assert said(wire, head + ENDED + b"x" * 900_000).startswith((b"HTTP/1.1 422 ", b"HTTP/1.1 403 "))


def test_no_other_protocol_is_spoken(wire: int) -> None:
    upgrade = (
        b"Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
    )
    for upgraded in (upgrade, b"Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk"):
        assert b" 101 " not in said(wire, b"GET /api/session HTTP/1.1\r\nHost: a\r\n" + upgraded + b"\r\n\r\n")


NAMES = (
    "../../../etc/cron.d/x.csv",
    "..\\..\\x.csv",
    "/etc/passwd",
    "a\r\nSet-Cookie: x=y.csv",
    "x" * 5000 + ".csv",
    ".csv",
    "..",
    "x.csv/../y",
)


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_leads_nowhere(name: str) -> None:
    """It is kept as one printable name; what is written lies under a name of our own, and is gone afterwards."""
    upload = UploadFile(io.BytesIO(b"content"), filename=name)
    shown = name_of(upload)
    assert shown.isprintable() and "/" not in shown and 0 < len(shown) <= 200
    with kept(upload) as path:
        assert path is not None and path.read_bytes() == b"content"
        assert path.parent.parent == Path(tempfile.gettempdir()) and path.name.startswith("upload")
        assert path.resolve() == path.absolute()
    assert not path.parent.exists()


@pytest.mark.parametrize(
    "path",
    [
        b"/assets/..%2findex.html",
        b"/assets/../index.html",
        b"/assets/%2e%2e/%2e%2e/app.py",
        b"/assets/..%5c..%5capp.py",
        b"/assets//etc/passwd",
        b"/static-offline-docs/..%2f..%2f..%2fetc%2fpasswd",
        b"/static-offline-docs/%2e%2e/%2e%2e/pyproject.toml",
        b"//evil.example/",
    ],
)
def test_no_way_leads_out_of_the_pages_folder(wire: int, path: bytes) -> None:
    assert said(wire, b"GET " + path + b" HTTP/1.1" + ENDED).startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize("head", [b"X-HTTP-Method-Override: DELETE", b"X-Method-Override: DELETE", b"X-HTTP-Method: DELETE"])
def test_a_method_is_what_the_request_line_says(wire: int, site: Site, head: bytes) -> None:
    xu = site.as_(reporter_xu)
    token = xu.headers["Authorization"].encode()
    assert said(wire, b"GET /api/session?_method=DELETE HTTP/1.1\r\nAuthorization: " + token + b"\r\n" + head + ENDED).startswith(
        b"HTTP/1.1 200 "
    )
    assert xu.get("/api/sessions").status_code == 200
    assert said(wire, b"TRACE /api/session HTTP/1.1" + ENDED).startswith(b"HTTP/1.1 405 ")


def test_a_body_packed_to_burst_is_not_unpacked(wire: int) -> None:
    packed = b"\x1f\x8b\x08\x00" + b"\0" * 96
    head = b"POST /api/session HTTP/1.1\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 100"
    assert said(wire, head + ENDED + packed).startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 422 "))


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/xml"])
def test_json_under_another_name_is_not_taken_for_json(site: Site, kind: str) -> None:
    """A form of another site can send such bodies without asking first."""
    content = f'{{"account": "{planner_lin.account}", "password": "only-in-tests-2026"}}'
    answer = site.client.post("/api/session", content=content, headers={"Content-Type": kind} if kind else {})
    assert refused(answer) == (422, "http.input_invalid")


def test_no_body_takes_a_field_that_is_not_asked_for(site: Site) -> None:
    """Mass assignment: neither role nor owner nor id comes in beside what a route takes."""
    told = site.client.get("/openapi.json").json()
    named = {
        content["schema"]["$ref"].split("/")[-1]
        for operations in told["paths"].values()
        for operation in operations.values()
        for kind, content in operation.get("requestBody", {}).get("content", {}).items()
        if kind == "application/json"
    }
    assert len(named) > 100
    assert {name for name in named if told["components"]["schemas"][name].get("additionalProperties") is not False} == set()
    answer = site.client.post("/api/session", json={"account": "lin", "password": "only-in-tests-2026", "role": "admin"})
    assert refused(answer) == (422, "http.input_invalid")


def test_a_session_is_never_one_that_the_caller_chose(site: Site) -> None:
    chosen = {"Cookie": "minqing_session=chosen-by-another"}
    answer = site.client.post("/api/session", json={"account": "lin", "password": "only-in-tests-2026"}, headers=chosen)
    site.client.cookies.clear()
    assert answer.status_code == 200 and answer.json()["token"] != "chosen-by-another"
    assert len(urlsafe_b64decode(answer.json()["token"] + "=")) == 32
    assert site.client.get("/api/sessions", headers=chosen).status_code == 401


ODD = ("'", "1 or 1=1", "'; select pg_sleep(9)--", "..%2f..%2fetc", "%2500", "-1", "9" * 30, "＇", "{{7*7}}", "${jndi:x}", "%F0%9F%98%80")


def test_no_odd_question_reaches_the_database_as_words_of_its_own(site: Site) -> None:
    """Every route that is read, by whom may read most: an answer or a refusal in our words, at once."""
    told, callers = site.client.get("/openapi.json").json()["paths"], (site.as_(auditor_zhou), site.as_(admin_he))
    wrong = []
    for path in (path for path, operations in told.items() if "get" in operations):
        odd = ODD[len(path) % len(ODD)]
        asked = "".join(odd if n % 2 else part for n, part in enumerate(path.replace("}", "{").split("{")))
        for caller in callers:
            answer = caller.get(asked, **dict.fromkeys(("as_of", "grid", "q", "purpose", "limit", "after", "address"), odd))
            leaks = [word for word in ("Traceback", "psycopg", "syntax error", "relation", ".py") if word in answer.text]
            if answer.status_code >= 500 or (answer.status_code >= 400 and leaks):
                wrong.append((asked, answer.status_code, leaks))
    assert wrong == []


WRITES = re.compile(r"\b(writer|DictWriter|Workbook)\(")
RUN = (
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1+1",
    "　=1+1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    '=cmd|"/C calc"!A0',
    "a;=1+1",
)


@pytest.mark.parametrize("text", RUN)
def test_no_cell_of_a_sheet_runs(text: str) -> None:
    """Also where columns are parted by ; and a text that only holds one would begin another."""
    sheet = Generated("units", "单位", ("name",), [{"name": text}], False, datetime.now(CHINA), 1, "")
    content = as_csv(sheet).decode("utf-8-sig")
    _, (cell,) = csv.reader(io.StringIO(content, newline=""))
    assert cell == (text if text.startswith("a") else f"'{text}")
    assert content.split("\r\n", 1)[1].startswith('"')
    book = as_xlsx(sheet)
    assert text.strip() in str(CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()[1][0])
    with ZipFile(io.BytesIO(book)) as parts:
        written = parts.read("xl/worksheets/sheet1.xml")
    assert b't="s"' in written and b"<f" not in written


def test_no_sheet_is_written_anywhere_else() -> None:
    """What the tests above say of a cell holds of every export: one file writes them. The demonstration makes a file to be imported."""
    writing = {"csv", "xlsxwriter", "openpyxl"}
    found = {
        path.relative_to(REPOSITORY).as_posix()
        for layer in ("domain", "gis", "projections", "api")
        for path in (REPOSITORY / layer).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and writing & {each.name for each in node.names})
        or (isinstance(node, ast.ImportFrom) and node.module in writing)
    }
    assert {path for path in found if WRITES.search((REPOSITORY / path).read_text(encoding="utf-8"))} == {
        "api/ledgers/sheets.py",
        "api/demo/people.py",
    }


def test_a_line_of_the_log_is_one_line(site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody writes a second line into the log, nor steers the terminal it is read at."""
    monkeypatch.setattr("api.app.require_known", lambda request: 1 / 0)
    answer = site.client.post("/api/1%0AERROR forged%1b[2J%c2%85%e2%80%a8/plans")
    assert answer.status_code == 500
    (line,) = (record.getMessage() for record in caplog.records if record.name == "api.app")
    assert line.isprintable() and len(line.splitlines()) == 1 and "forged" in line


def test_no_secret_is_written_to_the_log(site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Neither where a sign-in is refused nor where it fails half way."""
    caplog.set_level(logging.DEBUG)
    secret = "a-very-secret-pass-phrase"
    site.client.post("/api/session", json={"account": "lin", "password": secret})
    site.client.post("/api/session", json={"account": "lin", "password": secret, "extra": secret})
    monkeypatch.setattr("api.access.signing_in.has_left", lambda *_: 1 / 0)
    answer = site.client.post("/api/session", json={"account": "lin", "password": "only-in-tests-2026"})
    assert answer.status_code == 500 and "ZeroDivisionError" in caplog.text
    assert secret not in caplog.text and "only-in-tests-2026" not in caplog.text


def test_an_unknown_account_takes_as_long_as_a_known_one(site: Site) -> None:
    """The same work: test_sessions.py counts it, this holds a watch to the processor's time, which no busy neighbour lengthens."""

    def best(account: str) -> float:
        spans = []
        for _ in range(3):
            began = time.process_time()
            site.client.post("/api/session", json={"account": account, "password": "a-wrong-pass-phrase"})
            spans.append(time.process_time() - began)
        return min(spans)

    known, unknown = best(reporter_xu.account), best("of-nobody-at-all")
    assert 0.3 < known / unknown < 3


def test_no_text_is_long_enough_to_keep_the_sign_in_busy(site: Site) -> None:
    for account, password in (("lin", "x" * 201), ("x" * 81, "y"), ("lin", "x" * 900_000)):
        answer = site.client.post("/api/session", json={"account": account, "password": password})
        assert refused(answer) == (422, "http.input_invalid") and "x" * 80 not in answer.text
