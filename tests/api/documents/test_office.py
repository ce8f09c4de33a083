"""Word documents as others open them: by a reader that shares no code with who writes them, and part by part as the standard has them."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO
from posixpath import dirname, join, normpath

import docx
import mammoth
import pytest
from lxml import etree

from api.documents import shelf
from api.documents.press import press

TEMPLATES = ("agenda", "minutes", "weekly_report")
MADE = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
LINKS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
Parts = dict[str, bytes]


@pytest.fixture(scope="module", params=TEMPLATES)
def written(request: pytest.FixtureRequest) -> bytes:
    return press(shelf.template(None, request.param, "docx"), "docx", shelf.example(request.param), MADE)


@pytest.fixture(scope="module")
def parts(written: bytes) -> Parts:
    with zipfile.ZipFile(BytesIO(written)) as package:
        assert package.testzip() is None
        assert len(package.namelist()) == len(set(package.namelist()))
        return {name: package.read(name) for name in package.namelist()}


class _Words(HTMLParser):
    """rows: cells of each row of each table. text: everything."""

    def __init__(self) -> None:
        super().__init__()
        self.rows, self.text = 0, ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.rows += tag == "tr"

    def handle_data(self, data: str) -> None:
        self.text += data


def test_another_reader_finds_every_word_and_row_without_complaint(written: bytes):
    read, told = mammoth.convert_to_html(BytesIO(written)), _Words()
    told.feed(read.value)
    assert read.messages == []
    opened = docx.Document(BytesIO(written))
    tables = [row for table in opened.tables for row in table.rows]
    words = [each.text for each in opened.paragraphs] + [cell.text for row in tables for cell in row.cells]
    assert told.rows == len(tables)
    assert [one for one in words if "".join(one.split()) not in "".join(told.text.split())] == []
    assert sum(map(len, words)) > 100 and "{{" not in told.text and "{%" not in told.text


def test_every_part_is_well_formed_has_its_type_and_leads_nowhere_outside(parts: Parts):
    types = etree.fromstring(parts["[Content_Types].xml"])
    by_ending = {one.get("Extension").lower() for one in types.iter(f"{TYPES}Default")}
    by_name = {one.get("PartName").removeprefix("/"): one.get("ContentType") for one in types.iter(f"{TYPES}Override")}
    assert set(by_name) <= set(parts)
    assert by_name["word/document.xml"].endswith("wordprocessingml.document.main+xml"), "a document, without macros"
    for name, content in parts.items():
        assert name == "[Content_Types].xml" or name in by_name or name.rpartition(".")[2].lower() in by_ending, name
        if name.endswith((".xml", ".rels")):
            etree.fromstring(content)
        if name.endswith(".rels"):
            above = dirname(dirname(name))
            for link in etree.fromstring(content).iter(LINKS):
                assert link.get("TargetMode") != "External", link.get("Target")
                assert normpath(join(above, link.get("Target"))).lstrip("/") in parts, link.get("Target")


def test_it_says_what_it_is_when_it_was_made_and_who_by(written: bytes):
    said = docx.Document(BytesIO(written)).core_properties
    assert said.title and said.author == "民情"
    assert said.created == said.modified == MADE


def test_every_sheet_is_a4(written: bytes):
    sections = docx.Document(BytesIO(written)).sections
    assert {(round(one.page_width.mm), round(one.page_height.mm)) for one in sections} == {(210, 297)}


def test_columns_are_as_wide_as_their_cells_and_page_numbers_as_large_as_their_line(written: bytes):
    """LibreOffice and WPS go by the table's grid, Word by the cells; a field without a size of its own takes the body's."""
    opened = docx.Document(BytesIO(written))
    for table in opened.tables:
        assert all([cell.width for cell in row.cells] == [column.width for column in table.columns] for row in table.rows)
    (footer,) = {section.footer._element for section in opened.sections}
    sizes = {run.findtext(f"{WORD}t"): run.find(f"{WORD}rPr/{WORD}sz").get(f"{WORD}val") for run in footer.iterfind(f"{WORD}p[1]//{WORD}r")}
    assert len(sizes) >= 4 and len(set(sizes.values())) == 1
