"""One block for one subject, and one subject's key wrapped: AES-256-GCM both."""

from __future__ import annotations

import json
import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.vault.refusals import SealBroken
from domain.values import Sealed

FORMAT = b"\x01"
NONCE_BYTES = 12
PAD_BYTES = 64
Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Erased:
    """What a block opens to when its key is gone. at: when it was erased; None when this vault never knew the key."""

    subject: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Restricted(Erased):
    """What a block opens to while its subject is restricted: stored, and nothing else. at: since when."""


@dataclass(frozen=True, slots=True)
class Lost(Erased):
    """What a block opens to whose key was lost and acknowledged so. at: when that was."""


@dataclass(frozen=True, slots=True)
class SubjectKey:
    cipher: AESGCM
    fingerprint: str


def wrap(kek: AESGCM, subject: str, key: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + kek.encrypt(nonce, key, subject.encode())


def unwrap(kek: AESGCM, subject: str, wrapped: bytes) -> bytes:
    """Raises SealBroken."""
    try:
        return kek.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], subject.encode())
    except InvalidTag:
        raise SealBroken(subject=subject) from None


def seal(subject: str, key: SubjectKey, content: Content, aad: str) -> Sealed:
    nonce = secrets.token_bytes(NONCE_BYTES)
    box = FORMAT + nonce + key.cipher.encrypt(nonce, _padded(content), f"{subject}\0{aad}".encode())
    return Sealed(subject=subject, key=key.fingerprint, box=b64encode(box).decode())


def _padded(content: Content) -> bytes:
    """Canonical JSON, with blanks to a multiple of 64 bytes: the length of a block says little about what is in it."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return text.ljust(-(-len(text) // PAD_BYTES) * PAD_BYTES)


def unseal(sealed: Sealed, key: SubjectKey | Erased | None, aad: str) -> Content | Erased:
    """Raises SealBroken."""
    if isinstance(key, Erased):
        return key
    if key is None or key.fingerprint != sealed.key:
        return Erased(sealed.subject, None)
    try:
        box = b64decode(sealed.box, validate=True)
        if box[:1] != FORMAT:
            raise SealBroken(subject=sealed.subject)
        return json.loads(key.cipher.decrypt(box[1 : 1 + NONCE_BYTES], box[1 + NONCE_BYTES :], f"{sealed.subject}\0{aad}".encode()))
    except (InvalidTag, NotBase64, ValueError):
        raise SealBroken(subject=sealed.subject) from None
