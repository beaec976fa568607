"""`reportqa rules`: the catalogue, one rule explained, or a new one begun."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Annotated

import typer

from reportqa.cli import _shared as shared


def add(app: typer.Typer) -> None:
    """Register the verb."""
    app.command("rules")(rules)


def rules(
    name: Annotated[str | None, typer.Argument(help="A rule, a family, or `new`.")] = None,
    named: Annotated[str | None, typer.Argument(help="After `new`: family.slug of the new rule.")] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
) -> int:
    """List the rules, explain one, or begin a new one."""
    import json

    from reportqa.errors import ConfigError
    from reportqa.render.rulepage import examples_of, rule_page, rule_row
    from reportqa.rules import catalogue

    shared.one_of("format", format, ("text", "json"))
    if name == "new":
        shared.emit(begin(named or "", Path.cwd()), None)
        return 0
    if named:
        raise ConfigError(f"{named!r}: one rule at a time", remedy="reportqa rules new FAMILY.SLUG")
    known = catalogue()
    chosen = [rule for rule in known.values() if name in (None, rule.name, rule.family)]
    if name and not chosen:
        near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.4)
        hint = f"Did you mean {', '.join(near)}?" if near else "See reportqa rules"
        raise ConfigError(f"no rule {name!r}", remedy=hint)
    if format == "json":
        shared.emit(json.dumps([rule_row(rule) for rule in chosen], indent=2) + "\n", None)
    elif name is not None and name in known:
        shared.emit(rule_page(known[name], level=1, examples=examples_of(known[name])), None)
    else:
        wide = max(len(rule.name) for rule in chosen)
        shared.emit(
            "".join(
                f"{rule.name:<{wide}}  {rule.meta.severity.value:<8}{rule.meta.audience.value:<7}"
                f"{'off  ' if rule.meta.off else ''}{rule.title}\n"
                for rule in chosen
            ),
            None,
        )
    return 0


def begin(name: str, here: Path) -> str:
    """Write the files of a new rule and say what to do next; nothing is ever written over.

    In a checkout of reportqa they go where the catalogue and the tests find them, elsewhere into this
    folder, with the lines that make a rule of another package known.
    """
    from reportqa.cli import rule_template
    from reportqa.errors import ConfigError
    from reportqa.site.policy import rule_names

    if not re.fullmatch(r"[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*", name):
        raise ConfigError(
            f"{name!r} is no name of a rule", remedy="Use FAMILY.SLUG in small letters, as post.keys-returned"
        )
    if name in rule_names():
        raise ConfigError(f"there is a rule {name!r}", remedy=f"See reportqa rules {name}")
    family, _, slug = name.partition(".")
    module = slug.replace("-", "_")
    rules = here / "src" / "reportqa" / "rules"
    own = rules.is_dir()
    rule = rules / family / f"{module}.py" if own else here / f"{module}.py"
    fixture = (
        here / "tests" / "fixtures" / "rules" / family / f"{slug}.toml" if own else here / f"{slug}.toml"
    )
    package = {rules / family / "__init__.py": f'"""Rules of the family {family}."""\n'} if own else {}
    files = {
        **{path: text for path, text in package.items() if not path.exists()},
        rule: rule_template.RULE,
        fixture: rule_template.FIXTURE.replace("NAME", name),
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("x", encoding="utf-8") as handle:
                handle.write(text)
        except FileExistsError:
            raise ConfigError("is there already", where=str(path), remedy="Choose another name") from None
    written = "".join(f"wrote {path.relative_to(here)}\n" for path in files)
    return written + ("" if own else rule_template.PLUGIN.format(name=name, module=module))
