"""Checks an auditor's bundle, or one proof, with nothing but the public keys the auditor holds: no server, no database, no other code.

    python audit_reader.py DIR|PROOF|RECEIPT --key FILE [--held FILE] [--witnesses N] [--part] [--bundle DIR]

It needs Python 3.10 and the package `cryptography`, and audit_logs.py and audit_proofs.py beside it; it shares no code with the program
that keeps the journal. Exit 0: everything holds. Exit 1: it says what does not, and at which position.

leaves.txt       a line an event, by position: position, blank, the leaf's hash in hex
events.jsonl     a line an event, a JSON object of the columns below; payload as text or payload_base64
checkpoints.txt  signed checkpoints (C2SP tlog-checkpoint, signed-note, tlog-cosignature), a blank line between
keys             verifier keys, a line each: one log, any number of witnesses

A leaf is SHA-256 of 00, "minqing/1" and the columns in order: integers in 8 bytes, texts in UTF-8 behind their length in 4 bytes, a null
as the length ffffffff, the payload as its SHA-256; all big-endian, times in microseconds since 1970. Nodes are SHA-256 of 01, left, right.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import runpy
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TEXTS = {
    "keys": "公钥文件应恰有一个日志公钥 / the key file must hold exactly one log key",
    "unreadable": "{file} 第 {line} 行无法读取 / {file}, line {line}: unreadable",
    "missing": "缺少文件 {file} / {file} is missing",
    "none_signed": "没有签名检查点 / there is no signed checkpoint",
    "signature": "第 {line} 个检查点的签名不是该日志公钥所签 / checkpoint {line} is not signed by this log key",
    "cosignature": "第 {line} 个检查点的见证签名无效：{name} / checkpoint {line}: the witness signature of {name} is not valid",
    "shrinks": "第 {line} 个检查点比前一个小，或同样大小却不同 / checkpoint {line} is smaller than the one before, or another of its size",
    "order": "位置 {position} 重复或次序颠倒 / position {position} stands twice or out of order",
    "root": "位置 {after} 之后至 {position} 与检查点（{size} 条）不符 / after position {after} up to {position} not as signed (of {size})",
    "count": "叶子 {leaves} 条，最新检查点 {size} 条 / {leaves} leaves, the newest checkpoint covers {size}",
    "changed": "位置 {position} 的记录被改动 / the record at position {position} was changed",
    "removed": "位置 {position} 的记录被删除（社区节选请加 --part） / the record at position {position} was taken out (of a part: --part)",
    "inserted": "位置 {position} 的记录未曾签名，系插入 / the record at position {position} was never signed: it was put in",
    "versions": "位置 {position}：{stream} 的版本不连续 / position {position}: the versions of {stream} are not dense",
    "held": "您持有的检查点（{size} 条）与此不符 / the checkpoint you hold (of {size}) does not fit",
    "older": "您持有的检查点更新（{size} 条）：此处被回退或截尾 / you hold a newer checkpoint (of {size}): rolled back or cut",
    "witnesses": "最新检查点只有 {found} 个见证签名，要求 {wanted} 个 / the newest checkpoint has {found} of {wanted} witnesses",
    "ok.checkpoints": "检查点 {count} 个，签名有效，最新 {size} 条 / {count} checkpoints signed by the log, the newest of {size}",
    "ok.leaves": "叶子 {count} 条，与每个检查点相符 / {count} leaves fit every checkpoint",
    "ok.events": "记录 {count} 条，与叶子逐一相符，各流版本连续（共 {size} 条） / {count} of {size} records fit, versions dense",
    "ok.witness": "见证 {name}：最新 {size} 条，{at} / witness {name}: up to {size}, {at}",
    "ok.held": "与您持有的 {count} 个检查点相符 / fits the {count} checkpoints you hold",
}
COLUMNS = (
    *("position", "stream", "version", "name", "event_version", "payload", "actor", "role", "effective_at", "recorded_at"),
    *("policy", "correlation", "causation", "key", "reason", "document"),
)
KINDS = dict.fromkeys(("position", "version", "event_version"), "integer") | dict.fromkeys(("effective_at", "recorded_at"), "time")
TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6})Z")
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017  # UTC came with Python 3.11
SIGNATURE_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")


class Wrong(Exception):
    """What does not hold: a code of TEXTS, or of a text that is given, and what it names."""

    def __init__(self, code: str, text: str = "", **facts: Any) -> None:
        super().__init__((text or TEXTS[code]).format(**facts))
        self.code, self.facts = code, facts


class Key(NamedTuple):
    name: str
    mark: bytes
    kind: int
    public: Ed25519PublicKey

    def verifies(self, signature: bytes, message: bytes) -> bool:
        try:
            self.public.verify(signature, message)
        except InvalidSignature:
            return False
        return True


class Head(NamedTuple):
    size: int
    root: bytes
    witnessed: dict[str, int]


def read_keys(path: Path) -> tuple[Key, list[Key]]:
    keys = []
    for number, line in enumerate(lines_of(path), 1):
        if line.strip() and not line.startswith("#"):
            try:
                name, mark, packed = line.strip().split("+", 2)
                raw = base64.b64decode(packed, validate=True)
                if hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() != mark or raw[0] not in (1, 4):
                    raise ValueError(mark)
                keys.append(Key(name, bytes.fromhex(mark), raw[0], Ed25519PublicKey.from_public_bytes(raw[1:])))
            except (ValueError, IndexError):
                unreadable(path, number)
    logs = [key for key in keys if key.kind == 1]
    if len(logs) != 1:
        raise Wrong("keys")
    return logs[0], [key for key in keys if key.kind == 4]


def read_heads(path: Path, log: Key, witnesses: list[Key]) -> list[Head]:
    """Every checkpoint of a file, its signatures checked, each at least as large as the one before."""
    parts = "".join(lines_of(path, keep=True)).rstrip("\n").split("\n\n")
    if len(parts) % 2:  # nothing is one part too
        raise Wrong("none_signed")
    heads: list[Head] = []
    for number, (body, signatures) in enumerate(zip(parts[::2], parts[1::2], strict=True), 1):
        head = read_head(body + "\n", signatures, log, witnesses, number, path)
        if heads and (head.size < heads[-1].size or (head.size == heads[-1].size and head.root != heads[-1].root)):
            raise Wrong("shrinks", line=number)
        heads.append(head)
    return heads


def read_head(body: str, signatures: str, log: Key, witnesses: list[Key], number: int, path: Path) -> Head:
    origin, size, root = [*body.split("\n"), "", ""][:3]
    if body.count("\n") != 3 or not re.fullmatch(r"[1-9]\d{0,17}", size, re.ASCII):
        unreadable(path, number)
    is_signed, witnessed = False, {}
    for line in signatures.rstrip("\n").split("\n"):
        found = SIGNATURE_LINE.fullmatch(line) or unreadable(path, number)
        raw = unpacked(found[2], path, number)
        is_signed |= (found[1], raw[:4]) == (log.name, log.mark) and log.verifies(raw[4:], body.encode())
        for witness in (one for one in witnesses if (found[1], raw[:4]) == (one.name, one.mark)):
            seconds = int.from_bytes(raw[4:12], "big")
            if not witness.verifies(raw[12:], f"cosignature/v1\ntime {seconds}\n{body}".encode()):
                raise Wrong("cosignature", line=number, name=witness.name)
            witnessed[witness.name] = seconds
    if not is_signed or origin != log.name:
        raise Wrong("signature", line=number)
    return Head(int(size), unpacked(root, path, number), witnessed)


def check_leaves(path: Path, wanted: dict[int, bytes]) -> dict[int, bytes]:
    """The leaves by position, once they give the wanted root at every size."""
    stack, leaves, before, trusted = [], {}, 0, 0  # stack: full subtrees, as (leaves below, root)
    for number, line in enumerate(lines_of(path), 1):
        found = re.fullmatch(r"([1-9]\d{0,17}) ([0-9a-f]{64})", line, re.ASCII)
        position = int(found[1]) if found else unreadable(path, number)
        if position <= before:
            raise Wrong("order", position=position)
        before, count, leaf = position, 1, bytes.fromhex(found[2])
        leaves[position] = leaf
        while stack and stack[-1][0] == count:
            leaf, count = hashlib.sha256(b"\1" + stack.pop()[1] + leaf).digest(), count * 2
        stack.append((count, leaf))
        if len(leaves) in wanted:
            root = stack[-1][1]
            for _, left in reversed(stack[:-1]):
                root = hashlib.sha256(b"\1" + left + root).digest()
            if root != wanted[len(leaves)]:
                raise Wrong("root", after=trusted, position=position, size=len(leaves))
            trusted = position
    if len(leaves) != max(wanted):
        raise Wrong("count", leaves=len(leaves), size=max(wanted))
    return leaves


def check_events(path: Path, leaves: dict[int, bytes], is_part: bool) -> int:
    """How many records there are: each the one its leaf is of, none missing (but in a part), the versions of every stream dense."""
    versions: dict[str, int] = {}
    upcoming, before, count = iter(leaves), 0, 0
    for number, line in enumerate(lines_of(path), 1):
        record = as_object(line, path, number)
        leaf = leaf_of(record, path, number)
        position, stream = record["position"], record["stream"]
        if position <= before:
            raise Wrong("order", position=position)
        if position not in leaves:
            raise Wrong("inserted", position=position)
        skipped = list(takewhile(position.__ne__, upcoming))
        if skipped and not is_part:
            raise Wrong("removed", position=skipped[0])
        if leaf != leaves[position]:
            raise Wrong("changed", position=position)
        if record["version"] != versions.get(stream, 0) + 1:
            raise Wrong("versions", position=position, stream=stream)
        versions[stream], before, count = record["version"], position, count + 1
    if not is_part and (missing := next(upcoming, None)) is not None:
        raise Wrong("removed", position=missing)
    return count


def leaf_of(record: dict[str, Any], path: Path, number: int) -> bytes:
    """Raises Wrong for a record with a column too many, too few or of another type."""
    try:
        told = dict(record)
        payload = base64.b64decode(told.pop("payload_base64"), validate=True) if "payload_base64" in told else told.pop("payload").encode()
        told["payload"] = hashlib.sha256(payload).digest()
        if told.keys() != set(COLUMNS):
            raise ValueError("columns")
        text = b"minqing/1" + b"".join(column(KINDS.get(name, "text"), told[name]) for name in COLUMNS)
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError):
        unreadable(path, number)
    return hashlib.sha256(b"\0" + text).digest()


def column(kind: str, value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if kind == "time" and isinstance(value, str):
        value = (datetime.fromisoformat(TIME.fullmatch(value)[1] + "+00:00") - EPOCH) // timedelta(microseconds=1)
    if kind != "text":
        if type(value) is not int:
            raise TypeError(kind)
        return value.to_bytes(8, "big", signed=True)
    return b"\xff" * 4 if value is None else len(value.encode()).to_bytes(4, "big") + value.encode()


def check_bundle(folder: Path, key_file: Path, held: list[Path], wanted: int = 0, is_part: bool = False) -> list[str]:
    """What holds, in words. held: checkpoints that the auditor got before. wanted: witnesses of the newest checkpoint. Raises Wrong."""
    log, witnesses = read_keys(key_file)
    newest = (heads := read_heads(folder / "checkpoints.txt", log, witnesses))[-1].size
    told = [said("ok.checkpoints", count=len(heads), size=newest)]
    mine = [head for file in held for head in read_heads(file, log, witnesses)]
    if newer := next((head for head in mine if head.size > newest), None):
        raise Wrong("older", size=newer.size)
    known = {head.size: head.root for head in heads}
    if strange := next((head for head in mine if known.setdefault(head.size, head.root) != head.root), None):
        raise Wrong("held", size=strange.size)
    leaves = check_leaves(folder / "leaves.txt", known)
    told.append(said("ok.leaves", count=len(leaves)))
    told.append(said("ok.events", count=check_events(folder / "events.jsonl", leaves, is_part), size=len(leaves)))
    logs = beside("audit_logs.py")
    told += logs["check_part"](folder, Wrong, climbed) if is_part else logs["check"](folder, Wrong)
    if mine:
        told.append(said("ok.held", count=len(mine)))
    return told + check_witnesses(heads, wanted)


def check_witnesses(heads: list[Head], wanted: int) -> list[str]:
    newest = {name: head for head in heads for name in head.witnessed}
    found = sum(head.size == heads[-1].size for head in newest.values())
    if found < wanted:
        raise Wrong("witnesses", found=found, wanted=wanted)
    at = {name: str(EPOCH + timedelta(seconds=min(head.witnessed[name], 2**37))) for name, head in newest.items()}
    return [said("ok.witness", name=name, size=head.size, at=at[name]) for name, head in newest.items()]


def check_proof(file: Path, key_file: Path, bundle: Path | None = None) -> list[str]:
    """A proof or a receipt. bundle: what a receipt promises must stand in it too. Raises Wrong."""
    return beside("audit_proofs.py")["check"](sys.modules[__name__], file, key_file, bundle)


def beside(name: str) -> dict[str, Any]:
    """Another part of this program, found also where it is run by itself."""
    return runpy.run_path(str(Path(__file__).with_name(name)))


def climbed(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root over a leaf: at each step a full subtree to the left, or something to the right. None: a path too long or too short."""
    last, steps = size - 1, iter(path)
    while last:
        if index & 1 or index < last:
            beside = next(steps, None)
            if beside is None or len(beside) != 32:
                return None
            leaf = hashlib.sha256(b"\1" + (beside + leaf if index & 1 else leaf + beside)).digest()
        index, last = index >> 1, last >> 1
    return leaf if next(steps, None) is None else None


def lines_of(path: Path, keep: bool = False) -> Iterator[str]:
    """Without their ends; the last one needs one too."""
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            for number, line in enumerate(file, 1):
                if not line.endswith("\n"):
                    unreadable(path, number)
                yield line if keep else line[:-1]
    except OSError:
        raise Wrong("missing", file=path.name) from None
    except UnicodeDecodeError:
        unreadable(path, 0)


def as_object(text: str, path: Path, number: int) -> dict[str, Any]:
    """Raises Wrong for what is no object, or has a name twice."""
    try:
        found = json.loads(text, object_pairs_hook=without_doubles)
    except (ValueError, RecursionError):
        unreadable(path, number)
    return found if isinstance(found, dict) else unreadable(path, number)


def without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def unpacked(text: str, path: Path, number: int) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        unreadable(path, number)


def unreadable(path: Path, number: int) -> NoReturn:
    raise Wrong("unreadable", file=path.name, line=number) from None


def said(code: str, **facts: Any) -> str:
    return TEXTS[code].format(**facts)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="离线核验稽核包、证明或回执 / checks an auditor's bundle, a proof or a receipt, offline")
    parser.add_argument("what", type=Path)
    parser.add_argument("--key", type=Path, required=True, help="您自己保存的公钥文件 / the public keys you hold")
    parser.add_argument("--held", type=Path, action="append", default=[], help="您保存过的检查点 / checkpoints you hold")
    parser.add_argument("--witnesses", type=int, default=0, help="要求的见证签名数 / witnesses asked for")
    parser.add_argument("--part", action="store_true", help="社区节选，不要求全部记录 / a part: not every record is in it")
    parser.add_argument("--bundle", type=Path, help="与回执对照的稽核包 / a bundle to hold a receipt against")
    given = parser.parse_args(arguments)
    try:
        bundle = (given.held, given.witnesses, given.part)
        told = check_bundle(given.what, given.key, *bundle) if given.what.is_dir() else check_proof(given.what, given.key, given.bundle)
    except Wrong as wrong:
        print(f"✗ {wrong}")
        return 1
    print("\n".join(f"✓ {line}" for line in told))
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # into a file too, whatever the system's own is
    sys.exit(main())
