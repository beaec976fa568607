"""The English messages of the program, taken out of its syntax trees, templates and policies.

`python tools/messages.py` prints, as TOML, the messages that the Spanish catalogue lacks, and names those
entries that no message needs. A test holds the catalogue to it. A message is a string of a few words in a
place where the program speaks to people; what only looks so stands in NOT_SAID with a reason.
"""

from __future__ import annotations

import ast
import itertools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SRC = ROOT / "src" / "reportqa"
CATALOGUE = SRC / "messages" / "es.toml"

# Files whose strings of several words are messages.
SPEAKING = (
    "rules/**/*.py",
    "night/reconcile.py",
    "night/posts.py",
    "night/answer.py",
    "night/asked.py",
    "hook/answers.py",
    "hook/lines.py",
    "link/reasons.py",
    "link/event*.py",
    "link/locate.py",
    "evidence/told.py",
    "evidence/titles.py",
    "evidence/coverage.py",
    "read/ocr/legibility.py",
    "render/answer_page.py",
    "render/copies.py",
    "render/html.py",
    "render/night_page.py",
    "render/pages.py",
    "render/rows.py",
    "render/text.py",
    "render/timeline.py",
    "render/trends_page.py",
    "render/words.py",
)
# Files that say why an input or a row of a feed can't be used.
REFUSING = ("checker.py", "read/**/*.py", "night/*.py", "evidence/*.py", "server/*.py")
TEMPLATES = ("render/templates/*.j2", "server/templates/*.j2")
# What is raised at a programmer, or written for one who writes policies and rules, stays English.
UNSAID_CALLS = {
    "ConfigError",
    "KeyError",
    "RuntimeError",
    "TypeError",
    "ValueError",
    "any_of",
    "getattr",
    "removeprefix",
    "say.number",
    "say.option",
    "startswith",
    "unknown",
    "words",
}
UNSAID_NAMES = {"source", "where", "code", "key", "kind", "encoding"}
_PLACE = re.compile(r"\{[a-z_0-9]*(?:![rs])?\}")
_LETTER = re.compile(r"[A-Za-z]")
_PATTERN = re.compile(r"\\[bswd]|\(\?|\[\^|\.\*|</?[a-z]|\x1b|_[a-z]+_|%[a-zA-Z]|\.html")
_TEXT = re.compile(r">([^<>]*)<|^([^<>]*)<|>([^<>]*)$|^([^<>]*)$")
_ATTRIBUTE = re.compile(r'\b(?:aria-label|alt|title|placeholder)="([^"]*)')


def messages() -> dict[str, str]:
    """Every English template, with the file where it stands first."""
    found: dict[str, str] = {}
    for path in _files(SPEAKING):
        for text in _spoken(ast.parse(path.read_text("utf-8"))):
            found.setdefault(text, path.relative_to(SRC).as_posix())
    for path in _files(REFUSING):
        for text in _read_errors(ast.parse(path.read_text("utf-8"))):
            found.setdefault(text, path.relative_to(SRC).as_posix())
    for path in _files(TEMPLATES):
        for text in _laid_out(path):
            found.setdefault(text, path.relative_to(SRC).as_posix())
    for path in sorted((SRC / "policies").glob("*.toml")):
        for text in _asked(tomllib.loads(path.read_text("utf-8"))):
            found.setdefault(text, path.relative_to(SRC).as_posix())
    for path in sorted(SRC.glob("rules/[a-z]*/[a-z]*.py")):
        title = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]
        found.setdefault(title, path.relative_to(SRC).as_posix())
    for text in _named():
        found.setdefault(text, "model")
    return {text: where for text, where in found.items() if text not in NOT_SAID}


def _named() -> Iterator[str]:
    """Names of states, roles and dimensions, which are shown with spaces for their underlines."""
    from reportqa.model.mention import Problem, Role
    from reportqa.model.service import Involvement, ServiceStatus
    from reportqa.score import DIMENSIONS

    for kind in (Problem, Involvement, ServiceStatus):
        yield from (item.value.replace("_", " ") for item in kind)
    yield from (item.value.capitalize() for item in Role)
    for name, _ in DIMENSIONS:
        yield name.replace("_", " ")
        yield name.replace("_", " ").capitalize()
    yield from SAID


def _files(patterns: tuple[str, ...]) -> list[Path]:
    return sorted({path for pattern in patterns for path in SRC.glob(pattern)})


def template(node: ast.expr) -> str | None:
    """A string, a formatted one or a sum of them as a template; None for anything else."""
    parts = _parts(node)
    if parts is None or not any(isinstance(part, str) for part in parts):
        return None
    return _numbered("".join("{}" if part is None else part for part in parts))


def _numbered(text: str) -> str:
    """Places, named or not, numbered from 1."""
    numbers = itertools.count(1)
    return _PLACE.sub(lambda _: f"{{{next(numbers)}}}", text)


def _parts(node: ast.expr) -> list[str | None] | None:
    """Fixed words, and None for each place."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return [v.value if isinstance(v, ast.Constant) else None for v in node.values]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _parts(node.left), _parts(node.right)
        if left is not None or right is not None:
            return [*(left or [None]), *(right or [None])]
    return None


def _spoken(tree: ast.AST) -> Iterator[str]:
    """The messages of one module."""
    unsaid: set[int] = set()

    def leave(node: ast.AST) -> None:
        unsaid.update(map(id, ast.walk(node)))

    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                leave(first)
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in UNSAID_CALLS or name.startswith("re.") or name.rpartition(".")[2] in UNSAID_CALLS:
                leave(node)
        elif isinstance(node, ast.keyword) and node.arg in UNSAID_NAMES:
            leave(node.value)
        elif isinstance(node, (ast.Compare, ast.Subscript)):
            for part in ast.walk(node):
                if isinstance(part, ast.Constant):
                    leave(part)
    for node in ast.walk(tree):
        if id(node) in unsaid:
            continue
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "count":
            yield from _counted([arg for arg in node.args[1:] if isinstance(arg, ast.Constant)])
        if isinstance(node, ast.Call) and re.fullmatch(r"(\w+\.)?tell", ast.unparse(node.func)):
            said = [choice for arg in node.args for choice in _choices(arg)]
            yield from (arg.value for arg in said if isinstance(arg, ast.Constant))
        if isinstance(node, ast.Dict):
            for value in node.values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str) and _word(value.value):
                    yield value.value
        if isinstance(node, ast.Tuple):
            for label in node.elts[:2]:
                if (
                    isinstance(label, ast.Constant)
                    and re.fullmatch(r"[A-Z][a-z]+", str(label.value))
                    and isinstance(label.value, str)
                ):
                    yield str(label.value)
        text = template(node) if isinstance(node, ast.expr) else None
        if text is None:
            continue
        for part in ast.walk(node):
            if part is not node and not isinstance(part, ast.FormattedValue) and _fixed(node, part):
                unsaid.add(id(part))
        if isinstance(node, (ast.JoinedStr, ast.BinOp)):
            for spec in ast.walk(node):
                if isinstance(spec, ast.FormattedValue) and spec.format_spec:
                    leave(spec.format_spec)
        words = " " in text.strip() or re.match(r"[A-Z][a-z]{3,}\{", text)
        if words and _LETTER.search(_PLACE.sub("", text)) and not _PATTERN.search(text):
            yield text.strip()


def _word(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z][a-z' ]+", text) is not None


def _fixed(whole: ast.AST, part: ast.AST) -> bool:
    """Whether the part is one of the fixed pieces of a formatted string or sum, and so no message itself."""
    if isinstance(whole, ast.JoinedStr):
        return part in whole.values
    if isinstance(whole, ast.BinOp) and isinstance(whole.op, ast.Add):
        sides = (whole.left, whole.right)
        return (part in sides and _parts(part) is not None) or any(_fixed(side, part) for side in sides)
    return False


def _counted(words: list[ast.Constant]) -> Iterator[str]:
    one = str(words[0].value) if words else ""
    if one:
        yield f"1 {one}"
        yield f"{{1}} {words[1].value if len(words) > 1 else one + 's'}"


def _read_errors(tree: ast.AST) -> Iterator[str]:
    """What is said of an input that can't be read."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and re.fullmatch(r"ReadError|\w+\.error", ast.unparse(node.func)):
            said = [*node.args[:1], *node.args[2:3], *(k.value for k in node.keywords if k.arg == "remedy")]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "Refused":
            said = node.args[1:2]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("problems.add"):
            said = node.args[2:3]
        else:
            continue
        yield from filter(None, (template(choice) for value in said for choice in _choices(value)))


def _choices(node: ast.expr) -> list[ast.expr]:
    return [*_choices(node.body), *_choices(node.orelse)] if isinstance(node, ast.IfExp) else [node]


def _laid_out(path: Path) -> Iterator[str]:
    """The fixed words of a page template, and those in its expressions."""
    from jinja2 import Environment, nodes

    from reportqa.render.retold import Markup, retold

    env = Environment(trim_blocks=True, lstrip_blocks=True)
    found: list[str] = []
    markup = Markup()
    source = path.read_text("utf-8")
    for _, kind, value in env.lex(source):
        if kind == "data":
            retold(value, markup, lambda text: found.append(text) or text)
    yield from found
    tree = env.parse(source)
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "count":
            words = [arg for arg in call.args[1:] if isinstance(arg, nodes.Const)]
            yield from _counted([ast.Constant(arg.value) for arg in words])
    counted = {
        id(arg)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in ("count", "picture")
        for arg in call.args
    }
    counted |= {id(part) for sum_ in tree.find_all(nodes.Concat) for part in sum_.nodes}
    for const in tree.find_all(nodes.Const):
        text = const.value
        if (
            isinstance(text, str)
            and id(const) not in counted
            and " " in text.strip()
            and not _PATTERN.search(text)
        ):
            yield text
    for sum_ in tree.find_all(nodes.Concat):
        parts = [part.value if isinstance(part, nodes.Const) else "{}" for part in sum_.nodes]
        yield _numbered("".join(map(str, parts)))
    for asked in tree.find_all(nodes.Filter):
        if asked.name == "t":
            said = [asked.node] if isinstance(asked.node, nodes.Const) else asked.find_all(nodes.Const)
            yield from (str(c.value) for c in said if id(c) not in counted and _LETTER.search(str(c.value)))


def _asked(value: object) -> Iterator[str]:
    """Questions, titles and choices of a policy."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("question", "title") and isinstance(inner, str):
                yield inner
            elif key == "choices":
                yield from inner
            else:
                yield from _asked(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _asked(inner)


# Single words and pieces that code puts into messages.
SAID = (
    *("an announced test", "behind", "damage", "everything", "none", "refused", "unconscious person"),
    *("report is not a JSON object", "the request is over {1} MB", "weapon", "withheld"),
    *("Acknowledged", "Withdrawn", "Withdrawn {1}", "Reason given"),
    *("Reason given {1}", "until {1}", "line {1}, column {2}", "{1} ({2})"),
    *(
        "plate",
        "color",
        "make",
        "model",
        "mark",
        "state",
        "sex",
        "age",
        "build",
        "hair",
        "clothing",
        "height",
    ),
    *("client", "supervisor", "manager", "property manager", "dispatcher", "key-holder"),
    *("{1}: {2}", "Daily log {1}: {2}", "Report {1}: {2}", "cleared", "dispatched", "Left"),
    *("fire department {1}", "ambulance {1}", "police {1}", "outside help {1}"),
    *("unit {1}", "space {1}", "who", "when", "how", "Difference", "Review"),
    *("medical", "intrusion", "police", "panic", "traffic", "utility"),
    *("Position of the officer's phone: {1}", "Tour scan: {1}", "Clocked in: {1}", "Clocked out: {1}"),
    *("fire department", "ambulance", "outside help"),
    "it holds zero bytes, which no text has",
    *("the check broke ({1})", "Keep the file and report the fault"),
    *("clock in {1}", "clock out {1}", "scan {1}", "gps {1}"),
)

# Strings of several words in speaking files that nobody is shown.
NOT_SAID = frozenset(
    {
        # colours, and classes of the style sheet
        *("yellow", "red", "green", "blue", "dim", "answers", "unread", "1 0", "{1} 0s"),
        # what stands before a time in a report
        *("radio at", "by phone", "by radio", "by fd", "called at", "arrived at", "phone at"),
        # for one who writes policies or rules
        *("Could not be loaded ({1}).", "true or false", "a number", "a list"),
        # what is put before a message in English alone, whose messages have no subject
        "It {1}",
        # for a log, and what two messages make
        *("reportqa broke (%s)", "{1}; {2}"),
        # pieces of a date, which a calendar writes
        "until {1} {2}, {3}",
        "{1} {2}",
        # the words behind a count
        *("question about posts", "questions about posts"),
    }
)


def main() -> int:
    """Print what is missing and what is left over; 1 where there is any."""
    entries = {
        key
        for table, rows in tomllib.loads(CATALOGUE.read_text("utf-8")).items()
        if isinstance(rows, dict) and table not in ("answers", "calendar", "joints")
        for key in rows
    }
    wanted = messages()
    last = ""
    for text, where in wanted.items():
        if text not in entries:
            print(
                f"# {where}" if where != last else "",
                f"{_toml(text)} = {_toml(text)}",
                sep="\n" if where != last else "",
            )
            last = where
    for text in sorted(entries - set(wanted)):
        print(f"# not needed: {text}")
    return int(entries != set(wanted))


def _toml(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


if __name__ == "__main__":
    raise SystemExit(main())
