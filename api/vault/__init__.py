"""Personal data (个人信息): sealed under a key of each subject, opened with a written purpose, erased by destroying the key."""

from __future__ import annotations

from api.vault.keyring import GivenKeys, Keyring, Keys
from api.vault.opening import open_vault
from api.vault.refusals import KeyringRefused, KeyUnavailable, SealBroken, SubjectErased, SubjectRestricted
from api.vault.sealing import Erased, Lost, Restricted
from api.vault.vault import Vault

__all__ = [
    "Erased",
    "GivenKeys",
    "KeyUnavailable",
    "Keyring",
    "KeyringRefused",
    "Keys",
    "Lost",
    "Restricted",
    "SealBroken",
    "SubjectErased",
    "SubjectRestricted",
    "Vault",
    "open_vault",
]
