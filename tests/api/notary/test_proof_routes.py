"""Checkpoints and proofs over HTTP and at the command line, and a witness who reads nothing else."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import uvicorn

from api.app import create_app
from api.audit_reader import Wrong, check_proof
from api.context import open_office
from api.notary import promise, proof_text
from api.notary.folder import Folder
from api.serving import spoken
from domain.community import Renamed
from domain.journal import Write
from tests.api.cli import Desk, Told
from tests.api.conftest import Site
from tests.api.notary.conftest import CODE, META, rename, until
from tests.people import auditor_zhou, desk_chen, planner_lin


@pytest.fixture(scope="module")
def notary(site: Site) -> Folder:
    """The one that works inside the server; a few events are signed, of somebody who is signed in."""
    site.as_(planner_lin)
    site.office.journal.append([Write(f"com-{CODE}", 0, [Renamed(name="锦绣", reason="初")])], META)
    rename(site.office.journal, 20)
    folder = Folder(site.office.settings.notary_home)
    until(lambda: site.as_().get("/api/proofs/checkpoint").status_code == 200)  # from then on its folder is whole
    until(lambda: (head := folder.head()) and head.position == site.office.journal.head())
    return folder


@pytest.fixture
def key(notary: Folder) -> Path:
    return notary.path / "log.key.pub"


def test_the_newest_checkpoint_is_everybodys(site: Site, notary: Folder):
    told = site.as_().get("/api/proofs/checkpoint").json()
    assert told["checkpoint"] == str(notary.head().signed)
    assert told["size"] == notary.head().size


def test_a_record_and_its_proof_check_offline(site: Site, notary: Folder, key: Path, tmp_path: Path):
    leaves = list(notary.leaves())
    for leaf in (leaves[0], leaves[7], leaves[-1]):
        told = site.as_(auditor_zhou).get("/api/proofs/inclusion", position=leaf.position)
        assert told.status_code == 200
        file = tmp_path / "proof.json"
        file.write_text(told.text + "\n")
        assert check_proof(file, key)
        for name, wrong in (("actor", "somebody"), ("position", leaf.position + 1), ("payload", "{}")):
            forged = json.loads(told.text)
            forged["record"][name] = wrong
            file.write_text(json.dumps(forged) + "\n")
            with pytest.raises(Wrong):
                check_proof(file, key)
        for forged in (told.json() | {"index": told.json()["index"] + 1}, told.json() | {"path": []}, told.json() | {"index": -1}):
            file.write_text(json.dumps(forged) + "\n")
            with pytest.raises(Wrong):
                check_proof(file, key)


def test_a_proof_as_c2sp_has_it_checks_offline(site: Site, notary: Folder, key: Path, tmp_path: Path):
    position = notary.head().position
    told = site.as_(auditor_zhou).get("/api/proofs/inclusion", position=position, form="tlog-proof")
    assert told.headers["content-type"].startswith("text/plain")
    assert proof_text.parse(told.text).checkpoint == notary.head().signed
    file = tmp_path / "one.tlog-proof"
    file.write_text(told.text)
    (said,) = check_proof(file, key)
    assert f"位置 {position}" in said


def test_the_author_of_a_command_keeps_its_receipt(site: Site, notary: Folder, key: Path, tmp_path: Path):
    """Nobody else gets it but an auditor; a public that is not signed in gets none."""
    position = notary.head().position
    told = site.as_(planner_lin).get("/api/proofs/receipt", position=position)
    assert told.status_code == 200, told.text
    file = tmp_path / "receipt.json"
    file.write_text(told.text + "\n")
    assert len(check_proof(file, key)) == 1 + len(told.json()["records"])
    assert site.as_(auditor_zhou).get("/api/proofs/receipt", position=position).status_code == 200
    refused = [
        site.as_(desk_chen).get("/api/proofs/receipt", position=position),
        site.as_(planner_lin).get("/api/proofs/receipt", position=10**9),
    ]
    assert [(one.status_code, one.json()["code"]) for one in refused] == [(403, "receipt.not_yours"), (404, "receipt.position_unknown")]


def test_the_answer_to_a_command_names_its_receipt(site: Site, notary: Folder):
    answer = site.as_(planner_lin).post("/api/communities", {"code": "321111009077", "name": "回执社区", "profile": "runzhou"})
    assert answer.status_code < 300, answer.text
    assert answer.headers["link"] == f'</api/proofs/receipt?position={answer.headers["x-journal-position"]}>; rel="receipt"'
    told = site.as_(planner_lin).get("/api/proofs/receipt", position=int(answer.headers["x-journal-position"])).json()
    assert {one["name"] for one in told["records"]} == {"community.registered"}
    assert promise.parse(told["promise"]).is_signed_by(notary.public)


def test_what_is_not_there_is_refused_in_words(site: Site, notary: Folder):
    auditor = site.as_(auditor_zhou)
    refused = {
        "/api/proofs/inclusion?position=999999": (404, "proof.position_unknown"),
        "/api/proofs/inclusion?position=0": (422, "http.input_invalid"),
        "/api/proofs/consistency?from=1&to=999999": (404, "proof.checkpoint_unknown"),
        "/api/proofs/consistency?from=3&to=2": (422, "proof.sizes_turned"),
    }
    for path, expected in refused.items():
        answer = auditor.client.get(path, headers=auditor.headers)
        assert (answer.status_code, answer.json()["code"]) == expected, path


@pytest.fixture(scope="module")
def served(site: Site, notary: Folder) -> Iterator[str]:
    """The same installation at a real port, for who comes with no more than an address."""
    office = open_office(site.office.settings.model_copy(update={"notary": False}), site.office.databases)
    server = uvicorn.Server(uvicorn.Config(create_app(office=office), port=0, **spoken()))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
    office.close()


def test_a_witness_follows_the_log_and_nothing_else(
    site: Site, notary: Folder, served: str, key: Path, tmp_path: Path, run: Callable[..., Told]
):
    """Given a witness who saw a head, when the log grows, then it signs the new one; a head that does not extend what it saw it refuses."""
    mine = ("--folder", tmp_path / "witness", "--log", key, "--out", tmp_path / "cosigned.txt")
    witness = run("witness", "key", "--folder", tmp_path / "witness", "--name", "street.example/w1").text.strip()
    assert run("witness", "follow", served, *mine).exit_code == 0
    size = notary.head().size
    rename(site.office.journal, 3)
    until(lambda: notary.head().size >= size + 3)  # a page of a log may be closed meanwhile
    until(lambda: site.as_().get("/api/proofs/checkpoint").json()["size"] >= size + 3)
    assert run("witness", "follow", served, *mine).exit_code == 0
    signed = (tmp_path / "cosigned.txt").read_text()
    seen = int(signed.splitlines()[1])
    assert (signed.count("— "), seen >= size + 3) == (2, True)

    older = tmp_path / "older.txt"
    older.write_text(str(notary.checkpoints()[0]))
    assert run("witness", "cosign", older, *mine).refused_with == "witness.refused"
    assert run("notary", "witness", "--trust", witness).exit_code == 0
    assert run("notary", "witness", "--accept", tmp_path / "cosigned.txt").exit_code == 0
    told = run("verify", "--witness", witness, "--held", tmp_path / "cosigned.txt")
    assert told.exit_code == 0, told.text
    assert f"见证 street.example/w1：最新 {seen} 条" in told.text
    assert run("witness", "follow", "http://127.0.0.1:1", *mine).refused_with == "witness.log_silent"


@pytest.fixture(scope="module")
def run(site: Site) -> Callable[..., Told]:
    """The command line on the site's own home and database."""
    desk = Desk()

    def ran(*words: object) -> Told:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("MINQING_DATABASE_URL", site.office.databases.admin)
            environment.setenv("MINQING_HOME", str(site.office.settings.home))
            return desk.run(*words)

    return ran


def test_the_auditors_way_at_the_command_line(run: Callable[..., Told], notary: Folder, key: Path, tmp_path: Path):
    assert run("notary", "once").refused_with == "notary.elsewhere"
    assert run("notary", "key").text.strip() == notary.public.vkey
    before = notary.head().size  # the server's notary goes on meanwhile
    assert before <= run("audit", "export", "--out", tmp_path / "bundle", "--json").told["size"] <= notary.head().size
    assert run("audit", "export", "--out", tmp_path / "bundle").refused_with == "notary.bundle_there"
    assert run("audit", "verify", tmp_path / "bundle", "--key", key).exit_code == 0
    assert run("audit", "verify", tmp_path / "bundle", "--key", key, "--witnesses", 2).exit_code == 1
    position = notary.head().position
    assert run("audit", "prove", position, "--out", tmp_path / "proof.json").exit_code == 0
    assert run("audit", "check-proof", tmp_path / "proof.json", "--key", key).exit_code == 0
    for name in ("one.tlog-proof", "receipt.json"):
        made = ("audit", "prove") if name.startswith("one") else ("receipt", "take")
        assert run(*made, next(notary.leaves()).position, "--out", tmp_path / name).exit_code == 0
    assert run("audit", "check-proof", tmp_path / "one.tlog-proof", "--key", key).exit_code == 0
    records = json.loads((tmp_path / "receipt.json").read_text())["records"]
    checked = run("receipt", "check", tmp_path / "receipt.json", "--key", key, "--bundle", tmp_path / "bundle")
    assert (checked.exit_code, checked.text.count("✓")) == (0, 1 + len(records) + 1), checked.text
    assert run("verify", "--receipt", tmp_path / "receipt.json", "--json").told["holds"] is True
    assert run("verify", "--receipt", tmp_path / "proof.json").refused_with == "http.input_invalid"


def test_the_notary_of_another_machine_knows_its_own_login_alone(notary: Folder, site: Site, tmp_path: Path):
    """No key of personal data is read or made there; the auditor's check asks no settings at all."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("MINQING_NOTARY_DATABASE_URL", site.office.databases.notary)
        environment.setenv("MINQING_NOTARY_FOLDER", str(notary.path))
        environment.setenv("MINQING_HOME", str(tmp_path / "home"))
        environment.setenv("MINQING_DATABASE_URL", "postgresql://nobody@nowhere.invalid/nothing")
        desk = Desk()
        assert desk.run("verify", "--json").told["holds"] is True
        assert desk.run("audit", "export", "--out", tmp_path / "bundle").exit_code == 0
        assert not (tmp_path / "home").exists()
        environment.setenv("MINQING_NOTARY_DATABASE_URL", "no address")
        assert desk.run("audit", "verify", tmp_path / "bundle", "--key", notary.path / "log.key.pub").exit_code == 0


def test_a_bent_journal_is_an_alarm_wherever_one_looks(site: Site, notary: Folder, run: Callable[..., Told]):
    """The notary inside the server comes upon it by itself; last, because its alarm stands until it looked again."""
    assert site.client.get("/readyz").json()["checks"]["journal"] is True
    position = list(notary.leaves())[5].position
    with psycopg.connect(site.office.databases.admin, autocommit=True) as owner:
        owner.execute("alter table journal.events disable trigger append_only")
        owner.execute("update journal.events set document = 'x' where position = %s", (position,))
    until(lambda: site.client.get("/readyz").json()["checks"]["journal"] is False)
    assert site.client.get("/readyz").status_code == 503
    assert "minqing_notary_alarm 1.0" in site.client.get("/metrics").text
    told = run("verify")
    assert told.exit_code == 1
    assert f"✗ 位置 {position}：记录被改动" in told.text
