"""What runs under each profile."""

from dataclasses import replace

import pytest

from rdo.models import DAGMM, Architecture
from replication.dagmm_bound import EXPERIMENT
from replication.dagmm_bound.config import Collapse, Mixtures
from replication.ledger import load_claims


def test_profiles_differ_in_seeds_and_draws_alone() -> None:
    reduced, paper = (EXPERIMENT.plan("mixture", profile) for profile in ("reduced", "paper"))
    assert [len(run.seeds) for _, run in (reduced, paper)] == [5, 10]
    assert isinstance(paper[0], Mixtures)
    assert isinstance(reduced[0], Mixtures)
    assert paper[0].draws > reduced[0].draws
    assert replace(reduced[0], draws=paper[0].draws) == paper[0]


def test_the_weights_are_those_that_dagmm_has() -> None:
    model = DAGMM(Architecture(3, (4,), 1, n_components=2))
    config = EXPERIMENT.plan("collapse", "paper")[0]
    assert isinstance(config, Collapse)
    assert config.lambda1 == pytest.approx(float(model.lambda1))
    assert config.lambda2 == pytest.approx(float(model.lambda2))


def test_every_claim_has_its_part_and_seeds_enough() -> None:
    for claim in load_claims():
        if claim.experiment == EXPERIMENT.name:
            _, run = EXPERIMENT.plan(claim.dataset, "paper")
            assert claim.minimum_seeds <= len(run.seeds)
