"""A real browser for the tests that look at pages, and what they ask of every page."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).resolve().parents[1] / "clients/typescript/node_modules/axe-core/axe.min.js"
# Twelve screens further; the third best frame is told, since other processes may hold the cores.
_SCROLL = """
const end = arguments[0]; document.documentElement.style.scrollBehavior = 'auto';
const spent = []; let last = performance.now(), n = 0;
function step() { const now = performance.now(); spent.push(now - last); last = now;
scrollBy(0, innerHeight); if (++n > 12) end(spent.slice(2)); else requestAnimationFrame(step); }
requestAnimationFrame(step);
"""


@contextmanager
def driven() -> Iterator[Any]:
    """Headless Chromium; the test is skipped where there is none."""
    webdriver = pytest.importorskip("selenium.webdriver")
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        pytest.skip("chromium or chromedriver is not there: apt-get install chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    made_driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    made_driver.set_window_size(1200, 900)
    try:
        yield made_driver
    finally:
        made_driver.quit()


@contextmanager
def seen_as(page: Any, *, width: int = 1280, scheme: str = "light", media: str = "") -> Iterator[None]:
    """The screen, the colours and the medium that the page is looked at with."""
    colours = [{"name": "prefers-color-scheme", "value": scheme}]
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": colours})
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    page.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    yield
    page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})


def serious_faults(page: Any) -> list[Any]:
    """What axe finds that keeps somebody from using the page; everything folded away is opened first."""
    if not AXE.exists():
        pytest.skip("axe-core is not there: npm ci in clients/typescript")
    page.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.execute_cdp_cmd("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    found = page.execute_async_script(
        "const end = arguments[0]; axe.run().then(r => end(JSON.stringify(r.violations.map("
        "v => [v.id, v.impact, v.nodes[0].html, v.nodes[0].failureSummary]))))"
    )
    return [item for item in json.loads(found) if item[1] in ("serious", "critical")]


def overhang(page: Any) -> int:
    """How many pixels the page is wider than the screen."""
    return int(page.execute_script("return document.documentElement.scrollWidth - innerWidth"))


def printed(page: Any) -> bytes:
    """The page as a PDF."""
    made = page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": False})
    return base64.b64decode(made["data"])


def time_to_show(page: Any) -> float:
    """Milliseconds from the last byte to a page that is whole."""
    return float(
        page.execute_script(
            "const n = performance.getEntriesByType('navigation')[0]; return n.domComplete - n.responseEnd"
        )
    )


def time_of_a_frame(page: Any) -> float:
    """Milliseconds that a frame takes while the page is scrolled, at the best of three times."""
    return min(float(sorted(page.execute_async_script(_SCROLL))[2]) for _ in range(3))
