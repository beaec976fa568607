"""A long PDF of scans: each page is read and let go, so memory does not grow with their number."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from PIL import Image
from tests.read.conftest import only

from reportqa.read import ReadSettings, read
from reportqa.read.ocr import OcrPage

_PAGES = 300
_WARM = 40  # pages until allocators have settled
_MOST_GROWTH = 16 * 1024 * 1024  # bytes; all pages of this file as pixels are 45 MB


class Watching:
    """An engine that reads nothing and notes the memory of the process at each page."""

    name = "watching"

    def __init__(self) -> None:
        self.resident: list[int] = []

    def recognise(self, image: object, words: object = None) -> OcrPage:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        self.resident.append(pages * 4096)
        return OcrPage(lines=())


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_three_hundred_scanned_pages_need_no_more_memory_than_forty() -> None:
    sheets = [Image.linear_gradient("L").resize((200, 250)).rotate(number) for number in range(_PAGES)]
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:])
    del sheets
    engine = Watching()
    document = only(
        read(out.getvalue(), settings=ReadSettings(second="none"), name="long.pdf", engine=engine)
    )
    assert len(document.pages) == len(engine.resident) == _PAGES
    assert max(engine.resident[_WARM:]) - engine.resident[_WARM] < _MOST_GROWTH
