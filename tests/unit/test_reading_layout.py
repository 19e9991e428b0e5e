from __future__ import annotations

import time

import pytest

from countermark.reading.text import Page, layout


def sentences(text: str) -> list[str]:
    return [sentence.span.of(text) for sentence in layout(text).sentences]


def quotations(text: str) -> list[str]:
    return [quotation.span.of(text) for quotation in layout(text).quotations]


@pytest.mark.parametrize(
    "parts",
    [
        ["The crate was opened.", "It held nine boards."],
        ["Was it new?", "Nobody knew."],
        ["Stop!", "The guard ran."],
        ["Mr. Koval left.", "Mrs. Lind stayed."],
        ["J. R. Koval signed the note.", "It was late."],
        ["The U.S. Treasury listed the firm.", "The firm appealed."],
        ["The firm moved to the U.S.", "The owner stayed."],
        ["He arrived at 9 p.m. on Monday.", "The hall was full."],
        ["Berg Inc. sold the boards.", "It closed in Jan. 2020."],
        ["It cost 3.5 million.", "The price rose 1.2 per cent."],
        ["“We saw it.", "It was new,” he said."],
        ["“Was it new?” he asked.", "Nobody answered."],
        ["“Was it new?” Koval asked.", "Nobody answered."],
        ["The guard waited… and left.", "The door closed."],
        ["The list (see No. 4) is long.", "It has nine rows."],
        ["Gen. Lind met Lt. Col. Berg.", "They spoke."],
        ["The talks ended.", "“Good,” she said."],
        ["He called it “a copy.”", "The dealer disagreed."],
        ["Sen. Anna Holm (R-Fla.) voted.", "The bill passed."],
        ["He said so.", "And he left."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “yes” twice.", ["“yes”"]),
        ('He said "yes" twice.', ['"yes"']),
        ("He said ''yes'' twice.", ["''yes''"]),
        ("He said ‘yes’ twice.", ["‘yes’"]),
        ("He said 'yes' twice.", ["'yes'"]),
        ("He said „yes“ twice.", ["„yes“"]),
        ("He said «yes» twice.", ["«yes»"]),
        ("“He told me ‘no’ twice,” she said.", ["“He told me ‘no’ twice,”", "‘no’"]),
        ("\"He told me 'no' twice,\" she said.", ["\"He told me 'no' twice,\"", "'no'"]),
        ("The guards' crate isn't theirs.", []),
        ("The guards’ crate isn’t theirs.", []),
        ("In the '90s they sold rock 'n' roll.", []),
        ("‘The guards’ crate is new,’ he said.", ["‘The guards’ crate is new,’"]),
        ('A 5" screen and a 7" screen.', []),
        ("He said “yes. Then he left.", []),
        ("He said yes.” Then he left.", []),
        ("“One,” he said, “two.”", ["“One,”", "“two.”"]),
        ("“A and “B” and C.", ["“B”"]),
    ],
)
def test_quotation_marks_pair_or_mean_nothing(text: str, expected: list[str]) -> None:
    assert quotations(text) == expected


def test_depth_counts_the_marks_around() -> None:
    text = "“He told me ‘no’ twice,” she said."
    assert [quotation.depth for quotation in layout(text).quotations] == [0, 1]


def test_a_dangling_mark_is_an_artifact_and_a_warning() -> None:
    text = "“We check,” a guard said. “\nThe harbour closed."
    page = layout(text)
    assert [(artifact.kind, artifact.span.of(text)) for artifact in page.artifacts] == [("dangling_quote", "“")]
    assert quotations(text) == ["“We check,”"]
    assert len(page.warnings) == 1


def test_a_stray_stop_after_a_closed_quotation_is_an_artifact() -> None:
    text = "The office answered: “Trade is normal.” ."
    assert [(a.kind, a.span.start) for a in layout(text).artifacts] == [("stray_stop", len(text) - 1)]


def test_a_quotation_runs_on_only_where_the_next_paragraph_reopens_it() -> None:
    reopened = layout("He said: “One.\n\n“Two.”")
    assert [quotation.open_ended for quotation in reopened.quotations] == [True, False]
    closed = layout("He said: “One.\n\nTwo.”")
    assert closed.quotations == ()
    assert len(closed.artifacts) == 2


def kinds(text: str) -> list[str]:
    return [sentence.kind for sentence in layout(text).sentences]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("First modification:", "label"),
        ("Published: 3 May 2023", "label"),
        ("with Reuters", "credit"),
        ("(AFP)", "credit"),
        ("By Anna Holm", "credit"),
        ("Latvia complains about foreign boards in drones", "heading"),
        ("The harbour closed at night.", "prose"),
        ("He said:", "prose"),
    ],
)
def test_lines_apart_are_told_from_prose(line: str, kind: str) -> None:
    text = f"{line}\n\nThe crate was opened on Monday."
    assert kinds(text) == [kind, "prose"]


def test_the_credit_line_is_kept() -> None:
    assert layout("The crate was opened.\nwith Reuters").credits == ("with Reuters",)


def test_an_empty_label_is_an_artifact() -> None:
    assert [artifact.kind for artifact in layout("Published:\nThe crate was opened.").artifacts] == ["empty_label"]


def test_lines_broken_by_width_are_one_paragraph() -> None:
    body = (
        "The customs office opened nine crates on Monday and found that the boards\n"
        "inside them had been made in a plant that closed ten years ago, which was\n"
        "a surprise to the engineers who had been called from the capital to look\n"
        "at them before the weekend and who had left their own tools in the train\n"
        "on the way to the harbour.\n"
        "\n"
        "The second paragraph is short.\n"
    )
    assert len(layout(body).paragraphs) == 2


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028"])
def test_every_line_end_ends_a_line(newline: str) -> None:
    assert len(layout(f"One crate.{newline}{newline}Two crates.").paragraphs) == 2


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\ufeff", "\x00\x01", "…", "“”", "''", "‘", "قال الوزير إن السفينة غادرت.", "会议结束了。"]
)
def test_any_text_is_laid_out(text: str) -> None:
    page = layout(text)
    assert isinstance(page, Page)
    assert page.text == text


@pytest.mark.parametrize("text", ["a " * 500_000, "“a " * 200_000, "a.’ " * 200_000, ". " * 300_000, "'a " * 200_000])
def test_layout_takes_time_in_step_with_length(text: str) -> None:
    def seconds(part: str) -> float:
        begun = time.process_time()
        layout(part)
        return time.process_time() - begun

    small, large = seconds(text[: len(text) // 4]), seconds(text)
    assert large < 12 * small + 0.2, (small, large)
