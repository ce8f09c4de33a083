"""一委一居一站一办; a subdistrict office abolished."""

from __future__ import annotations

from datetime import date

import pytest

from domain.ids import BodiesId
from domain.required import DocumentMissing
from domain.structure import bodies
from domain.structure.bodies import BodyKind
from tests.scenario import given

AREA, ON, DOCUMENT = BodiesId("bod-152501001"), date(2026, 7, 1), "二政发〔2026〕1号"
OFFICE = bodies.Registered(bodies=AREA, kind=BodyKind.SUBDISTRICT_OFFICE, name="东城街道办事处", document="")
ABOLISHED = bodies.Abolished(kind=OFFICE.kind, name=OFFICE.name, on=ON, document=DOCUMENT, succeeded_by="市直管社区")


def registering(name: str = OFFICE.name):
    return lambda state: bodies.register(state, bodies=AREA, kind=OFFICE.kind, name=name, document="")


def abolishing(document: str = DOCUMENT):
    return lambda state: bodies.abolish(state, OFFICE.kind, on=ON, document=document, succeeded_by="市直管社区")


@pytest.mark.rule("R23")
def test_of_each_kind_one_stands():
    given(bodies).when(registering()).then(OFFICE)
    given(bodies, OFFICE).when(registering()).then()
    given(bodies, OFFICE).when(registering("另一个")).refused(bodies.BodyStands, name=OFFICE.name)


@pytest.mark.rule("E7")
def test_a_body_is_abolished_by_a_document_and_says_who_goes_on():
    given(bodies, OFFICE).when(abolishing()).then(ABOLISHED)
    given(bodies, OFFICE).when(abolishing("")).refused(DocumentMissing)
    given(bodies, OFFICE, ABOLISHED).when(abolishing()).refused(bodies.BodyUnknown)
    given(bodies, OFFICE, ABOLISHED).when(registering("新街道办事处")).decide()
