from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from api.databases import Databases
from domain.journal import Journal
from tests.projections.town import Town


@pytest.fixture
def town(database: Databases) -> Iterator[Town]:
    journal = Journal(database.app)
    with psycopg.connect(database.read, autocommit=True) as conn:
        yield Town(journal, database.project, database.read, conn)
    journal.close()
