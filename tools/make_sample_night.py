"""Writes data/samples anew: `python tools/make_sample_night.py [--only registry|evidence|inbox|manifest]`.

Needs the `dev` extra. Handwriting needs the OFL fonts named in tools/sample_night/fonts.toml, as .ttf
files in the folder given by --fonts; without them the handwritten scans are left as they are.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.sample_night import evidence, inbox, manifest, registry  # noqa: E402


def main() -> None:
    """All parts, or the one asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "samples")
    parser.add_argument("--fonts", type=Path, default=None)
    parser.add_argument("--only", choices=("registry", "evidence", "inbox", "manifest"))
    arguments = parser.parse_args()
    wanted = {arguments.only} if arguments.only else {"registry", "evidence", "inbox", "manifest"}
    if "registry" in wanted:
        registry.write(arguments.out / "registry")
    if "evidence" in wanted:
        evidence.write(arguments.out / "evidence")
    if "inbox" in wanted:
        inbox.write(arguments.out / "inbox" / "2026-11-20", fonts=arguments.fonts)
    if "manifest" in wanted:
        manifest.write(arguments.out)


if __name__ == "__main__":
    main()
