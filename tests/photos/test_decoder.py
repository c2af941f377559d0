"""The sandbox holds, and whatever happens to it, the next photo works."""

import errno
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread

import pytest
from PIL import Image

from app.photos import decoder, rules, sandbox
from app.photos.decoder import Decoder, decode_photo
from app.photos.rules import PhotoRefusedError, Refusal
from tests.photo_set import heic, quarters, saved
from tests.photos.seeing import assert_sound, shows_quarters

SMALL = saved(quarters(64, 48), "JPEG")
MIB = 1 << 20


@pytest.fixture
def own() -> Iterator[Decoder]:
    """A decoder that only this test uses."""
    one = Decoder()
    yield one
    one.close()


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):  # it has just ended
            continue
        if int(fields[1]) == parent:
            found.append(int(stat.parent.name))
    return found


def _slow() -> bytes:
    """Return a photo that takes its time."""
    return saved(Image.new("RGB", (7000, 7000), "white"), "PNG", compress_level=1)


def _refusal(own: Decoder, content: bytes, meanwhile: Callable[[], None]) -> Refusal:
    with ThreadPoolExecutor(1) as pool:
        outcome = pool.submit(own.run, content)
        meanwhile()
        error = outcome.exception()
    assert isinstance(error, PhotoRefusedError)
    return error.reason


@pytest.mark.parametrize(
    ("kill", "reason"),
    [
        (signal.SIGKILL, Refusal.CRASHED),
        (signal.SIGSEGV, Refusal.CRASHED),
        (signal.SIGXCPU, Refusal.TOOK_TOO_LONG),
        (signal.SIGALRM, Refusal.TOOK_TOO_LONG),
    ],
)
def test_a_photo_that_kills_its_copy_is_refused(
    own: Decoder, kill: signal.Signals, reason: Refusal
) -> None:
    own.run(SMALL)
    waiting = own.pid
    assert waiting is not None

    def strike() -> None:
        while not (copies := _children(waiting)):
            pass
        os.kill(copies[0], kill)

    assert _refusal(own, _slow(), strike) is reason
    assert shows_quarters(own.run(SMALL).derivatives[0])
    assert own.pid == waiting


def test_when_the_whole_sandbox_is_killed_a_new_one_takes_the_next_photo(own: Decoder) -> None:
    own.run(SMALL)
    waiting = own.pid
    assert waiting is not None

    def strike() -> None:
        while not _children(waiting):
            pass
        os.kill(waiting, signal.SIGKILL)

    assert _refusal(own, _slow(), strike) is Refusal.CRASHED
    assert shows_quarters(own.run(SMALL).derivatives[0])
    assert own.pid != waiting


def test_a_sandbox_killed_while_it_waits_costs_no_photo(own: Decoder) -> None:
    own.run(SMALL)
    assert own.pid is not None
    os.kill(own.pid, signal.SIGKILL)
    os.waitid(os.P_PID, own.pid, os.WEXITED | os.WNOWAIT)
    assert shows_quarters(own.run(SMALL).derivatives[0])


def test_a_sandbox_that_hangs_is_given_up(own: Decoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoder, "_PATIENCE_SECONDS", 2)
    own.run(SMALL)
    assert own.pid is not None
    os.kill(own.pid, signal.SIGSTOP)
    with pytest.raises(PhotoRefusedError) as refused:
        own.run(SMALL)
    assert refused.value.reason is Refusal.TOOK_TOO_LONG
    monkeypatch.undo()
    assert shows_quarters(own.run(SMALL).derivatives[0])


def test_an_answer_that_is_not_bare_is_not_believed(
    own: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in list(decoder._IS_BARE):  # noqa: SLF001 # as if the decoder had been overtaken
        with monkeypatch.context() as change:
            change.setitem(decoder._IS_BARE, kind, lambda _: False)  # noqa: SLF001
            with pytest.raises(PhotoRefusedError) as refused:
                own.run(SMALL)
        assert refused.value.reason is Refusal.CRASHED


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\n",
        b"[]\n",
        b"{}\n",
        b'"refused"\n',
        b'{"refused": "because"}\n',
        b'{"refused": ["broken"]}\n',
        b'{"pictures": 3}\n',
        b'{"pictures": [{"format": "svg", "content": 3}]}\n<g>',
        b'{"pictures": [{"size": 1, "format": "jpeg", "width": 1, "height": 1, "content": 3}]}\n',
    ],
)
def test_a_garbled_answer_is_a_crash(answer: bytes) -> None:
    with pytest.raises(PhotoRefusedError) as refused:
        decoder._read(answer)  # noqa: SLF001
    assert refused.value.reason is Refusal.CRASHED


def _in_a_copy(attempt: Callable[[], object]) -> int:
    """Return how a copy without rights ends that makes this attempt: 0, or the error's number."""
    reader, writer = os.pipe()
    copy = os.fork()
    if copy == 0:
        sandbox._give_up_rights(writer)  # noqa: SLF001
        try:
            attempt()
        except OSError as error:
            os._exit(error.errno or 255)
        except MemoryError:
            os._exit(errno.ENOMEM)
        os._exit(0)
    os.close(reader)
    os.close(writer)
    return os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])


def test_a_copy_can_reach_no_file_no_network_and_little_memory() -> None:
    assert _in_a_copy(lambda: None) == 0
    assert _in_a_copy(lambda: Path("/etc/passwd").read_bytes()) == errno.EMFILE
    assert _in_a_copy(lambda: socket.socket().connect(("127.0.0.1", 9))) == errno.EMFILE
    assert _in_a_copy(os.pipe) == errno.EMFILE
    assert _in_a_copy(lambda: bytearray(1100 * MIB)) == errno.ENOMEM


def test_a_copy_is_ended_when_it_uses_up_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def forever() -> None:
        while True:
            pass

    rights = [
        (right, 1, 2) if right == resource.RLIMIT_CPU else (right, soft, hard)
        for right, soft, hard in sandbox.RIGHTS
    ]
    monkeypatch.setattr(sandbox, "RIGHTS", rights)
    assert _in_a_copy(forever) == -signal.SIGXCPU
    monkeypatch.setattr(rules, "MAX_WALL_SECONDS", 1)
    assert _in_a_copy(signal.pause) == -signal.SIGALRM


def test_the_sandbox_knows_no_settings_and_does_not_load_the_app(own: Decoder) -> None:
    own.run(SMALL)
    assert own.pid is not None
    process = Path(f"/proc/{own.pid}")
    names = {pair.partition(b"=")[0] for pair in (process / "environ").read_bytes().split(b"\0")}
    assert names <= {b"", *(name.encode() for name in decoder._ENVIRONMENT)}  # noqa: SLF001
    assert not names & {b"PATH", b"HOME", b"BUURTSTEM_SECRET_KEY"}
    assert not [line for line in (process / "maps").read_text().splitlines() if "sqlite" in line]
    assert len(list((process / "fd").iterdir())) == 3


def test_threads_take_turns() -> None:
    with ThreadPoolExecutor(6) as pool:
        for derivatives in pool.map(decode_photo, [SMALL] * 18):
            assert_sound(derivatives)
            assert shows_quarters(derivatives[0])


def test_a_forked_process_gets_a_sandbox_of_its_own() -> None:
    decode_photo(SMALL)
    parents = decoder._decoder.pid  # noqa: SLF001
    held, done = Event(), Event()

    def hold() -> None:
        with decoder._decoder._lock:  # noqa: SLF001 # another thread decodes while we fork
            held.set()
            done.wait()

    thread = Thread(target=hold)
    thread.start()
    held.wait()
    child = os.fork()
    if child == 0:
        fine = shows_quarters(decode_photo(SMALL)[0])
        fine = fine and decoder._decoder.pid != parents  # noqa: SLF001
        decoder._decoder.close()  # noqa: SLF001
        os._exit(0 if fine else 1)
    done.set()
    thread.join()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert shows_quarters(decode_photo(SMALL)[0])
    assert decoder._decoder.pid == parents  # noqa: SLF001


def test_a_program_that_decoded_ends_cleanly_and_leaves_nothing_behind() -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from app.photos import decoder;"
        "decoder.decode_photo(sys.stdin.buffer.read());"
        "print(decoder._decoder.pid)"
    )
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, str(Path(__file__).parents[2])],
        input=SMALL,
        capture_output=True,
        check=True,
    )
    assert ended.stderr == b""
    assert not Path(f"/proc/{int(ended.stdout)}").exists()


def test_a_photo_of_48_megapixels_stays_within_its_memory(own: Decoder) -> None:
    shades = [Image.linear_gradient("L").resize((8064, 6048))] * 3
    content = saved(Image.merge("RGB", shades), "JPEG")
    used = own.run(content)
    assert used.derivatives[0].width == 1600
    assert used.peak_bytes - used.idle_bytes <= 90 * MIB


def test_a_progressive_photo_stays_within_the_same_memory(own: Decoder) -> None:
    content = saved(quarters(6000, 4200), "JPEG", progressive=True)
    used = own.run(content)
    assert used.peak_bytes - used.idle_bytes <= 90 * MIB


def test_a_heic_of_24_megapixels_stays_within_its_memory(own: Decoder) -> None:
    used = own.run(heic(quarters(5712, 4284)))
    assert used.derivatives[0].width == 1600
    assert used.peak_bytes - used.idle_bytes <= 140 * MIB
