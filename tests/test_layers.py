"""The shape of the sources: who may import whom, how long a thing may be, and which words are not used."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("domain", "gis", "projections", "api")  # each may import itself and what stands left of it
SOURCES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))

GIS = {"shapely", "numpy", "scipy", "numba", "psycopg", "sqlalchemy", "geoalchemy2", "pyproj", "pyogrio", "pymetis"}
THIRD_PARTY = {"domain": set(), "gis": GIS, "projections": {"psycopg"}, "api": None}  # None: whatever the web needs
EXCEPTIONS = {
    "domain/recorder": {"eventsourcing", "psycopg", "psycopg_pool"},
    "gis/sheet": {"folium", "branca"},
    "gis/exchange": {"python_calamine", "phonenumbers"},  # readers of what people bring
}
BANNED = {"manager", "handler", "service", "helper", "util", "info", "data", "process", "item"}
FOREIGN = {"data_received", "get_route_handler"}  # so asyncio calls it, and FastAPI
IMPURE = {"now", "utcnow", "today", "time", "time_ns", "uuid1", "uuid4", "urandom", "random", "token_hex"}
IMPURE_MODULES = {"datetime", "date", "time", "uuid", "os", "random", "secrets"}
SQL = re.compile(r"\s*(select\s|insert into\s|update \S+ set\s|delete from\s|truncate\s|copy \S+ |(create|alter|drop) \w+\s)")

Finding = str
Check = Callable[[Path, ast.Module], Iterator[Finding]]


@cache
def trees() -> dict[Path, ast.Module]:
    """Read once the first test asks: every worker imports this file, one of them runs it."""
    return {path.relative_to(ROOT): ast.parse(path.read_text()) for path in SOURCES}


def imports(path: Path, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = path.parts[: len(path.parts) - node.level] if node.level else ()
            module = ".".join((*above, *filter(None, [node.module])))
            yield module
            yield from (f"{module}.{name.name}" for name in node.names if module in LAYERS)


@cache
def modules(layer: str, sign: Callable[[ast.AST], bool]) -> set[str]:
    """Modules or packages of a layer in which something carries this sign."""
    return {path.with_suffix("").parts[1] for path, tree in trees().items() if path.parts[0] == layer and any(map(sign, ast.walk(tree)))}


def folds_events(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == "evolve"


def has_tables(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any(isinstance(line, ast.Assign) and line.targets[0].id == "tables" for line in node.body)


SIBLINGS = {"domain": folds_events, "projections": has_tables}
"""By layer, the sign of the modules that may not import one another."""


def points_right(path: Path, tree: ast.Module) -> Iterator[Finding]:
    allowed = LAYERS[: LAYERS.index(path.parts[0]) + 1]
    yield from (name for name in imports(path, tree) if name.split(".")[0] in {*LAYERS, "tests"} - {*allowed})


def is_not_in_the_table(path: Path, tree: ast.Module) -> Iterator[Finding]:
    allowed = THIRD_PARTY[path.parts[0]]
    if allowed is None:
        return
    for place, extra in EXCEPTIONS.items():
        if path.with_suffix("").as_posix() == place or path.as_posix().startswith(f"{place}/"):
            allowed = allowed | extra
    ours = {*LAYERS, *sys.stdlib_module_names}
    yield from (name for name in imports(path, tree) if name.split(".")[0] not in ours | allowed)


def imports_a_sibling(path: Path, tree: ast.Module) -> Iterator[Finding]:
    """Aggregates do not know each other, nor do projections."""
    layer, own = path.with_suffix("").parts[:2]
    siblings = modules(layer, SIBLINGS[layer]) if layer in SIBLINGS else set()
    if own in siblings:
        named = (name.split(".")[1] for name in imports(path, tree) if name.startswith(f"{layer}."))
        yield from (name for name in named if name in siblings - {own})


def opens_the_library(path: Path, tree: ast.Module) -> Iterator[Finding]:
    """One file knows the event-sourcing library."""
    if path.as_posix() != "domain/recorder.py":
        yield from (name for name in imports(path, tree) if name.split(".")[0] == "eventsourcing")


def asks_the_clock_or_the_dice(path: Path, tree: ast.Module) -> Iterator[Finding]:
    if path.parts[0] != "domain" or path.name in ("journal.py", "recorder.py"):
        return
    yield from (name for name in imports(path, tree) if name.split(".")[0] in {"random", "uuid", "secrets", "time"})
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in IMPURE and isinstance(node.value, ast.Name | ast.Attribute):
            if ast.unparse(node.value).split(".")[-1] in IMPURE_MODULES:
                yield f"line {node.lineno}: {ast.unparse(node)}"


def is_too_long(path: Path, tree: ast.Module) -> Iterator[Finding]:
    if (lines := tree.body[-1].end_lineno if tree.body else 0) > 350:
        yield f"{lines} lines"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= 50:
            yield f"{node.name}: {node.end_lineno - node.lineno + 1} lines"


def names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name


def says_nothing(path: Path, tree: ast.Module) -> Iterator[Finding]:
    for name in {path.stem, *names(tree)} - FOREIGN:
        words = {word.lower().removesuffix("s") for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}
        yield from (f"{name}" for _ in words & {word.removesuffix("s") for word in BANNED})


def glues_sql(path: Path, tree: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and any(not isinstance(part, ast.Constant) for part in node.values):
            first = node.values[0]
            if isinstance(first, ast.Constant) and SQL.match(first.value.lower()):
                yield f"line {node.lineno}: {ast.unparse(node)[:60]}"


def queries_from_a_route(path: Path, tree: ast.Module) -> Iterator[Finding]:
    if path.parts[:2] == ("api", "routes"):
        texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
        yield from (text[:60] for text in texts if SQL.match(text))


RULES: tuple[Check, ...] = (
    points_right,
    is_not_in_the_table,
    imports_a_sibling,
    opens_the_library,
    asks_the_clock_or_the_dice,
    is_too_long,
    says_nothing,
    glues_sql,
    queries_from_a_route,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_no_source_file(rule: Check):
    found = [f"{path}: {finding}" for path, tree in trees().items() for finding in rule(path, tree)]
    assert not found, "\n".join(found)


WRONG = {
    points_right: ("gis/shapes.py", "from api.settings import Settings"),
    is_not_in_the_table: ("domain/duty.py", "import shapely"),
    imports_a_sibling: ("domain/duty.py", "from domain import household"),
    opens_the_library: ("projections/runner.py", "from eventsourcing.persistence import Tracking"),
    asks_the_clock_or_the_dice: ("domain/duty.py", "from datetime import datetime\nat = datetime.now()"),
    is_too_long: ("api/routes/grids.py", "def long():\n" + "    x = 1\n" * 50),
    says_nothing: ("api/app.py", "class PlanManager: ..."),
    glues_sql: ("projections/grids.py", "query = f'select a from {table}'"),
    queries_from_a_route: ("api/routes/grids.py", "query = 'select a from views.grids'"),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_sees_its_own_offence(rule: Check):
    place, text = WRONG[rule]
    assert list(rule(Path(place), ast.parse(text)))
