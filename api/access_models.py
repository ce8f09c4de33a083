"""What callers send at the door."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from api.models import Community, Given, Line, Short, Warden

NAME = r"^[a-z0-9_.-]{2,40}$"
Secret = Annotated[str, Field(min_length=1, max_length=200)]
Code = Annotated[str, Field(max_length=40)]


class AccountGiven(Given):
    """password: left out, the answer holds a code by which its owner sets one."""

    account: Annotated[str, StringConstraints(pattern=NAME)]
    role: Short
    password: Secret | None = None
    name: Short = ""
    warden: Warden | None = None
    communities: Annotated[tuple[Community, ...], Field(max_length=1000)] = ()


class SignIn(Given):
    """code: of the second factor, or a recovery code, where the account has one."""

    account: Annotated[Line, Field(max_length=80)]
    password: Annotated[str, Field(max_length=200)]
    code: Code = ""


class PasswordChange(Given):
    old: Secret
    new: Secret


class PasswordByCode(Given):
    account: Annotated[Line, Field(max_length=80)]
    code: Code
    new: Secret


class PasswordGiven(Given):
    password: Secret


class CodeGiven(Given):
    code: Code


class RoleGiven(Given):
    role: Short


class IdentityGiven(Given):
    """subject: the claim `sub`, which the provider never gives to another."""

    subject: Annotated[str, Field(min_length=1, max_length=255)]
