"""What runs under each profile."""

from replication.ebae_gradient import EXPERIMENT


def test_the_quick_run_has_fewer_directions_and_cells() -> None:
    smoke, paper = (EXPERIMENT.plan("squares", profile) for profile in ("smoke", "paper"))
    assert len(paper[1].seeds) == 10
    assert smoke[0].directions < paper[0].directions
    assert smoke[0].cells < paper[0].cells
    assert (smoke[0].rows, smoke[0].hidden) == (paper[0].rows, paper[0].hidden)
