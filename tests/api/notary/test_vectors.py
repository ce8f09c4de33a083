"""Values that others published: the reference tree of Certificate Transparency, C2SP's examples, what the Go checksum database signed."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from api import audit_reader
from api.notary import keys, note
from domain.proof import check_consistency, check_inclusion, consistency, inclusion, leaf_hash, nodes_of
from tests.domain.test_proof import PUBLISHED_LEAVES, PUBLISHED_ROOTS

GO = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
"""The verifier key in every Go installation."""
GO_TREE = "go.sum database tree"
SIGNED_BY_GO = [
    (
        *(15081221, "BoMMe1wd25Tco0mYGROkyqxHZWx+hcSCtMV315Lu6Lg="),
        "Az3grilD7vQqTrv66jRgKM84Y80KTprrSt4bKmiOPxgmS5ZVBTeCl6dUvjYnN13R+C8j0jGY1WnUADGMkok3U0m2Zgo=",
    ),
    (
        *(63096908, "8lHrQPRYe4KT4WQ9/Qk8/taKnD6IRHbFgfN7vQE2Y54="),
        "Az3gri/oVBN1jAhNZ/iS+W31psFAWRT20/GyrhpU6taFwulQGetBkH5S7wpGXdS935jiIGiUUAXBVHzT/P6fYhqAmAk=",
    ),
]
GO_RECORD = """github.com/transparency-dev/tessera v1.0.0 h1:4OT1V9xJLa5NnYlFWWlCdZkCm18/o12rdd+bCTje7XE=
github.com/transparency-dev/tessera v1.0.0/go.mod h1:TLvfjlkbmsmKVEJUtzO2eb9Q2IBnK3EJ0dI4G0oxEOU=
"""
GO_LEAF = "0fa57c511c3b2ffcc0a05ad63172568d265aaf9844e9b636a0978795396f2ab1"
SOFA = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""
"""The example of tlog-checkpoint and tlog-cosignature."""
COSIGNED = f"cosignature/v1\ntime 1679315147\n{SOFA.partition(chr(10) * 2)[0]}\n"
BAD_KEYS = [
    "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
    "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
]
"""Of the Go implementation's own tests: too long, and of a kind that nobody knows, each with the mark that would fit."""

LEAVES = [leaf_hash(bytes.fromhex(one)) for one in PUBLISHED_LEAVES]
ROOTS = [bytes.fromhex(one) for one in PUBLISHED_ROOTS]
OF_ALL = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
OF_12, OF_34 = (
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
)
OF_1234, OF_78 = (
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
)
LEAF_1, LEAF_2 = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
)
LEAF_5, OF_56 = (
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
)
INCLUSIONS = {
    (1, 1): [],
    (1, 8): [LEAF_2, OF_34, OF_ALL],
    (6, 8): [LEAF_5, OF_78, OF_1234],
    (3, 3): [OF_12],
    (2, 5): [LEAF_1, OF_34, LEAF_5],
}
"""By leaf, counted from 1, and size: the proofs of the reference tests of Certificate Transparency (Apache-2.0)."""
CONSISTENCIES = {(1, 1): [], (1, 8): [LEAF_2, OF_34, OF_ALL], (6, 8): [OF_56, OF_78, OF_1234], (2, 5): [OF_34, LEAF_5]}


@pytest.mark.parametrize(("number", "size"), INCLUSIONS)
def test_proofs_of_inclusion(number: int, size: int):
    path = [bytes.fromhex(one) for one in INCLUSIONS[number, size]]
    assert inclusion(number - 1, size, nodes_of(LEAVES)) == path
    check_inclusion(LEAVES[number - 1], number - 1, size, path, ROOTS[size - 1])
    assert audit_reader.climbed(LEAVES[number - 1], number - 1, size, path) == ROOTS[size - 1]


@pytest.mark.parametrize(("first", "second"), CONSISTENCIES)
def test_proofs_of_consistency(first: int, second: int):
    path = [bytes.fromhex(one) for one in CONSISTENCIES[first, second]]
    assert consistency(first, second, nodes_of(LEAVES)) == path
    check_consistency(first, ROOTS[first - 1], second, ROOTS[second - 1], path)


@pytest.mark.parametrize(("size", "root", "signature"), SIGNED_BY_GO)
def test_checkpoints_of_the_go_checksum_database_are_read_and_their_signatures_hold(size: int, root: str, signature: str):
    key = keys.parse(GO)
    told = f"{GO_TREE}\n{size}\n{root}\n\n— sum.golang.org {signature}\n"
    read = note.parse(told)
    assert (str(read), read.checkpoint.size, read.checkpoint.text()) == (told, size, told.partition("\n\n")[0] + "\n")
    (signed,) = read.signatures
    assert (signed.name, signed.mark) == (key.name, key.mark)
    assert key.has_signed(read.checkpoint.text().encode(), signed.content)
    another = note.Checkpoint(GO_TREE, size + 1, read.checkpoint.root)
    assert not key.has_signed(another.text().encode(), signed.content)
    assert not read.is_signed_by(key), "a log signs under its own name here: origin and key are one"


def test_a_leaf_of_the_go_checksum_database():
    assert leaf_hash(GO_RECORD.encode()).hex() == GO_LEAF


def test_the_example_of_a_cosigned_checkpoint_is_read_and_written_the_same():
    read = note.parse(SOFA)
    assert str(read) == SOFA
    assert (read.checkpoint.origin, read.checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    log, witness = read.signatures
    signed = note.Checkpoint(GO_TREE, 20852163, read.checkpoint.root).text().encode()
    assert keys.parse(GO).has_signed(signed, log.content), "its log line is the Go database's own, under another name"
    assert (witness.name, len(witness.content)) == ("witness.example.com/w1", 8 + 64)
    assert int.from_bytes(witness.content[:8], "big") == 1679315147


def test_what_a_witness_signs_is_the_text_of_the_example(tmp_path):
    """The message word for word, with its time; the line holds mark, time and signature."""
    witness, checkpoint = keys.made(tmp_path / "w.key", keys.COSIGNER, "witness.example.com/w1"), note.parse(SOFA).checkpoint
    at = datetime.fromtimestamp(1679315147, UTC)
    signed = note.cosign(witness, checkpoint, at)
    assert signed.content[:8] == (1679315147).to_bytes(8, "big")
    assert witness.public.has_signed(COSIGNED.encode(), signed.content[8:])
    assert note.Note(checkpoint, (signed,)).cosigned_at(witness.public) == at
    assert base64.b64decode(signed.line().split()[2])[:4] == witness.public.mark


@pytest.mark.parametrize("told", BAD_KEYS)
def test_keys_that_are_none(told: str):
    with pytest.raises(ValueError):
        keys.parse(told)
