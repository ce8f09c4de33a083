"""The notary at work: what it signs, what it keeps through a crash, and what it refuses."""

from __future__ import annotations

import base64
import json
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from api.databases import Databases
from api.notary import keys, note, proving, tables
from api.notary.bundle import NothingSigned
from api.notary.checking import verify
from api.notary.folder import Folder, Head, Leaf, NotaryFolderBroken
from api.notary.notary import JournalBent, Notary, NotaryElsewhere, Turn
from domain import proof
from domain.community import Renamed
from domain.journal import Journal, Write
from tests.api.notary.conftest import META, found, rename

STREAM = "com-321111009001"
EVENTS = 700
"""More than two tiles, so that the tree has a second storey."""


@pytest.fixture(scope="module")
def written(own_database: Databases) -> Iterator[Journal]:
    journal = Journal(own_database.app)
    journal.append([Write(STREAM, 0, [Renamed(name="锦绣", reason=f"第{n}次") for n in range(EVENTS)])], META)
    yield journal
    journal.close()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "notary")


Turned = Callable[[], Turn]


@pytest.fixture
def turned(written: Journal, own_database: Databases, folder: Folder) -> Turned:
    """A notary that begins, takes one turn, and ends, as a program that is started again each time."""

    def turn() -> Turn:
        with Notary(own_database.notary, Folder(folder.path)) as notary:
            return notary.turn()

    with psycopg.connect(own_database.notary) as connection:
        tables.clear(connection)
    return turn


def test_everything_is_signed_once_and_read_again_ever_after(turned: Turned, written: Journal, folder: Folder):
    came = written.head()
    assert turned() == Turn(signed=len(list(folder.leaves())), looked=0)
    assert folder.head().position == came
    size = folder.head().size
    assert turned() == Turn(signed=0, looked=size)
    rename(written, 2)
    assert turned() == Turn(signed=2, looked=size)
    assert [one.checkpoint.size for one in folder.checkpoints()] == [size, size + 2]


def test_proofs_come_out_of_the_published_tiles(turned: Turned, own_database: Databases, folder: Folder):
    turned()
    leaves, root = list(folder.leaves()), folder.head().signed.checkpoint.root
    with psycopg.connect(own_database.app) as connection:
        node = tables.reader(connection)
        for index in (0, 1, 255, 256, 511, 512, len(leaves) - 1):
            proof.check_inclusion(leaves[index].hash, index, len(leaves), proof.inclusion(index, len(leaves), node), root)
            assert proving.inclusion(connection, leaves[index].position)["index"] == index
        with pytest.raises(proving.NotUnderCheckpoint):
            proving.inclusion(connection, leaves[-1].position + 1)


def test_before_anything_is_signed_there_is_no_checkpoint(turned: Turned, own_database: Databases):
    with psycopg.connect(own_database.app) as connection, pytest.raises(NothingSigned):
        proving.newest(connection)


def test_no_proof_is_given_out_of_a_bent_tree(turned: Turned, own_database: Databases, folder: Folder):
    turned()
    position = next(folder.leaves()).position
    with psycopg.connect(own_database.admin) as owner:
        owner.execute("update proofs.tile set hashes = set_byte(hashes, 70, 1 # get_byte(hashes, 70)) where level = 0 and number = 0")
        with pytest.raises(proving.ProofNotMade):
            proving.inclusion(owner, position)
        owner.execute("delete from proofs.tile where number = 1")
        with pytest.raises(proving.ProofNotMade):
            proving.consistency(owner, 3, folder.head().size)
        owner.rollback()


def test_a_checkpoint_that_the_notary_never_wrote_is_no_checkpoint(turned: Turned, own_database: Databases, folder: Folder):
    turned()
    with psycopg.connect(own_database.admin) as owner:
        owner.execute("insert into proofs.checkpoint (size, position, note) values (9999999, 1, 'believe me')")
        with pytest.raises(proving.ProofNotMade):
            proving.newest(owner)
        assert [one.code for one in found(owner, folder)] == ["verify.published"]
        owner.commit()
    assert turned().signed == 0
    with psycopg.connect(own_database.notary, autocommit=True) as connection:
        connection.execute("delete from proofs.checkpoint where size = 9999999")


def leaves_beyond_the_head(folder: Folder) -> None:
    """Killed after the leaves, before the head."""
    with (folder.path / "leaves").open("ab") as file:
        file.write(os.urandom(99))


def head_not_shown(folder: Folder) -> None:
    """Killed after the head, before its checkpoint was shown."""
    shown = folder.checkpoints()[:-1]
    (folder.path / "checkpoints.txt").write_text("".join(f"{one}\n" for one in shown))


def checkpoint_shown_half(folder: Folder) -> None:
    """The power went while it was written; so much of a line of signatures need not even be text."""
    half = f"{folder.checkpoints()[-1]}".encode().partition("—".encode())[0] + "—".encode()[:2]
    head_not_shown(folder)
    with (folder.path / "checkpoints.txt").open("ab") as file:
        file.write(half)


@pytest.mark.parametrize("crash", [leaves_beyond_the_head, head_not_shown, checkpoint_shown_half])
def test_a_crash_leaves_nothing_half(crash: Callable[[Folder], None], turned: Turned, written: Journal, own_database, folder: Folder):
    turned()
    rename(written, 1)
    turned()
    before = folder.checkpoints()
    crash(folder)
    rename(written, 1)
    turned()
    assert folder.checkpoints()[:-1] == before
    with psycopg.connect(own_database.notary) as connection:
        assert found(connection, folder) == []


class Hurried(Folder):
    """Whoever reads in it: the notary has gone on at once."""

    goes_on: Callable[[], object]

    def head(self) -> Head | None:
        told = super().head()
        self.goes_on()
        return told

    def checkpoints(self) -> list[note.Note]:
        told = super().checkpoints()
        self.goes_on()
        return told

    def leaves(self, start: int = 0, end: int | None = None) -> Iterator[Leaf]:
        yield from super().leaves(start, end)
        self.goes_on()


def test_what_holds_holds_while_the_notary_goes_on(turned: Turned, written: Journal, own_database: Databases, folder: Folder):
    """Given somebody who signs and publishes between any two looks, when the journal is verified, then nothing is said to be bent."""
    turned()
    hurried, before = Hurried(folder.path), folder.head().size
    with Notary(own_database.notary, folder) as beside, psycopg.connect(own_database.notary, autocommit=True) as connection:
        hurried.goes_on = lambda: (rename(written, 1), beside.turn())
        assert [one for one in verify(connection, hurried, close=hurried.goes_on) if not one.holds] == []
        assert tables.published(connection) == folder.head().size > before + 5


def test_a_leaf_too_many_in_the_tables_is_found(turned: Turned, own_database: Databases, folder: Folder):
    turned()
    with psycopg.connect(own_database.admin) as owner:
        owner.execute(
            "update proofs.tile set hashes = hashes || sha256('x'), positions = positions || 999999"
            " where level = 0 and number = (select max(number) from proofs.tile where level = 0)"
        )
        assert [(one.code, one.position) for one in found(owner, folder)] == [("verify.tiles", 999999)]
        owner.rollback()


def test_a_checkpoint_that_is_being_written_is_not_read_yet(turned: Turned, written: Journal, own_database: Databases, folder: Folder):
    """Whatever part of it has reached the disk."""
    turned()
    before, shown = folder.checkpoints(), (folder.path / "checkpoints.txt").read_bytes()
    rename(written, 1)
    turned()
    coming = (folder.path / "checkpoints.txt").read_bytes()
    for size in range(len(shown), len(coming)):
        (folder.path / "checkpoints.txt").write_bytes(coming[:size])
        assert folder.checkpoints() == before


def test_tables_that_were_lost_or_went_astray_are_written_again(turned: Turned, own_database: Databases, folder: Folder):
    turned()
    with psycopg.connect(own_database.notary) as connection:
        tables.clear(connection)
    turned()
    with psycopg.connect(own_database.notary) as connection:
        assert tables.published(connection) == folder.head().size
        connection.execute("insert into proofs.tile values (0, 3, '\\x', '{}')")
    turned()
    with psycopg.connect(own_database.notary) as connection:
        assert found(connection, folder) == []


def flip_a_leaf(folder: Folder) -> None:
    content = bytearray((folder.path / "leaves").read_bytes())
    content[-3] ^= 1
    (folder.path / "leaves").write_bytes(content)


def cut_the_leaves(folder: Folder) -> None:
    (folder.path / "leaves").write_bytes((folder.path / "leaves").read_bytes()[:-40])


def lose_the_head(folder: Folder) -> None:
    (folder.path / "head.json").unlink()


def another_head(folder: Folder) -> None:
    told = json.loads((folder.path / "head.json").read_text())
    told["roots"][0] = "00" * 32
    (folder.path / "head.json").write_text(json.dumps(told))


def a_head_of_another_log(folder: Folder) -> None:
    told = json.loads((folder.path / "head.json").read_text())
    head = note.parse(told["note"]).checkpoint
    other = Folder(folder.path / "other")
    other.make(head.origin)
    told["note"] = str(note.sign(other.signer, head.size, head.root))
    (folder.path / "head.json").write_text(json.dumps(told))


def open_the_key(folder: Folder) -> None:
    (folder.path / "log.key").chmod(0o444)
    (folder.path / "head.json").unlink()
    (folder.path / "leaves").unlink()
    (folder.path / "checkpoints.txt").unlink()


BREAKS = {
    flip_a_leaf: "leaves",
    cut_the_leaves: "leaves",
    lose_the_head: "head.json",
    another_head: "head.json",
    a_head_of_another_log: "head.json",
    open_the_key: "log.key",
}


@pytest.mark.parametrize("breaks", BREAKS)
def test_a_broken_folder_signs_nothing_and_says_so(breaks: Callable[[Folder], None], turned: Turned, folder: Folder):
    turned()
    breaks(folder)
    with pytest.raises(NotaryFolderBroken) as refused:
        turned()
    assert refused.value.facts == {"part": BREAKS[breaks]}
    assert folder.alarm().code == "notary.folder_broken"


def test_there_is_one_notary_at_a_time(turned: Turned, own_database: Databases, folder: Folder):
    with Notary(own_database.notary, folder) as first:
        first.turn()
        with pytest.raises(NotaryElsewhere):
            turned()
    turned()


def test_a_bent_journal_is_not_signed_until_it_is_straight_again(turned: Turned, written: Journal, own_database: Databases, folder: Folder):
    turned()
    before, position = folder.checkpoints(), folder.head().position
    rename(written, 1)
    with psycopg.connect(own_database.admin, autocommit=True) as owner:
        owner.execute("alter table journal.events disable trigger append_only")
        owner.execute("update journal.events set reason = reason || '!' where position = %s", (position,))
        with pytest.raises(JournalBent) as refused:
            turned()
        assert refused.value.facts == {"what": "journal.changed", "position": position}
        assert (folder.alarm().code, folder.alarm().position) == ("journal.changed", position)
        assert folder.checkpoints() == before
        owner.execute("update journal.events set reason = rtrim(reason, '!') where position = %s", (position,))
        owner.execute("alter table journal.events enable always trigger append_only")
    assert turned().signed == 1
    assert folder.alarm() is None


def test_the_notarys_role_reads_the_journal_and_writes_what_it_publishes(own_database: Databases):
    for forbidden in (
        "insert into journal.events select * from journal.events",
        "update journal.events set actor = ''",
        "select * from vault.subject_key",
        "select * from accounts.account",
        "delete from journal.receipts",
    ):
        with psycopg.connect(own_database.notary) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(forbidden)
    with psycopg.connect(own_database.app) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("delete from proofs.checkpoint")


def test_keys_are_written_as_the_format_wants_them(tmp_path: Path):
    """The values are those of the format's own description: name, mark, kind and key in one line."""
    told = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    key = keys.parse(told)
    assert (key.name, key.mark.hex(), key.vkey) == ("PeterNeumann", "c74f20a3", told)
    text, signature = (
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=",
    )
    assert key.has_signed(text.encode(), base64.b64decode(signature)[4:])
    for wrong in (told.replace("c74f", "c74e"), told[:-4], "no key", told.replace("Peter", "Pe ter")):
        with pytest.raises(ValueError):
            keys.parse(wrong)
    signer = keys.made(tmp_path / "a.key", keys.LOG, "log/one")
    assert keys.read_signer(tmp_path / "a.key", keys.LOG).public == signer.public
    with pytest.raises(ValueError):
        keys.read_signer(tmp_path / "a.key", keys.COSIGNER)
    with pytest.raises(FileExistsError):
        keys.made(tmp_path / "a.key", keys.LOG, "log/one")


def test_a_note_that_was_touched_is_no_note(tmp_path: Path):
    signer = keys.made(tmp_path / "a.key", keys.LOG, "log/one")
    told = str(note.sign(signer, 5, bytes(range(32))))
    assert note.parse(told).is_signed_by(signer.public)
    dice = random.Random(5)
    for at in range(len(told)):
        touched = told[:at] + chr(ord(told[at]) ^ (1 << dice.randrange(5))) + told[at + 1 :]
        try:
            assert not note.parse(touched).is_signed_by(signer.public), at
        except note.NoteRefused:
            continue
