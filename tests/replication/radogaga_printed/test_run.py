"""What is counted, against the library's own networks and hand arithmetic."""

import numpy as np
import pytest
import torch

from rdo.nn import gdn_pair
from replication.kit import run_experiment
from replication.kit.tables import printed_values
from replication.ledger import Record, judge, load_claims
from replication.radogaga_printed import EXPERIMENT
from replication.radogaga_printed.config import FULLY_CONNECTED, LABELS, LAST_LAYER
from replication.radogaga_printed.run import ratio_distance, ratio_spread, size_error
from replication.table1 import ROWS


def _record(part: str) -> Record:
    return run_experiment(EXPERIMENT.name, dataset=part, device="cpu").record


def _verdicts(record: Record) -> dict[str, str]:
    return {
        claim.id: judge(claim, record).verdict
        for claim in load_claims()
        if (claim.experiment, claim.dataset) == (EXPERIMENT.name, record.dataset)
    }


def test_layers_fit_once_one_number_is_put_right() -> None:
    assert size_error(FULLY_CONNECTED) == 8192 - 256
    assert size_error((*FULLY_CONNECTED[:-1], LAST_LAYER)) == 0
    verdicts = _verdicts(_record("celeba"))
    refuted = {name for name, found in verdicts.items() if found == "refuted"}
    assert refuted == {"radogaga.appendix_f.celeba.layers_printed.size_error"}
    assert set(verdicts.values()) == {"holds", "refuted"}


def test_the_librarys_networks_are_those_with_the_number_put_right() -> None:
    encoder, decoder = gdn_pair((3, 64, 64), n_latent=256)
    linear = [
        (layer.in_features, layer.out_features)
        for network in (encoder, decoder)
        for layer in network.modules()
        if isinstance(layer, torch.nn.Linear)
    ]
    assert linear == [*FULLY_CONNECTED[:-1], LAST_LAYER]


def test_both_methods_have_as_many_parameters_on_the_toy() -> None:
    arms = _record("toy").arms
    # 16 to 64 to 32 to 16 to 3, back, and 3 to 10 to 3, each with its biases.
    encoder = 17 * 64 + 65 * 32 + 33 * 16 + 17 * 3
    decoder = 4 * 16 + 17 * 32 + 33 * 64 + 65 * 16
    for name in ("dagmm", "radogaga_d"):
        assert arms[name].metrics["parameters"] == [encoder + decoder + 4 * 10 + 11 * 3]


def test_a_ratio_is_held_against_that_of_the_protocol() -> None:
    precision, recall = (
        printed_values("table1", "thyroid", name)["radogaga_d"] for name in ("precision", "recall")
    )
    assert ratio_distance(precision, recall, 46 / 48) == pytest.approx(0, abs=1e-4)
    assert ratio_distance(precision, recall, 0.5) == pytest.approx(46 / 48 - 0.5, abs=1e-4)


def test_halves_of_both_classes_together_scatter_the_ratio() -> None:
    rng, anomalous = np.random.default_rng(0), np.arange(452) < 66
    drawn = [rng.permutation(anomalous)[:226].sum() / 34 for _ in range(4_000)]
    assert ratio_spread(452, 66, 34) == pytest.approx(np.std(drawn), rel=0.05)


@pytest.mark.needs_data("thyroid")
def test_thyroid_is_as_printed_and_no_quoted_row_has_the_ratio_of_its_protocol() -> None:
    record = _record("thyroid")
    verdicts = {name.split(".", 2)[2]: found for name, found in _verdicts(record).items()}
    quoted = {f"thyroid.{name}_cited.ratio_distance" for name in ("vae", "gmvae", "dagmm")}
    assert {name for name, found in verdicts.items() if found == "undecided"} == quoted
    assert set(verdicts.values()) == {"holds", "undecided"}
    # 6 to 30 to 24 to 6, back, and 8 features to 10 to 2, each with its biases.
    encoder = 7 * 30 + 31 * 24 + 25 * 6
    decoder = 7 * 24 + 25 * 30 + 31 * 6
    for name in ("dagmm", "radogaga_d"):
        assert record.arms[name].metrics["parameters"] == [encoder + decoder + 9 * 10 + 11 * 2]


def test_every_quoted_row_of_table_1_has_a_name_here() -> None:
    for part in ("thyroid", "arrhythmia", "kddcup", "kddcup_rev"):
        assert part in ROWS
        quoted = {one for one in printed_values("table1", part, "f1") if one.endswith("_cited")}
        assert quoted <= set(LABELS)
        judged = {
            claim.method
            for claim in load_claims()
            if (claim.experiment, claim.dataset) == (EXPERIMENT.name, part)
        }
        assert quoted <= judged
