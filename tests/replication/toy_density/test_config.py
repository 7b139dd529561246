"""Section 5.1's settings, as the paper prints them and as we chose them."""

import pytest

from replication.ledger import REPOSITORY, read_record
from replication.toy_density import EXPERIMENT
from replication.toy_density.config import LABELS, TURNS, configure


def test_the_paper_profile_has_what_section_5_1_1_prints() -> None:
    paper = configure("toy", "paper")
    assert paper.learning_rate == 1e-4
    assert (paper.hidden, paper.n_latent, paper.n_components) == ((64, 32, 16), 3, 3)
    assert (paper.lambdas_d, paper.lambdas_log) == ((1e6, 1e6), (1e3, 1e4))
    assert (paper.lambdas_dagmm, paper.beta) == ((1e-4, 1e-9), 1e-3)
    assert (paper.steps, paper.final_steps, paper.batch_size) == (40_000, 0, 512)
    assert EXPERIMENT.seeds["paper"] == 20


@pytest.mark.parametrize("part", list(TURNS)[1:])
def test_the_bent_data_end_at_the_printed_rate(part: str) -> None:
    paper, reduced = configure(part, "paper"), configure(part, "reduced")
    assert (paper.steps, paper.final_steps, paper.learning_rate / 10) == (15_000, 5_000, 1e-4)
    assert (reduced.steps, reduced.final_steps) == (3_750, 1_250)


def test_every_arm_of_a_stored_record_has_a_label() -> None:
    paths = list((REPOSITORY / "results" / "toy_density").glob("*/*.json"))
    assert paths
    for path in paths:
        assert set(read_record(path).arms) <= set(LABELS)
