"""verify.html out of a bundle, opened from disk: no server, no network, the same findings as the reader's."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, expect

from api.audit_reader import Wrong, check_bundle
from api.databases import Databases
from api.notary import keys, logs, note
from api.notary.bundle import export
from api.notary.folder import Folder
from api.notary.notary import Notary
from api.notary.part import Part
from domain.community import Renamed
from domain.journal import Journal, Write
from domain.log_page import Log
from domain.proof import Frontier
from tests.api.notary.conftest import META, rename
from tests.web.conftest import Window

READ = "insert into vault.read_log (actor, role, subject, fields, purpose) values ('chen', 'desk', %s, '{name}', '家访')"
MINE = "com-321111009001"


@pytest.fixture(scope="module")
def bundles(new_database: Callable[[], AbstractContextManager[Databases]], tmp_path_factory: pytest.TempPathFactory, pages: None) -> Path:
    """whole and part, and the auditor's own key beside them. Two pages of readings."""
    place = tmp_path_factory.mktemp("bundles")
    with new_database() as databases:
        folder = Folder(place / "notary")
        signed_in_steps(databases, folder)
        with psycopg.connect(databases.notary) as connection:
            export(connection, folder, place / "whole")
            export(connection, folder, place / "part", Part(streams=[MINE]))
    shutil.copy(place / "whole" / "keys.txt", place / "auditor.keys")
    return place


def signed_in_steps(databases: Databases, folder: Folder) -> None:
    journal = Journal(databases.app)
    for stream in (MINE, "com-321111009002"):
        journal.append([Write(stream, 0, [Renamed(name="锦绣", reason=f"第{n}次") for n in range(5)])], replace(META, correlation=stream))
    with Notary(databases.notary, folder) as notary, psycopg.connect(databases.app, autocommit=True) as app:
        notary.turn()
        for _ in range(2):
            with psycopg.connect(databases.admin) as owner:
                for subject in (MINE, "com-321111009002", MINE):
                    owner.execute(READ, (subject,))
            with psycopg.connect(databases.read, autocommit=True) as reading:
                logs.close(journal, app, reading, Log.READING, META)
            rename(journal, 2)
            notary.turn()
    journal.close()


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Window]:
    opened = Window(browser, "file://", {"width": 900, "height": 900})
    opened.room.set_offline(True)
    yield opened
    opened.close()


def verified(window: Window, folder: Path, key: Path, *, part: bool = False, held: Path | None = None) -> list[str]:
    """The lines of the page, which is that of the bundle itself."""
    page = window.page
    page.goto((folder / "verify.html").as_uri())
    page.get_by_label("稽核包文件").set_input_files([one for one in sorted(folder.iterdir()) if one.suffix in (".txt", ".jsonl")])
    page.get_by_label("您自己保存的公钥").set_input_files(key)
    if held:
        page.get_by_label("此前保存的检查点").set_input_files(held)
    page.get_by_label("这是节选").set_checked(part)
    page.get_by_role("button", name="核验").click()
    expect(page.get_by_role("status")).to_contain_text("成立")
    return page.locator("#told li").all_inner_texts()


def test_a_whole_bundle_holds_and_the_page_says_who_verified(window: Window, bundles: Path):
    told = verified(window, bundles / "whole", bundles / "auditor.keys", held=bundles / "whole" / "checkpoints.txt")
    assert [one[0] for one in told] == ["✓"] * 6
    assert "read_log.jsonl：6 行，与 2 页逐一相符" in "".join(told)
    expect(window.page.get_by_role("status")).to_contain_text("全部成立")
    expect(window.page.locator("#signatures")).to_contain_text("Ed25519")
    window.accessible()


def test_without_the_browsers_own_signatures_the_page_brings_its_own(browser: Browser, bundles: Path):
    """And says so; it finds the same."""
    bare = Window(browser, "file://")
    bare.page.add_init_script("crypto.subtle.importKey = () => Promise.reject(new Error('no Ed25519'))")
    told = verified(bare, bundles / "whole", bundles / "auditor.keys")
    assert [one[0] for one in told] == ["✓"] * 5
    expect(bare.page.locator("#signatures")).to_contain_text("此浏览器没有 Ed25519")
    assert "签名不是该日志公钥所签" in verified(bare, bundles / "whole", other_key(bundles))[-1]
    bare.close()


def test_a_part_holds_where_it_is_said_to_be_one(window: Window, bundles: Path):
    told = verified(window, bundles / "part", bundles / "auditor.keys", part=True)
    assert [one[0] for one in told] == ["✓"] * 4
    assert "read_log.jsonl：4 行" in told[-1]
    assert verified(window, bundles / "part", bundles / "auditor.keys")[-1].startswith("✗")


def other_key(bundles: Path) -> Path:
    """Of another log of the same name."""
    place = bundles / "other.keys"
    if not place.exists():
        name = (bundles / "whole" / "checkpoints.txt").read_text().split("\n")[0]
        place.write_text(keys.made(bundles / "other.key", keys.LOG, name).public.vkey + "\n")
    return place


def lines(file: Path) -> list[str]:
    return file.read_text().splitlines(keepends=True)


def put(file: Path, told: list[str]) -> None:
    file.write_text("".join(told))


def change_a_record(folder: Path) -> str:
    told = lines(folder / "events.jsonl")
    told[3] = told[3].replace("第3次", "第9次")
    put(folder / "events.jsonl", told)
    return f"位置 {json.loads(told[3])['position']} 的记录被改动"


def leave_a_record_out(folder: Path) -> str:
    told = lines(folder / "events.jsonl")
    gone = told.pop(4)
    put(folder / "events.jsonl", told)
    return f"位置 {json.loads(gone)['position']} 的记录被删除"


def put_a_record_in(folder: Path) -> str:
    told = lines(folder / "events.jsonl")
    last = json.loads(told[-1])
    put(folder / "events.jsonl", [*told, json.dumps(last | {"position": last["position"] + 1}, ensure_ascii=False) + "\n"])
    return f"位置 {last['position'] + 1} 的记录未曾签名"


def exchange_two_leaves(folder: Path) -> str:
    told = [line.split() for line in lines(folder / "leaves.txt")]
    told[2][1], told[3][1] = told[3][1], told[2][1]
    put(folder / "leaves.txt", [" ".join(one) + "\n" for one in told])
    return "与检查点"


def cut_the_end(folder: Path) -> str:
    for name in ("events.jsonl", "leaves.txt"):
        put(folder / name, lines(folder / name)[:-1])
    return "最新检查点"


def change_a_reading(folder: Path) -> str:
    told = lines(folder / "read_log.jsonl")
    put(folder / "read_log.jsonl", [*told[:4], told[4].replace("chen", "li"), *told[5:]])
    return "第 2 页"


def take_a_reading_out(folder: Path) -> str:
    put(folder / "read_log.jsonl", lines(folder / "read_log.jsonl")[1:])
    return "第 1 页"


def sign_it_anew(folder: Path) -> str:
    """Everything rewritten consistently, under another key of the same name."""
    signer = keys.made(folder / "forger.key", keys.LOG, (folder / "checkpoints.txt").read_text().split("\n")[0])
    frontier = Frontier()
    for line in lines(folder / "leaves.txt"):
        frontier.append(bytes.fromhex(line.split()[1]))
    (folder / "checkpoints.txt").write_text(f"{note.sign(signer, frontier.size, frontier.root())}\n")
    return "签名不是该日志公钥所签"


def lose_a_file(folder: Path) -> str:
    (folder / "access_log.jsonl").unlink()
    return "缺少文件 access_log.jsonl"


FORGERIES: list[Callable[[Path], str]] = [
    *(change_a_record, leave_a_record_out, put_a_record_in, exchange_two_leaves, cut_the_end),
    *(change_a_reading, take_a_reading_out, sign_it_anew, lose_a_file),
]


def test_the_page_finds_each_forgery_where_the_reader_does(window: Window, bundles: Path, tmp_path: Path):
    for forge in FORGERIES:
        folder = shutil.copytree(bundles / "whole", tmp_path / forge.__name__)
        said = forge(folder)
        told = verified(window, folder, bundles / "auditor.keys")
        assert (told[-1][0], said in told[-1]) == ("✗", True), (forge.__name__, told)
        with pytest.raises(Wrong) as wrong:
            check_bundle(folder, bundles / "auditor.keys", [])
        assert said in str(wrong.value), forge.__name__


def test_a_path_of_a_part_that_leads_elsewhere(window: Window, bundles: Path, tmp_path: Path):
    folder = shutil.copytree(bundles / "part", tmp_path / "part")
    told = lines(folder / "read_log_paths.jsonl")
    put(folder / "read_log_paths.jsonl", [told[1], told[0], *told[2:]])
    assert "不在所称的页之内" in verified(window, folder, bundles / "auditor.keys", part=True)[-1]


def test_a_history_rolled_back_whole_is_found_by_a_checkpoint_that_was_kept(window: Window, bundles: Path, tmp_path: Path):
    folder = shutil.copytree(bundles / "whole", tmp_path / "whole")
    notes = (folder / "checkpoints.txt").read_text().rstrip("\n").split("\n\n")
    earlier = note.parse("\n\n".join(notes[:2]) + "\n").checkpoint.size
    for name in ("events.jsonl", "leaves.txt"):
        put(folder / name, lines(folder / name)[:earlier])
    for name in ("read_log.jsonl", "access_log.jsonl"):
        put(folder / name, [])
    (folder / "checkpoints.txt").write_text("\n\n".join(notes[:2]) + "\n")
    assert check_bundle(folder, bundles / "auditor.keys", [])
    told = verified(window, folder, bundles / "auditor.keys", held=bundles / "whole" / "checkpoints.txt")
    assert "此处被回退或截尾" in told[-1]
