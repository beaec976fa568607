"""The form on paper: one page, the same bytes each time, the site on it for people and for the reader."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from reportqa.errors import ConfigError
from reportqa.forms import layouts

pytest.importorskip("reportlab")

from reportqa.forms.printed import PAPERS, form_pdf

LAYOUT = layouts()[0]


def words(data: bytes) -> str:
    with pypdfium2.PdfDocument(io.BytesIO(data)) as opened:
        assert len(opened) == 1
        return opened[0].get_textpage().get_text_range()


@pytest.mark.parametrize("paper", PAPERS)
def test_one_page_of_the_paper_with_site_title_and_version(paper: str) -> None:
    data = form_pdf(LAYOUT, site_id="LF1", site_name="Alder Court Apartments", paper=paper)
    text = words(data)
    assert "INCIDENT REPORT" in text
    assert "Site: Alder Court Apartments (LF1)" in text
    assert "reportqa form incident 1" in text
    with pypdfium2.PdfDocument(io.BytesIO(data)) as opened:
        size = opened[0].get_size()
    assert size == pytest.approx([mm * 72 / 25.4 for mm in PAPERS[paper]], abs=0.1)


def test_the_same_form_is_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys; from reportqa.forms import layouts; from reportqa.forms.printed import form_pdf; "
        "sys.stdout.buffer.write(form_pdf(layouts()[0], site_id='LF1', site_name='Alder'))"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert form_pdf(LAYOUT, site_id="LF1", site_name="Alder") == other


def test_a_site_of_any_name_can_be_printed() -> None:
    assert "Site: Łódź" not in words(form_pdf(LAYOUT, site_id="L1", site_name="Łódź Tower"))
    assert "ódz Tower (L1)" in words(form_pdf(LAYOUT, site_id="L1", site_name="Łódź Tower"))
    long = words(form_pdf(LAYOUT, site_id="L1", site_name="Very Long Name " * 20))
    assert "…" in long


def test_an_id_that_no_code_can_carry_is_refused() -> None:
    with pytest.raises(ConfigError):
        form_pdf(LAYOUT, site_id="x" * 100, site_name="x")


def test_printing_needs_no_reader() -> None:
    code = (
        "import sys; from reportqa.forms import layouts; from reportqa.forms.printed import form_pdf; "
        "form_pdf(layouts()[0], site_id='LF1', site_name='Alder'); "
        "print(sorted({'cv2', 'numpy', 'onnxruntime', 'spacy'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_command_writes_the_form_of_a_site_of_the_registry(tmp_path: Path) -> None:
    from reportqa.cli import run

    config = Path(__file__).resolve().parents[2] / "data" / "samples" / "reportqa.toml"
    out = tmp_path / "form.pdf"
    assert run(["form", "--site", "LF1", "--config", str(config), "--paper", "a4", "--out", str(out)]) == 0
    assert "Alder Court Apartments (LF1)" in words(out.read_bytes())
    assert run(["form", "--site", "NOWHERE", "--config", str(config), "--out", str(out)]) == 2
    assert run(["form", "--site", "LF1", "--paper", "a3", "--out", str(out)]) == 2
