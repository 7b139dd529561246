"""Part ``rotations``: Theorems 2 and 3, and Appendix 7.2's critique of a metric."""

import math

import numpy as np
import numpy.typing as npt
from scipy.integrate import quad
from scipy.linalg import block_diag, expm
from scipy.stats import norm, ortho_group

from rdo.diagnostics import disentanglement_score, expected_difference
from rdo.theory import GaussianData, LinearVAE
from replication.factor_indicators.config import Rotations
from replication.kit import Outcome, Run
from replication.kit.draws import Measures, by_seed
from replication.ledger import Data

__all__ = ["measure"]

_Floats = npt.NDArray[np.float64]

_MOST_FACTORS = 5
_NEAR = 0.05  # size of the turn, in radians, that leaves columns close to the axes
_COLUMNS = 6
_ANGLES = np.linspace(0, 90, 19)
_NOISES = (0.01, 0.1, 1.0)


def measure(config: Rotations, run: Run) -> Outcome:
    r"""Independent unit Gaussian factors turned by orthogonal matrices.

    Each seed draws ``config.draws`` matrices Q of two to five factors. Over them,

    - ``turned.divergence`` is the largest :math:`D_{KL}(N(0, Q Q^T) \Vert N(0, I))`, and
      ``turned_back.error`` the largest size of :math:`Q^T Q z - z`;
    - ``eq35.error`` and ``eq36.error`` compare with the mean and the covariance of
      :math:`z^1 - z^2`, by conditioning the Gaussian of both draws on one factor being the same;
    - ``eq37.error`` and ``eq37_printed.error`` with the mean size, by quadrature, relative.

    Scores are of :func:`rdo.diagnostics.disentanglement_score`: ``turned_45.accuracy``, of two
    factors; ``unturned.accuracy``, the least over the draws, with columns close to the axes;
    ``random.accuracy_spread`` and ``accuracy_mean``, of two factors over random rotations;
    ``random_3`` and ``random_5`` the same of three and of five factors.

    ``diagonal_printed.fall`` and ``full.fall`` are how much the best bound falls at most when a
    decoder with orthogonal columns is turned, on data of its own density, with a diagonal
    covariance of q(z | x) and with any.

    The arrays hold the score of two factors over the angle, ``(R, angles)``, and the fall of the
    bound over it at three levels of noise.
    """
    arms = by_seed(run, lambda rng: _measures(config, rng))
    seeds = [int(np.random.default_rng(seed).integers(2**31)) for seed in run.seeds]
    scores = [[_score(config, _turn(angle), seed) for angle in _ANGLES] for seed in seeds]
    arrays = {"angle": _ANGLES, "score": np.array(scores), "noise": np.array(_NOISES)}
    weights = np.diag([2.0, 1.0])
    falls = [[_falls(weights, _turn(a), s2)[0] for a in _ANGLES] for s2 in _NOISES]
    arrays["fall"] = np.array(falls)
    drawn = [ortho_group.rvs(2, random_state=np.random.default_rng(s)).ravel() for s in run.seeds]
    return Outcome(arms, Data.of(run.part, np.array(drawn)), arrays)


def _measures(config: Rotations, rng: np.random.Generator) -> Measures:
    found = [_of_a_matrix(rng) for _ in range(config.draws)]
    worst = {name: max(one[name] for one in found) for name in found[0]}
    near = [_score(config, _close_to_axes(rng), _seed(rng)) for _ in range(config.draws)]
    measures: Measures = {
        "turned": {"divergence": worst["divergence"]},
        "turned_back": {"error": worst["back"]},
        "eq35": {"error": worst["eq35"]},
        "eq36": {"error": worst["eq36"]},
        "eq37": {"error": worst["eq37"]},
        "eq37_printed": {"error": worst["eq37_printed"]},
        "diagonal_printed": {"fall": worst["diagonal"]},
        "full": {"fall": worst["full"]},
        "turned_45": {"accuracy": _score(config, _turn(45), _seed(rng))},
        "unturned": {"accuracy": min(near)},
    }
    for arm, n in (("random", 2), ("random_3", 3), ("random_5", 5)):
        matrices = [ortho_group.rvs(n, random_state=rng) for _ in range(config.rotations)]
        scores = np.array([_score(config, q, _seed(rng)) for q in matrices])
        measures[arm] = {"accuracy_spread": scores.std(ddof=1), "accuracy_mean": scores.mean()}
    return measures


def _of_a_matrix(rng: np.random.Generator) -> dict[str, float]:
    n = int(rng.integers(2, _MOST_FACTORS + 1))
    q = ortho_group.rvs(n, random_state=rng)
    z = rng.normal(size=(100, n))
    covariance = q @ q.T
    divergence = (np.trace(covariance) - n - np.linalg.slogdet(covariance)[1]) / 2
    found = {"divergence": abs(divergence), "back": np.abs(z @ q.T @ q - z).max()}
    means, covariances, sizes = [], [], []
    for y in range(n):
        mean, spread = _difference(q, y)
        means.append(np.abs(mean).max())
        column = q[:, y]
        covariances.append(np.abs(spread - 2 * np.eye(n) + 2 * np.outer(column, column)).max())
        sizes.append([_mean_size(v) for v in np.diag(spread)])
    exact = np.array(sizes)
    right = expected_difference(q)
    found |= {
        "eq35": max(means),
        "eq36": max(covariances),
        "eq37": np.abs(right / exact - 1).max(),
        "eq37_printed": np.abs(np.sqrt(2) * right / exact - 1).max(),
    }
    columns, _ = np.linalg.qr(rng.normal(size=(_COLUMNS, n)))
    weights = columns * rng.uniform(0.3, 2, n)
    noise = float(rng.choice(_NOISES))
    found["diagonal"], found["full"] = _falls(weights, q, noise)
    return {name: float(value) for name, value in found.items()}


def _difference(q: _Floats, y: int) -> tuple[_Floats, _Floats]:
    """Mean and covariance of z1 - z2, given that both draws of v have the same factor y.

    The pair (v1, v2) is Gaussian, and stays so on the condition that :math:`a^T (v1, v2) = 0`.
    """
    n = len(q)
    joint, condition = np.eye(2 * n), np.zeros(2 * n)
    condition[y], condition[n + y] = 1, -1
    gain = joint @ condition / (condition @ joint @ condition)
    mean = np.zeros(2 * n) - gain * (condition @ np.zeros(2 * n))
    covariance = joint - np.outer(gain, condition @ joint)
    both = block_diag(q, q)
    less = np.hstack([np.eye(n), -np.eye(n)]) @ both
    return less @ mean, less @ covariance @ less.T


def _mean_size(variance: float) -> float:
    """The mean of |t| under N(0, variance), by quadrature in units of its deviation."""
    value = quad(lambda t: 2 * t * norm.pdf(t), 0, 40, epsabs=1e-13, points=(1, 3, 8))[0]
    return float(value) * math.sqrt(variance)


def _falls(weights: _Floats, q: _Floats, noise: float) -> tuple[float, float]:
    """How much the best bound falls from W to W tQ: with a diagonal covariance, and with any."""
    m = len(weights)
    data = GaussianData(np.zeros(m), weights @ weights.T + noise * np.eye(m))

    def best(w: _Floats, diagonal: bool) -> float:
        vae = LinearVAE.with_best_posterior(w, np.zeros(m), noise, diagonal=diagonal)
        return vae.bound(data)

    falls = [best(weights, diagonal) - best(weights @ q.T, diagonal) for diagonal in (True, False)]
    return falls[0], falls[1]


def _score(config: Rotations, q: _Floats, seed: int) -> float:
    sizes = {"n_pairs": config.pairs, "n_points": config.points, "seed": seed}
    return disentanglement_score(lambda v: v @ q.T, len(q), **sizes)


def _close_to_axes(rng: np.random.Generator) -> _Floats:
    """A permutation of two to five axes with any signs, turned a little."""
    n = int(rng.integers(2, _MOST_FACTORS + 1))
    turn = rng.uniform(-_NEAR, _NEAR, (n, n))
    signed = np.eye(n)[rng.permutation(n)] * rng.choice([-1, 1], n)
    return np.asarray(signed @ expm(turn - turn.T))


def _turn(degrees: float) -> _Floats:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s], [s, c]])


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(2**31))
