"""The door: passwords, sessions, second factors, sign-in elsewhere (OIDC), how often one may knock, and the log of all that."""

from __future__ import annotations
