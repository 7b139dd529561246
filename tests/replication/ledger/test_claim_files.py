"""Files of claims: read, or refused by name."""

from pathlib import Path

import pytest

from rdo.errors import InputError
from replication.ledger import Claim, load_claims

MINIMAL = """
paper = "radogaga"
[cited]
vae_cited = "Liao et al. (2018)"
[[table]]
place = "Table 1"
slug = "table1"
experiment = "table1"
rule = "mean_within_spread"
printed_runs = 20
metrics = { f1 = "F1" }
decimals = 4
methods = { dagmm = "DAGMM+", radogaga_d = "RaDOGAGA(d)", vae_cited = "VAE*" }
ordering = { radogaga_d = { above = ["dagmm"] } }
[[table.data]]
slug = "thyroid"
label = "Thyroid"
rows = { dagmm = [[0.4755, 0.0491]], radogaga_d = [[0.6447, 0.0486]], vae_cited = [0.3491] }
"""


def load(folder: Path, text: str) -> tuple[Claim, ...]:
    (folder / "radogaga.toml").write_text(text)
    return load_claims(folder)


def test_a_minimal_file_loads(tmp_path: Path) -> None:
    assert [(claim.method, claim.value, claim.spread) for claim in load(tmp_path, MINIMAL)] == [
        ("dagmm", 0.4755, 0.0491),
        ("radogaga_d", 0.6447, 0.0486),
        ("vae_cited", 0.3491, None),
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"mean_within_spread"', '"close_enough"', r"table1\.rule: input should be 'mean_w"),
        (
            'slug = "thyroid"',
            'slug = "Thyroid"',
            r"data\.Thyroid\.slug: give small letters, digits and _, not 'Thyroid'",
        ),
        ('place = "Table 1"\n', "", r"table\.table1\.place: is missing"),
        ("[[0.4755, 0.0491]]", "[0.4755]", r"dagmm\.f1'.*positive printed standard dev.*None"),
        ("[[0.4755, 0.0491]]", "[[0.4755, 0.0]]", r"dagmm\.f1'.*positive printed"),
        (
            "[[0.4755, 0.0491]]",
            "['high']",
            r"table\.table1\.data\.thyroid\.rows\.dagmm\.0.*valid number",
        ),
        ("[[0.4755, 0.0491]]", "[0.4755, 0.0491]", r"dagmm' has 2 entries for 1 metrics"),
        ('"mean_within_spread"', '"median_within_tolerance"', r"dagmm\.f1'.*tolerance, got None"),
        ('"mean_within_spread"', '"cited"', r"table1\.rule: input should be 'mean_w"),
        ('above = ["dagmm"]', 'above = ["svm"]', r"ordering\.radogaga_d name 'svm'; known are"),
        ("printed_runs = 20\n", "", r"dagmm\.f1'.*needs printed_runs.*None"),
        ("printed_runs = 20", "printed_runs = 20\nseeds = 1", "needs a standard deviation of ours"),
        ("decimals = 4", "decimals = 4\ntolerance = { dagmm = 0.1 }", "no use for the tolerance"),
        ("decimals = 4", 'decimals = 4\ncounted = "recall"', "'recall' is none of its metrics"),
        ("decimals = 4", "decimals = 4\ndigits = 4", r"table\.table1\.digits: an unknown entry"),
        ("vae_cited = [0.3491]", "svm = [0.3491]", "rows name 'svm'; known are dagmm"),
        ("decimals = 4", "decimals = ", "Invalid value"),
    ],
)
def test_a_broken_file_is_refused_by_name(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in MINIMAL
    with pytest.raises(InputError, match=rf"(?s)^radogaga\.toml: .*{message}"):
        load(tmp_path, MINIMAL.replace(old, new, 1))


def test_a_table_of_one_method_has_shorter_ids_and_may_ask_for_a_profile() -> None:
    claims = {claim.id: claim for claim in load_claims()}
    claim = claims["ebae.table3.config1.auc"]
    assert (claim.dataset, claim.method, claim.metric) == ("config1", "ebae", "auc")
    assert (claim.minimum_seeds, claim.profile) == (5, "paper")
    assert claims["radogaga.table1.thyroid.dagmm.f1"].profile is None


def test_a_claim_in_two_files_is_refused(tmp_path: Path) -> None:
    load(tmp_path, MINIMAL)
    (tmp_path / "second.toml").write_text(MINIMAL)
    with pytest.raises(InputError, match=r"second\.toml: .*dagmm\.f1' appears twice"):
        load_claims(tmp_path)


def test_no_claims_is_an_error_that_names_the_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=str(tmp_path)):
        load_claims(tmp_path)


GROUP = """
paper = "coins"
[[statements]]
place = "Section 1"
slug = "section1"
experiment = "coin"
judged = "tendency"
open = "The coin."
any_scale = "Nothing is trained."
[[statements.claim]]
id = "fair.throws.distance"
says = "as the group"
at_most = 0.01
[[statements.claim]]
id = "fair.throws.share"
says = "all of its own"
at_least = 0.4
kind = "ours"
judged = "every seed"
open = ""
any_scale = "No network."
metric = "distance"
minus = "bent"
[[statements.claim]]
id = "fair.throws.zero"
says = "a distance is no less than 0"
at_least = 0
identity = "It is an absolute value."
[[statements.claim]]
id = "fair.other.distance"
says = "the same again"
at_most = 0.01
counts_with = "fair.throws.distance"
"""


def test_a_group_sets_what_its_claims_do_not_set_themselves(tmp_path: Path) -> None:
    (tmp_path / "coins.toml").write_text(GROUP)
    first, own, identity, again = load_claims(tmp_path)
    assert (first.kind, first.judged, first.open) == ("stated", "tendency", "The coin.")
    assert (first.any_scale, first.metric, first.minus) == ("Nothing is trained.", "distance", "")
    assert (own.kind, own.judged, own.open) == ("ours", "every seed", "")
    assert (own.any_scale, own.metric, own.minus) == ("No network.", "distance", "bent")
    assert own.id == "coins.section1.fair.throws.share"
    assert again.counts_with == first.id
    assert [claim.counted for claim in (first, own, identity, again)] == [True, True, False, False]


def test_a_test_of_ours_leaves_nothing_open(tmp_path: Path) -> None:
    (tmp_path / "coins.toml").write_text(GROUP.replace('open = ""\n', ""))
    with pytest.raises(InputError, match=r"share': a test of ours .* leaves none open"):
        load_claims(tmp_path)


def test_a_claim_is_not_counted_with_one_that_is_not_counted(tmp_path: Path) -> None:
    text = GROUP.replace('counts_with = "fair.throws.distance"', 'counts_with = "fair.throws.zero"')
    (tmp_path / "coins.toml").write_text(text)
    with pytest.raises(
        InputError, match=r"counts with .*fair\.throws\.zero', which is not counted"
    ):
        load_claims(tmp_path)


def test_one_metric_of_a_row_is_counted_and_a_quoted_row_is_not(tmp_path: Path) -> None:
    text = MINIMAL.replace('f1 = "F1"', 'recall = "recall", f1 = "F1"')
    text = text.replace("decimals", 'counted = "f1"\ndecimals')
    for cell in ("[0.4755, 0.0491]", "[0.6447, 0.0486]", "0.3491"):
        text = text.replace(cell, f"{cell}, {cell}")
    claims = load(tmp_path, text)
    assert [(claim.method, claim.metric) for claim in claims if claim.counted] == [
        ("dagmm", "f1"),
        ("radogaga_d", "f1"),
    ]
    assert [claim.kind for claim in claims] == ["printed"] * 4 + ["quoted"] * 2


def test_the_counted_numbers_of_a_table_may_be_judged_again(tmp_path: Path) -> None:
    again = """[[table.again]]
place = "Table 9, again"
slug = "table9_again"
experiment = "coin"
prefix = "best_"
says = "under the best reading"

"""
    again += again.replace("best", "worst")
    text = MINIMAL.replace('f1 = "F1"', 'recall = "recall", f1 = "F1"')
    text = text.replace("decimals", 'counted = "f1"\ndecimals')
    for cell in ("[0.4755, 0.0491]", "[0.6447, 0.0486]", "0.3491"):
        text = text.replace(cell, f"{cell}, {cell}")
    text = text.replace("[[table.data]]", f"{again}[[table.data]]")
    claims = {claim.method: claim for claim in load(tmp_path, text) if claim.metric == "f1"}
    judged_again = {
        f"{how}_{name}" for how in ("best", "worst") for name in ("dagmm", "radogaga_d")
    }
    assert set(claims) == {"dagmm", "radogaga_d", "vae_cited"} | judged_again
    ours, theirs = claims["best_radogaga_d"], claims["radogaga_d"]
    assert (ours.kind, ours.experiment, ours.place) == ("ours", "coin", "Table 9, again")
    assert (ours.value, ours.spread, ours.printed_runs) == (theirs.value, theirs.spread, 20)
    assert ours.id.endswith(".table9_again.thyroid.best_radogaga_d.f1")
    assert ours.statement == f"{theirs.statement}, under the best reading"
    assert (ours.above, ours.below, ours.counts_with) == ((), (), "")
    assert claims["worst_radogaga_d"].counts_with == ours.id  # one printed number counts once


def test_a_claim_on_an_experiment_that_is_not_there_yet_loads(tmp_path: Path) -> None:
    (claim,) = load(tmp_path, GROUP.split('[[statements.claim]]\nid = "fair.throws.share')[0])
    assert claim.experiment == "coin"
