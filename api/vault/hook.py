"""The office's key management system (KMS, HSM), reached through a program of the office's own.

`MINQING_KMS_COMMAND` names it. It is called with one more word, `wrap` or `unwrap`, reads one line and writes one line: `wrap` takes 64 hex
digits and gives whatever the KMS makes of them, `unwrap` takes that and gives the digits back; anything but exit 0 is a refusal. It is
called once for each epoch and program, not for each household.
"""

from __future__ import annotations

import shlex
import subprocess

from api.vault.refusals import KeyringRefused

PATIENCE_S = 30


class KeyHook:
    def __init__(self, command: str) -> None:
        self._command = shlex.split(command)

    def wrap(self, key: bytes) -> str:
        """Raises KeyringRefused."""
        return self._asked("wrap", key.hex())

    def unwrap(self, wrapped: str) -> bytes:
        """Raises KeyringRefused."""
        try:
            return bytes.fromhex(self._asked("unwrap", wrapped))
        except ValueError:
            raise KeyringRefused("密钥服务没有给出密钥 / MINQING_KMS_COMMAND unwrap gave no key") from None

    def _asked(self, word: str, line: str) -> str:
        """What the program says of itself may hold a key: only how it ended is told."""
        try:
            done = subprocess.run([*self._command, word], input=line + "\n", capture_output=True, text=True, timeout=PATIENCE_S)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired) as wrong:
            why = type(wrong).__name__
            raise KeyringRefused(f"密钥服务无法调用（{why}）/ MINQING_KMS_COMMAND {word} could not be run ({why})") from None
        answer = done.stdout.strip()
        if done.returncode or not answer or "\n" in answer:
            raise KeyringRefused(f"密钥服务拒绝（{done.returncode}）/ MINQING_KMS_COMMAND {word} refused (exit {done.returncode})")
        return answer
