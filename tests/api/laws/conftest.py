from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from psycopg.conninfo import conninfo_to_dict

from api.databases import Databases, Dsn
from tests.api.laws.town import Settled, Town, settle


@pytest.fixture(scope="session")
def settled(
    server: Dsn, new_database: Callable[[], AbstractContextManager[Databases]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Settled]:
    with new_database() as databases:
        yield settle(server, databases, str(conninfo_to_dict(databases.app)["dbname"]), tmp_path_factory.mktemp("home"))


@pytest.fixture
def town(settled: Settled) -> Iterator[Town]:
    with settled.copied() as town:
        yield town
