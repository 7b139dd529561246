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
        ('"mean_within_spread"', '"close_enough"', r"dagmm\.f1.*unknown rule 'close_enough'"),
        ('slug = "thyroid"', 'slug = "Thyroid"', r"'radogaga\.table1\.Thyroid\.dagmm\.f1'.*id"),
        ('place = "Table 1"\n', "", r"table1\.thyroid\.dagmm needs an entry 'place'"),
        ("[[0.4755, 0.0491]]", "[0.4755]", r"dagmm\.f1'.*positive printed standard dev.*None"),
        ("[[0.4755, 0.0491]]", "[[0.4755, 0.0]]", r"dagmm\.f1'.*positive printed"),
        ("[[0.4755, 0.0491]]", "['high']", r"dagmm\.f1': 'high' is neither"),
        ("[[0.4755, 0.0491]]", "[0.4755, 0.0491]", r"dagmm' has 2 entries for 1 metrics"),
        ('"mean_within_spread"', '"median_within_tolerance"', r"dagmm\.f1'.*tolerance, got None"),
        ('"mean_within_spread"', '"cited"', r"dagmm\.f1'.*quoted numbers"),
        ('above = ["dagmm"]', 'above = ["svm"]', r"radogaga_d\.f1'.*'svm'.*no row"),
        ("decimals = 4", "decimals = ", "Invalid value"),
    ],
)
def test_a_broken_file_is_refused_by_name(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in MINIMAL
    with pytest.raises(InputError, match=rf"(?s)^radogaga\.toml: .*{message}"):
        load(tmp_path, MINIMAL.replace(old, new, 1))


def test_a_table_of_one_method_has_shorter_ids_and_may_ask_for_seeds_and_a_profile() -> None:
    claims = {claim.id: claim for claim in load_claims()}
    claim = claims["ebae.table3.config1.auc"]
    assert (claim.dataset, claim.method, claim.metric) == ("config1", "ebae", "auc")
    assert (claim.minimum_seeds, claim.profile) == (3, "paper")
    assert claims["radogaga.table1.thyroid.dagmm.f1"].profile is None


def test_a_claim_in_two_files_is_refused(tmp_path: Path) -> None:
    load(tmp_path, MINIMAL)
    (tmp_path / "second.toml").write_text(MINIMAL)
    with pytest.raises(InputError, match=r"second\.toml: .*dagmm\.f1' appears twice"):
        load_claims(tmp_path)


def test_no_claims_is_an_error_that_names_the_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=str(tmp_path)):
        load_claims(tmp_path)
