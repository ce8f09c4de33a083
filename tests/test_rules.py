"""The list of rules keeps the words of the documents, and the table of `--rules` tells the truth about its tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.domain.test_policy import SEEDS, plain, words_of
from tests.rules import catalogue, verdict

pytest_plugins = ("pytester",)
SPEC = SEEDS.parent / "spec" / "rules.md"
ROW = re.compile(r"^\| ([A-Z]\d+) \| ", re.MULTILINE)


def test_every_rule_has_a_title_in_both_languages_and_its_words():
    assert len(catalogue()) == 155
    for rule, entry in catalogue().items():
        assert entry.keys() == {"zh", "en", "document", "quotes"}, rule
        assert entry["zh"] and entry["en"] and entry["quotes"], rule


def test_the_words_stand_in_the_documents():
    if not SEEDS.is_dir():
        pytest.skip("the founding documents are absent: set MINQING_SHARED_DATA to the folder beside them")
    for rule, entry in catalogue().items():
        words = words_of(entry["document"])
        parts = [part for quote in entry["quotes"] for part in quote.split("…")]
        assert [part for part in parts if plain(part) not in words] == [], rule


def test_no_rule_of_the_specification_is_missing():
    if not SPEC.is_file():
        pytest.skip("the specification is absent: set MINQING_SHARED_DATA to the folder beside it")
    assert list(catalogue()) == ROW.findall(SPEC.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("outcomes", "word"),
    [
        ((), "none"),
        (("skipped",), "none"),
        (("passed", "skipped"), "pass"),
        (("passed", "failed"), "fail"),
    ],
)
def test_a_rule_passes_when_a_test_ran_and_none_failed(outcomes: tuple[str, ...], word: str):
    assert verdict(outcomes) == word


SAMPLE = """
    import pytest

    @pytest.mark.rule("Y1", "Y2")
    @pytest.mark.parametrize("n", [1, 2])
    def test_sizes(n):
        assert n

    @pytest.mark.rule("Y2")
    def test_groups():
        raise AssertionError

    @pytest.mark.rule("Y3")
    def test_villages():
        pytest.skip("no village here")

    def test_of_no_rule():
        raise AssertionError
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A suite of its own in which the table is loaded as here."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[1]))
    pytester.makeconftest('pytest_plugins = ("tests.rules",)')
    pytester.makeini("[pytest]\nmarkers =\n  rule(*ids): rules\n  story: in order\naddopts = -p no:cacheprovider")
    return pytester


def test_the_table_has_a_line_for_each_rule_and_only_their_tests_run(suite: pytest.Pytester):
    suite.makepyfile(test_sample=SAMPLE)
    ran = suite.runpytest_subprocess("--rules")
    ran.assert_outcomes(passed=2, failed=1, skipped=1, deselected=1)
    lines = [line for line in ran.outlines if re.match(r"[A-Z]\d+ ", line)]
    assert [line.split()[0] for line in lines] == list(catalogue())
    assert lines[0] == "Y1  pass  片区户数  test_sample.py::test_sizes×2"
    assert lines[1] == "Y2  fail  楼组户数  test_sample.py::test_sizes×2  test_sample.py::test_groups"
    assert lines[2].startswith("Y3  none")
    assert lines[3] == "Y4  none  社区、片长、楼组长三级"
    assert "规则 / rules 155：pass 1，fail 1，none 153" in ran.outlines
    assert re.match(r"=+ 1 failed, 2 passed, 1 skipped, 1 deselected", ran.outlines[-1])


@pytest.mark.parametrize("marker", ['rule("Y99")', "rule", "rule()"])
def test_a_marker_that_names_no_rule_fails_its_test(suite: pytest.Pytester, marker: str):
    suite.makepyfile(f"import pytest\n@pytest.mark.{marker}\ndef test_nothing():\n    pass")
    for asked in ((), ("--rules",)):
        ran = suite.runpytest_subprocess(*asked)
        ran.assert_outcomes(errors=1)
        ran.stdout.fnmatch_lines(["*are not in domain/policies/rules.toml"])


def test_a_story_is_told_from_its_beginning(suite: pytest.Pytester):
    suite.makepyfile(
        test_tale="""
        import pytest

        pytestmark = pytest.mark.story
        told = []

        def test_once():
            told.append("once")

        @pytest.mark.rule("Y1")
        def test_then():
            assert told == ["once"]
        """
    )
    ran = suite.runpytest_subprocess("--rules")
    ran.assert_outcomes(passed=2)
    assert "Y1  pass  片区户数  test_tale.py::test_then" in ran.outlines


def test_without_the_option_nothing_changes(suite: pytest.Pytester):
    suite.makepyfile(test_sample=SAMPLE)
    suite.runpytest_subprocess().assert_outcomes(passed=2, failed=2, skipped=1)
