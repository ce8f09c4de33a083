"""The first letters of a place's name as people type them: 锦绣花园 is jxhy; every reading that a word may have, numbers as they stand."""

from __future__ import annotations

from itertools import islice, product
from unicodedata import normalize

from pypinyin import Style, pinyin

READINGS = 16
"""Of one name, at the most: the others are rarer still."""


def initials(name: str) -> list[str]:
    folded = "".join(sign for sign in normalize("NFKC", name).casefold() if sign.isalnum())
    heard = (dict.fromkeys(sounds) for sounds in pinyin(folded, style=Style.FIRST_LETTER, heteronym=True, strict=False))
    return sorted({"".join(one) for one in islice(product(*heard), READINGS)})
