"""What may enter the community and what its seal stands on, as permits.toml has it: admissions and refusals, certificates, misuse."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from importlib import resources
from typing import Any

from api.commands.governance import admissions, certificates
from api.demo.books import somebody
from api.demo.cast import APPROVER, DESK, PLANNER
from api.demo.scene import Scene
from api.demo.stage import Story
from domain.governance.admission import Body, RequesterLevel, Terms
from domain.governance.certificate import Ground
from domain.governance.certificates import Cause
from domain.governance.duty_lists import DutyList, Entry
from domain.governance.seal import Outcome
from domain.governance.task_refusal import Asked
from domain.ids import AdmissionId, CertificateId

GATE, GROUP = Body.CIVIL_AFFAIRS_BUREAU, Body.DISTRICT_LEADING_GROUP


@cache
def told() -> dict[str, Any]:
    return tomllib.loads(resources.files("api.demo").joinpath("permits.toml").read_text(encoding="utf-8"))


def stories(scene: Scene) -> Iterator[Story]:
    yield _lists(scene, told()["lists"])
    yield from (_admission(scene, f"admission {number}", one) for number, one in enumerate(told()["admissions"]))
    yield from (_refusal(scene, f"refusal {number}", one) for number, one in enumerate(told()["refusals"]))
    yield from (_type(scene, one) for one in told()["types"])
    yield from (_certificate(scene, number, one) for number, one in enumerate(told()["certificates"]))
    yield from (_misuse(scene, f"misuse {number}", one) for number, one in enumerate(told()["misuses"]))


def _lists(scene: Scene, said: dict[str, Any]) -> Story:
    yield scene.at(said["share"])
    entries = tuple(Entry(one["key"], DutyList(one["list"]), one["title"], one["basis"]) for one in said["entries"])
    given = (scene.code, entries, scene.today())
    scene.stage.do("duty lists", PLANNER, lambda ctx: admissions.publish_lists(ctx, *given), document=_document(scene, said))


def _admission(scene: Scene, key: str, said: dict[str, Any]) -> Story:
    """As far as it has come: asked for, through the gate, approved or rejected, entered, left."""
    yield scene.at(said["share"])
    today = scene.today()
    terms = Terms(said["content"], said["addressees"], said["authority"], today, today + timedelta(days=said["days"]), said["yuan"])
    asked = (scene.code, said["department"], RequesterLevel.DISTRICT, said["title"], terms)
    stream = AdmissionId(scene.stage.do(key, DESK, lambda ctx: admissions.request(ctx, *asked))["id"])
    steps = {
        "gated": (PLANNER, lambda ctx: admissions.gate(ctx, stream, GATE)),
        "approved": (APPROVER, lambda ctx: admissions.approve(ctx, stream, GROUP)),
        "rejected": (APPROVER, lambda ctx: admissions.reject(ctx, stream, GROUP)),
        "entered": (DESK, lambda ctx: admissions.enter(ctx, stream, f"{key} 协议", said["yuan"])),
        "withdrawn": (DESK, lambda ctx: admissions.withdraw(ctx, stream)),
    }
    for step, (actor, command) in steps.items():
        if step in said:
            yield scene.at(said[step])
            words = {"document": f"润社建〔{scene.today().year}〕准入{key[-1]}号"} if step == "approved" else {}
            scene.stage.do(f"{key} {step}", actor, command, **words, reason=said.get("reason", "") if step == "rejected" else "")


def _refusal(scene: Scene, key: str, said: dict[str, Any]) -> Story:
    yield scene.at(said["share"])
    given = (scene.code, said["department"], said["title"], Asked(said["asked"]))
    scene.stage.do(key, DESK, lambda ctx: admissions.refuse(ctx, *given))


def _type(scene: Scene, said: dict[str, Any]) -> Story:
    """A certificate that may be issued, until it is cancelled."""
    yield scene.at(said["share"])
    key, given = said["key"], (scene.code, said["key"], said["title"], said["basis"])
    listed = {"document": _document(scene, said)}
    scene.stage.do(f"type {key}", PLANNER, lambda ctx: certificates.list_type(ctx, *given, has_seal=True), **listed)
    if gone := said.get("cancelled"):
        yield scene.at(gone["share"])
        cancelled, cause = {"document": _document(scene, gone)}, Cause(gone["cause"])
        scene.stage.do(f"type {key} cancelled", PLANNER, lambda ctx: certificates.cancel_type(ctx, scene.code, key, cause), **cancelled)


def _certificate(scene: Scene, number: int, said: dict[str, Any]) -> Story:
    """For a resident: issued with the seal the same hour, refused, or waiting still."""
    yield scene.at(said["share"])
    if not scene.homes:
        return
    hh, person = somebody(scene, 100 + number)
    given = (scene.code, said["key"], scene.homes[hh].members[0].name, said["purpose"], person)
    key = f"certificate {number}"
    stream = CertificateId(scene.stage.do(key, DESK, lambda ctx: certificates.request(ctx, *given))["id"])
    if "refused" in said:
        scene.stage.do(f"{key} refused", DESK, lambda ctx: certificates.refuse(ctx, stream, Ground(said["refused"])))
    elif not said.get("waits"):
        scene.stage.do(f"{key} issued", DESK, lambda ctx: certificates.issue(ctx, stream))


def _misuse(scene: Scene, key: str, said: dict[str, Any]) -> Story:
    yield scene.at(said["share"])
    scene.stage.do(key, DESK, lambda ctx: certificates.report_misuse(ctx, scene.code, said["text"], said["use"]))
    yield scene.at(said["settled"])
    given = (scene.code, 1, Outcome(said["outcome"]))
    settled = {"document": _document(scene, said)}
    scene.stage.do(f"{key} settled", APPROVER, lambda ctx: certificates.settle_misuse(ctx, *given), **settled)


def _document(scene: Scene, said: dict[str, Any]) -> str:
    return said["document"].format(year=scene.today().year)
