"""Which keys an installation uses: out of the environment, of systemd, or files, with a key hook or without."""

from __future__ import annotations

import logging

import psycopg

from api.settings import Settings
from api.vault.hook import KeyHook
from api.vault.keyring import GivenKeys, Keyring, Keys
from api.vault.vault import Vault, known_keys

log = logging.getLogger(__name__)


def open_vault(settings: Settings, dsn: str) -> Vault:
    """The installation's vault; its key files are made on the first start. Raises KeyringRefused, KeysAbsent, KeysForeign."""
    with psycopg.connect(dsn) as connection:
        known = known_keys(connection)
    vault = Vault(dsn, keys_of(settings, may_begin=not known))
    try:
        vault.tell_missing()
        vault.require_own_keys()
    except BaseException:
        vault.close()
        raise
    return vault


def keys_of(settings: Settings, *, may_begin: bool = True, first: int = 1) -> Keys:
    """first: the epoch of a first key, where one is made. Raises KeyringRefused, KeysAbsent."""
    if settings.keks is not None:
        log.warning("密钥来自环境变量，同机其他程序可能看到 / keys come from the environment, where other programs may see them")
        return GivenKeys(settings.keks.get_secret_value(), settings.blind_key.get_secret_value() if settings.blind_key else None)
    hook = KeyHook(settings.kms_command) if settings.kms_command else None
    loaded = settings.credentials_directory
    if loaded is not None and any(loaded.glob("kek-*")):
        return Keyring(loaded, hook, may_write=False, may_begin=may_begin)
    return Keyring(settings.keys_folder, hook, may_begin=may_begin, first=first)
