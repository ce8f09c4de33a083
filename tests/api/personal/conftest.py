"""One installation for all that is asked of personal data: the estate, a household in every grid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from api.databases import Databases
from tests.api.conftest import Site, running
from tests.api.lived_in import Town, settle


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="package")
def site(new_database: Callable[[], AbstractContextManager[Databases]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(new_database(), tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.fixture(scope="package")
def town(site: Site, folder: Path) -> Town:
    return settle(site, folder, households=1)
