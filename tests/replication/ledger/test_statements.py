"""What a paper states without printing a number: how it is written down, judged and shown."""

import dataclasses
import re
from functools import partial
from pathlib import Path

import pytest

from rdo.errors import InputError
from replication.ledger import (
    Claim,
    claims_table,
    judge,
    load_claims,
    scoreboard,
    to_json,
    to_text,
    write_record,
)
from replication.ledger.judgements import Cause
from replication.ledger.verification import Verification
from tests.replication.ledger import examples
from tests.replication.ledger.examples import UNBOUNDED, unbounded

STATEMENT, AT_LEAST = map(unbounded, (examples.STATEMENT, examples.AT_LEAST))
TENDENCY = unbounded(examples.TENDENCY)
make_record = partial(examples.make_record, metric=UNBOUNDED)

STATED = """
paper = "radogaga"
[[statements]]
place = "Appendix D"
slug = "appendix_d"
experiment = "table1"
[[statements.claim]]
id = "thyroid.printed.error"
says = "the formula as printed"
at_most = 1e-6
seeds = 1
note = "Read sigma_x for sigma."
[[statements.claim]]
id = "thyroid.right.error"
says = "the formula"
at_most = 1e-6
seeds = 1
corrects = "thyroid.printed.error"
[[statements.claim]]
id = "thyroid.right.order"
says = "the error is of second order"
at_least = 2.0
"""


def load(folder: Path, text: str = STATED) -> tuple[Claim, ...]:
    (folder / "radogaga.toml").write_text(text)
    return load_claims(folder)


@pytest.mark.parametrize(
    ("claim", "values", "verdict", "reason"),
    [
        (STATEMENT, [0.01, 0.02, 0.0, -3.0, 0.01], "holds", "5 of 5 .* largest is 0.02"),
        (STATEMENT, [0.01, 0.021, 0.0, 0.0, 0.0], "refuted", "4 of 5 .* largest is 0.021"),
        (AT_LEAST, [0.02, 0.5, 9.0, 0.03, 0.04], "holds", "5 of 5 .* smallest is 0.02"),
        (AT_LEAST, [0.019, 9.0, 9.0, 9.0, 9.0], "refuted", "4 of 5 .* smallest is 0.019"),
    ],
)
def test_one_seed_beyond_the_bound_is_enough(
    claim: Claim, values: list[float], verdict: str, reason: str
) -> None:
    judgement = judge(claim, make_record({"radogaga_log": list(values)}))
    assert judgement.verdict == verdict
    assert (judgement.median, judgement.comparisons) == (None, ())
    assert re.search(reason, judgement.reason)


def test_a_failed_seed_neither_holds_nor_breaks_a_statement() -> None:
    judgement = judge(STATEMENT, make_record({"radogaga_log": [0.0, 0.01, None, 0.0, 0.0, 0.0]}))
    assert (judgement.verdict, judgement.n, judgement.failures) == ("holds", 5, 1)
    assert "1 of 6 seeds failed" in judgement.reason


def test_five_seeds_unless_the_statement_asks_for_fewer() -> None:
    record = make_record({"radogaga_log": [0.01]})
    judgement = judge(STATEMENT, record)
    assert (judgement.verdict, judgement.measured) == ("not run", None)
    assert "needs 5" in judgement.reason
    alone = judge(dataclasses.replace(STATEMENT, minimum_seeds=1), record)
    assert (alone.verdict, alone.n) == ("holds", 1)
    assert alone.measured == (0.01, 0.0)
    assert alone.reason == "Our 0.01 is at most 0.02."
    broken = judge(dataclasses.replace(AT_LEAST, minimum_seeds=1), record)
    assert broken.verdict == "refuted"
    assert broken.reason == "Our 0.01 is not at least 0.02."


SPREAD: list[float | None] = [0.01, 0.021, -0.5, -0.6, -0.7, -0.8, -0.9]


@pytest.mark.parametrize(
    ("values", "verdict", "k"),
    [
        (SPREAD, "holds", 6),  # one exception, and a small one
        ([0.01, 0.021, 0.015, 0.022, 0.019, 0.024, 0.012], "undecided", 4),
        ([0.019, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9], "refuted", 1),
    ],
)
def test_a_tendency_is_tested_over_the_seeds(
    values: list[float | None], verdict: str, k: int
) -> None:
    judgement = judge(TENDENCY, make_record({"radogaga_log": values}))
    assert (judgement.verdict, judgement.k, judgement.n) == (verdict, k, 7)
    assert judgement.p is not None
    assert (judgement.p < 0.05) == (verdict == "holds")
    assert f"{k} of 7 seeds are at most 0.02, p = " in judgement.reason
    assert judgement.cause == ("interval" if verdict == "undecided" else "")
    alike = judge(STATEMENT, make_record({"radogaga_log": values}))
    assert (alike.verdict, alike.p) == ("refuted", None)


def test_a_difference_is_paired_by_seed() -> None:
    hard = [0.05, 0.15, 0.25, 0.35, 0.45, 0.55]
    ours = [value + 0.01 * (1 + k) for k, value in enumerate(hard)]
    claim = dataclasses.replace(TENDENCY, rule="at_least", value=0.0, minus="dagmm")
    judgement = judge(claim, make_record({"radogaga_log": ours, "dagmm": hard}))
    assert (judgement.verdict, judgement.k, judgement.p) == ("holds", 6, 2**-6)
    assert judgement.measured is not None
    assert judgement.measured.mean == pytest.approx(0.035)
    swapped = judge(claim, make_record({"radogaga_log": hard, "dagmm": ours}))
    assert swapped.verdict == "refuted"
    # Each arm lost a seed of its own: four pairs are left.
    lost = make_record({"radogaga_log": [None, *ours[1:]], "dagmm": [*hard[:-1], None]})
    judgement = judge(claim, lost)
    assert (judgement.verdict, judgement.n, judgement.failures) == ("not run", 4, 2)
    alone = judge(claim, make_record({"radogaga_log": list(ours)}))
    assert (alone.verdict, alone.reason) == ("not run", "The record has no arm dagmm.")


@pytest.mark.parametrize(
    ("profile", "values", "verdict", "cause"),
    [
        ("paper", [0.01] * 5, "holds", ""),
        ("paper", [0.03] * 5, "undecided", "open"),
        ("reduced", [0.01] * 5, "undecided", "reduced"),
        ("reduced", [0.03] * 5, "undecided", "reduced"),
    ],
)
def test_what_the_paper_leaves_open_is_not_refuted_by_a_choice_of_ours(
    profile: str, values: list[float | None], verdict: str, cause: Cause
) -> None:
    claim = dataclasses.replace(STATEMENT, open="The paper gives no learning rate.")
    judgement = judge(claim, make_record({"radogaga_log": values}, profile))
    assert (judgement.verdict, judgement.cause) == (verdict, cause)
    assert (claim.open in judgement.reason) == (cause == "open")


@pytest.mark.parametrize("claim", [STATEMENT, AT_LEAST])
@pytest.mark.parametrize(("value", "turns"), [(0.0195, True), (0.0205, True), (0.5, False)])
def test_a_value_nearer_to_the_bound_than_reruns_agree_is_undecided(
    claim: Claim, value: float, turns: bool
) -> None:
    class Moving(Verification):
        def difference(self, arm: str, metric: str) -> float:
            return 0.001

    record = make_record({"radogaga_log": [value] * 5})
    judgement = judge(claim, record, Moving("table1", "thyroid", []))
    assert (judgement.verdict == "undecided") == turns
    assert judgement.cause == ("reproducibility" if turns else "")
    assert turns or judgement == judge(claim, record)


def test_statements_load_with_their_rule_and_what_they_correct(tmp_path: Path) -> None:
    printed, right, order = load(tmp_path)
    assert printed.id == "radogaga.appendix_d.thyroid.printed.error"
    assert (printed.rule, printed.value, printed.minimum_seeds) == ("at_most", 1e-6, 1)
    assert (printed.dataset, printed.method, printed.metric) == ("thyroid", "printed", "error")
    assert printed.note == "Read sigma_x for sigma."
    assert right.corrects == printed.id
    assert (order.rule, order.value, order.minimum_seeds) == ("at_least", 2.0, 5)
    assert order.corrects == ""
    assert [claim.kind for claim in (printed, right, order)] == ["stated", "erratum", "stated"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("at_most = 1e-6\n", "", "one of 'at_most' and 'at_least'"),
        ("at_most = 1e-6\n", "at_most = 1.0\nat_least = 0.0\n", "one of 'at_most' and 'at_least'"),
        (
            'id = "thyroid.printed.error"',
            'id = "printed.error"',
            r"printed\.error\.id: give data\.arm\.metric",
        ),
        ("at_most = 1e-6", 'at_most = "small"', "thyroid.printed.error.at_most: .*number"),
        ("at_most = 1e-6", "at_most = inf", "at_most: .*finite number"),
        ("seeds = 1", "seeds = 0", "seeds: input should be greater"),
        ("says =", "sais =", r"thyroid\.printed\.error\.(says: is missing|sais: an unknown entry)"),
        (
            'says = "the formula as printed"\n',
            "",
            r"appendix_d\.claim\.thyroid\.printed\.error\.says: is missing",
        ),
        ('corrects = "thyroid.printed', 'corrects = "thyroid.missing', "is not there"),
        ('corrects = "thyroid.printed.error"', 'corrects = "thyroid.right.error"', "is not there"),
        ("seeds = 1", 'seeds = 1\njudged = "tendency"', "a tendency is tested over the seeds"),
        ("seeds = 1", 'judged = "mostly"', "judged: .*'every seed' or 'tendency'"),
        ("seeds = 1", 'kind = "erratum"', "is not set by hand"),
        ("seeds = 1", 'kind = "printed"', "is not set by hand"),
        ("seeds = 1", 'counts_with = "thyroid.no.error"', "counts with .*is not there"),
        ('slug = "appendix_d"\n', "", r"statements\.0\.slug: is missing"),
    ],
)
def test_a_broken_statement_is_refused_by_name(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in STATED
    with pytest.raises(InputError, match=rf"(?s)^radogaga\.toml: .*{message}"):
        load(tmp_path, STATED.replace(old, new, 1))


def test_a_file_without_any_claim_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"neither a \[\[table\]\] nor"):
        load(tmp_path, 'paper = "radogaga"')


def test_a_correction_and_what_it_corrects_are_judged_and_shown_alike(tmp_path: Path) -> None:
    load(tmp_path)
    record = make_record({"printed": [0.3], "right": [3e-9]})
    for arm in record.arms.values():
        arm.metrics["error"] = arm.metrics.pop(UNBOUNDED)
    record.arms["right"].metrics["order"] = [2.0]
    write_record(record, tmp_path / "results")
    judgements = scoreboard(tmp_path, tmp_path / "results")
    assert [j.verdict for j in judgements] == ["refuted", "holds", "not run"]
    objects = to_json(judgements)
    assert objects[0]["claimed"] == {"mean": 1e-6, "sd": None}
    assert objects[0]["measured"] == {"mean": 0.3, "sd": 0.0}
    assert objects[2]["measured"] is None
    table = claims_table(judgements)
    assert list(table["claimed"]) == ["at most 1e-06", "at most 1e-06", "at least 2"]
    assert list(table["measured"]) == ["0.3", "3e-09", ""]
    assert "at least 2" in to_text(judgements)


def test_every_correction_in_the_ledger_is_of_the_same_place_and_experiment() -> None:
    claims = {claim.id: claim for claim in load_claims()}
    corrections = [claim for claim in claims.values() if claim.corrects]
    assert corrections
    for claim in corrections:
        printed = claims[claim.corrects]
        assert (printed.place, printed.experiment) == (claim.place, claim.experiment)
        assert printed.note
