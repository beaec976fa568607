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
    parser.add_argument("--count", type=int, default=16_000)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=14)
    args = parser.parse_args()
    data = args.data if args.data.is_dir() else None
    print(train(args.out / "names", data, count=args.count, epochs=args.epochs, minutes=args.minutes))


if __name__ == "__main__":
    main()
