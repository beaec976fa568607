"""The command line: one file a verb, loaded when the verb is used.

Exit codes: 0 nothing at or above `--fail-on`; 1 findings; 2 usage or configuration; 3 no input; 4 some
inputs could not be read; 5 the tool or a rule broke. The higher wins.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import Any

# Verb → the module in this package whose functions it offers.
VERBS = {
    "check": "check",
    "night": "night",
    "purge": "purge",
    "extract": "extract",
    "read": "read",
    "form": "form",
    "match": "match",
    "evidence": "evidence",
    "answer": "answer",
    "notes": "notes",
    "trends": "trends",
    "registry": "registry",
    "hook": "hook",
    "serve": "serve",
    "rules": "rules",
    "config": "config",
    "schema": "schema",
}


def main(arguments: list[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run one command; its exit code. `--debug` anywhere shows the traceback of an error."""
    from reportqa.errors import ReportqaError
    from reportqa.resources import one_thread

    one_thread()
    # Starting makes a hundred thousand objects that all stay: looking through them for garbage costs a tenth
    # of the start. And pydantic would look for plugins in every installed package.
    gc.set_threshold(50_000, 20, 20)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    debug = "--debug" in arguments
    asked = [item for item in arguments if item != "--debug"]
    try:
        return _run(asked)
    except ReportqaError as error:
        if debug:
            traceback.print_exc()
        _complain(str(error))
        return error.exit_code
    except BrokenPipeError:
        # The reader of our output went away (`| head`); nobody is left to tell.
        sys.stdout = None
        return 0
    except KeyboardInterrupt:
        _complain("stopped")
        return 130
    except Exception as error:  # the last net: a tool for people shows no traceback unasked
        if debug:
            traceback.print_exc()
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
        _complain(f"reportqa broke ({type(error).__name__} at {where}). Run it again with --debug.")
        return 5


def app(verbs: list[str] | None = None) -> Any:
    """The typer application with some or all verbs."""
    import typer

    made = typer.Typer(
        name="reportqa",
        help="Checks security incident reports and says, with the evidence, what is missing, wrong or "
        "unreported.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    def version(value: bool) -> None:
        if value:
            from reportqa import __version__

            typer.echo(f"reportqa {__version__}")
            raise typer.Exit

    @made.callback()
    def top(
        version: bool = typer.Option(
            False, "--version", callback=version, is_eager=True, help="Show the version and end."
        ),
    ) -> None:
        pass

    for verb in verbs or list(VERBS):
        add: Callable[[Any], None] = import_module(f"{__name__}.{VERBS[verb]}").add
        add(made)
    return made


def _run(arguments: list[str]) -> int:
    import typer

    verb = next((item for item in arguments if not item.startswith("-")), None)
    chosen = [verb] if verb in VERBS and arguments[0] == verb else None
    result = typer.main.get_command(app(chosen))
    try:
        code = result.main(args=arguments, prog_name="reportqa", standalone_mode=False)
    except typer.Exit as ending:
        return ending.exit_code
    except typer.Abort:
        return 130
    except Exception as error:
        # Usage errors of the parser under typer say themselves what is wrong and what is allowed.
        show, code = getattr(error, "format_message", None), getattr(error, "exit_code", None)
        if show is None or code is None:
            raise
        _complain(f"{show()} See reportqa{f' {verb}' if verb in VERBS else ''} --help.")
        return int(code)
    return code if isinstance(code, int) else 0


def _complain(message: str) -> None:
    print("error: " + " ".join(message.split()), file=sys.stderr)
