"""No number stands in a sentence unless something holds it."""

import importlib
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from replication.ledger import load_claims
from tests.notebooks.pages import PAGES, Number, numbers, prose
from tests.notebooks.stated import Check, between, equal, true

STATED = Path(__file__).parent / "stated"
pages = pytest.mark.parametrize("page", PAGES)


def module(page: str) -> ModuleType | None:
    """What holds the numbers of a page; a page without numbers needs none."""
    path = STATED / f"{page}.py"
    return importlib.import_module(f"tests.notebooks.stated.{page}") if path.exists() else None


def stated(page: str) -> dict[str, Check]:
    found = module(page)
    return dict(found.STATED) if found else {}


def defined(page: str) -> tuple[str, ...]:
    found = module(page)
    return tuple(found.DEFINED) if found else ()


def printed(page: str) -> set[str]:
    """What the paper prints of the page's experiment, as the page may write it."""
    return {
        f"{claim.value:.{claim.decimals}f}"
        for claim in load_claims()
        if claim.experiment == page and not claim.is_statement
    }


def places(piece: str, text: str) -> list[tuple[int, int]]:
    """Where a piece of a sentence stands, whatever the line breaks."""
    flat, kept = [], []
    for place, letter in enumerate(text):
        if not letter.isspace():
            flat.append(letter)
            kept.append(place)
        elif not flat or flat[-1] != " ":
            flat.append(" ")
            kept.append(place)
    line, found, start = "".join(flat), [], 0
    while (start := line.find(piece, start)) >= 0:
        found.append((kept[start], kept[start + len(piece) - 1] + 1))
        start += 1
    return found


def loose(text: str, pieces: tuple[str, ...], printed: set[str]) -> list[Number]:
    """The numbers of a text that nothing holds."""
    held = [span for piece in pieces for span in places(piece, text)]
    return [
        number
        for number in numbers(text)
        if number.text not in printed
        and not any(start <= number.start and number.end <= end for start, end in held)
    ]


@pages
def test_every_number_is_held(page: str) -> None:
    path = PAGES[page]
    left = loose(prose(path), (*stated(page), *defined(page)), printed(page))
    assert not left, (
        f"Compare these with a record in tests/notebooks/stated/{page}.py, or leave them out:\n"
        + "\n".join(f"{path.name}:{one.line}: {one.text!r} in: {one.sentence}" for one in left)
    )


@pages
def test_what_is_held_is_still_said(page: str) -> None:
    text = prose(PAGES[page])
    gone = [piece for piece in (*stated(page), *defined(page)) if not places(piece, text)]
    assert not gone, f"{page} no longer says: {gone}"


@pages
def test_sentences_are_true_of_the_records(page: str) -> None:
    wrong = [f"{piece!r}: {check}" for piece, check in stated(page).items() if not check.holds()]
    assert not wrong, f"{page} says what the records do not bear out:\n" + "\n".join(wrong)


@pages
def test_what_is_defined_counts_no_seeds(page: str) -> None:
    """What was measured over seeds cannot be passed off as a definition; the book has the rules."""
    if PAGES[page].suffix == ".py":
        assert not [piece for piece in defined(page) if "seed" in piece]


def test_no_module_is_without_its_page() -> None:
    assert {path.stem for path in STATED.glob("*.py")} - {"__init__"} <= set(PAGES)


def test_a_sentence_put_into_a_page_is_named() -> None:
    """As test_every_number_is_held would, were it there."""
    planted = "EBAE is the better by 0.43, thrice as good, in most seeds."
    text = prose(PAGES["ood_detection"]) + f"\n\n{planted}\n"
    left = loose(text, (*stated("ood_detection"), *defined("ood_detection")), set())
    assert [(one.text, one.sentence) for one in left] == [
        ("0.43", planted),
        ("thrice", planted),
        ("most seeds", planted),
    ]
    assert {one.line for one in left} == {text.count("\n")}


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("EBAE loses 0.43 of its AUC.", ["0.43"]),
        ("It is nearly forty times as long.", ["forty"]),
        ("It grows in all twenty seeds, or in\nevery seed.", ["twenty", "every seed"]),
        ("F1 falls by a tenth to\ntwo fifths, tenfold, by half.", None),
        ("It is -0.43, 28x28 pixels, in one seed.", ["0.43", "28", "one seed"]),
        ("Twice, by 5 % or 20 per cent, 46/48, 8 x 8.", None),
        ("It is off by orders of magnitude, two to four times.", None),
    ],
)
def test_a_planted_number_is_found(sentence: str, found: list[str] | None) -> None:
    spread = [one.text for one in numbers(sentence)]
    assert spread
    if found is not None:
        assert spread == found
    assert loose(sentence, (), set()) == numbers(sentence)
    assert not loose(sentence, (" ".join(sentence.split()),), set())


@pytest.mark.parametrize(
    "sentence",
    [
        "As Eqs. 12 to 15 and Table 4 have it, $x = 3$ and `rows[5]`.",
        "{doc}`table1` and {glue:text}`gain` and [issue 4](https://example.org/4)",
        "In 2021, on CIFAR-10, Arch28 and float32.",
        "$$a = 2\n + 3$$",
        "```python\nx = 7\n```",
        "The loss has two terms, and the two are in three parts.",
    ],
)
def test_code_formulas_and_references_need_nothing(sentence: str) -> None:
    assert not numbers(sentence)


def test_a_number_that_the_paper_prints_needs_nothing() -> None:
    assert not loose("The paper has 0.691 here.", (), {"0.691"})
    assert loose("We have 0.692 here.", (), {"0.691"})


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    script = tmp_path / "page.py"
    script.write_text("# %% [markdown]\n# # A page\n#\n# It has 5 rows.\n\n# %%\n# 7 rows\nx = 9\n")
    (number,) = numbers(prose(script))
    assert (number.text, number.line, number.sentence) == ("5", 4, "It has 5 rows.")


def test_a_check_fails_when_the_record_moves() -> None:
    gain = np.array([0.1, 0.2])
    assert between(0.1, 0.2, lambda: gain).holds()
    assert true(lambda: gain > 0).holds()
    assert equal(2, lambda: gain.size).holds()
    gain[0] = -0.1
    assert not between(0.1, 0.2, lambda: gain).holds()
    assert not true(lambda: gain > 0).holds()
    assert "-0.1" in str(between(0.1, 0.2, lambda: gain))


def test_values_may_be_lists_of_arrays() -> None:
    assert true(lambda: [np.array([1, 1]), True, [np.array([1, 1, 1])]]).holds()
    assert not true(lambda: [np.array([1, 1]), [np.array([1, 0, 1])]]).holds()


def test_no_value_is_no_proof() -> None:
    assert not true(list).holds()
    assert not true(lambda: np.array([])).holds()


def test_a_piece_is_found_over_a_line_break() -> None:
    text = "It falls in every\n seed, by half."
    assert [text[slice(*span)] for span in places("in every seed", text)] == ["in every\n seed"]
