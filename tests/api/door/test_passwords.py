"""A password is long and not known to every guesser; nothing else is asked of it."""

from __future__ import annotations

import pytest

from api.access import passwords
from api.access.passwords import PasswordCommon, PasswordTooLong, PasswordTooShort, require_good


@pytest.mark.parametrize(
    "password",
    ["twelve signs", "十二个汉字也是好密码呀对吧", "a" * 60 + "bcdefgh", " spaces  at the ends ", "e\u0301lan vital et autres"],
)
def test_any_signs_will_do(password: str) -> None:
    require_good(password, "lin", "规划员林")


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("eleven sign", PasswordTooShort),
        ("u\u0308" * 11, PasswordTooShort),  # eleven letters however they are composed
        ("a long line " * 11, PasswordTooLong),
        ("qwertyuiop123", PasswordCommon),
        ("PASSWORD1234", PasswordCommon),
        ("woaini1314520", PasswordCommon),
        ("abababababab", PasswordCommon),
        ("efghijklmnopq", PasswordCommon),
        ("890123456789", PasswordCommon),
        ("zyxwvutsrqpon", PasswordCommon),
        ("planner.lin.2026", PasswordCommon),
        ("Planner.Lin12345", PasswordCommon),
    ],
)
def test_what_is_refused(password: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        require_good(password, "planner.lin")


def test_the_list_names_only_what_length_would_let_through() -> None:
    assert {len(one) >= passwords.SHORTEST for one in passwords._common()} == {True}
    assert {one == one.casefold() for one in passwords._common()} == {True}


def test_how_it_is_kept() -> None:
    """argon2id, 19 MiB, two passes; a salt of its own each time."""
    once, again = passwords.hashed("twelve signs"), passwords.hashed("twelve signs")
    assert once.startswith("$argon2id$v=19$m=19456,t=2,p=1$") and once != again


def test_two_keyboards_one_password() -> None:
    assert passwords.matches("e\u0301lan vital 2026", passwords.hashed("\u00e9lan vital 2026"))
    assert not passwords.matches("elan vital 2026", passwords.hashed("\u00e9lan vital 2026"))
    assert not passwords.matches("anything at all", None)
