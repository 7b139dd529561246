"""Algorithm 1: the walks, what is collected of them, their memory, and what is refused."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from rdo.errors import DivergenceError, InputError
from rdo.nn import MLP
from rdo.sampling import ShortWalks
from rdo.training.draws import WalkStream

DRAWS = WalkStream(3, (2,), "test")


def halve(x: Tensor) -> Tensor:
    return x / 2


def sides(x: Tensor) -> Tensor:
    return torch.stack([-x[:, 0], x[:, 0]], 1)


def test_the_states_are_those_of_the_recursion_written_out() -> None:
    start, first, second, third = (DRAWS(range(5), step) for step in range(4))
    x1 = start / 2 + 0.1 * first
    x2 = x1 / 2 + 0.1 * second
    x3 = x2 / 2 + 0.1 * third
    passed = list(ShortWalks(steps=3).stream(halve, sides, DRAWS, 5))
    assert [p.step for p in passed] == [1, 2, 3]
    for p, expected in zip(passed, (x1, x2, x3), strict=True):
        torch.testing.assert_close(p.x, expected)


def test_collected_are_the_second_state_to_the_last_with_the_predicted_classes() -> None:
    samples = ShortWalks(steps=3).collect(halve, sides, DRAWS, 5, at_once=2)
    passed = list(ShortWalks(steps=3).stream(halve, sides, DRAWS, 5))
    torch.testing.assert_close(samples.x, torch.stack([p.x for p in passed[1:]], 1))
    assert samples.labels.equal((samples.x[..., 0] > 0).long())


def test_a_linear_walk_reaches_the_variance_of_the_recursion() -> None:
    """From variance 1, each step makes it v / 4 + s^2."""
    noise, variance, walks = 0.5, 1.0, 4_000
    for passed in ShortWalks(6, noise).stream(halve, sides, DRAWS, walks, at_once=walks):
        variance = variance / 4 + noise**2
        error = 5 * variance * (2 / (2 * walks)) ** 0.5
        assert passed.x.square().mean().item() == pytest.approx(variance, abs=error)


@pytest.mark.parametrize("at_once", [1, 3, 50])
def test_a_walk_is_the_same_in_any_company_and_again(at_once: int) -> None:
    network = MLP((2, 30, 2))
    network.reset_parameters(torch.Generator().manual_seed(0))
    whole = ShortWalks(5).collect(network, sides, DRAWS, 50)
    parts = ShortWalks(5).collect(network, sides, DRAWS, 50, at_once=at_once)
    torch.testing.assert_close(parts.x, whole.x, rtol=0, atol=1e-5)
    again = ShortWalks(5).collect(network, sides, DRAWS, 50)
    assert again.x.equal(whole.x)


def test_a_walk_that_is_lost_is_named() -> None:
    def escape(x: Tensor) -> Tensor:
        return torch.where(DRAWS(range(5), 0)[3, 0] == x[:, :1], torch.inf, x)

    with pytest.raises(DivergenceError, match=r"at step 1, 1 of 5 walks .* number 3"):
        list(ShortWalks().stream(escape, sides, DRAWS, 5))


@pytest.mark.parametrize(
    ("autoencoder", "classifier", "message"),
    [
        (halve, MLP((784, 10)), r"classifier does not take states of shape \(4, 2\)"),
        (halve, lambda x: x[:, 0], r"classifier turns \(4, 2\) into \(4,\)"),
        (MLP((3, 3)), sides, r"autoencoder does not take states of shape \(4, 2\)"),
        (MLP((2, 3)), sides, r"autoencoder turns \(4, 2\) into \(4, 3\)"),
    ],
)
def test_a_map_of_the_wrong_shape_is_refused(
    autoencoder: nn.Module, classifier: nn.Module, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        ShortWalks().collect(autoencoder, classifier, DRAWS, 4)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"noise": -0.1}, "noise=-0.1: give a number from 0"),
        ({"noise": float("nan")}, "noise=nan"),
        ({"steps": 0}, "steps=0: the first 1 are not collected; give at least 2"),
        ({"steps": 3, "skipped": 3}, "steps=3: the first 3 are not collected; give at least 4"),
        ({"skipped": -1}, "skipped=-1: give a whole number of at least 0"),
    ],
)
def test_settings_that_make_no_walk_are_refused(settings: dict[str, float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        ShortWalks(**settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(("walks", "at_once", "name"), [(0, 1, "walks=0"), (1, 0, "at_once=0")])
def test_no_walks_are_refused_before_anything_runs(walks: int, at_once: int, name: str) -> None:
    with pytest.raises(InputError, match=name):
        ShortWalks().stream(halve, sides, DRAWS, walks, at_once=at_once)


def test_draws_of_another_number_are_refused() -> None:
    with pytest.raises(InputError, match="draws gives 2 rows for 4 walks"):
        ShortWalks().collect(halve, sides, lambda walks, step: torch.zeros(2, 2), 4)


def test_draws_of_another_shape_are_refused_at_any_step() -> None:
    def narrow(walks: range, step: int) -> torch.Tensor:
        return torch.zeros(len(walks), 1 if step == 2 else 2)

    with pytest.raises(InputError, match=r"draws gives \(4, 1\) at step 2: give \(4, 2\)"):
        ShortWalks().collect(halve, sides, narrow, 4)


def test_scores_that_are_no_numbers_stop_the_walks() -> None:
    with pytest.raises(DivergenceError, match="at step 1, the classifier's scores of 4 of 4"):
        ShortWalks().collect(halve, lambda x: x * torch.nan, DRAWS, 4)
    with pytest.raises(InputError, match=r"give scores of shape \(4, classes\)"):
        ShortWalks().collect(halve, lambda x: x[:, :0], DRAWS, 4)


PEAK = """
from pathlib import Path
import torch
from torch import nn
from rdo.sampling import ShortWalks
from rdo.training.draws import WalkStream

autoencoder = nn.Sequential(nn.Linear(784, 256), nn.Tanh(), nn.Linear(256, 784))
samples = ShortWalks().collect(
    autoencoder, nn.Linear(784, 10), WalkStream(0, (784,), "memory"), 10_000
)
assert samples.x.shape == (10_000, 9, 784)
status = Path("/proc/self/status").read_text()
print(status.split("VmHWM:")[1].split()[0])
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system keeps no such notes")
def test_ten_thousand_walks_over_images_stay_below_a_gibibyte() -> None:
    """All samples are kept, 269 MiB; of what they came from, a thousand walks at a time."""
    run = subprocess.run([sys.executable, "-c", PEAK], capture_output=True, text=True, check=True)
    assert int(run.stdout) < 2**20
