"""Whatever comes through a door ends finite or in one sentence, soon, and leaves nothing behind.

A hundred inputs a door by default; ``pytest tests/test_fuzz.py --fuzz 10000`` tries more.
"""

import resource
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from rdo import datasets, diagnostics, evaluation, priors, theory
from rdo.checks import check_labels, check_pictures
from rdo.distortions import one_minus_ssim
from rdo.errors import InputError
from tests.anything import CELLS, NUMBERS, PACK, TEXTS, THINGS

_SECONDS, _MEBIBYTES = 10, 2048  # generous, for the machine may be busy


@pytest.fixture(autouse=True, scope="module")
def memory() -> Iterator[None]:
    """No door takes more than what the largest table that is made takes."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < _MEBIBYTES * 1024


def ends_well(call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What a call returns, or None after a refusal in one short line."""
    start = time.monotonic()
    try:
        found = call(*arguments, **options)
    except InputError as error:
        said, found = str(error), None
    else:
        said = ""
    event(f"{getattr(call, '__name__', call)}: {'refused' if said else 'answered'}")
    assert "\n" not in said
    assert len(said) < 1000
    assert time.monotonic() - start < _SECONDS
    return found


def finite(found: Any) -> bool:
    """Whether all numbers in a result are finite."""
    parts = found if isinstance(found, tuple | list) else [found]
    return all(np.isfinite(np.asarray(part, dtype=float)).all() for part in parts)


@settings(suppress_health_check=list(HealthCheck))
@given(THINGS, st.booleans(), st.booleans())
def test_tables(X: Any, allow: bool, per_column: bool) -> None:
    table = ends_well(lambda: datasets.check_table(X, name="X", allow_constant=allow))
    assert table is None or (table.ndim == 2 and table.size and finite(table))
    scaled = ends_well(lambda: datasets.scale_minmax(X, per_column=per_column))
    assert scaled is None or ((scaled >= 0) & (scaled <= 1)).all()


@given(TEXTS, st.sampled_from(sorted(PACK)), st.integers(0, 99), st.booleans(), st.integers(0, 9))
def test_files(content: bytes, ending: str, at: int, cut: bool, damage: int) -> None:
    content = PACK[ending](content)
    if damage < 6 and content:
        at %= len(content)
        flipped = content[:at] + bytes([content[at] ^ (1 << damage)]) + content[at + 1 :]
        content = content[:at] if cut else flipped
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table.csv{ending}"
        path.write_bytes(content)
        for read in (datasets.read_csv_table, datasets.read_density_csv):
            found = ends_well(read, path)
            assert found is None or all(finite(part) for part in found[:-1])
        assert list(Path(folder).iterdir()) == [path]


@given(st.one_of(st.text(), st.binary(), CELLS, st.text().map(Path)), st.booleans())
def test_paths(path: Any, missing: bool) -> None:
    assert ends_well(lambda: datasets.read_csv_table(path)) is None


@given(
    st.one_of(st.text(), st.sampled_from(["", ".", "/", "/dev/null", "~", "~x", "$HOME", "a\nb"]))
)
def test_the_folder_of_data(name: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        try:
            patch.setenv("RDO_DATA", name)
        except (ValueError, UnicodeEncodeError):  # no environment holds it
            return
        places = ends_well(datasets.search_places)
        assert places is None or places[0].is_dir()


@given(THINGS, THINGS, st.one_of(CELLS, st.floats(0, 1)))
def test_labels_and_scores(y: Any, scores: Any, ratio: Any) -> None:
    labels = ends_well(lambda: check_labels("y", y))
    assert labels is None or (labels.dtype == bool and labels.ndim == 1)
    for measure in (
        lambda: evaluation.detection_metrics(y, scores, ratio),
        lambda: evaluation.threshold_metrics(y, scores),
        lambda: evaluation.ranking_metrics(y, scores),
    ):
        found = ends_well(measure)
        assert found is None or finite(list(found.values()))
    flagged = ends_well(lambda: evaluation.flag_top(scores, ratio))
    assert flagged is None or flagged.dtype == bool
    p_value = ends_well(lambda: evaluation.paired_p_value(scores, y))
    assert p_value is None or np.isnan(p_value) or 0 <= p_value <= 1


@given(
    st.lists(st.tuples(st.booleans(), st.floats(allow_nan=False)), min_size=1, max_size=30),
    st.floats(0, 1),
    st.sampled_from(list(evaluation.PROTOCOLS.values())),
)
def test_right_labels_and_any_scores(
    pairs: list[tuple[bool, float]], ratio: float, protocol: evaluation.Protocol
) -> None:
    y, scores = zip(*pairs, strict=True)
    found = ends_well(lambda: evaluation.detection_metrics(y, scores, ratio))
    assert found is None or finite(list(found.values()))
    split = ends_well(lambda: evaluation.split_halves(y, 0))
    if split is not None:
        judged = ends_well(lambda: evaluation.judge(protocol, y, split, scores, ratio))
        assert judged is None or finite(list(judged.values()))


SIZES = CELLS.filter(lambda n: not (isinstance(n, int) and 10**4 < n < 2**26))  # for speed


@given(st.one_of(CELLS, st.integers(-5, 2**33)), st.one_of(SIZES, st.integers(-2, 30)))
def test_seeds_and_sizes(seed: Any, n: Any) -> None:
    for draw in (
        lambda: datasets.toy_density(n, seed=seed).X,
        lambda: datasets.cap(n, seed=seed).X,
        lambda: datasets.two_squares(n, seed=seed),
        lambda: datasets.noise_images(n, seed=seed, side=3),
        lambda: evaluation.split_halves([0, 1] * 4, seed).test,
    ):
        found = ends_well(draw)
        assert found is None or finite(found)


TENSORS = st.builds(
    lambda array, dtype: torch.as_tensor(array).to(dtype),
    arrays(np.float64, array_shapes(min_dims=0, max_dims=5, max_side=9), elements=st.floats(0, 1)),
    st.sampled_from([torch.float32, torch.float64, torch.float16, torch.uint8, torch.bool]),
)


@settings(suppress_health_check=list(HealthCheck))
@given(st.one_of(TENSORS, THINGS), st.one_of(CELLS, st.integers(2, 5)), st.floats(-30, 30))
def test_pictures(x: Any, width: Any, digits: float) -> None:
    pictures = ends_well(lambda: check_pictures("x", x))
    assert pictures is None or pictures.ndim == 4
    unit = 10.0**digits
    negative = 1 - x if isinstance(x, torch.Tensor) and x.is_floating_point() else x
    for other in (x, negative):
        pair = [each * unit if torch.is_tensor(each) else each for each in (x, other)]
        found = ends_well(one_minus_ssim, *pair, width, data_range=unit)
        assert found is None or bool(((found >= -1e-5) & (found <= 2 + 1e-5)).all())


@given(st.lists(NUMBERS, min_size=8, max_size=8), st.sampled_from(["d", "log", "Log", None]))
def test_closed_forms(numbers: list[Any], h: Any) -> None:
    a, b, c, d, e, *more = numbers

    def optimum() -> Any:
        return theory.LinearModel(a, b, c, d).optimum(h, e)

    def kept() -> Any:
        return theory.LinearPCA(a, b, (c, d), 1).kept(h)

    mixture = ends_well(lambda: theory.IsotropicMixture((0.5, 0.5), ((a,), (b,)), (c, d)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for call in (
            optimum,
            kept,
            lambda: theory.critical_frequency(a),
            lambda: theory.staircase(more, a, b),
            lambda: theory.gaussian_map([[a, 0], [0, b]], c),
            lambda: theory.exact_encoder(np.array([a, b, c]), d),
            lambda: evaluation.f1_at(a, b, c),
            lambda: theory.strain(np.array([[a, b], [b, c]])),
        ):
            found = ends_well(call)
            assert found is None or finite(found)
        if mixture is not None:
            for call in (mixture.score, mixture.log_density):
                found = ends_well(call, [[e]])
                assert found is None or finite(found)


ANY_ROWS = arrays(np.float64, st.tuples(st.integers(2, 20)), elements=st.floats(0, 1))


@given(ANY_ROWS, st.integers(-320, 300), st.floats(-1e8, 1e8), st.integers(0, 99))
def test_measures_of_any_size(values: np.ndarray, digits: int, shift: float, seed: int) -> None:
    energy = np.random.default_rng(seed).random(len(values)) * 10.0 ** min(digits, 9) + shift
    density = values * 10.0**digits
    found = ends_well(lambda: diagnostics.density_correlation(density, energy))
    assert found is None or -1 <= found <= 1
    found = ends_well(lambda: diagnostics.divergence_from_gaussian(density))
    assert found is None or found > -1
    found = ends_well(lambda: diagnostics.gibbs_weights(energy, 1.0, 1.0))
    assert found is None or finite(found)


@given(
    arrays(np.float64, st.tuples(st.integers(2, 9), st.integers(1, 3)), elements=st.floats(-1, 1)),
    st.floats(-1e12, 1e12),
    st.integers(-6, 3),
)
def test_mixtures_anywhere(rows: np.ndarray, shift: float, digits: int) -> None:
    z = torch.from_numpy(rows * 10.0**digits + shift)
    membership = torch.full((len(z), 2), 0.5)
    energy = priors.mixture_energy(z, priors.mixture_statistics(z, membership))
    assert bool(energy.isfinite().all())
    assert bool(priors.mmd(z, z.flip(1)).isfinite())
