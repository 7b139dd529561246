"""What one seed's networks do on the walks."""

from typing import Any

import pytest

from rdo.sampling import ShortWalks
from replication.kit import Result, run_experiment


def test_walks_come_nearer_and_real_images_teach_best(result: Result) -> None:
    of = {name: arm.metrics for name, arm in result.record.arms.items()}
    for name in ("walks", "walks_denoising"):
        assert of[name]["distance_ratio"][0] == pytest.approx(
            of[name]["distance_last"][0] / of[name]["distance_start"][0]  # type: ignore[operator]
        )
        assert of[name]["distance_last"][0] < of[name]["distance_start"][0]  # type: ignore[operator]
    assert of["teacher"]["accuracy"][0] > 0.85  # type: ignore[operator]
    for prefix in ("student", "tanh"):
        accuracy = {what: of[f"{prefix}_{what}"]["accuracy"][0] for what in ("synthetic", "noise")}
        margin = accuracy["synthetic"] - accuracy["noise"]  # type: ignore[operator]
        assert of[f"{prefix}_synthetic"]["margin"][0] == pytest.approx(margin)
        assert of[f"{prefix}_real"]["accuracy"][0] > accuracy["noise"]  # type: ignore[operator]


def test_walks_and_chain_are_compared_on_as_many_states(
    result: Result, monkeypatch: pytest.MonkeyPatch, barely: dict[str, Any]
) -> None:
    asked = []
    collect = ShortWalks.collect

    def spy(self: ShortWalks, *args: object, **options: object) -> object:
        found = collect(self, *args, **options)  # type: ignore[arg-type]
        asked.append((self.steps, found.labels.numel()))
        return found

    monkeypatch.setattr(ShortWalks, "collect", spy)
    run_experiment("langevin_sampling", seeds=1, options={**barely, "sweep": []})
    assert asked == [(4, 90), (91, 90), (4, 270)]  # walks, one chain, and the sweep's own setting
    of = {name: arm.metrics for name, arm in result.record.arms.items()}
    for metric, sign in (("entropy", 1), ("cells", 1), ("oversampling", -1)):
        gain = sign * (of["walks"][metric][0] - of["chain"][metric][0])  # type: ignore[operator]
        assert of["walks"][f"{metric}_gain"][0] == pytest.approx(gain)
    sure = result.arrays["walks_confidence"][0]
    assert of["walks"]["confidence_gain"][0] == pytest.approx(sure[-1] - sure[0])
    near = result.arrays["walks_distance"][0]
    assert of["walks"]["drift_ratio"][0] == pytest.approx(near[-1] / near[1])


def test_the_references_are_in_their_order(result: Result) -> None:
    of = {name: arm.metrics for name, arm in result.record.arms.items()}
    black, mean, test = (of["yardsticks"][f"distance_{n}"][0] for n in ("black", "mean", "test"))
    assert 0 < test < min(black, mean)  # type: ignore[operator,type-var]
    first = of["walks"]["distance_first"][0]
    assert of["walks"]["first_over_black"][0] == pytest.approx(first / black)  # type: ignore[operator]
