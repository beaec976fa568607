"""MANIFEST.toml: of each sample file what it is, how it was made, its licence and its hash."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tools.sample_night.inbox import reports

HEAD = """\
# What every file of the sample night is. All of it is made, none of it is real: companies, streets,
# people, plates and numbers are invented, telephone numbers are of the block kept free for fiction.
# Made by tools/make_sample_night.py; the licence of all is that of the project (Apache-2.0).
# Handwriting is rendered from fonts under the SIL Open Font License 1.1, which leaves pictures of text
# free: tools/sample_night/fonts.toml names them. No font is part of the samples.
"""


def write(folder: Path) -> None:
    """The manifest of everything under the folder but itself."""
    how = {f"inbox/2026-11-20/{report['file']}": report for report in reports()}
    lines = [HEAD]
    for path in sorted(item for item in folder.rglob("*") if item.is_file()):
        name = path.relative_to(folder).as_posix()
        if name == "MANIFEST.toml":
            continue
        report = how.get(name)
        made = f"tools/sample_night/reports/{report['source']}" if report else _maker(name)
        lines += [
            "[[file]]",
            f'path = "{name}"',
            'origin = "made"',
            f'made_by = "{made}"',
            'licence = "Apache-2.0"',
        ]
        if report and report.get("hand"):
            lines.append(f'font = "{report["hand"]}"')
        lines += [f'sha256 = "{hashlib.sha256(path.read_bytes()).hexdigest()}"', ""]
    (folder / "MANIFEST.toml").write_text("\n".join(lines), encoding="utf-8")


def _maker(name: str) -> str:
    if name.startswith("registry/"):
        return "tools/sample_night/registry.py"
    if name.startswith("evidence/"):
        return "tools/sample_night/evidence.py"
    return "tools/sample_night/inbox.py" if name.startswith("inbox/") else "by hand"
