"""What an auditor takes away, checked by the program that lies in it, alone, with the key that the auditor holds."""

from __future__ import annotations

import ast
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from hypothesis import given

from api import audit_logs, audit_proofs, audit_reader
from api.audit_reader import Wrong, check_bundle
from api.notary import keys, note
from api.notary.bundle import BundleThere, NothingSigned, export, record
from api.notary.folder import Folder
from api.notary.part import Part
from domain import proof
from domain.ids import CommunityId
from tests.api.notary.conftest import CODE, Signed
from tests.domain.test_proof import LEAVES, NODE, PATIENT, ROOTS, rows

WITNESS = "street.example/witness"


@pytest.fixture(scope="module")
def bundle(signed: Signed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of the whole journal; its last checkpoint but two has a witness."""
    folder, place = tmp_path_factory.mktemp("witnessed") / "notary", tmp_path_factory.mktemp("out")
    shutil.copytree(signed.folder.path, folder)
    witness = keys.made(place / "witness.key", keys.COSIGNER, WITNESS)
    noted = Folder(folder)
    noted.trust(witness.public)
    third = noted.checkpoints()[-3]
    noted.keep_witnessed(third.with_([note.cosign(witness, third.checkpoint, datetime(2026, 5, 2, tzinfo=UTC))]))
    with psycopg.connect(signed.databases.notary) as connection:
        done = export(connection, noted, place / "bundle")
    assert done.events == done.size == len(signed.leaves)
    return place / "bundle"


@pytest.fixture(scope="module")
def key(bundle: Path) -> Path:
    """The auditor's own copy."""
    return Path(shutil.copy(bundle / "keys.txt", bundle.parent / "auditor.keys"))


@pytest.fixture
def copied(bundle: Path, tmp_path: Path) -> Path:
    return shutil.copytree(bundle, tmp_path / "bundle")


def test_the_reader_stands_alone(bundle: Path, key: Path, tmp_path: Path):
    """As the auditor runs it: another folder, no project, no settings, on a system that speaks GBK."""
    command = [sys.executable, "-I", bundle / "audit_reader.py", bundle, "--key", key]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env={"PYTHONIOENCODING": "gbk"}, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("✓") == 6
    assert f"见证 {WITNESS}" in done.stdout
    assert {each.name for each in bundle.iterdir()} - {"verify.html"} == {
        *("events.jsonl", "leaves.txt", "checkpoints.txt", "keys.txt", "README.txt", "audit_reader.py", "audit_logs.py"),
        "audit_proofs.py",
        *("read_log.jsonl", "access_log.jsonl"),
    }


def test_the_reader_shares_no_code():
    nodes = [node for part in (audit_reader, audit_logs, audit_proofs) for node in ast.walk(ast.parse(Path(part.__file__).read_text()))]
    imported = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    assert {one.split(".")[0] for one in imported} - sys.stdlib_module_names == {"cryptography"}


@given(rows)
@PATIENT
def test_both_compute_the_same_leaf_of_any_row(row: proof.Stored):
    told = json.loads(json.dumps(record(row), ensure_ascii=False))
    assert audit_reader.leaf_of(told, Path("x"), 1) == proof.leaf(row)


def test_both_climb_to_the_same_root():
    for size in range(1, 70):
        for index in range(size):
            path = proof.inclusion(index, size, NODE)
            assert audit_reader.climbed(LEAVES[index], index, size, path) == ROOTS[size]
            assert audit_reader.climbed(LEAVES[index], index, size, [*path, path[-1] if path else ROOTS[size]]) is None
            if path:
                assert audit_reader.climbed(LEAVES[index], index, size, path[:-1]) is None


# each forgery answers with the code and the position that it is to be found at
Forgery = Callable[[Path, random.Random], tuple[str, int | None]]


def lines(file: Path) -> list[str]:
    return file.read_text().splitlines(keepends=True)


def position_of(line: str) -> int:
    return json.loads(line)["position"]


def rewrite(folder: Path, at: int, **changed: object) -> int:
    """One record, its columns changed. at: the line."""
    told = lines(folder / "events.jsonl")
    one = json.loads(told[at]) | changed
    position = position_of(told[at])
    told[at] = json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n"
    (folder / "events.jsonl").write_text("".join(told))
    return position


def change_a_column(folder: Path, dice: random.Random) -> tuple[str, int]:
    column, value = dice.choice(
        [("actor", "somebody"), ("payload", "{}"), ("recorded_at", "2020-01-01T00:00:00.000000Z"), ("document", "x"), ("policy", "")]
    )
    return "changed", rewrite(folder, dice.randrange(1, 60), **{column: value})


def leave_one_out(folder: Path, dice: random.Random) -> tuple[str, int]:
    told = lines(folder / "events.jsonl")
    gone = told.pop(dice.randrange(1, len(told) - 1))
    (folder / "events.jsonl").write_text("".join(told))
    return "removed", position_of(gone)


def leave_the_end_out(folder: Path, dice: random.Random) -> tuple[str, int]:
    told = lines(folder / "events.jsonl")
    keep = dice.randrange(1, len(told) - 1)
    (folder / "events.jsonl").write_text("".join(told[:keep]))
    return "removed", position_of(told[keep])


def put_one_in(folder: Path, dice: random.Random) -> tuple[str, int]:
    told = lines(folder / "events.jsonl")
    last = json.loads(told[-1])
    told.append(json.dumps(last | {"position": last["position"] + 1, "version": last["version"] + 1}) + "\n")
    (folder / "events.jsonl").write_text("".join(told))
    return "inserted", last["position"] + 1


def turn_two_lines(folder: Path, dice: random.Random) -> tuple[str, int]:
    told = lines(folder / "events.jsonl")
    at = dice.randrange(1, len(told) - 1)
    told[at], told[at + 1] = told[at + 1], told[at]
    (folder / "events.jsonl").write_text("".join(told))
    return "removed", position_of(told[at + 1])


def turn_two_positions(folder: Path, dice: random.Random) -> tuple[str, int]:
    at = dice.randrange(1, 60)
    one, other = (json.loads(line) for line in lines(folder / "events.jsonl")[at : at + 2])
    rewrite(folder, at, **(other | {"position": one["position"]}))
    rewrite(folder, at + 1, **(one | {"position": other["position"]}))
    return "changed", one["position"]


def make_the_leaf_fit(folder: Path, dice: random.Random) -> tuple[str, int | None]:
    """Events and leaves agree again; the signed roots do not."""
    at = dice.randrange(1, 60)
    rewrite(folder, at, actor="somebody")
    (folder / "leaves.txt").write_text(leaves_of(folder))
    return "root", None


def cut_everything(folder: Path, dice: random.Random) -> tuple[str, int | None]:
    """Records and leaves, but not the checkpoints."""
    for name in ("events.jsonl", "leaves.txt"):
        (folder / name).write_text("".join(lines(folder / name)[:-5]))
    return "count", None


def turn_the_leaves(folder: Path, dice: random.Random) -> tuple[str, int | None]:
    told = lines(folder / "leaves.txt")
    told[3], told[4] = told[4], told[3]
    (folder / "leaves.txt").write_text("".join(told))
    return "order", position_of(lines(folder / "events.jsonl")[3])


def sign_with_another_key(folder: Path, dice: random.Random) -> tuple[str, int | None]:
    """All of it made anew, the key file beside it too, the log's name as it was."""
    rewrite(folder, 5, actor="somebody")
    (folder / "leaves.txt").write_text(leaves_of(folder))
    name = lines(folder / "checkpoints.txt")[0].strip()
    forger = keys.made(folder / "log.key", keys.LOG, name)
    frontier = proof.Frontier()
    for line in lines(folder / "leaves.txt"):
        frontier.append(bytes.fromhex(line.split()[1]))
    (folder / "checkpoints.txt").write_text(f"{note.sign(forger, frontier.size, frontier.root())}\n")
    (folder / "keys.txt").write_text(forger.public.vkey + "\n")
    return "signature", None


def touch_the_witness(folder: Path, dice: random.Random) -> tuple[str, int | None]:
    told = lines(folder / "checkpoints.txt")
    at = next(n for n, line in enumerate(told) if WITNESS in line)
    before, packed = told[at].rsplit(" ", 1)
    told[at] = f"{before} {packed[:30]}{'A' if packed[30] != 'A' else 'B'}{packed[31:]}"
    (folder / "checkpoints.txt").write_text("".join(told))
    return "cosignature", None


def turn_the_checkpoints(folder: Path, dice: random.Random) -> tuple[str, int | None]:
    parts = (folder / "checkpoints.txt").read_text().split("\n\n")
    parts[0:2], parts[2:4] = parts[2:4], parts[0:2]
    (folder / "checkpoints.txt").write_text("\n\n".join(parts))
    return "shrinks", None


def no_checkpoint(folder: Path, dice: random.Random) -> tuple[str, int | None]:
    (folder / "checkpoints.txt").write_text("")
    return "none_signed", None


def lose_a_file(folder: Path, dice: random.Random) -> tuple[str, int | None]:
    (folder / dice.choice(["events.jsonl", "leaves.txt", "checkpoints.txt"])).unlink()
    return "missing", None


FORGERIES: list[Forgery] = [
    *(change_a_column, leave_one_out, leave_the_end_out, put_one_in, turn_two_lines, turn_two_positions, make_the_leaf_fit),
    *(cut_everything, turn_the_leaves, sign_with_another_key, touch_the_witness, turn_the_checkpoints, no_checkpoint, lose_a_file),
]


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_the_reader_finds(forge: Forgery, copied: Path, bundle: Path, key: Path):
    for seed in range(4):
        shutil.rmtree(copied)
        shutil.copytree(bundle, copied)
        code, position = forge(copied, random.Random(seed))
        with pytest.raises(Wrong) as wrong:
            check_bundle(copied, key, [])
        assert wrong.value.code == code
        assert position is None or wrong.value.facts["position"] == position


def test_any_one_character_of_a_record_or_leaf_or_checkpoint_counts(copied: Path, key: Path):
    """Bytes drawn at random, one flipped at a time."""
    dice = random.Random(7)
    for _ in range(60):
        file = copied / dice.choice(["events.jsonl", "leaves.txt", "checkpoints.txt"])
        before = file.read_bytes()
        at = dice.randrange(len(before) - 1)
        after = bytearray(before)
        after[at] ^= 1 << dice.randrange(8)
        file.write_bytes(after)
        try:
            check_bundle(copied, key, [])
        except Wrong:
            pass
        else:
            assert is_an_unused_signature(before, at), (file.name, at)
        file.write_bytes(before)


def is_an_unused_signature(content: bytes, at: int) -> bool:
    """The name of a witness's line: another name is a stranger's line, and those are passed over; the last bits of base64 are nobody's."""
    line = content[content.rfind(b"\n", 0, at) + 1 : content.find(b"\n", at)]
    return line.startswith("— ".encode()) and (WITNESS.encode() in line or content[at + 1 : at + 3] in (b"=\n", b"=="))


def leaves_of(folder: Path) -> str:
    """Computed anew by the reader itself."""
    records = [json.loads(line) for line in lines(folder / "events.jsonl")]
    return "".join(f"{one['position']} {audit_reader.leaf_of(one, folder, 1).hex()}\n" for one in records)


def test_a_rollback_of_everything_is_found_by_a_checkpoint_that_was_kept(bundle: Path, copied: Path, key: Path, tmp_path: Path):
    parts = (bundle / "checkpoints.txt").read_text().rstrip("\n").split("\n\n")
    held = tmp_path / "held.txt"
    held.write_text("\n\n".join(parts[-2:]) + "\n")
    assert "检查点" in check_bundle(bundle, key, [held])[-2]
    older = "\n\n".join(parts[:-2]) + "\n"
    size = int(parts[-4].split("\n")[1])
    (copied / "checkpoints.txt").write_text(older)
    for name in ("events.jsonl", "leaves.txt"):
        (copied / name).write_text("".join(lines(copied / name)[:size]))
    assert check_bundle(copied, key, [])
    with pytest.raises(Wrong) as wrong:
        check_bundle(copied, key, [held])
    assert wrong.value.code == "older"


def test_witnesses_are_counted(bundle: Path, key: Path):
    with pytest.raises(Wrong) as wrong:
        check_bundle(bundle, key, [], wanted=1)
    assert wrong.value.facts == {"found": 0, "wanted": 1}


def test_a_part_shows_its_own_and_says_so(signed: Signed, key: Path, tmp_path: Path):
    with psycopg.connect(signed.databases.notary) as connection:
        done = export(connection, signed.folder, tmp_path / "mine", Part(CommunityId(f"com-{CODE}")))
        none = export(connection, signed.folder, tmp_path / "others", Part(CommunityId("com-321111009099")))
    assert 0 < done.events <= done.size
    assert none.events == 0
    with pytest.raises(Wrong) as wrong:
        check_bundle(tmp_path / "others", key, [])
    assert (wrong.value.code, wrong.value.facts["position"]) == ("removed", signed.leaves[0].position)
    assert check_bundle(tmp_path / "others", key, [], is_part=True)
    assert "--part" in (tmp_path / "mine" / "README.txt").read_text()


def test_what_cannot_be_exported(signed: Signed, tmp_path: Path):
    with psycopg.connect(signed.databases.notary) as connection:
        with pytest.raises(NothingSigned):
            export(connection, Folder(tmp_path / "none"), tmp_path / "out")
        (tmp_path / "full").mkdir()
        (tmp_path / "full" / "something").write_text("")
        with pytest.raises(BundleThere):
            export(connection, signed.folder, tmp_path / "full")


@pytest.mark.parametrize("content", ["", "no key\n", "a+b+c\n"])
def test_a_key_file_must_hold_one_log(content: str, bundle: Path, tmp_path: Path):
    (tmp_path / "keys").write_text(content)
    with pytest.raises(Wrong) as wrong:
        check_bundle(bundle, tmp_path / "keys", [])
    assert wrong.value.code in ("keys", "unreadable")
