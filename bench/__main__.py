"""`python -m bench TASK [--data DIR] [--limit N] [--json]`: measure one task.

TASK is a module of this package (dashes become underscores) with `run(data, limit) -> Measured`. The
human lines come first; with `--json` the last line is one JSON object.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import pkgutil
import sys
from pathlib import Path

import bench
from bench import _common


def tasks() -> list[str]:
    """The names of the tasks, as they are typed."""
    found = (module.name for module in pkgutil.iter_modules(bench.__path__))
    return sorted(name.replace("_", "-") for name in found if not name.startswith("_"))


def main(argv: list[str] | None = None) -> int:
    """Run one task; 2 for a task or data that does not exist."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure one task.")
    parser.add_argument("task", help="one of: " + ", ".join(tasks()))
    parser.add_argument("--data", type=Path, default=_common.DATA, help="folder laid out like shared/data")
    parser.add_argument("--limit", type=int, default=None, help="look at the first N cases of each file")
    parser.add_argument("--seed", type=int, default=None, help="of tasks that draw their cases")
    parser.add_argument("--json", action="store_true", help="end with one JSON object on one line")
    options = parser.parse_args(argv)
    if options.task not in tasks():
        print(f"bench: no task {options.task!r}; there are: {', '.join(tasks())}", file=sys.stderr)
        return 2
    module = importlib.import_module("bench." + options.task.replace("-", "_"))
    if options.seed is not None and "seed" not in inspect.signature(module.run).parameters:
        print(f"bench: {options.task} draws nothing, so it takes no --seed", file=sys.stderr)
        return 2
    try:
        seed = {} if options.seed is None else {"seed": options.seed}
        answer = module.run(options.data, options.limit, **seed)
    except _common.DataMissingError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    answer = _common.stamped(options.task, options.data, options.limit, answer)
    for line in answer.pop("lines", []):
        print(line)
    if options.json:
        print(json.dumps(answer, sort_keys=True, default=str))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
