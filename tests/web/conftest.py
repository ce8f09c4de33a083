"""A real browser, with every other machine out of reach, before a server of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright
from psycopg.conninfo import conninfo_to_dict
from rich.progress import Progress

from api import accounts, demo
from api.app import create_app
from api.context import Office, open_office
from api.databases import Databases
from api.serving import spoken
from api.settings import REPOSITORY, Settings
from tests.api.lived_in import Town
from tests.api.test_demo import SMALL
from tests.conftest import locked
from tests.people import PASSWORD, Named
from tests.web.complaints import Complaints

if TYPE_CHECKING:
    from tests.web.deskwork import House

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SHOTS = Path(__file__).parent / "shots"
AXE = REPOSITORY / "api" / "web" / "node_modules" / "axe-core" / "axe.min.js"
TOO_SMALL = """[...document.querySelectorAll('button, select')]
    .filter(each => each.offsetHeight && each.offsetHeight < 44 && !each.closest('.maplibregl-map')).map(each => each.outerHTML)"""
"""Script: what a finger would miss."""
PATIENCE_MS = 45_000
"""What is waited for comes sooner or later; how soon is measured in tests/bench."""
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here: apt-get install chromium fonts-noto-cjk")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                "--enable-unsafe-swiftshader",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            ],
        )
        yield opened
        opened.close()


@contextmanager
def serving(office: Office) -> Iterator[str]:
    """The address of a server before this office."""
    server = uvicorn.Server(uvicorn.Config(create_app(office=office), port=0, **spoken()))
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        running.join(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    running.join()


@contextmanager
def installed(
    new_database: Callable[[], AbstractContextManager[Databases]], home: Path, people: Iterable[Named] = (), **settings: Any
) -> Iterator[Office]:
    """An office on its first day: these people, and nothing else."""
    with new_database() as databases:
        office = open_office(Settings(home=home, **{"clocks": False} | settings), databases)
        with office.app_pool.connection() as connection:
            for person in people:
                accounts.open_account(connection, person.account, person.role, PASSWORD, office.clock(), name=person.name)
        yield office
        office.close()


@pytest.fixture(scope="module")
def address(office: Office) -> Iterator[str]:
    """Where the module's own office is served."""
    with serving(office) as address:
        yield address


@pytest.fixture(scope="session")
def demonstration(
    new_database: Callable[..., AbstractContextManager[Databases]],
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
    pages: None,
) -> Iterator[Office]:
    """The office of the demonstration: the whole year of it with --shots. One worker tells it, each has a copy of its own."""
    scale = demo.FULL if request.config.getoption("--shots") else SMALL
    base, home = tmp_path_factory.getbasetemp(), tmp_path_factory.mktemp("copied") / "home"
    told = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demonstration"
    with ExitStack() as kept:
        with locked("demonstration.lock", fcntl.LOCK_EX):
            if not told.exists():
                kept.enter_context(telling(new_database, told, tmp_path_factory.mktemp("home"), scale))
            database, source = told.read_text().splitlines()
            databases = kept.enter_context(new_database(database))
            shutil.copytree(source, home)
        office = open_office(Settings(home=home), databases)
        kept.callback(office.close)
        yield office


@contextmanager
def telling(new_database: Callable[..., AbstractContextManager[Databases]], told: Path, home: Path, scale: demo.Scale) -> Iterator[None]:
    """Afterwards `told` names the database and the home to copy; whoever comes when they are gone tells it anew."""
    with new_database() as databases:
        office = open_office(Settings(home=home), databases)
        with Progress(disable=True) as bars:
            demo.load(office, bars, scale)
        office.close()
        told.write_text(f"{conninfo_to_dict(databases.app)['dbname']}\n{home}\n")
        try:
            yield
        finally:
            with locked("demonstration.lock", fcntl.LOCK_EX):
                told.unlink()


@pytest.fixture(scope="session")
def served(demonstration: Office) -> Iterator[str]:
    """The demonstration behind a server of its own."""
    with serving(demonstration) as address:
        yield address


@pytest.fixture(scope="session")
def town(
    new_database: Callable[[], AbstractContextManager[Databases]], tmp_path_factory: pytest.TempPathFactory, pages: None
) -> Iterator[tuple[Town, str]]:
    """For the stories of the wardens' phones: Zhao's in the first grid, Qian's in the second, Sun's in the others."""
    from tests.web.field import quarter

    with quarter(new_database, tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("files")) as settled:
        yield settled


@pytest.fixture(scope="module")
def hes_window(served: str, browser: Browser) -> Iterator[Window]:
    """He Xiaomei's, of the desk; it stays open all day."""
    from tests.web.deskwork import seated

    window = seated(Window(browser, served), "desk")
    yield window
    window.close()


@pytest.fixture
def he(hes_window: Window) -> Page:
    return hes_window.page


@pytest.fixture(scope="module")
def house(hes_window: Window) -> House:
    from tests.web.deskwork import house_of

    return house_of(hes_window.page)


class Window:
    """One person's browser: it writes down whatever the page complains about and whatever leaves the house."""

    def __init__(self, browser: Browser, address: str, size: dict[str, int] = DESK) -> None:
        self.address = address
        self.room = browser.new_context(viewport=size, base_url=address, locale="zh-CN", has_touch=size is PHONE)
        self.page: Page = self.room.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.complaints = Complaints(self.page, address)

    def sign_in(self, account: str, password: str, to: str) -> None:
        """Through the sign-in, which leads on to the page that was asked for."""
        self.page.goto(self.address + to)
        self.page.get_by_label("账号").fill(account)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("button", name="登录").click()

    def accessible(self) -> None:
        """axe finds nothing serious or critical."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        grave = [
            (one["id"], one["nodes"][0]["target"], one["nodes"][0]["failureSummary"])
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert grave == []

    def close(self) -> None:
        self.room.close()
        assert not self.complaints, "\n".join(self.complaints.whole())


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Window]]:
    """`opened(address)`: a window; closed at the end, when nothing may have been complained about."""
    windows: list[Window] = []

    def new(address: str, size: dict[str, int] = DESK) -> Window:
        windows.append(Window(browser, address, size))
        return windows[-1]

    yield new
    for window in windows:
        window.close()
