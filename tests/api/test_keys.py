"""The keys outside the database: files, a key hook, the environment, systemd; rotated, destroyed, backed up."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from api import personal
from api.cli.console import opened
from api.commands import key_custody
from api.context import open_office
from api.databases import Databases
from api.settings import Settings
from api.vault import Erased, GivenKeys, Keyring, KeyringRefused, KeyUnavailable, Lost, Vault, loss, open_vault
from api.vault.hook import KeyHook
from api.vault.ledger import ErasureLedger
from api.vault.opening import keys_of
from api.vault.refusals import KeysAbsent, KeysForeign
from domain import key_loss
from tests.api.cli import Desk

KMS = """
import sys
from base64 import b64decode, b64encode
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap
master = bytes(range(32))
line = sys.stdin.readline().strip()
if sys.argv[1] == "wrap":
    print(b64encode(aes_key_wrap(master, bytes.fromhex(line))).decode())
else:
    print(aes_key_unwrap(master, b64decode(line)).hex())
"""
"""What an office would write around its own KMS: here RFC 3394 under a master key that the folder does not hold."""


@pytest.fixture
def kms(tmp_path: Path) -> str:
    (tmp_path / "kms.py").write_text(KMS)
    return f"{sys.executable} {tmp_path / 'kms.py'}"


def test_with_a_key_hook_the_folder_opens_nothing_by_itself(database: Databases, tmp_path: Path, kms: str) -> None:
    keyring = Keyring(tmp_path / "keys", KeyHook(kms))
    vault = Vault(database.keys, keyring)
    sealed = vault.seal("psn-wang", {"name": "王秀兰"})
    assert {path.name for path in (tmp_path / "keys").iterdir()} == {"kek-0001.kms", "blind.kms"}
    again = Vault(database.keys, Keyring(tmp_path / "keys", KeyHook(kms)))
    assert again.open(sealed) == {"name": "王秀兰"}
    with pytest.raises(KeyringRefused, match="MINQING_KMS_COMMAND"):
        Keyring(tmp_path / "keys")
    vault.close()
    again.close()


def test_a_folder_of_plain_keys_goes_over_to_the_hook_by_rotation(database: Databases, tmp_path: Path, kms: str) -> None:
    plain = Vault(database.keys, Keyring(tmp_path / "keys"))
    sealed, blind = plain.seal("psn-wang", {"name": "王秀兰"}), Keyring(tmp_path / "keys").blind
    plain.close()
    keyring = Keyring(tmp_path / "keys", KeyHook(kms))
    vault = Vault(database.keys, keyring)
    assert (vault.begin_epoch("he"), vault.rewrap()) == (2, 1)
    vault.destroy_epoch(1, "he")
    assert {path.name for path in (tmp_path / "keys").iterdir()} == {"kek-0002.kms", "blind.kms"}
    assert (vault.open(sealed), keyring.blind) == ({"name": "王秀兰"}, blind)
    vault.close()


@pytest.mark.parametrize("program", ["exit 3", "echo not-a-key", "cat > /dev/null", "echo two; echo lines"])
def test_a_hook_that_fails_is_named_and_its_words_are_not_repeated(tmp_path: Path, program: str) -> None:
    (tmp_path / "kms.sh").write_text(program)
    with pytest.raises(KeyringRefused, match="MINQING_KMS_COMMAND") as refused:
        KeyHook(f"sh {tmp_path / 'kms.sh'}").unwrap("secret")
    assert "secret" not in str(refused.value) and "two" not in str(refused.value)


def test_keys_out_of_the_environment_are_used_and_warned_of(database: Databases, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    first, second, blind = ("1a" * 32, "2b" * 32, "3c" * 32)
    settings = Settings(home=tmp_path, keks=f"1:{first}", blind_key=blind)
    vault = Vault(database.keys, keys_of(settings))
    assert "环境变量" in caplog.text and first not in caplog.text + repr(settings)
    sealed = vault.seal("psn-wang", {"name": "王秀兰"})
    with pytest.raises(KeyringRefused, match="2:<64"):
        vault.begin_epoch("he")
    both = Vault(database.keys, GivenKeys(f"1:{first}, 2:{second}", blind))
    assert both.rewrap() == 1
    alone = Vault(database.keys, GivenKeys(f"2:{second}", blind))
    assert alone.open(sealed) == {"name": "王秀兰"}
    with pytest.raises(KeyUnavailable) as missing:
        vault.open(sealed)
    assert missing.value.facts == {"epoch": 2}
    for wrong in ("", "1", f"x:{first}", "1:abc"):
        with pytest.raises(KeyringRefused):
            GivenKeys(wrong, blind)
    for each in (vault, both, alone):
        each.close()


def test_systemd_credentials_are_read_and_never_written(database: Databases, tmp_path: Path) -> None:
    Keyring(tmp_path / "made")
    os.rename(tmp_path / "made", tmp_path / "credentials")
    for file in (tmp_path / "credentials").iterdir():
        file.chmod(0o440)  # an access list shows itself as the group's
    keys = keys_of(Settings(home=tmp_path, CREDENTIALS_DIRECTORY=tmp_path / "credentials"))
    assert keys.epochs() == [1]
    for forbidden in (keys.rotate, lambda: keys.destroy(0)):
        with pytest.raises(KeyringRefused, match="systemd"):
            forbidden()
    assert not (tmp_path / "keys").exists()


def test_epochs_turn_by_age_and_only_what_no_backup_needs_is_destroyed(database: Databases, tmp_path: Path) -> None:
    office = open_office(Settings(home=tmp_path), database)
    begun = office.clock()
    sealed = office.vault.seal("psn-wang", {"name": "王秀兰"})
    days = lambda n: setattr(office, "clock", lambda: begun + timedelta(days=n))  # noqa: E731
    assert key_custody.turn(office, "clock") == {"begun": None, "rewrapped": 0, "destroyed": []}
    days(31)
    assert key_custody.turn(office, "clock") == {"begun": 2, "rewrapped": 1, "destroyed": []}
    days(60)
    assert key_custody.turn(office, "clock")["destroyed"] == []
    days(31 + 36)
    assert key_custody.turn(office, "clock") == {"begun": 3, "rewrapped": 1, "destroyed": [1]}
    assert office.vault.open(sealed) == {"name": "王秀兰"}
    office.close()


def test_a_missing_epoch_names_itself_at_the_start_and_when_something_is_opened(
    database: Databases, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    office = open_office(Settings(home=tmp_path), database)
    sealed = office.vault.seal_many([("psn-wang", {"name": "王"}), ("psn-li", {"name": "李"})])
    office.vault.begin_epoch("he")
    office.close()
    (tmp_path / "keys" / "kek-0001.key").unlink()
    office = open_office(Settings(home=tmp_path), database)
    assert "key epoch 0001 is missing: 2 files do not open" in caplog.text
    with pytest.raises(KeyUnavailable):
        office.vault.open(sealed[0])
    office.close()


def test_a_key_that_was_exchanged_is_refused_at_the_start(database: Databases, tmp_path: Path) -> None:
    """Given another key under the name of the one that wraps, or another secret of the indexes, then it is named and nothing is changed."""
    open_office(Settings(home=tmp_path), database).close()
    Keyring(tmp_path / "foreign")
    for name in ("kek-0001", "blind"):
        file = tmp_path / "keys" / f"{name}.key"
        own = file.read_bytes()
        file.chmod(0o600)
        file.write_bytes((tmp_path / "foreign" / f"{name}.key").read_bytes())
        with pytest.raises(KeysForeign) as refused:
            open_office(Settings(home=tmp_path), database)
        assert refused.value.facts == {"key": name}
        file.write_bytes(own)
    open_office(Settings(home=tmp_path), database).close()


def test_a_database_that_knows_its_keys_gets_no_others(database: Databases, tmp_path: Path) -> None:
    open_office(Settings(home=tmp_path / "one"), database).close()
    with pytest.raises(KeysAbsent):
        open_office(Settings(home=tmp_path / "other"), database)
    assert list((tmp_path / "other" / "keys").iterdir()) == []


def test_a_ledger_that_was_changed_is_refused(tmp_path: Path) -> None:
    ledger = ErasureLedger(tmp_path / "erasures.jsonl")
    ledger.add([{"measure": f"pms-{n}", "event": "{}"} for n in range(3)])
    ledger.add([{"measure": "pms-1", "event": "{}"}])
    assert [line["measure"] for line in ledger.lines()] == ["pms-0", "pms-1", "pms-2"]
    with ledger.path.open("ab") as file:
        file.write(b'{"half')  # a writer that was killed
    ledger.add([{"measure": "pms-3", "event": "{}"}])
    assert len(ledger.lines()) == 4
    lines = ledger.path.read_bytes().splitlines(keepends=True)
    ledger.path.write_bytes(b"".join(lines[:1] + lines[2:]))
    with pytest.raises(KeyringRefused, match="line 2"):
        ledger.lines()


def test_keys_at_the_command_line(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINQING_KEY_PASSPHRASE", "sixteen letters and more")
    assert [one["epoch"] for one in desk.ask("keys", "list")["epochs"]] == [1]
    assert desk.ask("keys", "rotate") == {"epoch": 2, "rewrapped": 0}
    assert desk.run("keys", "destroy", 2).refused_with == "vault.epoch_in_use"
    assert desk.run("keys", "destroy", 7).refused_with == "vault.key_unavailable"
    assert desk.ask("keys", "rewrap") == {"rewrapped": 0}
    file = tmp_path / "keys.backup"
    assert desk.ask("keys", "backup", file)["files"] == 3
    assert "kek-0002" not in file.read_text() and len(json.loads(file.read_text())["box"]) > 100
    assert desk.ask("keys", "destroy", 1)["destroyed"] is True
    assert desk.ask("keys", "restore", file)["restored"] == ["kek-0001.key"]
    monkeypatch.setenv("MINQING_KEY_PASSPHRASE", "another one of that length")
    with pytest.raises(KeyringRefused, match="passphrase"):
        desk.run("keys", "restore", file)


def wiped(folder: Path, *names: str) -> None:
    for name in names or [path.name for path in folder.iterdir()]:
        (folder / name).unlink()


def test_keys_that_are_lost_for_good_are_given_up_and_work_goes_on(database: Databases, tmp_path: Path) -> None:
    """Given everything sealed under keys that are gone, when the loss is decided, then it reads as lost and what comes is sealed anew."""
    settings = Settings(home=tmp_path)
    vault = Vault(database.keys, Keyring(settings.keys_folder))
    old, erased = vault.seal("psn-wang", {"name": "王秀兰"}), vault.seal("psn-li", {"name": "李四"})
    vault.tell_missing()
    vault.require_own_keys()
    vault.erase(["psn-li"])
    vault.remember("household", "王秀兰", "psn-wang")
    vault.close()
    wiped(settings.keys_folder)
    with psycopg.connect(database.keys, autocommit=True) as connection:
        lost = loss.found(connection, settings)
        assert lost == loss.Loss((1,), True, 1, 1)
        loss.go_on(connection, loss.new_keys(settings, lost), lost, "he")
        assert loss.found(connection, settings) == loss.Loss((), False, 0, 2)
    again = open_vault(settings, database.keys)
    assert [type(one) for one in again.open_many([old, erased])] == [Lost, Erased]
    assert again.lookup_many("household", ["王秀兰"]) == {}
    fresh = again.seal("psn-wang", {"name": "王秀兰"})
    assert again.open_many([fresh, old])[0] == {"name": "王秀兰"}
    assert [(one["epoch"], one["keys"], one["destroyed_by"]) for one in again.epochs()] == [(1, 0, "he"), (2, 1, None)]
    again.close()


def test_one_epoch_that_is_lost_leaves_the_others(database: Databases, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    vault = open_vault(settings, database.keys)
    first = vault.seal("psn-wang", {"name": "王秀兰"})
    vault.begin_epoch("he")
    second = vault.seal("psn-li", {"name": "李四"})
    vault.close()
    wiped(settings.keys_folder, "kek-0002.key")
    with psycopg.connect(database.keys, autocommit=True) as connection:
        lost = loss.found(connection, settings)
        assert lost == loss.Loss((2,), False, 1, 2)
        keys = loss.new_keys(settings, lost)
        assert keys.epochs() == [1, 3], "cut off here, it is found again"
        assert loss.found(connection, settings) == loss.Loss((2,), False, 1, 3)
        loss.go_on(connection, keys, lost, "he")
    again = open_vault(settings, database.keys)
    opened = again.open_many([first, second])
    assert (opened[0], type(opened[1])) == ({"name": "王秀兰"}, Lost)
    again.close()


def test_the_loss_is_decided_with_a_document_and_stands_in_the_journal(desk: Desk) -> None:
    """Given an installation that does not start, when its operator decides, then it starts, says lost, and its proofs hold."""
    settings = Settings()
    epochs = [one["epoch"] for one in desk.ask("keys", "list")["epochs"]]
    with opened() as office:
        sealed = office.vault.seal("psn-wang", {"name": "王秀兰"})
    desk.ask("notary", "once")
    given = ("keys", "lost", "--document", "润社信〔2026〕7号", "--reason", "机房火灾")
    assert desk.run(*given, "--yes").refused_with == "keys.none_lost"
    wiped(settings.keys_folder)
    assert desk.run("keys", "list").refused_with == "vault.keys_absent"
    assert desk.run(*given).refused_with == "keys.loss_undecided"
    assert desk.run("keys", "lost", "--document", " ", "--reason", "火灾", "--yes").refused_with == "command.document_missing"
    told = desk.ask(*given, "--yes")
    assert (told["epochs"], told["indexes"], told["files"]) == ([one for one in epochs if one != 1] or epochs, True, 1)
    desk.ask("notary", "once")
    assert desk.ask("verify")["holds"] is True
    with opened() as office:
        assert personal.content(office.vault.open(sealed)) == {"lost": True}
        (event,) = office.journal.read(key_loss.LOSSES)
    assert (event.body.files, event.meta.document, event.meta.reason) == (1, "润社信〔2026〕7号", "机房火灾")
    assert event.position == told["position"]
