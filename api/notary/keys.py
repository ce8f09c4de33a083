"""Keys of signed notes (C2SP signed-note): a name, a kind, an Ed25519 key, as text that people can pass on."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from api.notary.durable import read_private, write_new

LOG, COSIGNER = 1, 4
"""What a key signs: a note's text, or a cosignature with its time (C2SP tlog-cosignature)."""
_NAME = re.compile(r"[^\s+]{1,200}")
_PRIVATE = "PRIVATE+KEY+"


@dataclass(frozen=True)
class PublicKey:
    """kind: LOG or COSIGNER. name: without blank or plus."""

    name: str
    kind: int
    raw: bytes

    @property
    def mark(self) -> bytes:
        """The four bytes by which a signature line names the key."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.raw).digest()[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.mark.hex()}+{base64.b64encode(bytes([self.kind]) + self.raw).decode()}"

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Signer:
    public: PublicKey
    secret: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        return self.secret.sign(message)


def parse(vkey: str) -> PublicKey:
    """Raises ValueError for what is no verifier key of a kind that is known here."""
    name, mark, packed = _three_parts(vkey.strip())
    raw = _unpacked(packed)
    key = PublicKey(name, raw[0], raw[1:])
    if raw[0] not in (LOG, COSIGNER) or key.mark.hex() != mark:
        raise ValueError("the key does not fit its own mark")
    return key


def read_public(path: Path) -> list[PublicKey]:
    """A file of verifier keys, one a line; lines that begin with # are for people. Raises ValueError, OSError."""
    lines = (line.strip() for line in path.read_text().splitlines())
    return [parse(line) for line in lines if line and not line.startswith("#")]


def made(path: Path, kind: int, name: str) -> Signer:
    """A new key in a file that nobody else reads. Raises FileExistsError, ValueError for a name that has a blank or a plus."""
    if not _NAME.fullmatch(name):
        raise ValueError("a key's name has neither blank nor plus")
    seed = secrets.token_bytes(32)
    secret = Ed25519PrivateKey.from_private_bytes(seed)
    public = PublicKey(name, kind, secret.public_key().public_bytes_raw())
    write_new(path, f"{_PRIVATE}{name}+{public.mark.hex()}+{base64.b64encode(bytes([kind]) + seed).decode()}\n", 0o400)
    return Signer(public, secret)


def read_signer(path: Path, kind: int) -> Signer:
    """Raises ValueError for a damaged file or another kind of key, PermissionError where others may read it, FileNotFoundError."""
    name, mark, packed = _three_parts(read_private(path).strip().removeprefix(_PRIVATE))
    seed = _unpacked(packed)
    secret = Ed25519PrivateKey.from_private_bytes(seed[1:])
    public = PublicKey(name, seed[0], secret.public_key().public_bytes_raw())
    if seed[0] != kind or public.mark.hex() != mark:
        raise ValueError("the key file is damaged, or of another kind")
    return Signer(public, secret)


def _three_parts(text: str) -> tuple[str, str, str]:
    parts = text.split("+", 2)
    if len(parts) != 3 or not _NAME.fullmatch(parts[0]):
        raise ValueError("no key")
    return parts[0], parts[1], parts[2]


def _unpacked(packed: str) -> bytes:
    """One byte of kind, 32 of key."""
    try:
        raw = base64.b64decode(packed, validate=True)
    except binascii.Error as wrong:
        raise ValueError("no key") from wrong
    if len(raw) != 33:
        raise ValueError("no key")
    return raw
