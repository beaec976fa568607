"""What a policy says of a rule's options is held against the options that the rule has."""

from __future__ import annotations

from reportqa import tomlfile
from reportqa.errors import ConfigError
from reportqa.rules import catalogue
from reportqa.rules._base import OptionValue
from reportqa.site.policy import PolicyBook

_KINDS = ((bool, "true or false"), ((int, float), "a number"), (str, "text"), (tuple, "a list"))


def options_checked(book: PolicyBook) -> PolicyBook:
    """The same book; raises ConfigError, with file and line, for an option that its rule does not have
    or a value of another kind. Rules are only loaded where a policy sets an option at all."""
    for layer in book.layers:
        for name, row in layer.row.rules.items():
            if not row.options:
                continue
            known = dict(catalogue()[name].meta.options)
            for option, value in row.options.items():
                where = layer.where("rules", name, "options", option)
                if option not in known:
                    if not known:
                        raise ConfigError(f"{name} has no options", where=where, remedy="Leave it out")
                    raise tomlfile.unknown(f"option of {name}", option, known, where=where)
                kind, given = _kind(known[option]), _kind(tuple(value) if isinstance(value, list) else value)
                if kind != given:
                    raise ConfigError(f"{name}: {option} should be {kind}, is {given}", where=where)
    return book


def _kind(value: OptionValue) -> str:
    return next(words for kind, words in _KINDS if isinstance(value, kind))
