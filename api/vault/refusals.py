"""What the vault refuses."""

from __future__ import annotations

from domain.errors import DomainError, Invalid, Refused


class KeyringRefused(RuntimeError):
    """The keys cannot be used as they are; the text says what to do, Chinese first. Nothing was changed."""


class KeysAbsent(Refused):
    """The database knows keys, the place where they should be has none: none are made in their stead. Facts: folder."""

    code = "vault.keys_absent"


class KeysForeign(Refused):
    """A key is not the one that the database's personal data is sealed under. Facts: key (its file's name)."""

    code = "vault.keys_foreign"


class KeyUnavailable(DomainError):
    """The keys of an epoch are not at hand: nothing that they wrap can be opened or sealed until they are. Facts: epoch."""

    code = "vault.key_unavailable"


class EpochInUse(Refused):
    """Facts: epoch, keys (how many living keys it wraps), newest."""

    code = "vault.epoch_in_use"


class SubjectErased(Refused):
    """Nothing more is sealed about an erased subject. Facts: subject."""

    code = "vault.subject_erased"


class SubjectRestricted(Refused):
    """What is restricted is stored and nothing else. Facts: subject."""

    code = "vault.subject_restricted"


class SealBroken(Invalid):
    """The block was changed, or belongs to another subject or place. Facts: subject."""

    code = "vault.seal_broken"
