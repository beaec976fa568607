"""`reportqa config show`: the merged configuration and policy, each value with its origin."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from reportqa.cli import _shared as shared


def add(app: typer.Typer) -> None:
    """Register the verb."""
    verbs = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The merged configuration.")
    verbs.callback()(_nothing)
    verbs.command("show")(show)
    app.add_typer(verbs, name="config")


def _nothing() -> None:
    """The merged configuration."""


def show(
    config: shared.ConfigOption = None,
    site: shared.SiteOption = None,
    on: Annotated[
        str | None, typer.Option("--on", help="The date whose policy is shown, as 2026-11-20.")
    ] = None,
    format: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
) -> int:
    """Show every setting in force and where it was set."""
    import json

    from reportqa.errors import ConfigError
    from reportqa.rules._options import options_checked
    from reportqa.site.policy import PolicyBook
    from reportqa.site.registry import SiteRegistry

    shared.one_of("format", format, ("text", "json"))
    try:
        day = date.fromisoformat(on) if on else None
    except ValueError:
        raise ConfigError(f"--on {on!r} is no date", remedy="Write it as 2026-11-20") from None
    loaded = shared.load_config(config)
    registry = SiteRegistry.configured(loaded.registry, loaded.registry_map)
    rows = [(item.key, item.value, item.origin) for item in loaded.settings()]
    client = None
    if site:
        known = registry.site(site)
        if known is None:
            raise ConfigError(f"no site {site!r} in the registry", remedy="Use the id of sites.csv")
        client = known.client_id
    policy = options_checked(PolicyBook.load(loaded.policies)).resolve(site=site, client_id=client, on=day)
    origins = dict(policy.origins)
    rows += [(f"policy.{name}", f"{value:g}", origins.get(name, "built-in")) for name, value in policy.values]
    for setting in policy.rules:
        told = [
            f"{name} {value}"
            for name, value in (
                ("enabled", setting.enabled),
                ("severity", setting.severity),
                ("audience", setting.audience),
            )
            if value is not None
        ]
        told += [f"{name} = {value}" for name, value in setting.options]
        reason = f" ({setting.reason})" if setting.reason else ""
        rows.append((f"rule {setting.rule}", ", ".join(told) + reason, setting.origin))
    rows += [
        (f"acknowledge {name}", scope.value, origins.get(f"acknowledge.{name}", "built-in"))
        for name, scope in policy.acknowledge
    ]
    for order in policy.post_orders:
        rows.append((f"post order {order.id}", order.text or ", ".join(order.notify), order.origin))
    missing = loaded.voice().catalogue.missing() if loaded.language != "en" else ()
    rows += [(f"message not in {loaded.language}", text, "English stands") for text in missing]
    if format == "json":
        made = [{"key": key, "value": value, "origin": origin} for key, value, origin in rows]
        shared.emit(json.dumps(made, indent=2) + "\n", None)
        return 0
    wide = max(len(key) for key, _, _ in rows)
    shared.emit("".join(f"{key:<{wide}}  {value}  [{origin}]\n" for key, value, origin in rows), None)
    return 0
