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


def compiler() -> str | None:
    own = TYPESCRIPT / "node_modules" / ".bin" / "tsc"
    return shutil.which("tsc") or (str(own) if own.exists() else None)


def node_run(folder: Path, script: str, *arguments: str, flags: tuple[str, ...] = ()) -> str:
    """What a script says that imports the client; skips without Node."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not there: install Node.js")
    (folder / "run.mjs").write_text(script, encoding="utf-8")
    done = subprocess.run(
        [node, *flags, "run.mjs", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def seven_calls(server: Server, folder: Path, file: str, *flags: str) -> dict[str, Any]:
    shutil.copy(TYPESCRIPT / file, folder)
    nowhere = f"http://127.0.0.1:{free_port()}"
    script = SCRIPT.replace("reportqa_client.js", file)
    told: dict[str, Any] = json.loads(node_run(folder, script, server.url, TOKEN, nowhere, flags=flags))
    return told


def test_the_client_in_javascript_on_any_node(server: Server, tmp_path: Path) -> None:
    as_promised(seven_calls(server, tmp_path, "reportqa_client.mjs"))


def test_the_typescript_as_it_is_where_node_takes_types_out(server: Server, tmp_path: Path) -> None:
    version = node_run(tmp_path, "console.log(process.versions.node)")
    major, minor, _ = (int(part) for part in version.strip().split("."))
    if (major, minor) < (22, 6):
        pytest.skip(f"Node {version.strip()} takes no types out")
    flag = (major, minor) < (22, 18) or (23, 0) <= (major, minor) < (23, 6)
    as_promised(
        seven_calls(
            server, tmp_path, "reportqa_client.ts", *(("--experimental-strip-types",) if flag else ())
        )
    )


def test_the_javascript_is_what_the_typescript_becomes(tmp_path: Path) -> None:
    found = compiler()
    if found is None:
        pytest.skip("tsc is not there: `npm ci` in clients/typescript")
    subprocess.run([found, "-p", str(TYPESCRIPT), "--outDir", str(tmp_path)], check=True, timeout=120)
    made = (tmp_path / "reportqa_client.js").read_text(encoding="utf-8")
    assert (TYPESCRIPT / "reportqa_client.mjs").read_text(encoding="utf-8") == made


def test_the_readmes_script_runs(server: Server, tmp_path: Path) -> None:
    readme = (CLIENTS / "README.md").read_text(encoding="utf-8")
    script = readme.partition("```js\n")[2].partition("```")[0]
    assert "http://127.0.0.1:8321" in script
    shutil.copy(TYPESCRIPT / "reportqa_client.mjs", tmp_path)
    script = script.replace("http://127.0.0.1:8321", server.url).replace(
        "process.env.REPORTQA_TOKEN", json.dumps(TOKEN)
    )
    assert node_run(tmp_path, script).splitlines()[-1] == "needs_fixing"
