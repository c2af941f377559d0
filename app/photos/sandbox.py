"""The process that decodes photos and may die of them. Started by `decoder.py` only.

It waits with the libraries loaded and makes a copy of itself for each photo. The copy gives up
nearly every right, decodes, and ends; so no photo meets what another one left behind, and the
system takes back all of its memory.
"""

import gc
import json
import os
import resource
import signal
import socket
from collections.abc import Sequence
from typing import Any, Final

from app.photos import imaging, rules
from app.photos.line import LENGTHS
from app.photos.opening import Limits, UnusableError

LIMITS: Final = Limits(
    pixels=rules.MAX_PIXELS,
    heif_pixels=rules.MAX_HEIC_PIXELS,
    side=rules.MAX_SIDE,
    held_back=rules.MAX_HELD_BACK,
)
#: What a copy may use: (soft, hard). It keeps three descriptors, so it can open no file, no
#: socket and no library, and it can write to no file. Threads stay allowed: HEIC needs them.
RIGHTS: Final = (
    (resource.RLIMIT_AS, rules.MAX_ADDRESS_SPACE, rules.MAX_ADDRESS_SPACE),
    (resource.RLIMIT_CPU, rules.MAX_CPU_SECONDS, rules.MAX_CPU_SECONDS + 1),
    (resource.RLIMIT_FSIZE, 0, 0),
    (resource.RLIMIT_CORE, 0, 0),
    (resource.RLIMIT_NOFILE, 3, 3),
)
_LINE: Final = 0  # the descriptor of the socket
_ANSWER: Final = 0  # a copy answers in its place
_FIRST_SPARE: Final = 3
_MOST_DESCRIPTORS: Final = 4096


def main() -> None:
    """Answer photos on standard input's socket until the other end closes it."""
    line = socket.socket(fileno=_LINE)
    gc.collect()
    gc.freeze()  # what is shared with the copies stays untouched, so it stays shared
    idle = _resident()
    while True:
        lengths, (*memory,), _, _ = socket.recv_fds(line, LENGTHS.size, 1)
        if not lengths:
            return
        task_length, content_length = LENGTHS.unpack(lengths)
        task = json.loads(line.recv(task_length, socket.MSG_WAITALL))
        answer, report = _in_a_copy(memory[0], content_length, task)
        os.close(memory[0])
        described = json.dumps({**report, "idle_bytes": idle}).encode()
        line.sendall(LENGTHS.pack(len(described), len(answer)) + described)
        line.sendall(answer)


def _resident() -> int:
    with open("/proc/self/statm", encoding="ascii") as pages:  # noqa: PTH123
        return int(pages.read().split()[1]) * resource.getpagesize()


def _in_a_copy(memory: int, length: int, task: dict[str, Any]) -> tuple[bytes, dict[str, float]]:
    """Return what a copy of this process made of the photo, and how it ended."""
    reader, writer = os.pipe()
    copy = os.fork()
    if copy == 0:
        content = os.pread(memory, length, 0)
        _give_up_rights(writer)
        _write(_work(task, content))
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as pipe:  # noqa: PTH123
        answer = pipe.read(rules.MAX_RESULT_BYTES)
    _, status, used = os.wait4(copy, 0)
    return answer, {
        "exit_code": os.waitstatus_to_exitcode(status),
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "peak_bytes": used.ru_maxrss * 1024,
    }


def _give_up_rights(writer: int) -> None:
    os.dup2(writer, _ANSWER)
    os.closerange(_FIRST_SPARE, _MOST_DESCRIPTORS)
    signal.alarm(rules.MAX_WALL_SECONDS)
    for right, soft, hard in RIGHTS:
        resource.setrlimit(right, (soft, hard))


def _work(task: dict[str, Any], content: bytes) -> Sequence[bytes]:
    """Return a line of JSON and, when there are any, the encoded pictures it lists."""
    try:
        if task["boxes"] is None:
            pictures = imaging.derive(content, rules.SIZES, LIMITS)
        else:
            pictures = imaging.conceal(content, task["boxes"], rules.SIZES, LIMITS)
    except UnusableError as error:
        return [json.dumps({"refused": error.cause}).encode() + b"\n"]
    listed = [{**picture._asdict(), "content": len(picture.content)} for picture in pictures]
    line = json.dumps({"pictures": listed}).encode() + b"\n"
    return [line, *(picture.content for picture in pictures)]


def _write(parts: Sequence[bytes]) -> None:
    for part in parts:
        left = memoryview(part)
        while left:
            left = left[os.write(_ANSWER, left) :]
