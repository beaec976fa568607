"""The demo: the sample night from the inbox to the morning page, through the command that a user types.

The findings that the sample night is full of are no failure; a broken rule or a missing page is.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Findings, and inputs that can't be read, are what the sample night shows.
EXPECTED_CODES = (0, 1, 4)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "out")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    sample = ROOT / "data" / "samples"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "reportqa", "night", str(sample / "inbox")),
            *("--config", str(sample / "reportqa.toml")),
            *("--out", str(options.out), "--workers", str(options.workers)),
        ],
        check=False,
    )
    if done.returncode not in EXPECTED_CODES:
        print(f"the night ended with exit code {done.returncode}", file=sys.stderr)
        return 1
    pages = sorted(options.out.glob("index.html"))
    if not pages:
        print(f"no morning page in {options.out}", file=sys.stderr)
        return 1
    print(f"\nOpen {pages[0].resolve().as_uri()} in a browser.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
