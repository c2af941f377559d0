"""`make bench`: run every benchmark, print each figure beside its reference, write results.json."""

import importlib
import json
import sys
from pathlib import Path

from bench.measure import Row

#: Modules with a function `rows() -> list[Row]`, in order.
MODULES = (
    "pages",
    "codes",
    "voting",
    "letters",
    "search",
    "tally",
    "photos",
    "books",
    "chain",
    "exports",
    "monitor",
    "suggesting",
)
RESULTS = Path(__file__).with_name("results.json")


def main(wanted: list[str]) -> int:
    """Run the benchmarks called `wanted`, or all; return 1 when a goal doesn't hold."""
    rows: list[Row] = []
    for name in wanted or MODULES:
        print(f"— {name}", flush=True)
        for row in importlib.import_module(f"bench.{name}").rows():
            rows.append(row)
            print(line(row), flush=True)
    kept = [] if not wanted or not RESULTS.exists() else json.loads(RESULTS.read_text())
    names = {row["name"] for row in rows}
    rows = [old for old in kept if old["name"] not in names] + rows
    RESULTS.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
    return 0 if all(row["holds"] for row in rows) else 1


def line(row: Row) -> str:
    """Return a result as people read it."""
    mark = "holds" if row["holds"] else "MISSED"
    return (
        f"{row['name']:<22} {row['value']:>12} {row['unit']:<9} reference {row['reference']:>12}"
        f"  ratio {row['ratio']:>8}  goal {row['goal']:<8} {mark}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
