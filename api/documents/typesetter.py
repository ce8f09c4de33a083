"""A program of its own, started for each document and gone after it: it sets one template and can do nothing else.

It works in a folder that holds the template's files and nothing besides, its root: nothing above is read (typst refuses it, and the folder
holds no link). Request on standard input (JSON): entry, form, contents (JSON as texts), at (UNIX seconds), fonts (folders), seconds,
megabytes, trusted. All contents are set; the document of the first comes on standard output. A refusal: exit 3 and JSON on standard error.

No file is written; no socket is opened: the kernel refuses it (seccomp). Time and memory are the kernel's limits.
"""

from __future__ import annotations

import ctypes
import io
import json
import platform
import re
import resource
import struct
import sys
from datetime import UTC, datetime
from typing import Any

REFUSED, NO_FONT, UNCONFINED = 3, 4, 5
CHINESE = re.compile(r"cjk|hei|song|sun|kai|fang|ming|han|[宋黑楷仿]", re.IGNORECASE)
ALLOW, DENY = 0x7FFF0000, 0x00050001  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EPERM
LOAD, EQUAL, LEAST, ANSWER = 0x20, 0x15, 0x35, 0x06  # BPF: ld word, jeq, jge, ret
NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 38, 22, 2
X32 = 0x40000000
CALLS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""Architecture, and number of socket(2)."""
IO_URING_SETUP = 425
TAGGED = 300_000
"""Signs of content up to which the structure is written for readers of screens: of thousands of rows it takes gigabytes."""


def shut_the_network() -> bool:
    """No socket from here on. False where the kernel offers no filter."""
    known = CALLS.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return False
    architecture, socket = known
    steps = (
        (LOAD, 0, 0, 4),
        (EQUAL, 0, 5, architecture),
        (LOAD, 0, 0, 0),
        (LEAST, 3, 0, X32),
        (EQUAL, 2, 0, socket),
        (EQUAL, 1, 0, IO_URING_SETUP),
        (ANSWER, 0, 0, ALLOW),
        (ANSWER, 0, 0, DENY),
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code)))
    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return kernel.prctl(SET_SECCOMP, FILTER, ctypes.byref(program), 0, 0) == 0


def bound(seconds: int, megabytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def typeset(asked: dict[str, Any]) -> list[bytes]:
    import typst

    fonts = typst.Fonts(font_paths=asked["fonts"])
    if not any(map(CHINESE.search, fonts.families())):
        sys.exit(NO_FONT)
    named = {"root": ".", "package_path": ".", "package_cache_path": ".", "format": asked["form"], "timestamp": asked["at"]}
    made = [
        typst.compile(asked["entry"], font_paths=fonts, sys_inputs={"content": one}, pdf_tags=len(one) <= TAGGED, **named)
        for one in asked["contents"]
    ]
    return [one if isinstance(one, bytes) else one[0] for one in made]  # a picture is of the first page


def fill_in(asked: dict[str, Any]) -> list[bytes]:
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    made = []
    for one in asked["contents"]:
        template, file, content = DocxTemplate(asked["entry"]), io.BytesIO(), json.loads(one)
        template.render(content, SandboxedEnvironment(autoescape=True, undefined=StrictUndefined))
        said = template.docx.core_properties
        said.title = str(content.get("title", ""))
        said.created = said.modified = datetime.fromtimestamp(asked["at"], UTC)
        template.save(file)
        made.append(file.getvalue())
    return made


def main() -> None:
    asked = json.load(sys.stdin.buffer)
    bound(asked["seconds"], asked["megabytes"])
    if not shut_the_network() and not asked["trusted"]:
        sys.exit(UNCONFINED)
    try:
        made = (fill_in if asked["form"] == "docx" else typeset)(asked)
    except Exception as wrong:  # whatever a template can break: told as its refusal by the parent
        told = {"reason": getattr(wrong, "message", "") or str(wrong), "diagnostic": getattr(wrong, "diagnostic", "")}
        told["line"] = getattr(wrong, "lineno", None)
        sys.stderr.write(json.dumps(told))
        sys.exit(REFUSED)
    sys.stdout.buffer.write(made[0])


if __name__ == "__main__":
    main()
