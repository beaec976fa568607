"""The sample clients, run against the real server and against none."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from tests.server.running import TOKEN, Server, free_port

CLIENTS = Path(__file__).resolve().parents[2] / "clients"
TYPESCRIPT = CLIENTS / "typescript"
REPORT = {"text": "At 0214 FD came to the dumpster, false alarm.", "report_id": "IR-7"}
DULL = {"text": "The pool gate was open and I locked it."}

SCRIPT = """
import { Reportqa } from "./reportqa_client.js";
const [url, token, nowhere] = process.argv.slice(2);
const app = new Reportqa({ url, token, timeoutMs: 60000 });
const gone = (onFailure) => new Reportqa({ url: nowhere, onFailure });
const report = { text: "At 0214 FD came to the dumpster, false alarm.", report_id: "IR-7" };
const dull = { text: "The pool gate was open and I locked it." };
const checked = await app.check(report);
const told = {
  checked,
  answered: await app.answer(report, { [checked.questions[0].text]: "unknown" }),
  scan: await app.checkScan(new Blob([report.text]), { report_id: "IR-8" }, "report.txt"),
  refused: await new Reportqa({ url, token: "wrong" }).check(report),
  allow: await gone("allow").check(dull),
  block: await gone("block").check(dull),
  urgent: await gone("block").check(report),
};
console.log(JSON.stringify(told));
"""


@pytest.fixture(scope="module")
def python_client() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "reportqa_client", CLIENTS / "python" / "reportqa_client.py"
    )
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def as_promised(told: dict[str, Any]) -> None:
    """What either client tells of the same seven calls."""
    checked, answered = told["checked"], told["answered"]
    assert (checked["checked"], checked["report_id"], checked["band"]) == (True, "IR-7", "needs_fixing")
    assert 1 <= len(checked["questions"]) <= 3
    assert answered["addendum"].endswith(f"{checked['questions'][0]['text']} unknown")
    assert checked["questions"][0] not in answered["questions"]
    assert (told["scan"]["checked"], told["scan"]["report_id"]) == (True, "IR-8")
    assert (told["refused"]["checked"], told["refused"]["reason"]) == (False, "a valid token is needed")
    sends = {name: (told[name]["checked"], told[name]["save"], told[name]["send"]) for name in GONE}
    assert sends == GONE


GONE = {"allow": (False, True, True), "block": (False, True, False), "urgent": (False, True, True)}


def test_the_python_client(server: Server, python_client: ModuleType) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    app = python_client.Reportqa(server.url, token=TOKEN, timeout_s=60)
    checked = app.check(REPORT)
    as_promised(
        {
            "checked": checked,
            "answered": app.answer(REPORT, {checked["questions"][0]["text"]: "unknown"}),
            "scan": app.check_scan(REPORT["text"].encode(), {"report_id": "IR-8"}, "report.txt"),
            "refused": python_client.Reportqa(server.url, token="wrong").check(REPORT),
            "allow": python_client.Reportqa(nowhere).check(DULL),
            "block": python_client.Reportqa(nowhere, on_failure="block").check(DULL),
            "urgent": python_client.Reportqa(nowhere, on_failure="block").check(REPORT),
        }
    )


def test_the_typescript_client(server: Server, tmp_path: Path) -> None:
    node = shutil.which("node")
    compiler = next(
        (
            found
            for found in (shutil.which("tsc"), str(TYPESCRIPT / "node_modules" / ".bin" / "tsc"))
            if found and Path(found).exists()
        ),
        None,
    )
    if node is None or compiler is None:
        pytest.skip("node or tsc is not there: install Node.js, then `npm ci` in clients/typescript")
    subprocess.run([compiler, "-p", str(TYPESCRIPT), "--outDir", str(tmp_path)], check=True, timeout=120)
    (tmp_path / "run.mjs").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    nowhere = f"http://127.0.0.1:{free_port()}"
    done = subprocess.run(
        [node, "run.mjs", server.url, TOKEN, nowhere],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    as_promised(json.loads(done.stdout))
