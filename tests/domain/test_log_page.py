"""Pages of the logs beside the journal: what a page commits to, and what it does not tell."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from domain import log_page
from domain.log_page import Closed, Log
from domain.proof import Frontier, node_hash

SALT = bytes(range(16))


def rows(*lines: str, log: Log = Log.READING) -> Frontier:
    frontier = Frontier()
    for one in lines:
        frontier.append(log_page.leaf(log, one))
    return frontier


def test_pages_follow_each_other():
    (first,) = log_page.close(None, Log.READING, 7, rows("a", "b", "c"))
    (second,) = log_page.close(log_page.fold([first]), Log.READING, 9, rows("d"))
    assert (first.page, first.after, first.last, first.count) == (1, 0, 7, 3)
    assert (second.page, second.after, second.last, second.count) == (2, 7, 9, 1)
    assert log_page.follows(None, first) and log_page.follows(first, second)


def test_no_page_is_closed_over_nothing():
    """Also where numbers were given away and taken back."""
    assert log_page.close(None, Log.ACCESS, 3, rows()) == ()


@pytest.mark.parametrize("astray", [{"page": 3}, {"after": 6}, {"after": 8}, {"last": 7}])
def test_a_page_that_does_not_follow(astray: dict[str, Any]):
    first = Closed(log=Log.READING, page=1, after=0, last=7, count=1, root="00")
    second = {"log": Log.READING, "page": 2, "after": 7, "last": 9, "count": 1, "root": "00"}
    assert log_page.follows(first, Closed(**second))
    assert not log_page.follows(first, Closed(**(second | astray)))


def test_the_root_is_the_one_anybody_computes():
    """Given the format in words, computed here by hand."""
    one, other = (hashlib.sha256(f"\0minqing-log/1 read\n{line}".encode()).digest() for line in ('{"id":1}', '{"id":2}'))
    (page,) = log_page.close(None, Log.READING, 2, rows('{"id":1}', '{"id":2}'))
    assert page.root == node_hash(one, other).hex()


def test_a_row_of_one_log_is_none_of_the_other():
    assert log_page.leaf(Log.READING, "x") != log_page.leaf(Log.ACCESS, "x")


def test_what_is_hidden_counts_and_is_not_told():
    told = log_page.line({"id": 1, "actor": "chen"}, {"purpose": "张三家走访"}, SALT)
    assert json.loads(told).keys() == {"id", "actor", "hidden"}
    assert "张三" not in told
    assert told != log_page.line({"id": 1, "actor": "chen"}, {"purpose": "张三家走访 "}, SALT)
    assert told != log_page.line({"id": 1, "actor": "chen"}, {"purpose": "张三家走访"}, bytes(16))
