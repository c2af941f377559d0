"""One file made by the worker's own code, and the memory and time that it took.

Imports nothing of the tests, so that only what the worker has in use is counted.
"""

import re
import sys
from pathlib import Path
from time import process_time

from app import create_app
from app.core.clock import now
from app.core.config import Settings
from app.monitor.export_making import Order, Site, made
from app.monitor.export_rules import Choice, FileKind
from app.staff.rules import Scope
from app.web.context import parts


def main() -> None:
    """Make a file of the data folder and kind in the arguments; print KiB and seconds."""
    folder, kind = Path(sys.argv[1]), FileKind(sys.argv[2])
    app = create_app(Settings(data_dir=folder, secret_key="for tests", compress=False))
    with app.app_context():
        order = Order(kind, Choice(), Scope(everything=True), "bench")
        site = Site("http://localhost:8000", "for tests")
        start = process_time()
        database, storage = parts().database, parts().storage
        with made(database, storage, order, site, now=now(), report=lambda _done, _all: None):
            seconds = process_time() - start
    # Not `ru_maxrss`: that begins with what the process had in use that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(re.findall(r"VmHWM:\s+(\d+) kB", status)[0], seconds)


if __name__ == "__main__":
    main()
