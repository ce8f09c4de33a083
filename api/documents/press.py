"""Sets documents from templates: each in a program of its own that reads nothing else, reaches no network and ends in bounded time."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import Any

from api.documents import typesetter
from domain.errors import Refused

SECONDS, MEGABYTES = 60, 2048
AT_ONCE = BoundedSemaphore(2)
"""Each may take MEGABYTES, and a processor."""
SEARCHED = " (searched at "
"""From here on a reason tells of this machine."""
DIAGNOSED = re.compile(r"┌─ (?P<file>.+?):(?P<line>\d+):(?P<column>\d+)")


class TemplateRefused(Refused):
    """Facts: template, file, line, column, reason (the typesetter's own words)."""

    code = "document.template_refused"


class DocumentTooCostly(Refused):
    """Facts: template, seconds, megabytes (how much it may take)."""

    code = "document.too_costly"


class TypesetterBusy(Refused):
    """As many documents are being set as this machine may hold. Facts: retry_after_s."""

    code = "document.busy"


class NoChineseFont(Refused):
    code = "document.no_chinese_font"


class NotConfined(Refused):
    """The kernel cannot keep an office's template off the network. Facts: template."""

    code = "document.not_confined"


@dataclass(frozen=True)
class Template:
    """files: all that the entry may read, by their names in the folder. is_own: some of them are the office's, not the product's."""

    name: str
    entry: str
    files: Mapping[str, bytes]
    fonts: Sequence[Path] = ()
    is_own: bool = False


def press(
    template: Template,
    form: str,
    content: Mapping[str, Any],
    at: datetime,
    *,
    seconds: int = SECONDS,
    also: Mapping[str, Any] | None = None,
) -> bytes:
    """form: pdf, png or docx. content: JSON-ready; a template gets it as values, never as text of its own.

    also: another content that it must stand, of which no file is kept.

    Raises TemplateRefused, DocumentTooCostly, TypesetterBusy, NoChineseFont, NotConfined.
    """
    asked = {
        "entry": template.entry,
        "form": form,
        "contents": [json.dumps(one, ensure_ascii=False, default=_spoken) for one in (content, also) if one is not None],
        "at": int(at.timestamp()),
        "fonts": [str(folder) for folder in template.fonts],
        "seconds": seconds,
        "megabytes": MEGABYTES,
        "trusted": not template.is_own,
    }
    if not AT_ONCE.acquire(timeout=seconds):
        raise TypesetterBusy(retry_after_s=seconds)
    try:
        done = _run(template, json.dumps(asked).encode(), seconds)
    except subprocess.TimeoutExpired:
        raise DocumentTooCostly(template=template.name, seconds=seconds, megabytes=MEGABYTES) from None
    finally:
        AT_ONCE.release()
    if done.returncode == 0:
        return done.stdout
    if done.returncode == typesetter.REFUSED:
        raise _refused(template, json.loads(done.stderr))
    if done.returncode == typesetter.NO_FONT:
        raise NoChineseFont()
    if done.returncode == typesetter.UNCONFINED:
        raise NotConfined(template=template.name)
    raise DocumentTooCostly(template=template.name, seconds=seconds, megabytes=MEGABYTES)


def _run(template: Template, asked: bytes, seconds: int) -> subprocess.CompletedProcess[bytes]:
    with TemporaryDirectory(prefix="minqing-") as folder:
        for name, content in template.files.items():
            file = Path(folder, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        program = [sys.executable, "-I", typesetter.__file__]
        return subprocess.run(program, input=asked, capture_output=True, timeout=seconds, check=False, cwd=folder)  # noqa: S603


def _refused(template: Template, told: Mapping[str, Any]) -> TemplateRefused:
    """The place nearest to the fault: the first that the typesetter names."""
    found = DIAGNOSED.search(told["diagnostic"] or "")
    file, line, column = (found["file"], int(found["line"]), int(found["column"])) if found else (template.entry, told["line"], None)
    return TemplateRefused(template=template.name, file=file, line=line, column=column, reason=told["reason"].partition(SEARCHED)[0])


def _spoken(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
