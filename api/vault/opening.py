"""Which keys an installation uses: out of the environment, of systemd, or files, with a key hook or without."""

from __future__ import annotations

import logging

from api.settings import Settings
from api.vault.hook import KeyHook
from api.vault.keyring import GivenKeys, Keyring, Keys
from api.vault.vault import Vault

log = logging.getLogger(__name__)


def open_vault(settings: Settings, dsn: str) -> Vault:
    """The installation's vault; its key files are made on the first start. Raises KeyringRefused."""
    vault = Vault(dsn, keys_of(settings))
    vault.tell_missing()
    return vault


def keys_of(settings: Settings) -> Keys:
    """Raises KeyringRefused."""
    if settings.keks is not None:
        log.warning("密钥来自环境变量，同机其他程序可能看到 / keys come from the environment, where other programs may see them")
        return GivenKeys(settings.keks.get_secret_value(), settings.blind_key.get_secret_value() if settings.blind_key else None)
    hook = KeyHook(settings.kms_command) if settings.kms_command else None
    loaded = settings.credentials_directory
    if loaded is not None and any(loaded.glob("kek-*")):
        return Keyring(loaded, hook, may_write=False)
    return Keyring(settings.keys_folder, hook)
