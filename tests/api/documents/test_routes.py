"""Documents over whole HTTP, as the people who ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest

from api.context import Actor
from api.documents import catalogue, shelf
from api.documents.question import Question
from domain.ids import community_id
from tests.api.conftest import Site
from tests.api.documents.printed import Printed
from tests.api.lived_in import CODE, COMMUNITY, SINCE, Town, settle
from tests.people import desk_chen, planner_lin, reporter_xu, warden_zhao

DOCUMENTS = f"{COMMUNITY}/documents"


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    return settle(site, folder)


def test_the_list_says_which_there_are_and_in_which_forms(site: Site, town: Town):
    found = {one["document"]: one for one in site.as_(planner_lin).get(DOCUMENTS).json()["documents"]}
    assert (found["sheet"]["title"], found["sheet"]["forms"], found["sheet"]["has_history"]) == ("民情图", ["pdf"], True)


def test_the_sheet_comes_as_a_pdf_with_its_name(site: Site, town: Town):
    answer = site.as_(planner_lin).get(f"{DOCUMENTS}/sheet.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert "%E6%B0%91%E6%83%85%E5%9B%BE" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    told = Printed(answer.content)
    assert told.sizes == [(420.0, 297.0)]
    assert all(word in told.text() for word in (CODE, "锦绣社区", "网格员赵", "0511-85000001", "锦社建〔2026〕1号"))


@pytest.mark.parametrize("person", [planner_lin, reporter_xu], ids=lambda person: person.role)
def test_nobody_who_lives_there_stands_on_it(person, site: Site, town: Town):
    text = Printed(site.as_(person).get(f"{DOCUMENTS}/sheet.pdf").content).text()
    assert not any(word in text for word in ("张三", "13800001234", "独居老人", "路灯不亮", *chain(*town.households)))


def test_a_warden_gets_the_own_grids(site: Site, town: Town):
    text = Printed(site.as_(warden_zhao).get(f"{DOCUMENTS}/sheet.pdf").content).text()
    assert "本人网格" in text
    assert "网格员孙" not in text
    assert site.as_(warden_zhao).get(f"{DOCUMENTS}/sheet.pdf", grid=town.grids[3]).status_code == 403


def test_it_tells_of_a_day_that_is_past(site: Site, town: Town):
    before = (SINCE - timedelta(days=1)).isoformat()
    text = Printed(site.as_(planner_lin).get(f"{DOCUMENTS}/sheet.pdf", as_of=before).content).text()
    assert before in text
    assert "尚无生效的网格划分方案" in text


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("letter.pdf", 404, "document.unknown"), ("sheet.docx", 404, "document.form_unknown"), ("sheet.exe", 422, "http.input_invalid")],
)
def test_what_there_is_not_is_refused(path: str, status: int, code: str, site: Site, town: Town):
    answer = site.as_(desk_chen).get(f"{DOCUMENTS}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def leaves(told: object, path: str = "") -> set[str]:
    """The paths of what a content holds, as templates name them."""
    if isinstance(told, Mapping):
        return set().union(*(leaves(value, f"{path}.{key}" if path else key) for key, value in told.items()))
    if isinstance(told, list):
        return set().union(*(leaves(each, f"{path}[]") for each in told))
    return set() if told is None else {path}


def test_what_a_template_gets_was_told_to_who_writes_one(site: Site, town: Town):
    """No document holds a value that the list of fields leaves out."""
    ctx = site.office.ctx(Actor("chen", "desk"))
    for document in (one for one in catalogue.DOCUMENTS.values() if one.of == "community"):
        through = site.office.freshen(*document.views)
        with site.office.reading() as connection:
            content = document.make(Question(ctx, connection, community_id(CODE), None, through, purpose="核对"))
        assert leaves(content) - {field.path for field in shelf.fields(document.template)} == set(), document.key
