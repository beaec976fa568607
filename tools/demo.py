"""The demo: the sample night from the inbox to the morning page, through the command that a user types.

The findings that the sample night is full of are no failure; a broken rule or a missing page is.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Findings, and inputs that can't be read, are what the sample night shows.
EXPECTED_CODES = (0, 1, 4)


# Where no terminal shows the night's own progress, a line this often says that it goes on.
_STILL_S = 10


def _watched(command: list[str]) -> int:
    """Run it, and say every few seconds how long it has run; its exit code."""
    started = time.monotonic()
    process = subprocess.Popen(command)
    while True:
        try:
            return process.wait(_STILL_S)
        except subprocess.TimeoutExpired:
            if not sys.stderr.isatty():
                print(f"still at it, {time.monotonic() - started:.0f} s", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "out")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    sample = ROOT / "data" / "samples"
    reports = sum(path.is_file() for path in (sample / "inbox").rglob("*"))
    print(f"judging the {reports} files of the sample night; a minute or two", flush=True)
    done = _watched(
        [
            *(sys.executable, "-m", "reportqa", "night", str(sample / "inbox")),
            *("--config", str(sample / "reportqa.toml")),
            *("--out", str(options.out), "--workers", str(options.workers)),
        ]
    )
    if done not in EXPECTED_CODES:
        print(f"the night ended with exit code {done}", file=sys.stderr)
        return 1
    pages = sorted(options.out.glob("index.html"))
    if not pages:
        print(f"no morning page in {options.out}", file=sys.stderr)
        return 1
    print(f"\nOpen {pages[0].resolve().as_uri()} in a browser.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
