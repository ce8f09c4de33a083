"""A log that ends and the one that follows it: nothing is begun anew in silence."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from api.databases import Databases
from api.notary import checking
from api.notary.checking import Asked
from api.notary.folder import Folder, NotaryFolderBroken
from api.notary.notary import JournalBent, Notary
from api.notary.succession import STATEMENT, begin_anew
from domain.community import Renamed
from domain.journal import Journal, Write
from tests.api.notary.conftest import META, found, rename

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LOST = 5


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "notary")


@pytest.fixture
def journal(database: Databases) -> Iterator[Journal]:
    journal = Journal(database.app)
    journal.append([Write("com-321111009001", 0, [Renamed(name="锦绣", reason="初")])], META)
    yield journal
    journal.close()


def turn(database: Databases, folder: Folder) -> None:
    with Notary(database.notary, Folder(folder.path)) as notary:
        notary.turn()


def restored(database: Databases, journal: Journal) -> None:
    """As it was before the last events, on purpose; and work has gone on."""
    with psycopg.connect(database.admin) as owner:
        owner.execute("alter table journal.events disable trigger append_only")
        owner.execute(f"delete from journal.events where position > (select max(position) - {LOST} from journal.events)")
        owner.execute("alter table journal.events enable always trigger append_only")
        owner.execute("delete from journal.receipts")
    rename(journal, 2)


def test_an_announced_restore_is_followed_by_a_log_that_names_it(database: Databases, journal: Journal, folder: Folder):
    rename(journal, 11)
    turn(database, folder)
    old = folder.checkpoints()[-1]
    restored(database, journal)
    with pytest.raises(JournalBent):
        turn(database, folder)

    told = begin_anew(database.notary, folder, "润街办〔2026〕40号：恢复到\n昨日", NOW)
    turn(database, folder)

    assert (told.size, told.kept) == (12, 12 - LOST)
    with psycopg.connect(database.notary) as connection:
        follows = [one for one in checking.verify(connection, Folder(folder.path)) if one.code == "verify.succeeds"]
        assert found(connection, Folder(folder.path)) == []
        assert [(one.facts["old"], one.facts["kept"], one.facts["reason"]) for one in follows] == [
            (old.checkpoint.origin, 12 - LOST, "润街办〔2026〕40号：恢复到 昨日")
        ]
        kept_elsewhere = Asked(held=[old])
        assert [one.code for one in found(connection, Folder(folder.path), kept_elsewhere)] == ["verify.held_foreign"]


@pytest.mark.parametrize(("word", "other"), [("kept 7", "kept 9"), ("润街办", "区办"), ("size 12", "size 13")])
def test_what_the_old_key_said_cannot_be_changed(word: str, other: str, database: Databases, journal: Journal, folder: Folder):
    rename(journal, 11)
    turn(database, folder)
    restored(database, journal)
    begin_anew(database.notary, folder, "润街办〔2026〕40号", NOW)
    turn(database, folder)
    file = folder.path / STATEMENT
    assert word in file.read_text()
    file.write_text(file.read_text().replace(word, other))
    with psycopg.connect(database.notary) as connection:
        assert [(one.code, one.facts) for one in found(connection, Folder(folder.path))] == [("verify.folder_broken", {"part": STATEMENT})]


def test_a_folder_put_back_from_an_old_copy_goes_on_where_the_journal_is_the_same(database: Databases, journal: Journal, folder: Folder):
    turn(database, folder)
    shutil.copytree(folder.path, folder.path.parent / "old")
    rename(journal, 4)
    turn(database, folder)
    rename(journal, 1)
    turn(database, Folder(folder.path.parent / "old"))
    with psycopg.connect(database.notary) as connection:
        assert [one.code for one in found(connection, Folder(folder.path.parent / "old"))] == []


def test_a_folder_put_back_from_an_old_copy_does_not_sign_another_history(database: Databases, journal: Journal, folder: Folder):
    """Its key has signed a head that this journal does not lead to."""
    turn(database, folder)
    shutil.copytree(folder.path, folder.path.parent / "old")
    rename(journal, 11)
    turn(database, folder)
    restored(database, journal)
    with pytest.raises(NotaryFolderBroken) as refused:
        turn(database, Folder(folder.path.parent / "old"))
    assert refused.value.facts == {"part": "head.json"}


def test_a_folder_that_is_gone_is_not_replaced_unsaid(database: Databases, journal: Journal, folder: Folder, tmp_path: Path):
    turn(database, folder)
    another = Folder(tmp_path / "another")
    with pytest.raises(NotaryFolderBroken):
        turn(database, another)
    assert not another.exists
    begin_anew(database.notary, another, "公证机损坏", NOW)
    turn(database, another)
    with psycopg.connect(database.notary) as connection:
        codes = [one.code for one in checking.verify(connection, Folder(another.path))]
    assert "verify.succeeds_unsaid" in codes
