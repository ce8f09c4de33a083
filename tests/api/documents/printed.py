"""A printed document as PDFium reads it, the reader inside Chromium: sizes and lines in millimetres of the paper, words, typefaces."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import c_float, c_uint
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

MM = 25.4 / 72
Points = list[tuple[float, float]]


@dataclass(frozen=True)
class Printed:
    """sizes: (width, height) of each page in mm."""

    content: bytes

    @property
    def sizes(self) -> list[tuple[float, float]]:
        return [(round(width * MM, 2), round(height * MM, 2)) for width, height in (page.get_size() for page in self._pages())]

    def text(self, page: int | None = None) -> str:
        """Without line breaks and spaces: where a line breaks is the typesetter's affair."""
        told = [each.get_textpage().get_text_range() for number, each in enumerate(self._pages()) if page in (None, number)]
        return "".join("".join(told).split()).replace("\u200b", "")

    def typefaces(self) -> dict[str, bool]:
        """Name, and whether it is embedded."""
        found = {}
        for one in self._objects(raw.FPDF_PAGEOBJ_TEXT):
            font = raw.FPDFTextObj_GetFont(one.raw)
            name = (raw.c_char * 200)()
            raw.FPDFFont_GetBaseFontName(font, name, 200)
            found[name.value.decode()] = raw.FPDFFont_GetIsEmbedded(font) == 1
        return found

    def lines(self, colour: str) -> list[Points]:
        """The points of each path stroked in this colour, in mm from the page's upper left corner."""
        return [self._points(one) for one in self._objects(raw.FPDF_PAGEOBJ_PATH) if _stroke(one) == colour]

    def pictures(self) -> int:
        """Of points: a vector drawing has none."""
        return sum(1 for _ in self._objects(raw.FPDF_PAGEOBJ_IMAGE))

    def _pages(self) -> Iterator[pdfium.PdfPage]:
        document = pdfium.PdfDocument(self.content)
        yield from (document[number] for number in range(len(document)))

    def _objects(self, kind: int) -> Iterator[pdfium.PdfObject]:
        for page in self._pages():
            yield from page.get_objects(filter=[kind], max_depth=5)

    def _points(self, one: pdfium.PdfObject) -> Points:
        matrix, height = one.get_matrix(), one.page.get_size()[1]
        found, x, y = [], c_float(), c_float()
        for number in range(raw.FPDFPath_CountSegments(one.raw)):
            raw.FPDFPathSegment_GetPoint(raw.FPDFPath_GetPathSegment(one.raw, number), x, y)
            east, north = matrix.on_point(x.value, y.value)
            found.append((east * MM, (height - north) * MM))
        return found


def _stroke(one: pdfium.PdfObject) -> str:
    red, green, blue, opaque = (c_uint() for _ in range(4))
    raw.FPDFPageObj_GetStrokeColor(one.raw, red, green, blue, opaque)
    return f"#{red.value:02x}{green.value:02x}{blue.value:02x}"
