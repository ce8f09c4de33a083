"""Seals and opens personal data.

One block for one subject: AES-256-GCM under the subject's own key, which stands in the database wrapped by a key-encryption key. Journal
and read models carry the blocks unopened. No key is cached: an erasure holds at once, in every process.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg.rows import dict_row, tuple_row

from api.databases import pooled
from api.vault.keyring import KEY_BYTES, Keys
from api.vault.refusals import EpochInUse, KeysForeign, SubjectErased, SubjectRestricted
from api.vault.sealing import Content, Erased, Lost, Restricted, SubjectKey, seal, unseal, unwrap, wrap
from api.vault.search_index import SearchIndex
from domain.personal_record import Standing
from domain.sql_files import statement_in
from domain.values import Sealed

log = logging.getLogger(__name__)


def _sql(name: str) -> str:
    return statement_in("api.vault", name)


def statement(name: str) -> str:
    """For what else acts on the vault's tables."""
    return _sql(name)


def _is_unknown(opened: Content | Erased) -> bool:
    return isinstance(opened, Erased) and opened.at is None


def known_keys(connection: psycopg.Connection[Any]) -> dict[int, str | None]:
    """Fingerprints by epoch, of the indexes' secret under 0; None: begun before fingerprints were kept."""
    return dict(connection.execute(_sql("fingerprints")).fetchall())


class Vault:
    """Safe to share between threads. dsn: the address of the role that may read keys."""

    def __init__(self, dsn: str, keyring: Keys) -> None:
        self._pool = pooled(dsn, least=0, opened=False, row_factory=tuple_row)
        self._keyring = keyring

    def close(self) -> None:
        self._pool.close()

    def seal(self, subject: str, content: Content, *, aad: str = "") -> Sealed:
        """The subject's key is made when missing. aad: binds the block to a place, to be given again when opening.

        Raises SubjectErased, SubjectRestricted.
        """
        return self.seal_many([(subject, content)], aad=aad)[0]

    def seal_many(self, contents: Sequence[tuple[str, Content]], *, aad: str = "") -> list[Sealed]:
        """In the given order; one round trip when all keys exist. Raises SubjectErased, SubjectRestricted; then nothing was made."""
        subjects = {subject for subject, _ in contents}
        with self._connection() as connection:
            keys = self._keys(connection, subjects)
            for subject, key in keys.items():
                if isinstance(key, Erased):
                    raise (SubjectRestricted if isinstance(key, Restricted) else SubjectErased)(subject=subject)
            if missing := sorted(subjects - keys.keys()):
                self._make_keys(connection, missing)
                keys |= self._keys(connection, missing)
        return [seal(subject, keys[subject], content, aad) for subject, content in contents]

    def open(self, sealed: Sealed, *, aad: str = "") -> Content | Erased:
        """Raises SealBroken."""
        return self.open_many([sealed], aad=aad)[0]

    def open_many(self, blocks: Sequence[Sealed], *, aad: str = "") -> list[Content | Erased]:
        """In the given order, one round trip. Raises SealBroken."""
        with self._connection() as connection:
            keys = self._keys(connection, {sealed.subject for sealed in blocks})
            opened = [unseal(sealed, keys.get(sealed.subject), aad) for sealed in blocks]
            if any(_is_unknown(one) for one in opened):
                lost = self._lost(connection, {sealed.subject for sealed in blocks})
                opened = [lost.get((sealed.subject, sealed.key), one) for sealed, one in zip(blocks, opened, strict=True)]
        return opened

    def erase(self, subjects: Iterable[str]) -> dict[str, str]:
        """Destroy the keys; answers with the fingerprint of each key that was destroyed now ("": there was none, and will be none).

        What they are found by goes with them.
        """
        named = {"subjects": sorted(set(subjects))}
        with self._connection() as connection, connection.transaction():
            destroyed = dict(connection.execute(_sql("key_erase"), named).fetchall())
            connection.execute(_sql("blind_forget"), named)
            connection.execute(_sql("search_forget"), named)
            return destroyed

    def restrict(self, subjects: Iterable[str], is_restricted: bool = True) -> None:
        """From now on, or no more: stored and nothing else."""
        with self._connection() as connection:
            connection.execute(_sql("key_restrict"), {"subjects": sorted(set(subjects)), "is_restricted": is_restricted})

    def fingerprints(self, subjects: Iterable[str]) -> dict[str, str]:
        """Of the keys that live, restricted ones too."""
        with self._connection() as connection:
            return dict(connection.execute(_sql("key_prints"), {"subjects": sorted(set(subjects))}, prepare=False).fetchall())

    def standing(self, subject: str) -> Standing:
        with self._connection() as connection:
            row = connection.execute(_sql("key_find"), {"subjects": [subject]}, binary=True).fetchone()
        if row is None or (row[4] is None and row[5] is None):
            return Standing.IN_USE
        return Standing.RESTRICTED if row[4] is None else Standing.ERASED

    def unerased(self, subjects: Iterable[str]) -> list[str]:
        """Of these, the ones whose keys were not destroyed here."""
        with self._connection() as connection:
            return [subject for (subject,) in connection.execute(_sql("living"), {"subjects": sorted(set(subjects))}).fetchall()]

    def carried_out(self) -> int:
        """Position of the last erasure or restriction of the journal that the keys have seen."""
        with self._connection() as connection:
            (position,) = connection.execute(_sql("carried_out")).fetchone()
        return position

    def carry_out(self, position: int) -> None:
        with self._connection() as connection:
            connection.execute(_sql("carry_out"), {"position": position})

    def epochs(self) -> list[dict[str, Any]]:
        """Each epoch that the database or the keyring knows: begun and destroyed when and by whom, living keys it wraps, at_hand."""
        at_hand = set(self._keyring.epochs())
        with self._connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            told = {row["epoch"]: row for row in cursor.execute(_sql("epochs")).fetchall()}
        unknown = {"begun_at": None, "begun_by": None, "destroyed_at": None, "destroyed_by": None, "keys": 0}
        return [told.get(epoch, {"epoch": epoch} | unknown) | {"at_hand": epoch in at_hand} for epoch in sorted(told.keys() | at_hand)]

    def begin_epoch(self, by: str, at: datetime | None = None) -> int:
        """A new epoch, written down as begun then (None: now). Living keys are wrapped by the earlier ones until `rewrap`."""
        epoch = self._keyring.rotate()
        with self._connection() as connection:
            connection.execute(_sql("epoch_begin"), {"epoch": epoch, "by": by, "at": at})
        self.require_own_keys()
        return epoch

    def destroy_epoch(self, epoch: int, by: str) -> None:
        """Raises KeyUnavailable, EpochInUse: it is the newest, or living keys are wrapped by it."""
        self._keyring.kek(epoch)
        keys = next((row["keys"] for row in self.epochs() if row["epoch"] == epoch), 0)
        if keys or epoch == self._keyring.epoch:
            raise EpochInUse(epoch=epoch, keys=keys, newest=self._keyring.epoch)
        self._keyring.destroy(epoch)
        with self._connection() as connection:
            connection.execute(_sql("epoch_destroy"), {"epoch": epoch, "by": by})

    def tell_missing(self) -> None:
        """Writes the newest epoch down when it is new, and warns of epochs that living keys need and the keyring lacks."""
        known = self.epochs()
        if next(row for row in known if row["epoch"] == self._keyring.epoch)["begun_at"] is None:
            with self._connection() as connection:
                connection.execute(_sql("epoch_begin"), {"epoch": self._keyring.epoch, "by": "start", "at": None})
        for row in known:
            if row["keys"] and not row["at_hand"]:
                log.warning(
                    "第 %04d 期密钥不在，%d 份档案打不开 / key epoch %04d is missing: %d files do not open",
                    *(row["epoch"], row["keys"]) * 2,
                )

    def require_own_keys(self) -> None:
        """Keys whose fingerprints the database does not know yet are written down. Raises KeysForeign for one that it knows as another."""
        with self._connection() as connection, connection.transaction():
            known = known_keys(connection)
            for epoch, mine in self._keyring.fingerprints().items():
                if known.get(epoch) not in (None, mine):
                    raise KeysForeign(key=f"kek-{epoch:04d}" if epoch else "blind")
                if epoch:
                    connection.execute(_sql("fingerprint_epoch"), {"epoch": epoch, "fingerprint": mine})
                else:
                    connection.execute(_sql("fingerprint_blind"), {"fingerprint": mine})

    def rewrap(self, batch: int = 5000) -> int:
        """Wrap every living key by the newest epoch; older epochs may then be destroyed. Answers with the number of keys.

        Each batch stands by itself: a run that was stopped is gone on with by the next. Raises KeyUnavailable.
        """
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

    def lookup_many(self, scope: str, texts: Sequence[str]) -> dict[str, str]:
        """Only the texts that were remembered."""
        macs = {self._mac(scope, text): text for text in texts}
        with self._connection() as connection:
            rows = connection.execute(_sql("blind_lookup"), {"scope": scope, "macs": list(macs)}, binary=True).fetchall()
        return {macs[mac]: subject for mac, subject in rows}

    def phone_key(self, account: str) -> bytes:
        """32 bytes, the same each time and of no use without the keyring: under it a phone keeps what it has not sent yet."""
        return self._mac("phone", account)

    def log_read(self, actor: str, role: str, subject: str | Sequence[str], fields: Sequence[str], purpose: str, request: str = "") -> None:
        """Write down who opened which fields of whose data, and why. Call it before showing them; never give values.

        request: correlation of the command or question that it was for.
        """
        subjects = [subject] if isinstance(subject, str) else list(subject)
        row = {"actor": actor, "role": role, "subjects": subjects, "fields": list(fields), "purpose": purpose, "request": request}
        with self._connection() as connection:
            connection.execute(_sql("read_log_add"), row)

    def reads_of(self, actor: str, health: Sequence[str], request: str) -> tuple[int, int, int]:
        """(openings within the hour but those of this request; whose data within a day; whose fields of health within a day)."""
        given = {"actor": actor, "health": list(health), "request": request}
        with self._connection() as connection:
            return connection.execute(_sql("reads_of"), given).fetchone()

    def bulk_reads(self, health: Sequence[str], days: int, limits: tuple[int, int]) -> list[dict[str, Any]]:
        """Days on which somebody read more people's data than a limit: (of fields of health, of others)."""
        given = {"health": list(health), "days": days, "limit_health": limits[0], "limit_others": limits[1]}
        with self._connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(_sql("bulk"), given).fetchall()

    def _connection(self) -> Any:
        self._pool.open()
        return self._pool.connection()

    def _keys(self, connection: psycopg.Connection[Any], subjects: Iterable[str]) -> dict[str, SubjectKey | Erased]:
        rows = connection.execute(_sql("key_find"), {"subjects": list(subjects)}, binary=True).fetchall()
        keks = {epoch: self._keyring.kek(epoch) for epoch in {row[1] for row in rows if row[2] is not None and row[5] is None}}
        found: dict[str, SubjectKey | Erased] = {}
        for subject, epoch, wrapped, fingerprint, erased_at, restricted_at in rows:
            if wrapped is None:
                found[subject] = Erased(subject, erased_at)
            elif restricted_at is not None:
                found[subject] = Restricted(subject, restricted_at)
            else:
                found[subject] = SubjectKey(AESGCM(unwrap(keks[epoch], subject, wrapped)), fingerprint)
        return found

    def _lost(self, connection: psycopg.Connection[Any], subjects: Iterable[str]) -> dict[tuple[str, str], Lost]:
        rows = connection.execute(_sql("lost_find"), {"subjects": list(subjects)}).fetchall()
        return {(subject, fingerprint): Lost(subject, lost_at) for subject, fingerprint, lost_at in rows}

    def _make_keys(self, connection: psycopg.Connection[Any], subjects: Sequence[str]) -> None:
        """A key that another process made meanwhile stays."""
        epoch = self._keyring.epoch
        kek, keys = self._keyring.kek(epoch), [secrets.token_bytes(KEY_BYTES) for _ in subjects]
        row = {
            "subjects": list(subjects),
            "epoch": epoch,
            "wrapped": [wrap(kek, subject, key) for subject, key in zip(subjects, keys, strict=True)],
            "fingerprints": [hashlib.sha256(key).hexdigest()[:16] for key in keys],
        }
        connection.execute(_sql("key_make"), row)

    def _rewrap(self, connection: psycopg.Connection[Any], rows: Sequence[tuple[str, int, bytes]]) -> None:
        newest = self._keyring.epoch
        new, old = self._keyring.kek(newest), {epoch: self._keyring.kek(epoch) for epoch in {row[1] for row in rows}}
        wrapped = [wrap(new, subject, unwrap(old[epoch], subject, box)) for subject, epoch, box in rows]
        connection.execute(_sql("key_rewrap"), {"subjects": [row[0] for row in rows], "wrapped": wrapped, "epoch": newest})

    @property
    def search(self) -> SearchIndex:
        return SearchIndex(self._connection, self._keyring.blind)

    def _mac(self, scope: str, text: str) -> bytes:
        return hmac.digest(self._keyring.blind, f"{scope}\0{text}".encode(), "sha256")
