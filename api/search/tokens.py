"""What a person can be found by, and what somebody typed: tokens of both kinds, compared as they are.

A name gives its pairs of neighbouring characters; its pinyin, with every reading of each character (单 is shan, dan, chan), the sounds
from any character on, and the initials; a telephone the whole and the last four digits, a number the whole and the last four.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice, product
from typing import Any
from unicodedata import normalize

from pypinyin import Style, pinyin

from gis.exchange.id_number import plain
from gis.exchange.persons import Fault, read_phone

Token = tuple[str, str]
"""(kind, text)."""
READINGS = 32
"""Of one name, at the most: the others are rarer still."""
SHORTEST = 2


def of_person(content: Mapping[str, Any]) -> set[Token]:
    name = _folded(str(content.get("name") or ""))
    found = {("name", pair) for pair in _pairs(name)}
    if _is_chinese(name):
        for sounds in _readings(name):
            found |= {("pinyin", "".join(sounds[:end])) for end in range(SHORTEST, len(sounds) + 1)}
            found |= {("pinyin", "".join(sounds[1:end])) for end in range(3, len(sounds) + 1)}
            found.add(("initials", "".join(sound[0] for sound in sounds)))
    if phone := telephone(str(content.get("phone") or "")):
        found |= {("phone", phone), ("tail", phone[-4:])}
    if number := str(content.get("id_number") or ""):
        found |= {("number", number), ("tail", number[-4:])}
    return found


def of_words(words: str) -> list[set[Token]]:
    """Alternatives, each of tokens that must all be there; none for what is too short or says nothing."""
    typed = _folded(words)
    digits = plain(words)
    if len(digits) == 4 and digits[:3].isdigit():
        return [{("tail", digits)}]
    if len(digits) == 18 and digits[:17].isdigit():
        return [{("number", digits)}]
    if digits.removeprefix("+").isdigit():
        return _phones(words)
    if len(typed) < SHORTEST:
        return []
    named = [{("name", pair) for pair in _pairs(typed)}]
    if typed.isascii() and typed.isalpha():
        named += [{("pinyin", typed.replace("lyu", "lv").replace("nyu", "nv"))}, {("initials", typed)}]
    return named


def telephone(written: str) -> str:
    """As it is filed, however it was typed; what is none stays as it is."""
    try:
        return read_phone(written, "CN") if written else ""
    except Fault:
        return written


def _phones(words: str) -> list[set[Token]]:
    try:
        return [{("phone", read_phone(words, "CN"))}]
    except Fault:
        return []


def _folded(text: str) -> str:
    """Without blanks, full width and case; ü is typed v."""
    plain_text = normalize("NFKC", text).casefold().replace("ü", "v").replace("u:", "v")
    return "".join(sign for sign in plain_text if sign.isalnum())


def _pairs(text: str) -> Iterable[str]:
    return {text[at : at + SHORTEST] for at in range(len(text) - 1)} if len(text) >= SHORTEST else set()


def _is_chinese(name: str) -> bool:
    return bool(name) and all("㐀" <= sign <= "鿿" or sign >= "𠀀" for sign in name)


def _readings(name: str) -> Iterable[tuple[str, ...]]:
    return islice(product(*pinyin(name, style=Style.NORMAL, heteronym=True)), READINGS)


def fits(words: str, content: Mapping[str, Any]) -> bool:
    """Whether somebody found by pairs is meant: 王秀 and 秀兰 are in 王秀兰, and in 秀兰王秀 too."""
    typed, name = _folded(words), _folded(str(content.get("name") or ""))
    tokens = of_person(content)
    return typed in name or any(
        alternative <= tokens for alternative in of_words(words) if not any(kind == "name" for kind, _ in alternative)
    )
