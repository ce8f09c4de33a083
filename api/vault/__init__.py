"""Personal data (个人信息): sealed under a key of each subject, opened with a written purpose, erased by destroying the key."""

from __future__ import annotations

from api.vault.keyring import Keyring, KeyringRefused
from api.vault.vault import Erased, SealBroken, SubjectErased, Vault, open_vault

__all__ = ["Erased", "Keyring", "KeyringRefused", "SealBroken", "SubjectErased", "Vault", "open_vault"]
