"""The dossier in a real Chromium: it asks for nothing, its bounds are in the page, and it prints."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest

from countermark.model.answer import Answer
from countermark.report.dossier import render
from tests.browser.conftest import run

pytestmark = pytest.mark.browser

SAMPLE = Path(__file__).resolve().parents[1] / "golden" / "dossier" / "orlan-10-no-14662.json"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("dossier") / "dossier.html"
    answer = msgspec.json.decode(SAMPLE.read_bytes(), type=Answer)
    place.write_text(render("Orlan-10 no. 14662", [answer]), encoding="utf-8")
    return place


def test_the_page_holds_its_bounds_and_asks_for_nothing(chromium: str, page: Path, tmp_path: Path) -> None:
    log = tmp_path / "net.json"
    done = run(chromium, page, tmp_path / "profile", f"--log-net-log={log}", "--enable-logging=stderr", "--dump-dom")
    dom = done.stdout.replace("\u00a0", " ").replace("&nbsp;", " ")
    assert "11 April 2022" in dom
    assert "46 days after 24 February 2022" in dom
    assert "12 to 18 December 2011" in dom
    assert "war-sanctions.gur.gov.ua" not in log.read_text(encoding="utf-8", errors="replace")
    assert "Content Security Policy" not in done.stderr


def test_the_style_sheet_passes_the_policy(chromium: str, page: Path, tmp_path: Path) -> None:
    shots = []
    for name, place in (("styled", page), ("bare", tmp_path / "bare.html")):
        if name == "bare":
            place.write_text(page.read_text(encoding="utf-8").replace("'sha256-", "'sha256-A"), encoding="utf-8")
        shot = tmp_path / f"{name}.png"
        run(chromium, place, tmp_path / name, f"--screenshot={shot}", "--window-size=1280,1200")
        shots.append(shot.read_bytes())
    assert shots[0] != shots[1]


def test_the_page_prints(chromium: str, page: Path, tmp_path: Path) -> None:
    pdf = tmp_path / "dossier.pdf"
    run(chromium, page, tmp_path / "profile", "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
    data = pdf.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") + data.count(b"/Type/Page/") > 0
    reader = shutil.which("pdftotext")
    if reader:
        text = subprocess.run([reader, str(pdf), "-"], capture_output=True, text=True, timeout=60, check=True).stdout
        assert "3f1c0d9a" in text.replace("\n", "")  # the evidence, which is folded on a screen, is open on paper
