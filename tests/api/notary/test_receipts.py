"""What the author of a command keeps: a promise of the notary's before the first checkpoint, the proofs after it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.audit_reader import Wrong, check_proof
from api.notary import keys, note, promise, proof_text
from api.notary.bundle import export
from api.notary.checking import Asked
from api.notary.folder import Alarm, Folder
from api.notary.notary import Notary
from api.notary.promise import CommandTooLarge, NotYourCommand, PromiseRefused
from api.notary.proof_text import ProofText, ProofTextRefused
from domain.community import Renamed
from domain.journal import Journal, Write
from tests.api.notary.conftest import META, Signed, found
from tests.api.notary.test_vectors import SOFA

AT = datetime(2026, 5, 2, 1, tzinfo=UTC)
STREAM = "com-321111009002"
Told = dict[str, Any]


@pytest.fixture(scope="module")
def place(signed: Signed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("receipts")
    (place / "auditor.keys").write_text(signed.folder.public.vkey + "\n")
    return place


@pytest.fixture(scope="module")
def position(signed: Signed) -> int:
    """Of a command of two records, recorded after the last checkpoint."""
    journal = Journal(signed.databases.app)
    version = journal.versions([STREAM])[STREAM]
    twice = [Renamed(name="锦绣甲", reason="一"), Renamed(name="锦绣乙", reason="二")]
    receipt = journal.append([Write(STREAM, version, twice)], replace(META, correlation="receipt", key="lin:receipt"))
    journal.close()
    return receipt.position


def taken(signed: Signed, position: int, author: str | None = "lin") -> Told:
    with psycopg.connect(signed.databases.app) as connection:
        return promise.receipt(connection, signed.folder, position, AT, author)


@pytest.fixture(scope="module")
def before(signed: Signed, position: int) -> Told:
    return taken(signed, position)


@pytest.fixture(scope="module")
def after(signed: Signed, before: Told, position: int) -> Told:
    """The same again, once the notary had its turn."""
    with Notary(signed.databases.notary, signed.folder) as notary:
        notary.turn()
    return taken(signed, position)


def checked(place: Path, told: Told, bundle: Path | None = None) -> list[str]:
    file = place / "receipt.json"
    file.write_text(json.dumps(told, ensure_ascii=False) + "\n")
    return check_proof(file, place / "auditor.keys", bundle)


def test_before_the_checkpoint_the_notary_promises(signed: Signed, before: Told, position: int, place: Path):
    told = promise.parse(before["promise"])
    assert str(told) == before["promise"]
    assert (told.at, [one for one, _ in told.leaves]) == (AT, [position - 1, position])
    assert told.is_signed_by(signed.folder.public)
    assert (before["proofs"], [one["position"] for one in before["records"]]) == ([], [position - 1, position])
    assert len(checked(place, before)) == 2, "the promise holds, and that it waits is said"


def test_after_it_every_record_has_its_proof(signed: Signed, after: Told, place: Path):
    assert [proof_text.parse(one).checkpoint for one in after["proofs"]] == [signed.folder.head().signed] * 2
    assert len(checked(place, after)) == 3


def test_the_promise_is_kept_or_that_it_was_broken_is_found(signed: Signed, before: Told, after: Told, position: int, place: Path):
    """Given a receipt from before the checkpoint, when the owner takes the record away before the notary sees it, then it tells."""
    kept = promise.read(json.dumps(before))
    with psycopg.connect(signed.databases.notary) as connection:
        assert found(connection, signed.folder, Asked(promises=[kept])) == []
        other = promise.promised(signed.folder.signer, AT, [(position, bytes(32))])
        (broken,) = found(connection, signed.folder, Asked(promises=[other]))
        forger = keys.made(place / "forger.key", keys.LOG, kept.origin)
        (foreign,) = found(connection, signed.folder, Asked(promises=[promise.promised(forger, AT, kept.leaves)]))
        late = promise.promised(signed.folder.signer, AT, [(position + 99, bytes(32))])
        assert found(connection, signed.folder, Asked(promises=[late])) == [], "still to be signed"
        export(connection, signed.folder, place / "bundle")
    assert (broken.code, broken.position, foreign.code) == ("receipt.broken", position, "receipt.foreign")
    assert len(checked(place, before, place / "bundle")) == 3
    without = (place / "bundle" / "leaves.txt").read_text().replace(kept.leaves[0][1].hex(), "00" * 32)
    (place / "bundle" / "leaves.txt").write_text(without)
    with pytest.raises(Wrong):
        checked(place, before, place / "bundle")


FORGED: dict[str, tuple[str, Callable[[Told], Told]]] = {
    "another actor": ("records", lambda told: told | {"records": [told["records"][0] | {"actor": "li"}, told["records"][1]]}),
    "records exchanged": ("records", lambda told: told | {"records": told["records"][::-1]}),
    "a record left out": ("unreadable", lambda told: told | {"records": told["records"][:1]}),
    "another time": ("promise", lambda told: told | {"promise": told["promise"].replace(str(int(AT.timestamp())), "1700000000")}),
    "another name": ("promise", lambda told: told | {"promise": told["promise"].replace("minqing/", "minqinG/")}),
    "no signature": ("unsigned", lambda told: told | {"promise": told["promise"].partition("— ")[0], "proofs": []}),
    "no promise": ("unreadable", lambda told: told | {"promise": "x"}),
    "proofs exchanged": ("proof", lambda told: told | {"proofs": told["proofs"][::-1]}),
    "another index": ("proof", lambda told: told | {"proofs": [told["proofs"][0].replace("index ", "index 1"), told["proofs"][1]]}),
    "a proof without its record": ("unreadable", lambda told: told | {"proofs": [told["proofs"][0].replace("extra ", "exTra "), ""]}),
    "a half proof": ("unreadable", lambda told: told | {"proofs": told["proofs"][:1]}),
}


@pytest.mark.parametrize("name", FORGED)
def test_the_reader_finds(name: str, after: Told, place: Path):
    code, forge = FORGED[name]
    with pytest.raises(Wrong) as wrong:
        checked(place, forge(after))
    assert wrong.value.code == code


def test_who_gets_none(signed: Signed, position: int):
    with pytest.raises(NotYourCommand):
        taken(signed, position, "chen")
    with pytest.raises(promise.CommandUnknown):
        taken(signed, position + 999)


def test_a_command_too_large_for_a_receipt_is_refused(signed: Signed, monkeypatch: pytest.MonkeyPatch, position: int):
    monkeypatch.setattr(promise, "MOST", 2)
    with pytest.raises(CommandTooLarge):
        taken(signed, position)


@pytest.fixture
def alarmed(signed: Signed) -> Iterator[Folder]:
    signed.folder.ring(Alarm("journal.changed", 3, "2026-05-02"))
    yield signed.folder
    signed.folder.ring(None)


def test_a_notary_that_is_alarmed_promises_nothing(signed: Signed, alarmed: Folder, after: Told, position: int):
    told = promise.parse(taken(signed, position)["promise"])
    assert (told.signatures, told.origin) == ((), alarmed.public.name)


@pytest.mark.parametrize("text", ["", "{}", '{"promise": 7}', '{"promise": "minqing-receipt/1\\n\\n"}', "[" * 9999])
def test_what_is_no_receipt(text: str):
    with pytest.raises(PromiseRefused):
        promise.read(text)


H1, H2 = (hashlib.sha256(one).digest() for one in (b"hash1", b"hash2"))
B1, B2 = (base64.b64encode(one).decode() for one in (H1, H2))
HEADER = "c2sp.org/tlog-proof@v1"
WRITTEN = {
    f"{HEADER}\nindex 5\n{B1}\n{B2}\n\n{SOFA}": ProofText(5, (H1, H2), note.parse(SOFA)),
    f"{HEADER}\nextra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 10\n{B1}\n\n{SOFA}": ProofText(10, (H1,), note.parse(SOFA), b"extra information"),
    f"{HEADER}\nindex 0\n\n{SOFA}": ProofText(0, (), note.parse(SOFA)),
}
"""The three proofs of the Go implementation's own tests (transparency-dev/formats, Apache-2.0), over a checkpoint that is one."""
REFUSED = [
    *("wrong-header\nindex 0\n\n", f"{HEADER}\nextra !!notbase64!!\nindex 0\n\n", f"{HEADER}\n\n\n", f"{HEADER}\nindex notanumber\n\n"),
    *(f"{HEADER}\nindex -5\n\n", f"{HEADER}\nindex 0\n!!notbase64!!\n\n", f"{HEADER}\nindex 0\n{base64.b64encode(bytes(64)).decode()}\n\n"),
    *("", f"{HEADER}\n", f"{HEADER}\nextra\nindex 0\n\n", f"{HEADER}\nindex +1\n\n", f"{HEADER}\nindex  1\n\n", f"{HEADER}\nindex 007\n\n"),
    *(f"{HEADER}\nindex 0\nypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLt=\n\n", f"{HEADER}\nextra YR==\nindex 0\n\n"),
]
"""What those tests, and C2SP's text (canonical base64, no leading zeroes), refuse."""


@pytest.mark.parametrize("text", WRITTEN)
def test_a_tlog_proof_is_written_and_read_as_others_do(text: str):
    assert str(WRITTEN[text]) == text
    assert proof_text.parse(text) == WRITTEN[text]


@pytest.mark.parametrize("text", REFUSED)
def test_a_tlog_proof_that_is_none(text: str):
    with pytest.raises(ProofTextRefused):
        proof_text.parse(text + SOFA)
