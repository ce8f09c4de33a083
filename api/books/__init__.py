"""Books of a community and of the area it lies in: one table, from which routes and command line are made."""

from __future__ import annotations

from collections.abc import Mapping

from api.books.act import Book
from api.books.inspections import DRAWS, INSPECTIONS

BOOKS: Mapping[str, Book] = {book.name: book for book in (INSPECTIONS, DRAWS)}
