"""What a `reportqa.toml` says: where registry, policies and evidence lie, and the limits of reading.

`Config()` is the built-in configuration: no registry, the built-in policy, no evidence. Paths in a file
are relative to that file. Unknown keys and wrong types are errors with file and line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from reportqa import tomlfile
from reportqa.errors import ConfigError
from reportqa.model.finding import Audience, Severity
from reportqa.read_settings import ReadSettings
from reportqa.resources import is_url, shown
from reportqa.serve_settings import ServeSettings, SubmitSettings, WebhookSettings

if TYPE_CHECKING:
    from reportqa.messages.voice import Voice

BUILT_IN = "built-in"

# The table [ocr] holds what concerns the reading of page images, [read] every other limit.
OCR_KEYS = frozenset({"engine", "second", "passes", "unsure_below", "readable_above", "threads", "dpi"})


@dataclass(frozen=True, kw_only=True, slots=True)
class NightSettings:
    """How a night is run. `deadline_s` is the time that one report may take before it counts as failed."""

    workers: int = 1  # processes
    deadline_s: float = 600.0
    keep_days: int | None = None  # how old results may get before `purge` deletes them; None: no policy
    watch_s: float = 60.0  # how often `--watch` looks
    trend_nights: int = 14  # over how many nights the page of trends looks back; 0: no such page
    notes: str | None = None  # the file that keeps acknowledgements and reasons; None: one beside each night
    # The database that keeps the nights; None: a file beside each. It may hold a password, so it hides.
    ledger: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.keep_days is not None and self.keep_days < 0:
            raise ValueError("keep_days must be at least 0")
        if self.trend_nights < 0:
            raise ValueError("trend_nights must be at least 0")
        if self.ledger is not None and not is_url(self.ledger):
            raise ValueError(
                "ledger must be the URL of a database, as postgresql+psycopg://user@host/database"
            )
        if self.watch_s <= 0:
            raise ValueError("watch_s must be above 0")
        if self.workers < 1:
            raise ValueError("workers must be at least 1")
        if self.deadline_s <= 0:
            raise ValueError("deadline_s must be above 0")


@dataclass(frozen=True, kw_only=True, slots=True)
class ScoreSettings:
    """Whom a check speaks to, and from which severity on it fails, where the command line says neither."""

    audience: str = Audience.AUDIT.value
    fail_on: str = Severity.BLOCKER.value

    def __post_init__(self) -> None:
        if self.audience not in list(Audience):
            raise ValueError(f"audience must be one of {', '.join(Audience)}")
        if self.fail_on not in ("blocker", "major", "minor"):
            raise ValueError("fail_on must be one of blocker, major, minor")


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """One value of the configuration, as `config show` prints it."""

    key: str
    value: str
    origin: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """Everything that a checker is built from. `timezone` is the IANA name used where no site gives one,
    `language` that in which people are spoken to.

    `origins` holds (dotted key, `file:line`) of every value that a file set; all others are built-in.
    """

    read: ReadSettings = field(default_factory=ReadSettings)
    night: NightSettings = field(default_factory=NightSettings)
    score: ScoreSettings = field(default_factory=ScoreSettings)
    submit: SubmitSettings = field(default_factory=SubmitSettings)
    serve: ServeSettings = field(default_factory=ServeSettings)
    webhook: WebhookSettings = field(default_factory=WebhookSettings)
    registry: Path | str | None = None  # a str is the URL of a database
    registry_map: Path | None = None
    policies: tuple[Path, ...] = ()
    evidence: Path | None = None
    timezone: str | None = None
    language: str = "en"
    messages: Path | None = None  # a catalogue of one's own
    path: Path | None = None
    origins: tuple[tuple[str, str], ...] = ()

    @classmethod
    def load(cls, path: str | Path) -> Config:
        """Read a file; raises ConfigError that names file, line and the nearest known key."""
        path = Path(path)
        return _load(tomlfile.load(path), path)

    @property
    def notes(self) -> Path | None:
        """The file of notes, which need not be there yet; None where none is named."""
        if self.night.notes is None:
            return None
        return (self.path.parent if self.path else Path()) / Path(self.night.notes).expanduser()

    def today(self) -> date:
        """The day it is at the client's posts by `timezone`; where there is none, on this machine."""
        return datetime.now(ZoneInfo(self.timezone) if self.timezone else None).date()

    def origin(self, key: str) -> str:
        """`file:line` of a dotted key, or `built-in`."""
        return dict(self.origins).get(key, BUILT_IN)

    def settings(self) -> tuple[Setting, ...]:
        """Every value with its origin, in a fixed order."""
        plain: list[tuple[str, object]] = [
            ("registry", self.registry),
            ("registry_map", self.registry_map),
            ("policy", ", ".join(str(item) for item in self.policies) or None),
            ("evidence", self.evidence),
            ("timezone", self.timezone),
            ("language", self.language),
            ("messages", self.messages),
        ]
        for item in fields(ReadSettings):
            if item.name != "timezone":
                table = "ocr" if item.name in OCR_KEYS else "read"
                plain.append((f"{table}.{item.name}", getattr(self.read, item.name)))
        for table in _TABLES:
            settings = getattr(self, table)
            plain += [(f"{table}.{item.name}", getattr(settings, item.name)) for item in fields(settings)]
        return tuple(
            Setting(key=key, value="none" if value is None else _told(value), origin=self.origin(key))
            for key, value in plain
        )

    def with_ledger(self, url: str, origin: str) -> Config:
        """The same with this database for the nights; ConfigError, without the value, for no URL."""
        try:
            night = replace(self.night, ledger=url)
        except ValueError as error:
            raise ConfigError(f"night.{error}", where=origin) from None
        origins = {**dict(self.origins), "night.ledger": origin}
        return replace(self, night=night, origins=tuple(origins.items()))

    def voice(self, wanted: str | None = None) -> Voice:
        """Who speaks to people: in the wanted language (`es`, `es-US`, a browser's list of such) where
        there are messages in it, else in the configured one."""
        from reportqa.messages.voice import known, voice

        found = next((code for code in _asked(wanted) if known(code, self.messages)), self.language)
        return voice(found, self.messages)

    def fingerprint(self) -> str:
        """A hash of everything that a judgement depends on besides the report and the evidence.

        The program's version, every setting of reading, and name, size and time of each registry and
        policy file.
        """
        sha = hashlib.sha256(version("reportqa").encode())
        for setting in self.settings():
            if setting.key.partition(".")[0] in (*_TABLES, "language", "messages"):
                continue
            sha.update(f"{setting.key}={setting.value}\n".encode())
        for root in (self.registry, self.registry_map, *self.policies):
            if root is None or isinstance(root, str):
                continue
            files = sorted(root.rglob("*")) if root.is_dir() else [root]
            for path in files:
                if path.is_file():
                    about = path.stat()
                    sha.update(f"{path}:{about.st_size}:{about.st_mtime_ns}\n".encode())
        return sha.hexdigest()


_TOP: Mapping[str, Any] = {
    "registry": str,
    "registry_map": str,
    "policy": str | list[str],
    "evidence": str,
    "timezone": str,
    "language": str,
    "messages": str,
    "read": dict,
    "ocr": dict,
    "night": dict,
    "score": dict,
    "submit": dict,
    "serve": dict,
    "webhook": dict,
}

# Each a field of `Config` whose class names the keys of the table.
_TABLES: Mapping[str, type] = {
    "night": NightSettings,
    "score": ScoreSettings,
    "submit": SubmitSettings,
    "serve": ServeSettings,
    "webhook": WebhookSettings,
}


def _load(file: tomlfile.TomlFile, path: Path) -> Config:
    data = file.data
    for key, value in data.items():
        if key not in _TOP:
            raise tomlfile.unknown("key", key, _TOP, where=file.where((key,)))
        _typed(file, (key,), value, _TOP[key])
    zone = data.get("timezone")
    if zone is not None:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            where = file.where(("timezone",))
            raise ConfigError(
                f"timezone: {zone!r} is no known zone",
                where=where,
                remedy='Use an IANA name as "America/Chicago"',
            ) from None
    reading = {
        **_table(file, "read", ReadSettings, lambda name: name not in OCR_KEYS and name != "timezone"),
        **_table(file, "ocr", ReadSettings, lambda name: name in OCR_KEYS),
    }
    if zone is not None:
        reading["timezone"] = zone
    policy = data.get("policy", [])
    messages = _existing(file, path, "messages", data["messages"]) if "messages" in data else None
    return Config(
        read=_build(file, ("read", "ocr"), ReadSettings, reading),
        **{name: _build(file, (name,), into, _table(file, name, into)) for name, into in _TABLES.items()},
        registry=_registry(file, path, data["registry"]) if "registry" in data else None,
        registry_map=(
            _existing(file, path, "registry_map", data["registry_map"]) if "registry_map" in data else None
        ),
        policies=tuple(
            _existing(file, path, "policy", item)
            for item in ([policy] if isinstance(policy, str) else policy)
        ),
        evidence=_existing(file, path, "evidence", data["evidence"]) if "evidence" in data else None,
        timezone=zone,
        language=_language(file, data.get("language", "en"), messages),
        messages=messages,
        path=path,
        origins=_origins(file),
    )


def _table(file: tomlfile.TomlFile, name: str, into: type, wanted: Any = None) -> dict[str, Any]:
    hints = {
        key: hint
        for key, hint in get_type_hints(into).items()
        if not key.startswith("_") and (wanted is None or wanted(key))
    }
    table = file.data.get(name, {})
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in hints:
            raise tomlfile.unknown("key", key, hints, where=file.where((name, key)))
        values[key] = _typed(file, (name, key), value, hints[key])
    return values


def _typed(file: tomlfile.TomlFile, key: tomlfile.Key, value: object, hint: Any) -> Any:
    # pydantic costs a tenth of a second to import; a checker without a file never pays it.
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(hint).validate_python(value, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        wanted = str(first["msg"]).removeprefix("Input should be ")
        got = _TYPES.get(type(value), type(value).__name__)
        dotted = ".".join(str(part) for part in key)
        raise ConfigError(f"{dotted}: should be {wanted}, is {got}", where=file.where(key)) from None


_TYPES: Mapping[type, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}


def _build(file: tomlfile.TomlFile, tables: tuple[str, ...], into: type, values: Mapping[str, Any]) -> Any:
    try:
        return into(**values)
    except ValueError as error:
        name = str(error).partition(" ")[0]
        key: tomlfile.Key = next(((t, name) for t in tables if name in file.data.get(t, {})), tables[:1])
        raise ConfigError(f"{'.'.join(map(str, key[:1]))}.{error}", where=file.where(key)) from None


def _told(value: object) -> str:
    """A value for people: a URL without its password."""
    return shown(value) if isinstance(value, str) else str(value)


def _language(file: tomlfile.TomlFile, code: str, messages: Path | None) -> str:
    if code != "en" or messages:
        from reportqa.messages.voice import voice

        try:
            voice(code, messages)
        except ConfigError as error:
            raise ConfigError(
                f"language: {error.what}",
                where=error.where or file.where(("language",)),
                remedy=error.remedy,
            ) from None
    return code


def _asked(wanted: str | None) -> list[str]:
    """The languages of a list as `es-US,es;q=0.9,en`, the most wanted first, each with its own root."""
    parts = [part.split(";")[0].strip() for part in (wanted or "")[:200].split(",")]
    return [code for part in parts for code in (part, part.partition("-")[0]) if code]


def _registry(file: tomlfile.TomlFile, path: Path, value: str) -> Path | str:
    return value if is_url(value) else _existing(file, path, "registry", value)


def _existing(file: tomlfile.TomlFile, path: Path, key: str, value: str) -> Path:
    found = path.parent / Path(value).expanduser()
    if not found.exists():
        raise ConfigError(
            f"{key}: {value!r} does not exist",
            where=file.where((key,)),
            remedy="Paths are relative to the configuration file",
        )
    return found


def _origins(file: tomlfile.TomlFile) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for key, value in file.data.items():
        if isinstance(value, dict):
            found += [(f"{key}.{name}", file.where((key, name))) for name in value]
        else:
            found.append((key, file.where((key,))))
    return tuple(found)
