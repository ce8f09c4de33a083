"""The demonstration's residents: families behind doors, written as the sheet a community keeps. Every name and number is made up.

ID numbers pass the check digit but carry 990000 where a county stands: no county has it. Phones are 1380000xxxx.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from random import Random
from typing import Any

from api.demo.town import House
from gis.exchange.id_number import check_character

NO_COUNTY = "990000"
RELATIONS = {"head": "户主", "spouse": "配偶", "child": "子女", "parent": "父母", "grandchild": "孙子女", "other": "其他"}
SIZES, WEIGHTS = (1, 2, 3, 4, 5), (29, 36, 24, 8, 3)
"""Members of a household: 2.2 on average, as in an ageing town."""
COLUMNS = ("小区", "楼栋", "单元", "室", "姓名", "与户主关系", "身份证号", "性别", "电话", "户籍", "需求")
OLD_AT = 60


@cache
def words() -> dict[str, Any]:
    return tomllib.loads(resources.files("api.demo").joinpath("words.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Person:
    """sex: "male" or "female"."""

    name: str
    relation: str
    sex: str
    birth: date
    id_number: str
    phone: str = ""
    needs: tuple[str, ...] = ()

    def content(self) -> dict[str, Any]:
        told = {"name": self.name, "id_number": self.id_number, "birth": self.birth.isoformat(), "sex": self.sex, "phone": self.phone}
        return told | {"needs": list(self.needs)}


@dataclass(frozen=True, slots=True)
class Family:
    """Who lives behind one door. hukou: "here" or "elsewhere"."""

    house: House
    unit: str
    room: str
    hukou: str
    members: tuple[Person, ...]


class Registry:
    """Makes people. Numbers are never given twice; the same seed gives the same people."""

    def __init__(self, rng: Random, today: date) -> None:
        self._rng, self._today = rng, today
        self._given: set[str] = set()
        self._phones = 0

    def families(self, houses: Iterable[House], occupied: float) -> Iterator[Family]:
        """A family behind each door, but for the empty ones. occupied: share of doors with somebody behind them."""
        for house in houses:
            for unit, room in house.doors():
                if self._rng.random() < occupied:
                    yield self.family(house, unit, room)

    def family(self, house: House, unit: str, room: str) -> Family:
        hukou = "here" if self._rng.random() < 0.78 else "elsewhere"
        return Family(house, unit, room, hukou, self.people())

    def people(self) -> tuple[Person, ...]:
        """A household: its head, and who lives with the head."""
        (size,) = self._rng.choices(SIZES, WEIGHTS)
        age = self._rng.randint(58, 88) if self._rng.random() < (0.55 if size < 3 else 0.15) else self._rng.randint(26, 57)
        sex = "male" if self._rng.random() < 0.7 else "female"
        surname = self._surname()
        head = self.person("head", sex, age, surname, phone=True, alone=size == 1)
        others = [self._joining(relation, head, age, surname) for relation in self._relations(size, age)]
        return (head, *others)

    def person(self, relation: str, sex: str, age: int, surname: str = "", *, phone: bool = False, alone: bool = False) -> Person:
        birth = self._birth(age)
        return Person(
            name=(surname or self._surname()) + self._given_name(sex, age),
            relation=relation,
            sex=sex,
            birth=birth,
            id_number=self._id_number(birth, sex),
            phone=self.phone() if phone else "",
            needs=self._needs(age, alone),
        )

    def newborn(self, surname: str, today: date) -> Person:
        """Some weeks old."""
        sex, birth = self._rng.choice(("male", "female")), today - timedelta(days=self._rng.randint(5, 60))
        return Person(surname + self._given_name(sex, 0), "child", sex, birth, self._id_number(birth, sex))

    def phone(self) -> str:
        self._phones += 1
        return f"1380000{self._phones % 10_000:04d}"

    def _relations(self, size: int, age: int) -> list[str]:
        if size == 1:
            return []
        if size == 2:
            return [self._rng.choices(("spouse", "child", "parent"), (80, 14, 6))[0]]
        last = ("child", "child", "parent") if age < OLD_AT else ("child", "grandchild", "grandchild")
        return ["spouse", *last][: size - 1] if size < 5 else ["spouse", "child", "child", "parent" if age < OLD_AT else "grandchild"]

    def _joining(self, relation: str, head: Person, age: int, surname: str) -> Person:
        other = "female" if head.sex == "male" else "male"
        either = self._rng.choice(("male", "female"))
        shift = self._rng.randint(23, 32)
        match relation:
            case "spouse":
                return self.person("spouse", other, max(22, age + self._rng.randint(-4, 3)))
            case "child":
                return self.person("child", either, max(0, age - shift), surname)
            case "parent":
                return self.person("parent", either, min(94, age + shift), surname)
            case _:
                return self.person("grandchild", either, max(0, age - shift - 26), surname)

    def _surname(self) -> str:
        return self._rng.choice(words()["surnames"])

    def _given_name(self, sex: str, age: int) -> str:
        kind = "men" if sex == "male" else "women"
        return self._rng.choice(words()[f"given_old_{kind}" if age >= OLD_AT else f"given_{kind}"])

    def _birth(self, age: int) -> date:
        return self._today - timedelta(days=age * 365 + age // 4 + self._rng.randint(1, 364))

    def _id_number(self, birth: date, sex: str) -> str:
        while True:
            order = self._rng.randint(0, 499) * 2 + (sex == "male")
            first = f"{NO_COUNTY}{birth:%Y%m%d}{order:03d}"
            if first not in self._given:
                self._given.add(first)
                return first + check_character(first)

    def _needs(self, age: int, alone: bool) -> tuple[str, ...]:
        told = []
        if age >= 70 and alone:
            told.append("独居老人")
        if age >= 80:
            told.append("高龄老人")
        if self._rng.random() < 0.03:
            told.append(self._rng.choice(words()["needs_old" if age >= OLD_AT else "needs_other"]))
        return tuple(dict.fromkeys(told))


def write_sheet(path: Path, families: Sequence[Family]) -> Path:
    """The sheet a community keeps: one row for each person, UTF-8 CSV as a spreadsheet saves it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(COLUMNS)
        for family in families:
            hukou = "本地" if family.hukou == "here" else "外地"
            door = (family.house.estate, family.house.number, family.unit, family.room)
            for person in family.members:
                sex = "男" if person.sex == "male" else "女"
                who = (person.name, RELATIONS[person.relation], person.id_number, sex, person.phone)
                sheet.writerow((*door, *who, hukou, "、".join(person.needs)))
    return path
