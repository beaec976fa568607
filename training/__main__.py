"""`python -m training` makes the models again from fixed seeds."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.train_names import train

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Trains into `models/`, with the published corpora where `../shared/data` is there."""
    parser = argparse.ArgumentParser(prog="python -m training")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=ROOT / "models")
    parser.add_argument("--words", type=int, default=2_500_000, help="tokens seen in training")
    args = parser.parse_args()
    data = args.data if args.data.is_dir() else None
    print(train(args.out / "names", data, words=args.words))


if __name__ == "__main__":
    main()
