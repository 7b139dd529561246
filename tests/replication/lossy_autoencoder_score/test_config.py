"""What the profiles run."""

from dataclasses import asdict

import pytest

from rdo.errors import InputError
from replication.lossy_autoencoder_score import EXPERIMENT
from replication.lossy_autoencoder_score.config import configure


@pytest.mark.parametrize(("part", "factor"), [("mixture_1d", 32), ("mixture_2d", 8)])
def test_the_papers_profile_spans_the_most(part: str, factor: float) -> None:
    paper, smoke = configure(part, "paper").lams, configure(part, "smoke").lams
    assert paper[-1] / paper[0] == pytest.approx(factor)
    assert list(paper) == sorted(paper)
    assert set(smoke) < set(paper)


def test_only_trained_maps_have_a_roughness() -> None:
    assert asdict(configure("mixture_2d", "paper"))["roughest"] == 40
    with pytest.raises(InputError, match=r"roughest.*: no such field; .* has lams"):
        EXPERIMENT.plan("mixture_1d", options={"roughest": 10})


def test_nothing_is_random() -> None:
    with pytest.raises(InputError, match="nothing in gaussian is random"):
        EXPERIMENT.plan("gaussian", seeds=5)
