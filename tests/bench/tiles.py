"""Tiles and GeoJSON of a real quarter beside tipg: the same PostgreSQL, one uvicorn worker each, the same caller, in turns.

`python -m tests.bench.tiles [--rounds N]`; needs the shared data, and `uv sync --group bench` for the peer.

5,412 footprints of Nanshan under a plan in force. Ours asks with each answer who calls, what of the map is theirs and of which state it
is. What is held of a state that was asked about before are its buildings, not its tiles or pages: each of those is written and packed
anew. Where nothing is held the database joins grid, plan and households of the instant (none is registered here) and writes the tile.
tipg reads one flat table made for it with the same columns, its tiles from a column that is in the plane of the tiles already, and holds
nothing. Both pack for a caller who unpacks gzip, and who does no more of HTTP than to read how long an answer is: some 40 µs of each.
Every case is asked for half a second; how often one may ask is not limited here.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib.util import find_spec
from itertools import cycle
from math import asinh, pi, radians, tan
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict
from pyogrio.raw import read

from api import accounts
from api.commands import enactment, proposing, territory
from api.commands.proposing import Wish
from api.context import Actor, open_office
from api.databases import Databases
from api.settings import REPOSITORY, Settings
from domain.ids import PlanId
from domain.policy import PolicyProfile
from gis.exchange import read_buildings
from tests.bench import ground
from tests.conftest import SHARED_DATA
from tests.days import china_today
from tests.people import PASSWORD, Named, planner_lin

CODE = "440305001001"
FILE = "cn_shenzhen_nanshan_buildings.geojson"
SECONDS = 0.5
FLAT = """
create schema peer;
create table peer.footprints as
select
  building.building, building.number, building.kind, building.use, building.floors, building.dwellings, 0 as households,
  held.grid, held.code, building.mercator as geom
from views.grids_building as building
join views.grids_placement as placement on placement.building = building.building
join views.grids_atom_grid as held_atom on held_atom.tessellation = placement.tessellation and held_atom.atom = placement.atom
join views.grids_plan_grid as held on held.plan = held_atom.plan and held.grid = held_atom.grid;
alter table peer.footprints add primary key (building);
create index on peer.footprints using gist (geom);
create table peer.degrees as
select building, number, kind, use, floors, dwellings, households, grid, code, st_transform(geom, 4326) as geom from peer.footprints;
alter table peer.degrees add primary key (building);
create index on peer.degrees using gist (geom);
analyze;
"""


@dataclass(frozen=True)
class Web:
    """A running server and how to speak to it."""

    port: int
    headers: dict[str, str]
    pid: int = 0

    def connection(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str, connection: HTTPConnection | None = None) -> bytes:
        """The body as it travels, packed."""
        connection = connection or self.connection()
        connection.request("GET", path, headers=self.headers)
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status == 200, (path, answer.status, content[:300])
        return content


@contextmanager
def served(application: Sequence[str], variables: dict[str, str], headers: dict[str, str]) -> Iterator[Web]:
    """One uvicorn worker in a program of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", *application, "--port", str(port), "--log-level", "error", "--no-access-log"]
    running = subprocess.Popen(command, cwd=REPOSITORY, env=os.environ | variables)
    try:
        _await_open(running, port)
        yield Web(port, {"Accept-Encoding": "gzip"} | headers, running.pid)
    finally:
        running.terminate()
        running.wait(20)


def _await_open(running: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until and running.poll() is None:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"{running.args} does not answer")


def quarter(databases: Databases, folder: Path) -> None:
    """Nanshan with a plan in force, and an account of a planner."""
    office = open_office(Settings(home=folder, clocks=False, pace=False), databases)
    ctx = office.ctx(Actor("bench", "planner"), document="测绘〔2026〕1号")
    given = territory.BuildingsFile(FILE, "0" * 64, read_buildings(SHARED_DATA / FILE))
    territory.import_buildings(ctx, CODE, given, name="南山", profile=PolicyProfile.load("runzhou"))
    plan = PlanId(proposing.propose(ctx, CODE, Wish(effort="fast")).answer["plan"])
    enactment.enact_by_document(ctx, plan, china_today())
    with office.app_pool.connection() as connection:
        accounts.open_account(connection, planner_lin.account, planner_lin.role, PASSWORD, office.clock())
    office.freshen()
    office.close()


def busy_tiles(connection: psycopg.Connection, zoom: int, most: int) -> list[tuple[int, int, int]]:
    """The tiles with the most buildings."""
    counts: dict[tuple[int, int], int] = {}
    for lon, lat in connection.execute("select lon, lat from views.grids_building"):
        x, y = (lon + 180) / 360 * 2**zoom, (1 - asinh(tan(radians(lat))) / pi) / 2 * 2**zoom
        counts[int(x), int(y)] = counts.get((int(x), int(y)), 0) + 1
    chosen = sorted(counts, key=lambda place: -counts[place])[:most]
    return [(zoom, x, y) for x, y in sorted(chosen)]


def rate(web: Web, paths: Sequence[str], callers: int) -> float:
    """Answers a second over all paths in turn, for so many seconds, by so many callers at once, each on one connection kept open."""
    shares = [paths[number::callers] for number in range(callers)]
    with ExitStack() as opened, ThreadPoolExecutor(callers) as pool:
        lines = [opened.enter_context(closing(Line(web))) for _ in shares]
        began = time.perf_counter()

        def calls(line: Line, mine: Sequence[str]) -> int:
            answers = 0
            for path in cycle(mine):
                line.ask(path)
                answers += 1
                if time.perf_counter() - began > SECONDS:
                    return answers
            return answers

        return sum(pool.map(calls, lines, shares)) / (time.perf_counter() - began)


class Line:
    """A connection, and as little of HTTP around it as a measurement needs, so that the caller's own work is a small part of what is
    measured: an answer's status and how long it is."""

    def __init__(self, web: Web) -> None:
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in ({"Host": f"127.0.0.1:{web.port}"} | web.headers).items())
        self._socket = socket.create_connection(("127.0.0.1", web.port), 60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.close = self._socket.close

    def ask(self, path: str) -> None:
        self._socket.sendall(f"GET {path} HTTP/1.1\r\n{self._headers}\r\n".encode())
        told = b""
        while (end := told.find(b"\r\n\r\n")) < 0:
            told += self._more()
        head = told[:end].lower()
        assert head[9:12] == b"200", (path, head)
        length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        left = length - (len(told) - end - 4)
        while left > 0:
            left -= len(self._more())

    def _more(self) -> bytes:
        part = self._socket.recv(1 << 18)
        assert part, "the connection was closed"
        return part


def ours_at(place: tuple[int, int, int]) -> str:
    return f"/api/tiles/buildings/{'/'.join(map(str, place))}.mvt?community={CODE}"


def theirs_at(place: tuple[int, int, int]) -> str:
    return f"/collections/peer.footprints/tiles/WebMercatorQuad/{'/'.join(map(str, place))}"


def buildings_in(content: bytes, folder: Path, place: tuple[int, int, int]) -> set[str]:
    """As GDAL reads them."""
    path = folder / "one.mvt"
    path.write_bytes(gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content)
    return set(read(path, columns=["building"], read_geometry=False, **dict(zip("ZXY", place, strict=True)))[3][0])


def peer_variables(databases: Databases) -> dict[str, str]:
    parts = conninfo_to_dict(databases.admin)
    address = f"postgresql://{parts['user']}@{quote(str(parts['host']), safe='')}:{parts.get('port', 5432)}/{parts['dbname']}"
    return {"DATABASE_URL": address, "TIPG_DB_SCHEMAS": '["peer"]', "TIPG_DB_EXCLUDE_FUNCTION_SCHEMAS": '["public"]'}


def our_variables(databases: Databases, folder: Path, tiles_mb: int, layers_mb: int) -> dict[str, str]:
    memory = {"TILES_MB": str(tiles_mb), "LAYERS_MB": str(layers_mb)}
    given = {"DATABASE_URL": str(databases.admin), "HOME": str(folder), "CLOCKS": "false", "PACE": "false"} | memory
    return {f"MINQING_{name}": value for name, value in given.items()}


def signed_in(web: Web, who: Named = planner_lin) -> dict[str, str]:
    connection = web.connection()
    body = json.dumps({"account": who.account, "password": PASSWORD})
    connection.request("POST", "/api/session", body, {"Content-Type": "application/json"})
    return {"Authorization": f"Bearer {json.loads(connection.getresponse().read())['token']}"}


Cases = dict[str, dict[str, ground.Case]]
Tiles = dict[int, list[tuple[int, int, int]]]


def beside_tipg(ours: Web, bare: Web, peer: Web, tiles: Tiles) -> Cases:
    """All three in one case, so that they meet the same neighbours."""
    found: Cases = {}
    for zoom, callers in ((15, 1), (15, 4), (16, 1), (16, 4)):
        mine, other = ([at(place) for place in tiles[zoom]] for at in (ours_at, theirs_at))
        found[f"tile, zoom {zoom}, {callers} at once"] = _three(ours, bare, peer, mine, other, callers)
    for limit, callers in ((100, 1), (100, 4), (1_000, 1), (1_000, 4)):
        mine, other = f"/api/features/buildings?community={CODE}&limit={limit}", f"/collections/peer.degrees/items?limit={limit}"
        found[f"GeoJSON of {limit:,}, {callers} at once"] = _three(ours, bare, peer, [mine] * callers, [other] * callers, callers)
    return found


def _three(ours: Web, bare: Web, peer: Web, mine: list[str], other: list[str], callers: int) -> dict[str, ground.Case]:
    return {
        "ours": lambda: rate(ours, mine, callers),
        "nothing held": lambda: rate(bare, mine, callers),
        "tipg": lambda: rate(peer, other, callers),
    }


def made_already(kept: Web, bare: Web, tiles: Tiles) -> Cases:
    """Of our own tiles those that were made already against those of the database."""
    return {
        f"tile, zoom {zoom}": {
            "made already": lambda zoom=zoom: rate(kept, [ours_at(place) for place in tiles[zoom]], 1),
            "of the database": lambda zoom=zoom: rate(bare, [ours_at(place) for place in tiles[zoom]], 1),
        }
        for zoom in sorted(tiles)
    }


def sizes(ours: Web, peer: Web, tiles: Tiles, folder: Path) -> str:
    """The buildings of both, before anything is timed: the same, but for some whose box ends at the tile's margin, a fiftieth at most."""
    told = []
    for zoom, places in tiles.items():
        mine, other = ([web.get(at(place)) for place in places] for web, at in ((ours, ours_at), (peer, theirs_at)))
        held = [[buildings_in(one, folder, place) for one, place in zip(each, places, strict=True)] for each in (mine, other)]
        assert all(len(mine ^ theirs) <= 1 + len(theirs) / 50 for mine, theirs in zip(*held, strict=True)), f"zoom {zoom}"
        sides = [
            f"{sum(map(len, names)) // len(names)} buildings, {sum(map(len, sent)) / len(sent) / 1000:.1f} KB packed"
            for names, sent in zip(held, (mine, other), strict=True)
        ]
        told.append(f"zoom {zoom}: {' (tipg: '.join(sides)})")
    return "A tile holds on average " + "; ".join(told) + "."


def measure(rounds: int) -> str:
    with ground.durable_server() as server, tempfile.TemporaryDirectory() as made, ExitStack() as running:
        folder, databases = Path(made), ground.fresh_databases(server, "ours")
        quarter(databases, folder)
        with psycopg.connect(databases.admin, autocommit=True) as connection:
            connection.execute(FLAT)
            tiles = {zoom: busy_tiles(connection, zoom, 12) for zoom in (14, 15, 16)}
        factory = ("--factory", "api.app:create_app")
        memory = {"bare": (0, 0), "ours": (0, 64), "kept": (64, 64)}
        webs = [running.enter_context(served(factory, our_variables(databases, folder, *each), {})) for each in memory.values()]
        token = signed_in(webs[0])
        bare, ours, kept = (Web(web.port, web.headers | token) for web in webs)
        peer, told = None, "tipg is not installed (uv sync --group bench): only our own tiles were measured."
        if find_spec("tipg"):
            peer = running.enter_context(served(("tipg.main:app",), peer_variables(databases), {}))
            told = sizes(ours, peer, tiles, folder)
        text = []
        if peer:
            found = ground.interleaved(beside_tipg(ours, bare, peer, tiles), rounds)
            text = [ground.table(found, who, "tipg") for who in ("ours", "nothing held")]
        text.append(ground.table(ground.interleaved(made_already(kept, bare, tiles), rounds), "made already", "of the database"))
        machine = ground.machine(server, ("fastapi", "uvicorn", "psycopg", *(("tipg", "asyncpg") if peer else ())))
    about = (__doc__ or "").split("\n\n")[2].strip().replace("\n", " ")
    return "\n\n".join(["## Tiles and GeoJSON", f"{machine} {about} {told}", *text]) + "\n"


def run(section: str, measured: Callable[[int], str], about: str | None, arguments: list[str] | None = None) -> None:
    """One section of RESULTS.md, on the quarter of FILE."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_known_args(arguments)[0].rounds
    if not (SHARED_DATA / FILE).exists():
        print(f"{FILE} is absent: set MINQING_SHARED_DATA to the folder that holds it")
        return
    text = measured(rounds)
    ground.write_section(section, text)
    print(f"\n{text}")


def main(arguments: list[str] | None = None) -> None:
    run("tiles", measure, __doc__, arguments)


if __name__ == "__main__":
    main()
