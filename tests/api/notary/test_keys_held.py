"""The owner of the database turns against the vault: destroys a key unsaid, exchanges two, puts one back that was destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from api.cli.console import opened
from api.commands import erasing
from api.context import Actor
from api.databases import Databases
from api.settings import Settings
from api.vault import holding
from api.vault.opening import keys_of
from domain.personal_record import Measure
from tests.api.cli import Desk
from tests.api.jobs.conftest import DESK, NORTH, Hands, Town

Owner = psycopg.Connection[Any]
DOCUMENT = "润社个〔2026〕9号"


@dataclass(frozen=True)
class Sealed:
    """Tickets by the desk: two whose words stand, and one that was erased."""

    one: str
    other: str
    erased: str
    before: tuple[Any, ...]
    """The erased one's row, as an old backup has it."""


@pytest.fixture(scope="module")
def sealed(desk: Desk, own_database: Databases) -> Sealed:
    with opened() as office:
        town = Town(office, Hands(), {NORTH: "runzhou"})
        town.community(NORTH, "runzhou")
        one, other, erased = town.report(NORTH, 3, at=office.clock())
        with psycopg.connect(own_database.admin) as owner:
            before = owner.execute("select * from vault.subject_key where subject = %s", (erased,)).fetchone()
        asked = erasing.propose(office.ctx(DESK, document=DOCUMENT), erased, Measure.ERASE, "purpose_met")
        erasing.confirm(office.ctx(Actor("wang", "approver"), document=DOCUMENT), asked.answer["measure"])
    desk.ask("notary", "once")
    assert before is not None
    return Sealed(one, other, erased, before)


@pytest.fixture
def owner(own_database: Databases) -> Iterator[Owner]:
    """Nothing in its way; undone at the end."""
    with psycopg.connect(own_database.admin) as connection:
        connection.execute("alter table vault.subject_key disable trigger all")
        connection.commit()
        held = connection.execute("select * from vault.subject_key").fetchall()
        connection.commit()
        yield connection
        connection.rollback()
        connection.execute("delete from vault.subject_key")
        with connection.cursor() as cursor:
            cursor.executemany(f"insert into vault.subject_key values ({', '.join(['%s'] * len(held[0]))})", held)
        connection.execute("alter table vault.subject_key enable trigger all")


def wrong(own_database: Databases) -> dict[str, set[str]]:
    """By code, of whom."""
    with psycopg.connect(own_database.keys) as vault, psycopg.connect(own_database.app) as journal:
        return {code: set(whose) for code, whose in holding.held(vault, journal, keys_of(Settings())).wrong.items()}


def test_keys_as_the_product_left_them_hold(sealed: Sealed, own_database: Databases, desk: Desk):
    assert wrong(own_database) == {}
    assert [one["facts"]["unopened"] for one in desk.ask("verify")["checks"] if one["code"] == "vault.hold"] == [0]


def test_a_key_destroyed_unsaid_is_named(sealed: Sealed, owner: Owner, own_database: Databases, desk: Desk):
    owner.execute("update vault.subject_key set wrapped = null, erased_at = now() where subject = %s", (sealed.one,))
    owner.execute("delete from vault.subject_key where subject = %s", (sealed.other,))
    owner.commit()
    assert wrong(own_database) == {holding.ERASED: {sealed.one}, holding.GONE: {sealed.other}}
    told = desk.run("verify")
    assert (told.exit_code, sealed.one in told.text, sealed.other in told.text) == (1, True, True)


@pytest.mark.parametrize("columns", ["wrapped", "wrapped, fingerprint", "wrapped, fingerprint, epoch"])
def test_two_keys_exchanged_are_named(sealed: Sealed, owner: Owner, own_database: Databases, columns: str):
    """Whatever of them was: a key is wrapped for one subject alone."""
    owner.execute(
        f"update vault.subject_key k set ({columns}) = (select {columns} from vault.subject_key o"
        " where o.subject in (%(one)s, %(other)s) and o.subject <> k.subject) where k.subject in (%(one)s, %(other)s)",
        {"one": sealed.one, "other": sealed.other},
    )
    owner.commit()
    both = {sealed.one, sealed.other}
    expected = {holding.BROKEN: both} | ({holding.OTHER: both} if "fingerprint" in columns else {})
    assert wrong(own_database) == expected


def test_a_fresh_key_in_the_place_of_the_one_that_sealed_is_named(sealed: Sealed, owner: Owner, own_database: Databases):
    """Given a key that the running product made anew after the owner had taken the row away."""
    owner.execute("delete from vault.subject_key where subject = %s", (sealed.one,))
    owner.commit()
    with opened() as office:
        office.vault.seal(sealed.one, {"text": "另写"})
    assert wrong(own_database) == {holding.OTHER: {sealed.one}}


def test_a_destroyed_key_put_back_from_a_backup_is_named(sealed: Sealed, owner: Owner, own_database: Databases, desk: Desk):
    """Also when the owner says that nothing was carried out yet; the next start destroys it again."""
    owner.execute("delete from vault.subject_key where subject = %s", (sealed.erased,))
    owner.execute(f"insert into vault.subject_key values ({', '.join(['%s'] * len(sealed.before))})", sealed.before)
    owner.commit()
    assert wrong(own_database) == {holding.BACK: {sealed.erased}}
    assert "已记录删除，其密钥却还在" in desk.run("verify").text
    with opened():
        assert wrong(own_database) == {}


def test_an_erasure_that_is_just_being_carried_out_is_no_fault(sealed: Sealed, owner: Owner, own_database: Databases):
    """Given an erasure recorded a moment ago whose key is still to be destroyed, then nothing is wrong; ten minutes later it is."""
    (position,) = owner.execute("select max(position) from journal.events where name = 'personal_record.erased'").fetchone()
    owner.execute("delete from vault.subject_key where subject = %s", (sealed.erased,))
    owner.execute(f"insert into vault.subject_key values ({', '.join(['%s'] * len(sealed.before))})", sealed.before)
    owner.execute("update vault.carried_out set position = %s", (position - 1,))
    owner.commit()
    assert wrong(own_database) == {}
    owner.execute("alter table journal.events disable trigger append_only")
    owner.execute("update journal.events set recorded_at = recorded_at - interval '11 minutes' where position = %s", (position,))
    owner.commit()
    assert wrong(own_database) == {holding.BACK: {sealed.erased}}


def test_without_the_keys_it_is_said_that_none_was_unwrapped(sealed: Sealed, own_database: Databases):
    with psycopg.connect(own_database.keys) as vault, psycopg.connect(own_database.app) as journal:
        told = holding.held(vault, journal, None)
    assert (told.wrong, told.keys > 0) == ({}, True)
