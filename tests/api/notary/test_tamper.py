"""The owner of the database turns against it, as superuser, with every trigger off: what is found, and at which position.

Each attack is a function of the connection, the installation and dice, and answers with the first position that it touched.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.databases import Databases
from api.notary import keys, note, tables
from api.notary.bundle import export
from api.notary.checking import Asked
from api.notary.comparing import CHANGED, CUT, INSERTED, REMOVED, Reach, reach
from api.notary.folder import Folder, Head, Leaf
from api.notary.notary import JournalBent
from api.notary.rows import stored
from domain.journal import Journal
from domain.proof import Frontier, leaf
from tests.api.cli import Desk
from tests.api.notary.conftest import CODE, STEPS, Signed, found, in_steps

EITHER = "which of the two comes first is the database's choice"
BOTH = (CHANGED, INSERTED)
Owner = psycopg.Connection[Any]
Attack = Callable[[Owner, Signed, random.Random], tuple[str, int]]
ROUNDS, MANY = 2, 40
OTHERS = (
    "stream, name, event_version, payload, actor, role, effective_at, recorded_at, policy, correlation, causation, key, reason, document"
)

CHANGES = {
    "payload": "set_byte(payload, octet_length(payload) / 2, get_byte(payload, octet_length(payload) / 2) # 1)",
    "payload, one more blank": "payload || ' '",
    "stream": "stream || 'x'",
    "version": "version + 1000",
    "name": "name || 'x'",
    "event_version": "event_version + 1",
    "actor": "'somebody'",
    "role": "'approver'",
    "effective_at": "effective_at - interval '1 microsecond'",
    "recorded_at": "recorded_at - interval '400 days'",
    "recorded_at, for ever": "'infinity'",
    "policy": "null",
    "policy, empty": "''",
    "correlation": "correlation || ' '",
    "causation": "'1'",
    "key": "'another'",
    "reason": "'别的理由'",
    "document": "'润街办〔2026〕99号'",
}


@pytest.fixture(scope="module")
def signed(desk: Desk, own_database: Databases, estate: Path, tmp_path_factory: pytest.TempPathFactory) -> Signed:
    """A community with its buildings, from a planner's file."""
    desk.with_estate(estate, CODE, "runzhou")
    return in_steps(own_database, Folder(tmp_path_factory.mktemp("notary")), Journal(own_database.app))


def change(column: str) -> Attack:
    def attack(owner: Owner, signed: Signed, dice: random.Random) -> tuple[str, int]:
        position = signed.position(dice)
        owner.execute(f"update journal.events set {column.split(',')[0]} = {CHANGES[column]} where position = %s", (position,))
        return CHANGED, position

    return attack


def delete(owner: Owner, signed: Signed, dice: random.Random) -> tuple[str, int]:
    position = signed.position(dice)
    owner.execute("delete from journal.events where position = %s", (position,))
    return REMOVED, position


def delete_the_first(owner: Owner, signed: Signed, _: random.Random) -> tuple[str, int]:
    position = signed.leaves[0].position
    owner.execute("delete from journal.events where position = %s", (position,))
    return REMOVED, position


def delete_the_tail(owner: Owner, signed: Signed, dice: random.Random) -> tuple[str, int]:
    position = signed.position(dice)
    owner.execute("delete from journal.events where position >= %s", (position,))
    return CUT, position


def delete_everything(owner: Owner, signed: Signed, _: random.Random) -> tuple[str, int]:
    owner.execute("truncate journal.events")
    return CUT, signed.leaves[0].position


def delete_and_close_the_gap(owner: Owner, signed: Signed, dice: random.Random) -> tuple[str, int]:
    """So that positions are dense again."""
    position = signed.position(dice)
    owner.execute("delete from journal.events where position = %s", (position,))
    shift(owner, position, -1)
    return CHANGED, position


def insert_and_make_room(owner: Owner, signed: Signed, dice: random.Random) -> tuple[str, int]:
    position = signed.position(dice)
    shift(owner, position - 1, 1)
    copy(owner, position + 1, position)
    return CHANGED, position


def insert_beside(owner: Owner, signed: Signed, dice: random.Random) -> tuple[str, int]:
    """Two events at one position, where the index is gone."""
    position = signed.position(dice)
    owner.execute("drop index journal.events_position")
    copy(owner, position, position)
    return EITHER, position


def insert_before_the_first(owner: Owner, signed: Signed, dice: random.Random) -> tuple[str, int]:
    """Where the order of the journal never comes, but a stream is read."""
    copy(owner, signed.position(dice), -5)
    return "verify.versions", -5


def swap(*columns: str) -> Attack:
    def attack(owner: Owner, signed: Signed, dice: random.Random) -> tuple[str, int]:
        one, other = sorted(dice.sample([each.position for each in signed.leaves[-3 * STEPS :]], 2))  # of two commands
        owner.execute("drop index journal.events_position")
        owner.execute("alter table journal.events drop constraint events_pkey")
        names = ", ".join(columns)
        owner.execute(
            f"update journal.events e set ({names}) = (select {names} from journal.events o where o.position = %(sum)s - e.position)"
            " where e.position in (%(one)s, %(other)s)",
            {"sum": one + other, "one": one, "other": other},
        )
        return CHANGED, one

    return attack


def put_back_an_old_copy(owner: Owner, signed: Signed, dice: random.Random) -> tuple[str, int]:
    """The table as it was, the sequence too, and another history from there on."""
    position = signed.position(dice)
    owner.execute("create temp table backup as select * from journal.events where position < %s", (position,))
    owner.execute("truncate journal.events")
    owner.execute("insert into journal.events select * from backup")
    owner.execute("drop table backup")
    copy(owner, signed.leaves[0].position, position)
    return CHANGED, position


def rewrite_the_tree(owner: Owner, signed: Signed, dice: random.Random) -> tuple[str, int]:
    """A change, and the published tree and checkpoints made anew so that all fits, with a key of the owner's own."""
    what, position = change("payload")(owner, signed, dice)
    publish_forged(owner, signed, f"forger/{dice.getrandbits(32)}")
    return what, position


def shift(owner: Owner, after: int, by: int) -> None:
    owner.execute("drop index journal.events_position")
    owner.execute("update journal.events set position = position + %s where position > %s", (by, after))


def copy(owner: Owner, position: int, new_position: int) -> None:
    """Another event in the stream of the one at a position, as its own next version."""
    owner.execute(
        f"insert into journal.events (position, version, {OTHERS})"
        " select %s, (select max(m.version) + 1 from journal.events m where m.stream = e.stream), "
        f"{OTHERS} from journal.events e where e.position = %s limit 1",
        (new_position, position),
    )


def publish_forged(owner: Owner, signed: Signed, name: str) -> None:
    folder = Folder(signed.folder.path.parent / name.replace("/", "-"))
    folder.make(name)
    leaves = [Leaf(row.position, leaf(row)) for row in stored(owner, 0, signed.leaves[-1].position)]
    frontier = Frontier()
    for one in leaves:
        frontier.append(one.hash)
    head = Head(leaves[-1].position, frontier, note.sign(folder.signer, frontier.size, frontier.root()))
    folder.keep(head, leaves)
    tables.clear(owner)
    tables.publish(owner, folder, head)
    shutil.rmtree(folder.path)


ATTACKS: dict[str, Attack] = {f"changes {column}": change(column) for column in CHANGES} | {
    "deletes an event": delete,
    "deletes the first": delete_the_first,
    "deletes the tail": delete_the_tail,
    "deletes everything": delete_everything,
    "deletes and closes the gap": delete_and_close_the_gap,
    "inserts and makes room": insert_and_make_room,
    "inserts beside": insert_beside,
    "inserts before the first": insert_before_the_first,
    "swaps two events": swap("position"),
    "swaps two payloads": swap("payload", "name", "stream", "version"),
    "swaps two envelopes": swap("actor", "recorded_at", "key", "effective_at", "correlation"),
    "puts back an old copy": put_back_an_old_copy,
    "rewrites the tree": rewrite_the_tree,
}


def tried(signed: Signed, attack: Attack, rounds: int, seed: str) -> None:
    dice = random.Random(seed)
    for _ in range(rounds):
        with signed.owned() as owner:
            code, position = attack(owner, signed, dice)
            looked = [(one.code, one.position) for one in found(owner, signed.folder)]
            assert [one for one in looked if one[1] == position and one[0] in (code, *(BOTH if code == EITHER else ()))], looked


def test_an_honest_journal_holds(signed: Signed):
    with signed.owned() as owner:
        assert found(owner, signed.folder) == []
        assert len(signed.leaves) > 60


@pytest.mark.parametrize("name", ATTACKS)
def test_the_owner_is_found_out_who(name: str, signed: Signed):
    tried(signed, ATTACKS[name], ROUNDS, name)


@pytest.mark.slow
@pytest.mark.parametrize("name", ATTACKS)
def test_however_often_the_owner(name: str, signed: Signed):
    tried(signed, ATTACKS[name], MANY, f"long {name}")


@pytest.mark.parametrize("name", ["changes payload", "deletes the tail", "swaps two events"])
def test_no_bundle_is_made_of_a_bent_journal(name: str, signed: Signed, tmp_path: Path):
    with signed.owned() as owner:
        _, position = ATTACKS[name](owner, signed, random.Random(name))
        with pytest.raises(JournalBent) as refused:
            export(owner, signed.folder, tmp_path / "bundle")
    assert refused.value.facts["position"] == position


def test_a_forged_tree_and_a_foreign_signature_are_found_by_themselves(signed: Signed):
    """Also where not one event was touched."""
    with signed.owned() as owner:
        publish_forged(owner, signed, "forger/same")
        assert [one.code for one in found(owner, signed.folder)] == ["verify.published"]
        owner.execute(
            "update proofs.tile set hashes = set_byte(hashes, 32 * 5, 1 # get_byte(hashes, 32 * 5)) where level = 0 and number = 0"
        )
        assert ("verify.tiles", signed.leaves[5].position) in [(one.code, one.position) for one in found(owner, signed.folder)]


@pytest.fixture
def stolen(signed: Signed, tmp_path: Path) -> Folder:
    """The notary's folder, key and all, in the hands of the database's owner."""
    shutil.copytree(signed.folder.path, tmp_path / "stolen")
    return Folder(tmp_path / "stolen")


def test_who_steals_the_notarys_key_too_is_found_by_a_checkpoint_kept_elsewhere(signed: Signed, stolen: Folder):
    """Journal, leaves, heads and signatures rewritten as one: nothing here can tell. A checkpoint that left the house can."""
    kept_elsewhere = signed.folder.checkpoints()[3]
    with signed.owned() as owner:
        owner.execute("update journal.events set actor = 'somebody' where position = %s", (signed.leaves[2].position,))
        resign(owner, signed, stolen)
        assert found(owner, stolen) == []
        assert [one.code for one in found(owner, stolen, Asked(held=[kept_elsewhere]))] == ["verify.held_differs"]


def test_journal_and_folder_rolled_back_together_are_found_by_a_newer_checkpoint(signed: Signed, stolen: Folder):
    newest = signed.folder.checkpoints()[-1]
    with signed.owned() as owner:
        owner.execute("delete from journal.events where position > %s", (signed.leaves[29].position,))
        resign(owner, signed, stolen)
        assert found(owner, stolen) == []
        assert [one.code for one in found(owner, stolen, Asked(held=[newest]))] == ["verify.held_newer"]


def test_a_new_key_is_not_the_old_one(signed: Signed, tmp_path: Path):
    """Given a checkpoint of the old log, when the owner begins another with a key of its own, then it does not fit."""
    another = Folder(tmp_path / "another")
    another.make(signed.folder.public.name)
    with signed.owned() as owner:
        resign(owner, signed, another)
        assert [one.code for one in found(owner, another, Asked(held=[signed.folder.checkpoints()[0]]))] == ["verify.held_foreign"]


def test_a_checkpoint_that_no_witness_signed_is_missed(signed: Signed, tmp_path: Path):
    witness = keys.made(tmp_path / "witness.key", keys.COSIGNER, "witness/street").public
    with signed.owned() as owner:
        assert [one.code for one in found(owner, signed.folder, Asked(witnesses=[witness]))] == ["verify.not_witnessed"]


def test_a_journal_put_back_stands_as_far_as_it_goes(signed: Signed):
    """Given a journal brought back to an earlier moment, it is what was signed up to there; where it is bent on the way is named."""
    with signed.owned() as owner:
        assert reach(owner, signed.folder) == Reach(len(signed.leaves), None)
        owner.execute("delete from journal.events where position > %s", (signed.leaves[29].position,))
        assert reach(owner, signed.folder) == Reach(30, None)
        owner.execute("update journal.events set actor = 'somebody' where position = %s", (signed.leaves[7].position,))
        assert reach(owner, signed.folder) == Reach(7, signed.leaves[7].position)


def test_without_a_notary_nothing_is_said(signed: Signed, tmp_path: Path):
    with signed.owned() as owner:
        assert reach(owner, Folder(tmp_path / "nobody")) is None


def resign(owner: Owner, signed: Signed, folder: Folder) -> None:
    """The journal as it stands now, signed as if it had always been so."""
    for name in ("leaves", "checkpoints.txt", "head.json"):
        (folder.path / name).unlink(missing_ok=True)
    leaves = [Leaf(row.position, leaf(row)) for row in stored(owner, 0, signed.leaves[-1].position)]
    frontier = Frontier()
    for one in leaves:
        frontier.append(one.hash)
    head = Head(leaves[-1].position, frontier, note.sign(folder.signer, frontier.size, frontier.root()))
    folder.keep(head, leaves)
    tables.clear(owner)
    tables.publish(owner, folder, head)
