"""The page of a report in a real Chromium: it asks for nothing, runs nothing of the report's, and is read by keys."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from countermark.report.reading import render_report
from tests.browser.conftest import run
from tests.browser.devtools import Tab
from tests.unit.report_sample import demo_answer, demo_reading
from tests.unit.test_report_reading import HOSTILE, bare, empty_answer, said

pytestmark = pytest.mark.browser

ON = "[...document.querySelectorAll('#text .c.on')].map((one) => one.textContent).join(' ')"
OVERLAP = """(() => {
  const boxes = [...document.querySelectorAll('.card')].map((one) => one.getBoundingClientRect());
  return boxes.some((box, i) => i && boxes[i - 1].bottom > box.top + 1);
})()"""
BESIDE = """(() => {
  const card = document.querySelector('.card.on');
  const words = document.getElementById('t' + card.dataset.n);
  return Math.abs(card.getBoundingClientRect().top - words.getBoundingClientRect().top);
})()"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("report") / "report.html"
    reading = demo_reading()
    place.write_text(render_report(reading, demo_answer(reading), generated_from="demo case"), encoding="utf-8")
    return place


def test_keys_lead_from_statement_to_statement(chromium: str, page: Path, tmp_path: Path) -> None:
    with Tab(chromium, tmp_path / "profile", page) as tab:
        tab.press("j")
        assert tab.ask("document.activeElement.id") == "k1"
        assert tab.ask(ON).startswith("“A year ago")
        tab.press("j")
        tab.press("ArrowRight")
        tab.press("k")
        assert tab.ask("location.hash") == "#k2"
        assert tab.ask(ON) == "that the navigation unit has changed"
        assert tab.ask("document.querySelector('#k2 details').open") is False
        tab.press("Enter")
        assert tab.ask("document.querySelector('#k2 details').open") is True
        tab.press("Enter")
        assert tab.ask("document.querySelector('#k2 details').open") is False
        tab.press("?")
        assert tab.ask("document.getElementById('help').open") is True
        tab.press("Escape")
        tab.press("Escape")
        assert tab.ask("document.querySelectorAll('.on').length") == 0
        assert tab.errors == []
        assert tab.requests == [page.as_uri()]


def test_n_goes_to_the_next_statement_with_the_same_verdict(chromium: str, page: Path, tmp_path: Path) -> None:
    with Tab(chromium, tmp_path / "profile", page) as tab:
        tab.open(page.as_uri() + "#k9")
        assert tab.ask("document.querySelector('.card.on').id") == "k9"
        tab.press("n")
        assert tab.ask("document.activeElement.id") == "k10"


def test_cards_stand_beside_their_words_and_never_on_each_other(chromium: str, page: Path, tmp_path: Path) -> None:
    with Tab(chromium, tmp_path / "profile", page) as tab:
        assert tab.ask(OVERLAP) is False
        for _ in range(9):
            tab.press("j")
        tab.press("Enter")
        tab.ask("new Promise((done) => setTimeout(done, 400))")
        assert tab.ask(OVERLAP) is False
        assert tab.ask(BESIDE) < 30
        tab.press("o")
        tab.ask("new Promise((done) => setTimeout(done, 400))")
        assert tab.ask(OVERLAP) is False
        assert tab.ask(
            "document.getElementById('board').getBoundingClientRect().top"
            " > Math.max(...[...document.querySelectorAll('.card')].map((one) => one.getBoundingClientRect().bottom))"
        )


def test_without_a_script_cards_follow_their_paragraphs(chromium: str, page: Path, tmp_path: Path) -> None:
    with Tab(chromium, tmp_path / "profile", page, width=420, script=False) as tab:
        tab.call("Emulation.setScriptExecutionDisabled", value=False)
        assert tab.ask("document.querySelectorAll('.live').length") == 0
        assert tab.ask("document.querySelector('.scripted').hidden") is True
        order = tab.ask(
            "[...document.querySelectorAll('#text .para, #text .card')]"
            ".map((one) => [one.getBoundingClientRect().top, one.id || one.className])"
        )
        assert order == sorted(order)
        assert tab.ask("document.querySelectorAll('#text .card').length") == 15


@pytest.mark.parametrize("width", [320, 420, 800, 1024, 1400])
def test_no_width_cuts_the_page(chromium: str, page: Path, tmp_path: Path, width: int) -> None:
    with Tab(chromium, tmp_path / "profile", page, width=width) as tab:
        assert tab.ask("document.documentElement.scrollWidth") <= width
        out = f"[...document.querySelectorAll('#text *')].filter((e) => e.getBoundingClientRect().right > {width} + 1)"
        assert tab.ask(f"{out}.map((e) => e.className).join()") == ""


def test_what_a_report_holds_does_not_run(chromium: str, tmp_path: Path) -> None:
    reading = bare(HOSTILE, said("c1", 0, 40), outlet="<img src=x onerror=alert(5)>")
    place = tmp_path / "hostile.html"
    place.write_text(render_report(reading, empty_answer(reading)), encoding="utf-8")  # type: ignore[arg-type]
    with Tab(chromium, tmp_path / "profile", place) as tab:
        assert tab.ask("document.scripts.length") == 1
        assert tab.ask("document.images.length + document.querySelectorAll('svg').length") == 0
        assert tab.errors == []
        assert tab.requests == [place.as_uri()]
        assert "alert(1)" in tab.ask("document.getElementById('text').textContent")


def test_right_to_left_text_is_set_from_the_right(chromium: str, tmp_path: Path) -> None:
    reading = bare("«لم نبع شيئا» قال المتحدث.\nThe ministry said nothing.", said("c1", 0, 13))
    place = tmp_path / "rtl.html"
    place.write_text(render_report(reading, empty_answer(reading)), encoding="utf-8")  # type: ignore[arg-type]
    with Tab(chromium, tmp_path / "profile", place) as tab:
        turned = "[...document.querySelectorAll('.para')].map((one) => getComputedStyle(one).direction).join()"
        assert tab.ask(turned) == "rtl,ltr"


def test_the_page_prints_with_its_evidence_open(chromium: str, page: Path, tmp_path: Path) -> None:
    pdf = tmp_path / "report.pdf"
    run(chromium, page, tmp_path / "profile", "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
    assert pdf.read_bytes().startswith(b"%PDF-")
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext on this machine: install poppler-utils")
    told = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, timeout=60, check=True).stdout
    told = " ".join(told.split())
    assert "vishay_ihlp_yyww" in told  # the evidence, which is folded on a screen, is open on paper
    assert "excluded: added by 26 January 2023" in told
    assert "next and previous statement" not in told
