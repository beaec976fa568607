"""The catalogue: rules are found by walking this package and by entry point; there is no list to edit."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import traceback
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from types import MappingProxyType, ModuleType

from reportqa.errors import ConfigError
from reportqa.model.case import Case
from reportqa.model.finding import Audience, Outcome, RuleResult, Severity
from reportqa.rules._base import Meta, OptionValue, Rule, Say
from reportqa.site.policy_plugins import plugin_rules

# A rule's name: family and slug.
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\.[a-z][a-z0-9]*(?:-[a-z0-9]+)*")

__all__ = ["Meta", "Rule", "Say", "catalogue", "run"]


@cache
def catalogue() -> Mapping[str, Rule]:
    """All rules by name, in name order. A module without `META` and `check` is a programming error.

    Rules of other packages come after the shipped ones and can't take their names.
    """
    rules = {rule.name: rule for rule in _walk()}
    for rule in _plugins():
        if rule.name in rules:
            raise ConfigError(
                f"the rule {rule.name!r} of another package has the name of a shipped one",
                remedy="Give it a family of its own",
            )
        rules[rule.name] = rule
    return MappingProxyType(dict(sorted(rules.items())))


def run(
    case: Case,
    *,
    needing: str | None = None,
    without: str | None = None,
    names: Collection[str] | None = None,
) -> tuple[RuleResult, ...]:
    """One result for each rule that was asked, in name order.

    `needing="X"` asks only the rules that need outside evidence, `without="X"` only the others; `names`
    only those named, without the rules that they require. A rule that a policy turned off is `skipped`
    with the reason; one that raises is `errored`, alone.
    """
    results: dict[str, RuleResult] = {}
    asked = [
        rule
        for rule in catalogue().values()
        if (needing is None or set(needing) & set(rule.meta.needs))
        and (without is None or not set(without) & set(rule.meta.needs))
        and (names is None or rule.name in names)
    ]
    for rule in sorted(asked, key=lambda rule: bool(rule.meta.requires)):
        results[rule.name] = _run_one(rule, case, results)
    return tuple(results[name] for name in sorted(results))


def errored(needing: str, why: str) -> tuple[RuleResult, ...]:
    """The results of the rules with such a need where none of them could be asked, and why."""
    return tuple(
        RuleResult(rule=rule.name, outcome=Outcome.ERRORED, error=why)
        for rule in catalogue().values()
        if set(needing) & set(rule.meta.needs) and not rule.meta.off
    )


def _run_one(rule: Rule, case: Case, earlier: Mapping[str, RuleResult]) -> RuleResult:
    setting = case.policy.rule(rule.name)
    enabled = setting.enabled if setting and setting.enabled is not None else not rule.meta.off
    if not enabled:
        reason = setting.reason if setting and setting.reason else "off by default"
        return RuleResult(rule=rule.name, outcome=Outcome.SKIPPED, note=reason)
    for name in rule.meta.requires:
        result = earlier.get(name)
        if result and result.outcome in (Outcome.VIOLATED, Outcome.ERRORED):
            return RuleResult(rule=rule.name, outcome=Outcome.SKIPPED, note=f"{name} did not pass")
    options: dict[str, OptionValue] = dict(rule.meta.options)
    if setting:
        options.update(setting.options)
    say = Say(
        rule=rule.name,
        severity=(setting.severity if setting else None) or rule.meta.severity,
        audience=(setting.audience if setting else None) or rule.meta.audience,
        case=case,
        options=tuple(options.items()),
    )
    try:
        return rule.check(case, say)
    except Exception as error:  # a broken rule is errored: never a finding, never silence
        # Only the kind of error and the place in the code: its message could quote the report.
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
        return RuleResult(rule=rule.name, outcome=Outcome.ERRORED, error=f"{type(error).__name__} at {where}")


def _walk() -> Iterator[Rule]:
    for family in pkgutil.iter_modules(__path__):
        if not family.ispkg:
            continue
        package = importlib.import_module(f"{__name__}.{family.name}")
        for module_info in pkgutil.iter_modules(package.__path__):
            if module_info.name.startswith("_"):
                continue
            module = importlib.import_module(f"{package.__name__}.{module_info.name}")
            yield _rule(f"{family.name}.{module_info.name.replace('_', '-')}", module)


def _plugins() -> Iterator[Rule]:
    for name, point in plugin_rules().items():
        if not _NAME.fullmatch(name):
            raise ConfigError(
                f"the rule {name!r} of another package has no name of the form family.slug",
                remedy="Use small letters, digits and hyphens, with one dot",
            )
        try:
            yield _rule(name, point.load())
        except Exception as error:  # a package that is broken costs its own rule, not the others
            yield _broken(name, error)


def _rule(name: str, module: ModuleType) -> Rule:
    title, _, description = inspect.cleandoc(module.__doc__ or "").partition("\n")
    return Rule(
        name=name,
        title=title.strip(),
        description=description.strip(),
        meta=module.META,
        check=module.check,
    )


def _broken(name: str, error: Exception) -> Rule:
    """A rule that can't be loaded: it is there, and errored on every report."""
    kind = type(error).__name__

    def check(case: Case, say: Say) -> RuleResult:
        raise RuntimeError(kind)

    meta = Meta(severity=Severity.INFO, audience=Audience.AUDIT, needs="", source="another package")
    return Rule(name=name, title=f"Could not be loaded ({kind}).", description="", meta=meta, check=check)
