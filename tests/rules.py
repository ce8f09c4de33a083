"""`minqing test --rules`: which rule of the founding documents is shown by which test, and whether it passes.

A test names the rules it shows: `@pytest.mark.rule("Y1", "Y2")`. With --rules only such tests run (and the
others of a file that tells one story, `pytestmark = pytest.mark.story`), and a line for each rule of
domain/policies/rules.toml stands before pytest's own last line. fail: one of its tests failed. pass: none failed and one at least passed.
none: no test names it, or none of them could run here.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

NAMED = "rules"
"""Under this word a test's rules travel with its report, also from another process."""


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """Id -> zh, en, document, quotes; in the order of the documents."""
    return tomllib.loads(files("domain").joinpath("policies", "rules.toml").read_text(encoding="utf-8"))


def verdict(outcomes: Iterable[str]) -> str:
    seen = set(outcomes)
    return "fail" if "failed" in seen else "pass" if "passed" in seen else "none"


class RuleTable:
    """Collects the reports of tests that name rules."""

    def __init__(self) -> None:
        self.outcomes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        named = [test for test in items if any(name == NAMED for name, _ in test.user_properties)]
        stories = {test.path for test in named if test.get_closest_marker("story")}
        kept = [test for test in items if test in named or test.path in stories]
        config.hook.pytest_deselected(items=[test for test in items if test not in kept])
        items[:] = kept

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and report.passed:
            return
        test = report.nodeid.partition("[")[0]
        for name, rules in report.user_properties:
            for rule in rules if name == NAMED else ():
                self.outcomes[rule][test].append(report.outcome)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.write_sep("=", "规则 / rules")
        counts: Counter[str] = Counter()
        for rule, entry in catalogue().items():
            tests = self.outcomes.get(rule, {})
            word = verdict(outcome for outcomes in tests.values() for outcome in outcomes)
            counts[word] += 1
            shown = "  ".join(f"{test}×{len(outcomes)}" if len(outcomes) > 1 else test for test, outcomes in tests.items())
            terminalreporter.write(f"{rule:<4}")
            terminalreporter.write(f"{word}  ", green=word == "pass", red=word == "fail", yellow=word == "none")
            terminalreporter.write_line(f"{entry['zh']}  {shown}".rstrip())
        told = "，".join(f"{word} {counts[word]}" for word in ("pass", "fail", "none"))
        terminalreporter.write_line(f"规则 / rules {counts.total()}：{told}")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rules", action="store_true", help="run the tests that name rules, then tell each rule / 按规则汇总")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--rules"):
        config.pluginmanager.register(RuleTable())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for test in items:
        if test.get_closest_marker("rule"):
            test.user_properties.append((NAMED, rules_of(test)))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A marker that names no rule, or one that is not in the list, would count for nothing: its test fails."""
    named = rules_of(item)
    wrong = [rule for rule in named if rule not in catalogue()]
    if wrong or (not named and item.get_closest_marker("rule")):
        pytest.fail(f"rules {wrong} are not in domain/policies/rules.toml", pytrace=False)


def rules_of(test: pytest.Item) -> list[str]:
    return list(dict.fromkeys(rule for marker in test.iter_markers("rule") for rule in marker.args))
