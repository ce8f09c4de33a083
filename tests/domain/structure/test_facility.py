"""Facilities against the regulation's sizes; the three kinds of stations."""

from __future__ import annotations

from functools import partial

import pytest

from domain.policy import PolicyProfile
from domain.structure import facility
from tests.scenario import given

RUNZHOU, PANYU = PolicyProfile.load("runzhou"), PolicyProfile.load("panyu")


def registering(kind: str, area_m2: float = 500, floor: int = 1, built_percent: int | None = None, profile: PolicyProfile = RUNZHOU):
    told = {"facility": "fac-0001", "community": "com-321111001001", "name": "某处", "place": (119.43, 32.19)}
    return partial(facility.register, kind=kind, area_m2=area_m2, floor=floor, built_percent=built_percent, profile=profile, **told)


@pytest.mark.rule("R20")
@pytest.mark.parametrize(
    ("given_", "short"),
    [
        ({"kind": "centre", "area_m2": 800}, []),
        ({"kind": "centre", "area_m2": 799}, ["facility.centre_m2"]),
        ({"kind": "handed_over", "area_m2": 400, "built_percent": 31}, ["facility.handover_m2", "facility.handover_built_percent"]),
        ({"kind": "handed_over", "area_m2": 401, "built_percent": 30}, []),
        ({"kind": "hall", "floor": 1}, []),
        ({"kind": "hall", "floor": 2}, ["facility.hall_floor"]),
    ],
)
def test_what_falls_short_is_written_down_with_its_clause(given_: dict, short: list[str]):
    (registered,) = given(facility).when(registering(**given_)).decide()
    assert [one.code for one in registered.shortfalls] == short
    assert all("润州" in one.clause for one in registered.shortfalls)


@pytest.mark.rule("P11")
def test_three_kinds_of_stations():
    stations = [kind for kind in facility.kinds(PANYU) if kind.startswith("station.")]
    assert stations == ["station.community", "station.market", "station.park"]
    for kind in stations:
        given(facility).when(registering(kind, profile=PANYU)).then(*registering(kind, profile=PANYU)(None))
    given(facility).when(registering("station.market")).refused(facility.KindUnknown)
    given(facility).when(registering("hall", area_m2=0)).refused(facility.SizeUnsound)
    given(facility).when(partial(facility.close, on=None, reason="x")).refused(facility.FacilityUnknown)
