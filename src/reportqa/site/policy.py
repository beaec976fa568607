"""Policies from TOML: the built-in ones below, the client's above, resolved for one site and one date.

Layers are merged in this order, later over earlier: built-in files by name, the client's files in the
order given, their `[client."ID"]` overlays, their `[site."ID"]` overlays. Elements merge by name and
field by field, post orders by id, thresholds and rules by name. What carries `valid_from` or `valid_to`
counts only on those dates; without a date, what is still open counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reportqa import resources, tomlfile
from reportqa.errors import ConfigError
from reportqa.model.policy import Policy
from reportqa.site.policy_merge import Layer, merged, names_checked
from reportqa.site.policy_plugins import plugin_rules

if TYPE_CHECKING:
    from reportqa.site.policy_rows import LayerRow

# One policy per site and date; a night has some hundred sites and two dates.
CACHE_SIZE = 512


@dataclass(frozen=True, kw_only=True, slots=True)
class PolicyBook:
    """All policy files of one client company. Resolving is cached; the book itself never changes."""

    layers: tuple[Layer, ...]
    _cache: dict[tuple[str | None, str | None, date | None], Policy] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def load(cls, paths: Sequence[str | Path] = ()) -> PolicyBook:
        """The built-in policies with the client's files over them; a folder stands for its `*.toml`.

        Raises ConfigError with file, line and the nearest name for unknown keys, rules, types of
        recognizers and elements, and for a rule that is turned off without a reason.
        """
        built_in = resources.policies_dir()
        files = [(path, f"built-in {path.name}") for path in sorted(built_in.glob("*.toml"))]
        files += [(path, str(path)) for given in paths for path in _files(Path(given))]
        return cls(
            layers=_ordered((tomlfile.load(path, name=name), path.parent == built_in) for path, name in files)
        )

    def over(self, file: tomlfile.TomlFile) -> PolicyBook:
        """This book with one more parsed file over it."""
        return PolicyBook(layers=_sorted((*self.layers, *_layers(file, built_in=False))))

    def resolve(
        self, *, site: str | None = None, client_id: str | None = None, on: date | None = None
    ) -> Policy:
        """What is in force for this site on this date; `site` and `client_id` are registry ids."""
        key = (site, client_id, on)
        found = self._cache.get(key)
        if found is None:
            wanted = {("all", None), ("client", client_id), ("site", site)}
            layers = [layer for layer in self.layers if (layer.scope, layer.id) in wanted]
            found = merged(layers, site=site, on=on)
            if len(self._cache) >= CACHE_SIZE:
                self._cache.clear()
            self._cache[key] = found
        return found


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(path.glob("*.toml"))
        if not found:
            raise ConfigError("holds no *.toml", where=str(path), remedy="Name a policy file")
        return found
    return [path]


def _ordered(files: Iterable[tuple[tomlfile.TomlFile, bool]]) -> tuple[Layer, ...]:
    return _sorted([layer for file, built_in in files for layer in _layers(file, built_in=built_in)])


def _sorted(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    return tuple(sorted(layers, key=lambda layer: ("all", "client", "site").index(layer.scope)))


def _layers(file: tomlfile.TomlFile, *, built_in: bool) -> Iterator[Layer]:
    # pydantic is imported with the first policy that is read, not with the package.
    from pydantic import ValidationError

    from reportqa.site.policy_rows import BUILT_IN, FileRow

    try:
        row = FileRow.model_validate(dict(file.data), context=BUILT_IN if built_in else None)
    except ValidationError as error:
        raise tomlfile.invalid(file, (), error, FileRow) from None
    yield _layer(file, (), "all", None, row)
    for scope, rows in (("client", row.client), ("site", row.site)):
        for id_, overlay in rows.items():
            yield _layer(file, (scope, id_), scope, id_, overlay)


def _layer(
    file: tomlfile.TomlFile, prefix: tomlfile.Key, scope: str, id_: str | None, row: LayerRow
) -> Layer:
    layer = Layer(file=file, prefix=prefix, scope=scope, id=id_, row=row)
    names_checked(layer, rules=rule_names())
    return layer


def rule_names() -> frozenset[str]:
    """Names of all rules, shipped ones from their file names: importing them would turn the house over."""
    folder = Path(__file__).resolve().parent.parent / "rules"
    return frozenset(
        f"{path.parent.name}.{path.stem.replace('_', '-')}"
        for path in folder.glob("*/*.py")
        if not path.stem.startswith("_")
    ) | frozenset(plugin_rules())
