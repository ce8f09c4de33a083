"""Seals and opens personal data.

One block for one subject: AES-256-GCM under the subject's own key, which stands in the database wrapped by a key-encryption key. Journal
and read models carry the blocks unopened. No key is cached: an erasure holds at once, in every process.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

import psycopg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg.rows import tuple_row
from psycopg_pool import ConnectionPool

from api.settings import Settings
from api.vault.keyring import KEY_BYTES, Keyring
from domain.errors import Invalid, Refused
from domain.values import Sealed

FORMAT = b"\x01"
NONCE_BYTES = 12
PAD_BYTES = 64
Content = dict[str, Any]


class SubjectErased(Refused):
    """Nothing more is sealed about an erased subject. Facts: subject."""

    code = "vault.subject_erased"


class SealBroken(Invalid):
    """The block was changed, or belongs to another subject or place. Facts: subject."""

    code = "vault.seal_broken"


@dataclass(frozen=True, slots=True)
class Erased:
    """What a block opens to when its key is gone. at: when it was erased; None when this vault never knew the key."""

    subject: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class SubjectKey:
    cipher: AESGCM
    fingerprint: str


@cache
def _sql(name: str) -> str:
    return resources.files("api.vault").joinpath("sql", f"{name}.sql").read_text()


class Vault:
    """Safe to share between threads. dsn_app: the running role's address."""

    def __init__(self, dsn_app: str, keyring: Keyring) -> None:
        self._pool = ConnectionPool(dsn_app, min_size=0, max_size=8, open=False, kwargs={"autocommit": True, "row_factory": tuple_row})
        self._keyring = keyring

    def close(self) -> None:
        self._pool.close()

    def seal(self, subject: str, content: Content, *, aad: str = "") -> Sealed:
        """The subject's key is made when missing. aad: binds the block to a place, to be given again when opening. Raises SubjectErased."""
        return self.seal_many([(subject, content)], aad=aad)[0]

    def seal_many(self, contents: Sequence[tuple[str, Content]], *, aad: str = "") -> list[Sealed]:
        """In the given order; one round trip when all keys exist. Raises SubjectErased, then nothing was made."""
        subjects = {subject for subject, _ in contents}
        with self._connection() as connection:
            keys = self._keys(connection, subjects)
            for subject, key in keys.items():
                if isinstance(key, Erased):
                    raise SubjectErased(subject=subject)
            if missing := sorted(subjects - keys.keys()):
                self._make_keys(connection, missing)
                keys |= self._keys(connection, missing)
        return [_seal(subject, keys[subject], content, aad) for subject, content in contents]

    def open(self, sealed: Sealed, *, aad: str = "") -> Content | Erased:
        """Raises SealBroken."""
        return self.open_many([sealed], aad=aad)[0]

    def open_many(self, blocks: Sequence[Sealed], *, aad: str = "") -> list[Content | Erased]:
        """In the given order, one round trip. Raises SealBroken."""
        with self._connection() as connection:
            keys = self._keys(connection, {sealed.subject for sealed in blocks})
        return [_open(sealed, keys.get(sealed.subject), aad) for sealed in blocks]

    def erase(self, subjects: Iterable[str]) -> dict[str, str]:
        """Destroy the keys; answers with the fingerprint of each key that was destroyed now. Blind-index rows go with them."""
        named = {"subjects": sorted(set(subjects))}
        with self._connection() as connection, connection.transaction():
            connection.execute(_sql("blind_forget"), named)
            return dict(connection.execute(_sql("key_erase"), named).fetchall())

    def rewrap(self, batch: int = 5000) -> int:
        """Wrap every living key by the newest epoch; older epochs may then be destroyed. Answers with the number of keys."""
        done = 0
        with self._connection() as connection:
            while rows := connection.execute(_sql("key_outdated"), {"epoch": self._keyring.epoch, "limit": batch}).fetchall():
                self._rewrap(connection, rows)
                done += len(rows)
        return done

    def remember(self, scope: str, text: str, subject: str) -> str:
        """Which subject a text of this scope stands for: the one remembered first, or this one from now on. The text is not kept."""
        return self.remember_many(scope, {text: subject})[text]

    def remember_many(self, scope: str, subjects: Mapping[str, str]) -> dict[str, str]:
        macs = [self._mac(scope, text) for text in subjects]
        with self._connection() as connection:
            connection.execute(_sql("blind_remember"), {"scope": scope, "macs": macs, "subjects": list(subjects.values())})
        return self.lookup_many(scope, list(subjects))

    def lookup(self, scope: str, text: str) -> str | None:
        return self.lookup_many(scope, [text]).get(text)

    def lookup_many(self, scope: str, texts: Sequence[str]) -> dict[str, str]:
        """Only the texts that were remembered."""
        macs = {self._mac(scope, text): text for text in texts}
        with self._connection() as connection:
            rows = connection.execute(_sql("blind_lookup"), {"scope": scope, "macs": list(macs)}, binary=True).fetchall()
        return {macs[mac]: subject for mac, subject in rows}

    def log_read(self, actor: str, role: str, subject: str | Sequence[str], fields: Sequence[str], purpose: str) -> None:
        """Write down who opened which fields of whose data, and why. Call it before showing them; never give values."""
        subjects = [subject] if isinstance(subject, str) else list(subject)
        row = {"actor": actor, "role": role, "subjects": subjects, "fields": list(fields), "purpose": purpose}
        with self._connection() as connection:
            connection.execute(_sql("read_log_add"), row)

    def _connection(self) -> Any:
        self._pool.open()
        return self._pool.connection()

    def _keys(self, connection: psycopg.Connection[Any], subjects: Iterable[str]) -> dict[str, SubjectKey | Erased]:
        rows = connection.execute(_sql("key_find"), {"subjects": list(subjects)}, binary=True).fetchall()
        keks = {epoch: self._keyring.kek(epoch) for epoch in {epoch for _, epoch, wrapped, _, _ in rows if wrapped is not None}}
        return {
            subject: Erased(subject, erased_at)
            if wrapped is None
            else SubjectKey(AESGCM(_unwrap(keks[epoch], subject, wrapped)), fingerprint)
            for subject, epoch, wrapped, fingerprint, erased_at in rows
        }

    def _make_keys(self, connection: psycopg.Connection[Any], subjects: Sequence[str]) -> None:
        """A key that another process made meanwhile stays."""
        kek, keys = self._keyring.kek(self._keyring.epoch), [secrets.token_bytes(KEY_BYTES) for _ in subjects]
        row = {
            "subjects": list(subjects),
            "epoch": self._keyring.epoch,
            "wrapped": [_wrap(kek, subject, key) for subject, key in zip(subjects, keys, strict=True)],
            "fingerprints": [hashlib.sha256(key).hexdigest()[:16] for key in keys],
        }
        connection.execute(_sql("key_make"), row)

    def _rewrap(self, connection: psycopg.Connection[Any], rows: Sequence[tuple[str, int, bytes]]) -> None:
        new, old = self._keyring.kek(self._keyring.epoch), {epoch: self._keyring.kek(epoch) for epoch in {row[1] for row in rows}}
        wrapped = [_wrap(new, subject, _unwrap(old[epoch], subject, box)) for subject, epoch, box in rows]
        connection.execute(_sql("key_rewrap"), {"subjects": [row[0] for row in rows], "wrapped": wrapped, "epoch": self._keyring.epoch})

    def _mac(self, scope: str, text: str) -> bytes:
        return hmac.digest(self._keyring.blind, f"{scope}\0{text}".encode(), "sha256")


def open_vault(settings: Settings, dsn_app: str) -> Vault:
    """The installation's vault; its key files are made on the first start. Raises KeyringRefused."""
    return Vault(dsn_app, Keyring(settings.keys_folder))


def _wrap(kek: AESGCM, subject: str, key: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + kek.encrypt(nonce, key, subject.encode())


def _unwrap(kek: AESGCM, subject: str, wrapped: bytes) -> bytes:
    try:
        return kek.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], subject.encode())
    except InvalidTag:
        raise SealBroken(subject=subject) from None


def _seal(subject: str, key: SubjectKey, content: Content, aad: str) -> Sealed:
    nonce = secrets.token_bytes(NONCE_BYTES)
    box = FORMAT + nonce + key.cipher.encrypt(nonce, _padded(content), f"{subject}\0{aad}".encode())
    return Sealed(subject=subject, key=key.fingerprint, box=b64encode(box).decode())


def _padded(content: Content) -> bytes:
    """Canonical JSON, with blanks to a multiple of 64 bytes: the length of a block says little about what is in it."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return text.ljust(-(-len(text) // PAD_BYTES) * PAD_BYTES)


def _open(sealed: Sealed, key: SubjectKey | Erased | None, aad: str) -> Content | Erased:
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
