"""Backups and the way back, on a private cluster of its own: any moment, any position, a dead server, somebody else's server."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api import accounts, migrate
from api import cluster as clusters
from api.access.signing_in import sign_in
from api.backup import gaps
from api.backup.manifest import read as read_manifest
from api.cluster import Cluster
from api.commands import erasing
from api.context import Actor, Office, open_office
from api.databases import Databases
from api.notary.folder import Folder
from api.settings import Settings
from api.vault import Keyring
from domain.personal_record import Measure, Standing
from tests.api.cli import Desk, Told
from tests.api.jobs.conftest import DESK, NORTH, Hands, Town
from tests.people import PASSWORD, desk_chen

pytestmark = pytest.mark.story


@dataclass
class House:
    """An installation on its private cluster, and what its desk did to it."""

    settings: Settings
    folder: Path
    moments: dict[str, datetime]
    events: dict[str, list[Any]]
    forgotten: str = ""

    def erase(self, ticket: str) -> None:
        """The words of a ticket, by two people."""
        with self.office() as office:
            document = "润社个〔2026〕9号"
            asked = erasing.propose(office.ctx(DESK, document=document), ticket, Measure.ERASE, "purpose_met")
            erasing.confirm(office.ctx(Actor("wang", "approver"), document=document), asked.answer["measure"])

    def work(self, tickets: int) -> list[str]:
        with self.office() as office:
            town = Town(office, Hands(), {NORTH: "runzhou"})
            if not self.events:
                town.community(NORTH, "runzhou")
            return town.report(NORTH, tickets, at=office.clock())

    @contextmanager
    def office(self) -> Iterator[Office]:
        office = open_office(self.settings, migrate.prepare(self.settings))
        yield office
        office.close()

    def remember(self, name: str) -> None:
        """What stands in the journal now, and when that was."""
        self.events[name] = everything(self.settings)
        self.moments[name] = datetime.now(UTC)
        time.sleep(0.01)

    def restore(self, home: str, *words: object) -> Told:
        return Desk().run("restore", self.folder, "--into", self.at(home).home, *words, "--json")

    def at(self, home: str) -> Settings:
        return self.settings.model_copy(update={"home": self.settings.home.parent / home})


def everything(settings: Settings) -> list[Any]:
    with psycopg.connect(migrate.connect(settings).owner) as connection:
        return connection.execute("select * from journal.events order by position").fetchall()


def cluster_of(settings: Settings) -> Cluster:
    return clusters.private_cluster(settings)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    try:
        clusters.programs(Cluster(Path("/nowhere")))
    except clusters.ServerUnavailable as absent:
        pytest.skip(str(absent))
    root = tmp_path_factory.mktemp("house")
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("MINQING_DATABASE_URL", raising=False)
        environment.setenv("MINQING_HOME", str(root / "home"))
        environment.setitem(clusters.DURABLE, "fsync", "off")  # killed, it is; no power is cut
        one = House(Settings(home=root / "home", database_url=None), root / "backups", {}, {})
        yield one
        for home in root.iterdir():
            if home != one.folder:
                clusters.destroy(cluster_of(one.at(home.name)))


def test_a_backup_is_verified_and_says_what_it_holds(house: House):
    """Given 20 tickets, when they are backed up and the work goes on, then the backup says what stood then."""
    house.forgotten = house.work(20)[0]
    with house.office() as office:
        with office.app_pool.connection() as connection:
            accounts.open_account(connection, desk_chen.account, desk_chen.role, PASSWORD, office.clock(), name="陈静")
        sign_in(office, desk_chen.account, PASSWORD)
    assert Desk().run("notary", "once").exit_code == 0, "which closes a page of the log of the door"
    house.remember("backed up")
    told = Desk().ask("backup", "--to", house.folder)
    assert (told["kind"], told["events"]) == ("base", len(house.events["backed up"]))
    head = Folder(house.settings.notary_home).head()
    assert head is not None and (told["checkpoint"], told["log"]) == (str(head.signed), Folder(house.settings.notary_home).public.vkey)
    assert head.size == told["events"]
    house.remember("after the backup")
    house.work(10)
    house.remember("wanted")
    house.erase(house.forgotten)
    house.work(5)
    house.remember("last")
    assert Desk().run("notary", "once").exit_code == 0
    assert [one["name"] for one in Desk().ask("backup", "list", "--to", house.folder)] == [told["name"]]


def test_no_key_lies_in_a_backup_unless_asked_for_and_then_beside_it(house: House, tmp_path: Path):
    assert sorted(path.name for path in house.settings.keys_folder.glob("*.key")) == ["blind.key", "kek-0001.key"]
    secrets = [path.read_text().strip() for path in house.settings.keys_folder.glob("*.key")]
    signing = (house.settings.notary_home / "log.key").read_bytes()
    assert (house.folder / "notary" / "leaves").exists()
    for path in house.folder.rglob("*"):
        if path.is_file():
            found = path.read_bytes()
            assert signing not in found
            assert not any(secret.encode() in found or bytes.fromhex(secret) in found for secret in secrets)


def test_it_comes_back_as_it_stood_at_a_moment(house: House):
    """Given more work since, when the moment between is restored, then exactly that stands there, and what is missing is counted."""
    told = house.restore("then", "--at", house.moments["wanted"].isoformat())
    assert told.exit_code == 0, told.text
    assert everything(house.at("then")) == house.events["wanted"]
    assert (told.told["lost"], told.told["whole"], told.told["sessions"], told.told["keys"]) == (7, True, 1, False)
    assert told.told["signed"] == {"events": len(house.events["wanted"]), "bent": None}, "what came back is what the notary signed"
    with psycopg.connect(migrate.connect(house.at("then")).owner) as connection:
        assert connection.execute("select count(*) from accounts.session").fetchone() == (0,)


def test_without_its_keys_it_does_not_start_and_makes_none(house: House, monkeypatch: pytest.MonkeyPatch):
    """Given what came back without keys, then a start says what is missing; with another installation's keys, which one is foreign."""
    there = house.at("then")
    monkeypatch.setenv("MINQING_HOME", str(there.home))
    refused = Desk().run("keys", "list", "--json")
    assert refused.refused_with == "vault.keys_absent" and str(there.keys_folder) in refused.text
    assert list(there.keys_folder.glob("*.key")) == []
    Keyring(there.keys_folder)
    assert Desk().run("keys", "list", "--json").refused_with == "vault.keys_foreign"
    for path in there.keys_folder.glob("*.key"):
        path.unlink()
        shutil.copy2(house.settings.keys_folder / path.name, path)
    assert Desk().run("keys", "list", "--json").exit_code == 0


@pytest.mark.slow
def test_it_comes_back_up_to_an_event(house: House):
    wanted = house.events["last"][-3]
    told = house.restore("there", "--position", wanted[0], "--keys", house.settings.keys_folder)
    assert told.exit_code == 0, told.text
    assert everything(house.at("there")) == house.events["last"][:-2]
    assert (told.told["lost"], told.told["keys"]) == (2, True)
    assert house.restore("far", "--position", 10**6).refused_with == "backup.position_ahead"
    assert not cluster_of(house.at("far")).pgdata.exists()


def test_who_was_erased_since_is_erased_again(house: House, monkeypatch: pytest.MonkeyPatch):
    """Given a ticket whose words were erased after the moment that is restored, when it comes back with its keys, then they are gone; where
    the notary's folder was lost too, what was backed up of it tells that this is what was signed."""
    monkeypatch.setenv("MINQING_NOTARY_FOLDER", str(house.settings.home / "lost"))
    assert Desk().run("backup", "log", "--to", house.folder / "elsewhere", "--json").refused_with == "backup.unknown", "no backup there"
    Desk().ask("backup", "log", "--to", house.folder)
    told = house.restore("forgetful", "--at", house.moments["wanted"].isoformat(), "--keys", house.settings.keys_folder)
    assert (told.exit_code, told.told["keys"], told.told["whole"]) == (0, True, True), told.text
    assert told.told["signed"]["events"] > 0 and told.told["signed"]["bent"] is None
    settings = house.at("forgetful")
    office = open_office(settings, migrate.connect(settings))
    assert office.vault.standing(house.forgotten) is Standing.ERASED
    office.close()
    assert everything(settings)[: len(house.events["wanted"])] == house.events["wanted"]


def test_what_cannot_be_reached_is_refused(house: House):
    assert house.restore("early", "--at", "2020-01-01").refused_with == "backup.too_early"
    assert house.restore("early", "--position", 1).refused_with == "backup.too_early"
    assert house.restore("early", "--at", "2030-01-01", "--position", 1).refused_with == "backup.two_targets"
    assert Desk().run("restore", house.settings.home, "--into", house.at("early").home).refused_with == "backup.unknown"


@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_a_gap_in_the_log_is_named_and_what_lies_before_it_can_be_had(house: House, tmp_path: Path, harm: str):
    """Given a stretch that is gone or spoilt, when more is asked for than lies before it, then it is refused and says how much."""
    folder = tmp_path / "backups"
    shutil.copytree(house.folder, folder)
    house_of = replace(house, folder=folder)
    backup = read_manifest(next(folder.glob("*/backup.json")).parent)
    stretches = [path for path in sorted((folder / "wal").iterdir()) if gaps.SEGMENT.fullmatch(path.name)]
    broken = next(path for path in stretches if path.name[8:24] > backup.first_wal[8:24])
    if harm == "missing":
        shutil.copy2(broken, folder / "wal" / f"{broken.name[:8]}{'F' * 8}000000FF.gz")  # a later one, so that it is a gap and no end
        broken.unlink()
    else:
        broken.write_bytes(broken.read_bytes()[:-100])
    for words in ((), ("--at", datetime.now(UTC).isoformat()), ("--position", 10**6)):
        told = house_of.restore(f"gap {harm}", *words)
        assert told.refused_with == "backup.log_gap", told.text
        assert told.told["facts"]["segment"] == broken.name.removesuffix(".gz")
    reached = datetime.fromisoformat(told.told["facts"]["reached"])
    assert backup.ended_at <= reached < house.moments["last"]
    assert not cluster_of(house.at(f"gap {harm}")).pgdata.exists()
    if harm == "damaged":
        told = house_of.restore(f"gap {harm}", "--at", reached.isoformat())
        assert (told.exit_code, told.told["whole"]) == (0, True), told.text
        came = everything(house.at(f"gap {harm}"))
        assert house.events["backed up"] == came[: len(house.events["backed up"])]


def test_a_dead_server_loses_nothing_that_was_acknowledged(house: House):
    """Given a server killed -9 with log that nobody has shipped, when the newest is restored in its place, then every event is there."""
    house.work(3)
    house.remember("killed")
    former = cluster_of(house.settings)
    os.kill(clusters.postmaster(former), signal.SIGKILL)
    assert house.restore("home").refused_with == "backup.home_occupied"
    told = house.restore("home", "--replace", "--announce", "润社〔2026〕12号 恢复")
    assert told.exit_code == 0, told.text
    assert told.told["announced"]["is_signed"] and told.told["announced"]["kept"] == told.told["announced"]["size"] > 0
    assert Desk().run("verify").exit_code == 0
    assert everything(house.settings) == house.events["killed"]
    assert (Path(told.told["aside"]) / "PG_VERSION").exists()
    shutil.rmtree(told.told["aside"])


def test_a_damaged_backup_is_refused_and_what_was_there_stays(house: House):
    (taken,) = Desk().ask("backup", "list", "--to", house.folder)
    damaged = house.folder / taken["name"] / "base" / "global" / "pg_filenode.map"
    before = damaged.read_bytes()
    damaged.write_bytes(before[:100] + bytes([before[100] ^ 1]) + before[101:])
    assert house.restore("home", "--replace").refused_with == "backup.damaged"
    damaged.write_bytes(before)
    assert everything(house.settings) == house.events["killed"]


def test_old_backups_and_their_log_are_forgotten_but_never_the_newest(house: House):
    Desk().ask("backup", "--to", house.folder)
    log = sorted(path.name for path in (house.folder / "wal").glob("0*.gz"))
    assert Desk().ask("backup", "prune", "--to", house.folder)["backups"] == []
    first, second = Desk().ask("backup", "list", "--to", house.folder)
    manifest = house.folder / first["name"] / "backup.json"
    manifest.write_text(manifest.read_text().replace(f'"{datetime.now(UTC).year}-', '"2020-'))
    pruned = Desk().ask("backup", "prune", "--to", house.folder)
    assert pruned["backups"] == [first["name"]]
    assert pruned["stretches"] > 0
    left = sorted(path.name for path in (house.folder / "wal").glob("0*.gz"))
    assert left == [name for name in log if name.endswith(".history.gz") or name[8:24] >= second["first_wal"][8:24]]


@pytest.mark.slow
def test_a_moment_after_the_last_event_is_the_last_event(house: House):
    told = house.restore("now", "--at", datetime.now(UTC).isoformat())
    assert told.exit_code == 0, told.text
    assert everything(house.at("now")) == house.events["killed"]


def test_a_server_of_somebody_else_is_dumped_whole(house: House, database: Databases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Given an installation on an existing server, then its backup holds one moment, and comes back into a private cluster."""
    office = open_office(Settings(home=tmp_path), database)
    town = Town(office, Hands())
    town.community(NORTH, "runzhou")
    town.report(NORTH, 3)
    office.close()
    monkeypatch.setenv("MINQING_DATABASE_URL", database.admin)
    monkeypatch.setenv("MINQING_NOTARY_FOLDER", str(tmp_path / "notary"))
    assert Desk().ask("backup", "--to", tmp_path / "dumps")["kind"] == "dump"
    assert Desk().run("backup", "log", "--to", tmp_path / "dumps", "--json").refused_with == "backup.no_log_of_an_existing_server"
    words = ["restore", tmp_path / "dumps", "--into", house.at("dumped").home]
    refused = Desk().run(*words, "--at", datetime.now(UTC).isoformat(), "--json")
    assert refused.refused_with == "backup.no_time_in_a_dump"
    assert Desk().ask(*words)["events"] == 4
    with psycopg.connect(database.owner) as there:
        assert everything(house.at("dumped")) == there.execute("select * from journal.events order by position").fetchall()
