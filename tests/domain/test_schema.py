"""Stored formats: what was ever written is read for ever, byte for byte; nothing personal is readable in it."""

from __future__ import annotations

import dataclasses
import importlib
import json
import math
import pkgutil
import re
import subprocess
import sys
import types
import typing
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import domain
from domain import catalogue, codec, schema, upcasts
from domain.values import Sealed
from tests.domain.text_fields import KINDS, kind_of

GOLDEN = sorted((Path(__file__).parent.parent / "golden" / "events").glob("*.json"))
REGISTERED = sorted(schema.registered().items())
assert catalogue.STORED

# Fields that hold a text or a value about a person: they exist inside sealed blocks alone.
PERSONAL = {
    "id_number",
    "birth",
    "sex",
    "phone",
    "phones",
    "needs",
    "unit",
    "room",
    "issue",
    "feedback",
    "door",
    "text",
    "found",
    "reporter",
}
PERSONAL |= {"note", "going_to", "sealed", "override"}
ABOUT_PEOPLE = (
    "household.",
    "visit.",
    "ticket.",
    "duty.",
    "spot_check.",
    "discipline.",
    "building_head.",
    "team.",
    "patrol.",
    "tag.",
    "need.",
    "observation.",
    "correction.",
    "attendance.",
)
ID_OR_TELEPHONE = re.compile(r"\d{17}[\dXx]|(?<!\d)1[3-9]\d{9}(?!\d)")


def name_and_version(path: Path) -> tuple[str, int]:
    name, _, version = path.stem.rpartition(".v")
    return name, int(version)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_stored_event_is_read_and_written_the_same(path: Path) -> None:
    name, version = name_and_version(path)
    stored = path.read_bytes().removesuffix(b"\n")
    event = schema.load(name, version, stored)
    if (name, version) == (schema.name_of(event), schema.version_of(event)):
        assert schema.dump(event) == stored
    else:
        assert schema.load(schema.name_of(event), schema.version_of(event), schema.dump(event)) == event


def test_every_event_ever_registered_has_its_golden_file() -> None:
    kept = {name_and_version(path) for path in GOLDEN}
    old = {(name, version) for name, version in upcasts.LIFTS}
    assert kept == schema.registered().keys() | old


def test_the_catalogue_registers_every_event_there_is() -> None:
    """In a process of its own, since other tests import what they need."""
    count = "from domain import schema; print(len(schema.registered()))"
    every = [name for _, name, _ in pkgutil.walk_packages(domain.__path__, "domain.") if not name.endswith("__main__")]
    for module in every:
        importlib.import_module(module)
    alone = subprocess.run([sys.executable, "-c", f"import domain.journal; {count}"], check=True, capture_output=True, text=True)
    assert int(alone.stdout) == len(schema.registered())


def fields_of(annotation: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """(path of field names, type) of everything an event holds outside sealed blocks; a sealed block itself is one field."""
    if isinstance(annotation, typing.NewType):
        yield path, annotation
    elif annotation is Sealed or not (dataclasses.is_dataclass(annotation) or typing.get_args(annotation)):
        yield path, annotation
    elif dataclasses.is_dataclass(annotation):
        for name, hint in typing.get_type_hints(annotation).items():
            if name in {field.name for field in dataclasses.fields(annotation)}:
                yield from fields_of(hint, (*path, name))
    else:
        for argument in typing.get_args(annotation):
            if argument not in (Ellipsis, types.NoneType):
                yield from fields_of(argument, path)


@pytest.mark.parametrize("key", [key for key, _ in REGISTERED], ids=lambda key: key[0])
def test_personal_fields_are_sealed(key: tuple[str, int]) -> None:
    name, _ = key
    for path, annotation in fields_of(schema.registered()[key]):
        if name.startswith(ABOUT_PEOPLE):
            assert path[-1] not in PERSONAL or annotation is Sealed, f"{name}: {'.'.join(path)} is readable"
        assert annotation is not str or kind_of(name, path[-1]), f"{name}: {'.'.join(path)} is a readable text nobody has looked at"


def test_the_table_of_readable_texts_names_nothing_else() -> None:
    held = {path[-1] for (name, _), event in REGISTERED for path, annotation in fields_of(event) if annotation is str}
    known = [name for names in KINDS.values() for name in names.split()]
    assert len(known) == len(set(known)) and held - {"reason"} == set(known)


def readable(value: Any) -> Iterator[tuple[str, Any]]:
    """(field, value) of everything in a payload but the contents of sealed boxes."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "box":
                yield key, inner
                yield from readable(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from readable(inner)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_no_stored_payload_shows_a_person(path: Path) -> None:
    payload = json.loads(path.read_bytes())
    for field, value in readable(payload):
        if path.stem.startswith(ABOUT_PEOPLE) and field in PERSONAL:
            assert value is None or set(value) == {"subject", "key", "box"}
        if isinstance(value, str):
            assert not ID_OR_TELEPHONE.search(value), f"{field} looks like an ID number or a telephone"
    for name in ("王秀兰", "李建国", "陈静", "独居"):
        assert name not in json.dumps(payload, ensure_ascii=False)


st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))


@pytest.mark.parametrize(("key", "cls"), REGISTERED, ids=lambda value: value[0] if isinstance(value, tuple) else "")
def test_whatever_an_event_holds_it_comes_back(key: tuple[str, int], cls: type) -> None:
    @settings(max_examples=12, deadline=None)
    @given(st.builds(cls, **{name: st.from_type(hint) for name, hint in typing.get_type_hints(cls).items() if name in cls.__slots__}))
    def check(event: Any) -> None:
        stored = schema.dump(event)
        assert schema.load(*key, stored) == event
        assert schema.dump(schema.load(*key, stored)) == stored
        assert stored == json.dumps(json.loads(stored), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    check()


RENAMED = b'{"name":"\xe9\x87\x91\xe5\xb1\xb1","reason":""}'


@pytest.mark.parametrize(
    "payload",
    [
        b'{"name":"x"}',
        b'{"name":"x","reason":"","more":1}',
        b'{"name":1,"reason":""}',
        b'{"name":null,"reason":""}',
        b"[]",
        b"",
        b"\xff",
        b'{"name":"x","reason":""',
        b'{"name":"x","reason":""}{}',
        b'{"name":"x","reason":""}\n',
    ],
)
def test_a_payload_that_does_not_fit_is_broken(payload: bytes) -> None:
    with pytest.raises(schema.PayloadBroken):
        schema.load("community.renamed", 1, payload)


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("building.dwellings_counted", "dwellings", True),
        ("building.dwellings_counted", "dwellings", 4.0),
        ("building.dwellings_counted", "basis", "guessed"),
        ("building.demolished", "on", "30.11.2024"),
        ("building.registered", "floors", "6"),
        ("community.territory_drawn", "area_m2", "wide"),
        ("community.registered", "is_rural", 0),
        ("plan.approved", "document", ["a"]),
        ("household.split", "persons", "psn"),
        ("household.split", "persons", [1]),
        ("household.registered", "door", "502"),
        ("household.registered", "door", {"subject": "hh", "key": "k"}),
        ("household.registered", "members", {}),
    ],
)
def test_a_value_of_another_kind_is_broken(name: str, field: str, value: Any) -> None:
    (path,) = (path for path in GOLDEN if path.stem == f"{name}.v1")
    payload = json.loads(path.read_bytes()) | {field: value}
    with pytest.raises(schema.PayloadBroken):
        schema.load(name, 1, json.dumps(payload).encode())


@pytest.mark.parametrize("name", ["os:system", "this:s", "community.unknown", ""])
def test_an_unknown_name_is_not_looked_for_anywhere(name: str) -> None:
    with pytest.raises(schema.UnknownEvent):
        schema.load(name, 1, RENAMED)
    assert "this" not in sys.modules


@pytest.mark.parametrize(
    "wrong", [{"area_m2": math.nan}, {"area_m2": "wide"}, {"atoms": True}, {"atoms": 1.5}, {"derived": 0}, {"tessellation": 7}]
)
def test_what_does_not_fit_is_not_written(wrong: dict[str, Any]) -> None:
    territory = schema.registered()["community.territory_drawn", 1]
    whole = {"tessellation": "tes-1", "derived": False, "area_m2": 2.5, "atoms": 1}
    assert schema.dump(territory(**whole)) == b'{"area_m2":2.5,"atoms":1,"derived":false,"tessellation":"tes-1"}'
    with pytest.raises((TypeError, ValueError)):
        schema.dump(territory(**whole | wrong))


@dataclasses.dataclass(frozen=True, slots=True)
class Odd:
    """Field names that Python and the generated code use themselves."""

    type: str
    fields: int
    made: tuple[int, ...]
    value: float | None

    def __post_init__(self) -> None:
        if self.fields < 0:
            raise ValueError("fewer than none")


def test_generated_code_builds_what_the_constructor_builds() -> None:
    odd = Odd("t", 1, (2, 3), None)
    assert codec.encoder(Odd)(odd) == '{"fields":1,"made":[2,3],"type":"t","value":null}'
    assert codec.decoder(Odd)(json.loads(codec.encoder(Odd)(odd))) == odd == codec.constructor(Odd)("t", 1, (2, 3), None)
    assert codec.replace(odd, made=(), value=1.5) == Odd("t", 1, (), 1.5)
    with pytest.raises(TypeError, match="unexpected"):
        codec.replace(odd, unknown=1)
    with pytest.raises(ValueError, match="fewer than none"):
        codec.replace(odd, fields=-1)
    with pytest.raises(ValueError, match="fewer than none"):
        codec.decoder(Odd)({"type": "t", "fields": -1, "made": [], "value": 1})
