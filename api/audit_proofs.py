"""Proofs of single records and receipts of commands: a part of audit_reader.py, and beside it.

A proof is JSON (record, index, path in base64, checkpoint) or the text of C2SP tlog-proof@v1, with the record as JSON in its `extra` line.
A receipt is JSON: `promise`, a C2SP signed note of the log's key over "minqing-receipt/1", the log's name, seconds since 1970, and a line a
record: position, blank, leaf in base64; `records`, as a bundle has them; `proofs`, tlog-proofs in the same order, or none yet.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

TEXTS = {
    "proof": "位置 {position} 的证明不成立 / the proof of position {position} does not hold",
    "promise": "回执的签名不是该日志公钥所签 / the receipt is not signed by this log key",
    "unsigned": "回执尚无签字，也无证明：请再取一次 / nothing is signed in this receipt yet: take it again",
    "records": "位置 {position}：回执中的记录与所承诺的不符 / position {position}: the record in the receipt is not the one promised",
    "absent": "位置 {position}：所承诺的记录不在稽核包中，或已不同：被删除或改写"
    " / position {position}: what was promised is not in the bundle, or is another: taken out or rewritten",
    "newer": "位置 {position}：稽核包早于此回执 / position {position}: the bundle is older than this receipt",
    "ok.proof": "位置 {position} 的记录在 {size} 条之中：{name} / the record at position {position} is among the {size}: {name}",
    "ok.promise": "公证承诺 {count} 条记录入树，签字有效 / the notary promised {count} records, its signature holds",
    "ok.waits": "尚无证明：检查点签出后再取一次 / no proofs yet: take it again once a checkpoint is signed",
    "ok.bundle": "所承诺的 {count} 条都在稽核包中 / all {count} that were promised are in the bundle",
}
HEADER, SUITE = "c2sp.org/tlog-proof@v1", "minqing-receipt/1"
INDEX = re.compile(r"index (0|[1-9]\d{0,17})", re.ASCII)
LEAF = re.compile(r"([1-9]\d{0,17}) ([A-Za-z0-9+/]{43}=)", re.ASCII)


def check(reader: Any, file: Path, key_file: Path, bundle: Path | None) -> list[str]:
    """What holds, in words. reader: audit_reader as it runs. Raises its Wrong."""
    keys = reader.read_keys(key_file)
    text = "".join(reader.lines_of(file, keep=True))
    if text.startswith(HEADER):
        return [included(reader, tlog_proof(reader, text, file), keys, file)]
    told = reader.as_object(text, file, 1)
    if "promise" in told:
        return receipt(reader, told, keys, file, bundle)
    return [included(reader, told, keys, file)]


def tlog_proof(reader: Any, text: str, file: Path) -> dict[str, Any]:
    """As the proof in JSON has it."""
    head, _, checkpoint = text.partition("\n\n")
    header, *lines = head.split("\n")
    extra = lines.pop(0).removeprefix("extra ") if lines and lines[0].startswith("extra ") else reader.unreadable(file, 2)
    found = INDEX.fullmatch(lines.pop(0)) if lines else None
    if header != HEADER or found is None or any(base64.b64encode(reader.unpacked(one, file, 3)).decode() != one for one in lines):
        reader.unreadable(file, 3)
    try:
        record = reader.as_object(reader.unpacked(extra, file, 2).decode(), file, 2)
    except UnicodeDecodeError:
        reader.unreadable(file, 2)
    return {"record": record, "index": int(found[1]), "path": lines, "checkpoint": checkpoint}


def included(reader: Any, proof: dict[str, Any], keys: Any, file: Path) -> str:
    """A record, its path, a checkpoint. The tree's size is the checkpoint's: a size beside the path would be anybody's."""
    try:
        record, index, note = proof["record"], proof["index"], proof["checkpoint"]
        path = [reader.unpacked(one, file, 1) for one in proof["path"]]
        body, signatures = note.split("\n\n")
        if type(index) is not int or not isinstance(record, dict):
            raise TypeError(index)
    except (KeyError, ValueError, TypeError, AttributeError):
        reader.unreadable(file, 1)
    head = reader.read_head(body + "\n", signatures, *keys, 1, file)
    if not 0 <= index < head.size or reader.climbed(reader.leaf_of(record, file, 1), index, head.size, path) != head.root:
        raise reader.Wrong("proof", TEXTS["proof"], position=record["position"])
    return TEXTS["ok.proof"].format(position=record["position"], size=head.size, name=record["name"])


def receipt(reader: Any, told: dict[str, Any], keys: Any, file: Path, bundle: Path | None) -> list[str]:
    """The promise, the records it is of, and where there are any their proofs."""
    try:
        promise, records, proofs = str(told["promise"]), list(told["records"]), [str(one) for one in told["proofs"]]
        text, _, signatures = promise.partition("\n\n")
        _, _, _, *lines = text.split("\n")
        leaves = [(int(found[1]), reader.unpacked(found[2], file, 1)) for found in map(LEAF.fullmatch, lines) if found]
        if len(leaves) != len(lines) or not leaves or len(records) != len(leaves) or len(proofs) not in (0, len(leaves)):
            raise ValueError(len(leaves))
    except (KeyError, ValueError, TypeError):
        reader.unreadable(file, 1)
    for record, (position, leaf) in zip(records, leaves, strict=True):
        if not isinstance(record, dict) or reader.leaf_of(record, file, 1) != leaf or record["position"] != position:
            raise reader.Wrong("records", TEXTS["records"], position=position)
    if not signatures and not proofs:
        raise reader.Wrong("unsigned", TEXTS["unsigned"])
    said = []
    if signatures:
        require_signed(reader, text + "\n", signatures, keys[0], file)
        said.append(TEXTS["ok.promise"].format(count=len(leaves)))
    for proof, record in zip(proofs, records, strict=False):
        given = tlog_proof(reader, proof, file)
        if given["record"] != record:
            raise reader.Wrong("proof", TEXTS["proof"], position=record["position"])
        said.append(included(reader, given, keys, file))
    said += [] if proofs else [TEXTS["ok.waits"]]
    return said if bundle is None else [*said, in_bundle(reader, leaves, bundle, keys)]


def require_signed(reader: Any, text: str, signatures: str, log: Any, file: Path) -> None:
    suite, origin, *_ = text.split("\n")
    for line in signatures.splitlines():
        found = reader.SIGNATURE_LINE.fullmatch(line) or reader.unreadable(file, 1)
        raw = reader.unpacked(found[2], file, 1)
        is_mine = (suite, origin, found[1], raw[:4]) == (SUITE, log.name, log.name, log.mark)
        if is_mine and log.verifies(raw[4:], text.encode()):
            return
    raise reader.Wrong("promise", TEXTS["promise"])


def in_bundle(reader: Any, leaves: list[tuple[int, bytes]], bundle: Path, keys: Any) -> str:
    """Against the leaves of a bundle, which are checked against its checkpoints."""
    heads = reader.read_heads(bundle / "checkpoints.txt", *keys)
    kept = reader.check_leaves(bundle / "leaves.txt", {head.size: head.root for head in heads})
    for position, leaf in leaves:
        if position > max(kept):
            raise reader.Wrong("newer", TEXTS["newer"], position=position)
        if kept.get(position) != leaf:
            raise reader.Wrong("absent", TEXTS["absent"], position=position)
    return TEXTS["ok.bundle"].format(count=len(leaves))
