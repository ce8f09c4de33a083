"""Odd input thrown at every command and question by somebody who may ask: refused in words or done, never broken.

First what our own reading of the routes suggests; then what schemathesis makes of the OpenAPI document alone, as a stranger would who
reads /docs. Seconds, not hours; the long way with --slow.
"""

from __future__ import annotations

import json
import re
import secrets
from collections import Counter
from collections.abc import Mapping
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from domain.policy import PolicyProfile
from tests.api.conftest import Site
from tests.api.lived_in import CODE, COMMUNITY, Town, settle
from tests.api.test_walls import SOMETHING, TABLE
from tests.people import EVERYBODY, planner_lin

# the application's own threads draw random numbers meanwhile, as the pools of connections do, and Hypothesis takes them for ours
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
POSTS = sorted(
    name.removeprefix("POST ")
    for name in TABLE
    if name.startswith("POST ") and not any(part in name for part in ("import", "/buildings", "/open311/", "/sign-out"))
)
ODD_TEXT = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["", "\0", "' or 1=1 --", "../../etc/passwd", "{0.__class__}", "%s", "\ud83d\ude00", "𠮷", "9" * 400, "true", "NaN", "\u202e"]
    ),
)
ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**30, -(10**30), 2**63, 1e308])
    | st.floats(allow_nan=False, allow_infinity=False)
    | ODD_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ODD_TEXT, inner, max_size=3),
    max_leaves=6,
)


RULES: dict[str, Any] = {"deadline": None, "database": None, "derandomize": True, "phases": [Phase.generate]}


@pytest.fixture(scope="module")
def town(site: Site, folder: Path) -> Town:
    return settle(site, folder, households=1)


@pytest.fixture(scope="module")
def known(site: Site, town: Town) -> Mapping[str, Any]:
    """Values that exist, by the kind of field: half of the odd bodies get past the door with them. The plan is a draft."""
    draft = site.as_(planner_lin).post(f"{COMMUNITY}/plans", {"start": "copy", "name": "草案"}).json()
    profile = PolicyProfile.load("erenhot")
    return {
        "plan": draft["plan"],
        "grid": town.grids[0],
        "to": town.grids[1],
        "hh": town.households[0][0],
        "household": town.households[0][0],
        "into": town.households[1][0],
        "building": town.buildings[0][0]["building"],
        "buildings": [town.buildings[0][0]["building"]],
        "warden": town.wardens["zhao"],
        "standby": town.wardens["qian"],
        "from_warden": town.wardens["zhao"],
        "to_warden": town.wardens["qian"],
        "post": town.posts[0],
        "stream": town.tickets[0],
        "code": CODE,
        "door": {"unit": "1", "room": "1"},
        "members": [{"relation": "child", "name": "甲"}],
        "member": {"relation": "child", "name": "甲"},
        "persons": ["psn-0000000000000000"],
        "gone": [town.grids[1]],
        "name": "名称",
        "text": "内容",
        "reason": "理由",
        "document": "文号",
        "category": next(iter(profile.categories)),
        "purpose": next(iter(profile.purposes)),
        "issue": "x",
        "feedback": "x",
        "level": "community",
        "responsible": "desk",
        "outcome": "solved",
        "kind": "dedicated",
        "on": "2027-01-01",
        "starts_at": "2026-12-01T00:00:00",
        "ends_at": "2026-12-02T00:00:00+08:00",
        "visited_at": "2026-10-01T10:00:00+08:00",
        "effective_at": "2026-10-01T10:00:00+08:00",
        "line": "LINESTRING (119.43 32.19, 119.44 32.19)",
        "lon": 119.431,
        "lat": 32.191,
        "note": "说明",
        "satisfaction": 5,
        "seed": 3,
    }


@pytest.fixture(scope="module")
def tokens(site: Site, town: Town) -> dict[str, str]:
    return {person.role: site.as_(person).headers["Authorization"] for person in EVERYBODY} | {"public": ""}


@pytest.fixture(scope="module")
def fields(site: Site) -> dict[str, dict[str, Any]]:
    """Field names and whether they are needed, of every command, from the application's own description of itself."""
    spec = site.client.get("/openapi.json").json()
    found = {}
    for path in POSTS:
        content = spec["paths"][path]["post"].get("requestBody", {}).get("content", {})
        body = content.get("application/json", {"schema": {"$ref": ""}})["schema"]  # none: a file, or nothing is sent
        found[path] = spec["components"]["schemas"].get(body["$ref"].rpartition("/")[2], {})
    return found


@pytest.mark.filterwarnings("ignore:Do not use the `random` module")  # the connection pool's threads use it meanwhile
def test_no_command_breaks(site: Site, known: Mapping[str, Any], tokens: dict[str, str], fields: dict[str, dict[str, Any]]) -> None:
    """Collected, not raised one by one: what is let in changes the town, so no example can be tried twice."""
    broken: list[tuple[str, Any, str]] = []

    @settings(max_examples=220, **RULES)
    @given(draw=st.data())
    def throw(draw: st.DataObject) -> None:
        path = draw.draw(st.sampled_from(POSTS))
        body = draw.draw(_bodies(fields[path], known) | ODD)
        url = re.sub(r"\{(\w+)\}", lambda hit: str(known.get(hit[1], SOMETHING.get(hit[1]))), path)
        token = tokens[sorted(TABLE[f"POST {path}"])[0]]
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": secrets.token_hex(8),
            "If-Match": f'"{draw.draw(st.integers(0, 9))}"',
        }
        answer = site.client.post(url, content=json.dumps(body), headers=headers | ({"Authorization": token} if token else {}))
        if answer.status_code >= 500 or (answer.status_code >= 400 and not answer.json()["title_en"]):
            broken.append((path, body, answer.text))

    throw()
    assert broken == []


def _bodies(schema: dict[str, Any], known: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Every needed field with something that exists, and one or two fields odd."""
    names = list(schema.get("properties", {}))
    whole = {name: known[name] for name in schema.get("required", []) if name in known}
    odd = st.dictionaries(st.sampled_from(names), ODD | st.sampled_from(list(known.values())), max_size=2) if names else st.just({})
    return odd.map(lambda some: whole | some)


ODD_WORDS = (
    "",
    "x",
    "-1",
    "0",
    "9" * 30,
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "0001-01-01T00:00:00+14:00",
    "' or 1=1 --",
    "%",
    "_",
    "１",
    "a" * 39,
    "\u202e",
    "nan",
)


def questioned(site: Site, known: Mapping[str, Any], tokens: Mapping[str, str], each: int) -> Counter[str]:
    """Every parameter of every question with so many odd words, the next ones in turn. Answers with how often each word was asked."""
    spec, broken, turn, asked = site.client.get("/openapi.json").json(), [], cycle(ODD_WORDS), Counter[str]()
    for path in sorted(name.removeprefix("GET ") for name in TABLE if name.startswith("GET ")):
        url = re.sub(r"\{(\w+)\}", lambda hit: str(known.get(hit[1], SOMETHING.get(hit[1]))), path)
        token = tokens["auditor" if "auditor" in TABLE[f"GET {path}"] else sorted(TABLE[f"GET {path}"])[0]]
        names = [each["name"] for each in spec["paths"][path]["get"].get("parameters", []) if each["in"] == "query"]
        for name, word in ((name, word) for name in names for word in islice(turn, each)):
            answer = site.client.get(url, params={name: word}, headers={"Authorization": token})
            asked[word] += 1
            if answer.status_code >= 500:
                broken.append((path, name, word))
    assert broken == []
    return asked


def test_no_question_breaks(site: Site, known: Mapping[str, Any], tokens: dict[str, str]) -> None:
    asked = questioned(site, known, tokens, 5)
    assert set(asked) == set(ODD_WORDS) and min(asked.values()) > 100


@pytest.mark.slow
def test_no_question_breaks_the_long_way(site: Site, known: Mapping[str, Any], tokens: dict[str, str]) -> None:
    assert len(set(questioned(site, known, tokens, len(ODD_WORDS)).values())) == 1, "each parameter with every word"


@pytest.fixture(scope="module")
def operations(site: Site) -> list[Any]:
    site.client.app.state.tide.is_over = True  # nobody waits for news of the feed here
    schema = schemathesis.openapi.from_dict(site.client.get("/openapi.json").json())
    return [each.ok() for each in schema.get_all_operations()]


def broken_by(site: Site, operation: Any, token: str, examples: int, answers: Counter[int]) -> list[tuple[str, str]]:
    """What one operation answers with a fault of its own. answers: counted by status."""
    broken = []

    allowed, not_allowed = (operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE))

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck), **RULES)
    @given(case=allowed | not_allowed)
    def throw(case: Any) -> None:
        asked = case.as_transport_kwargs(base_url="http://testserver")
        body = asked.pop("data", None)
        asked |= {"data" if isinstance(body, dict) else "content": body, "cookies": None}
        asked["headers"] = dict(asked["headers"]) | {"Idempotency-Key": secrets.token_hex(8), "Authorization": token}
        answer = site.client.request(**{name: value for name, value in asked.items() if value is not None})
        answers[answer.status_code] += 1
        if answer.status_code >= 500:
            broken.append((operation.label, answer.text))

    throw()
    return broken


def all_thrown(site: Site, tokens: Mapping[str, str], operations: list[Any], examples: int) -> Counter[int]:
    answers: Counter[int] = Counter()
    roles = [tokens[sorted(TABLE.get(each.label, {"public"}))[0]] for each in operations]
    broken = [broken_by(site, *pair, examples, answers) for pair in zip(operations, roles, strict=True)]
    assert [fault for found in broken for fault in found] == []
    return answers


def test_no_operation_breaks(site: Site, tokens: Mapping[str, str], operations: list[Any]) -> None:
    answers = all_thrown(site, tokens, operations, 2)
    assert len(operations) > 400 and answers.total() >= len(operations)
    assert len(answers) > 3, "some are let in, some are refused"


@pytest.mark.slow
def test_no_operation_breaks_the_long_way(site: Site, tokens: Mapping[str, str], operations: list[Any]) -> None:
    assert all_thrown(site, tokens, operations, 60).total() > 20_000


def test_the_read_models_survive_what_was_let_in(site: Site) -> None:
    site.office.freshen()
    ready = site.client.get("/readyz")
    assert (ready.status_code, ready.json()["parked"]) == (200, {})
