"""Parts ``points`` and ``dependent``: the indicators against what they estimate, by quadrature."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from rdo.diagnostics import FactorSummary, factor_summary
from rdo.theory import EncodedPoints
from replication.factor_indicators.config import Dependent, Formulas
from replication.kit import Outcome, Run
from replication.kit.draws import Measures, worst
from replication.ledger import Data

__all__ = ["measure", "measure_dependent"]

_Floats = npt.NDArray[np.float64]

_ROWS = 100  # of a data set, each of which is one of a few points
_PLANES = 4  # every how many draws have two factors


def measure(config: Formulas, run: Run) -> Outcome:
    r"""Sections 3.2 and 4.4 and Appendix 7.1 where q(z) is a mixture of a few Gaussians.

    Each seed draws ``config.draws`` data sets of 100 rows, which are three to six different points,
    some of them rare, with a Gaussian encoder of one factor, or of two in every fourth draw.
    Divergences from q(z) and the mutual information are quadratures, Definitions 1, 2 and 4 are
    :func:`rdo.diagnostics.factor_summary`'s. Over the draws, ``error`` is the largest difference
    of the two sides of an equation, and ``margin`` the least of the upper one less the lower one:

    - ``theorem5``, ``corollary2``, ``eq29``, ``corollary1`` and, as printed, ``eq29_printed`` and
      ``corollary1_printed``. Eq. 29 as printed is integrated over z too: without that its first
      line is no number;
    - ``auxiliary`` (Definition 1 above :math:`D_{KL}(q(z) \Vert p(z))`), ``information``
      (Definition 2 above the mutual information), ``definition4`` (below the divergence), and, of
      one factor, ``capacity_printed`` (Definition 2 above the largest mutual information that any
      weights of the points give);
    - ``minimiser.distance``, the largest distance between the variances that Brent's method finds
      for the two sides of Eq. 27.

    The arrays hold mutual information, capacity and Definition 2 of all draws with one factor.
    """
    found = [_of_a_seed(config.draws, np.random.default_rng(seed)) for seed in run.seeds]
    arms = {
        arm: run.arm({name: [one[arm][name] for one, _ in found] for name in metrics})
        for arm, metrics in found[0][0].items()
    }
    columns = np.array([bounds for _, bounds in found])  # (R, draws, 3)
    names = ("information", "capacity", "definition2")
    arrays = {name: columns[..., k] for k, name in enumerate(names)}
    return Outcome(arms, Data.of(run.part, columns.reshape(-1, 3)), arrays)


def measure_dependent(config: Dependent, run: Run) -> Outcome:
    r"""Definition 4 of two unit Gaussian factors that are correlated; nothing is random.

    The posterior has the variance 0.04 in either factor, and its mean follows a sample that was
    made to have exactly the covariance that is missing. ``definition4`` holds ``value``, at the
    correlation that is asked for, ``divergence``, the :math:`D_{KL}(q(z) \Vert p(z)) = -\tfrac12
    \log(1 - \rho^2)` that it estimates, and ``moments_error``, its largest distance from half the
    sum of :math:`s^2 - 1 - \log s^2` over factors that are scaled by 0.5, 1 and 2.

    The arrays hold value and divergence for correlations from 0 up.
    """
    unit = _whitened(np.random.default_rng(0))
    along = np.append(np.linspace(0, 0.94, 48), config.correlation)
    along.sort()
    values = np.array([float(_summary(unit, rho).divergence) for rho in along])
    exact = -np.log1p(-(along**2)) / 2
    at = int(np.searchsorted(along, config.correlation))
    errors = []
    for scales in ((0.5, 1.0), (1.0, 2.0), (2.0, 0.5)):
        s2 = np.square(scales)
        formula = (s2 - 1 - np.log(s2)).sum() / 2
        summary = _summary(unit, config.correlation, np.array(scales))
        errors.append(abs(float(summary.divergence) - formula))
    metrics = {"value": values[at], "divergence": exact[at], "moments_error": max(errors)}
    arrays = {"correlation": along, "definition4": values, "divergence": exact}
    return Outcome({"definition4": run.arm(metrics)}, Data.of(run.part, unit), arrays)


def _of_a_seed(draws: int, rng: np.random.Generator) -> tuple[Measures, list[_Floats]]:
    found = [_of_a_draw(rng, 2 if k % _PLANES == _PLANES - 1 else 1) for k in range(draws)]
    measures = worst([one for one, _ in found])
    return measures, [bounds for _, bounds in found if len(bounds)]


def _of_a_draw(rng: np.random.Generator, n: int) -> tuple[Measures, _Floats]:
    k = int(rng.integers(3, 7))
    counts = 1 + rng.multinomial(_ROWS - k, rng.dirichlet(np.full(k, 0.5)))
    means, variances = 1.5 * rng.normal(size=(k, n)), rng.uniform(0.1, 1, (k, n))
    points = EncodedPoints(counts / _ROWS, means, variances)
    summary = factor_summary(np.repeat(means, counts, 0), np.repeat(variances, counts, 0))
    rate, information = points.rate(), points.information()
    to_prior, to_fit = points.divergence(), points.divergence(summary.variances)
    one, two, four = (
        float(value) for value in (summary.rate, summary.information, summary.divergence)
    )
    cell, z, densities = points.grid
    log_prior = -((z**2).sum(0) + n * np.log(2 * np.pi)) / 2
    # Where a density is 0 to double precision it adds nothing to either integral.
    logs = np.log(np.maximum(densities, 1e-300)) - log_prior
    with_log = points.weights @ (densities * logs).sum(1) * cell
    without = points.weights @ (densities * np.exp(logs)).sum(1) * cell
    measures: Measures = {
        "theorem5": {"error": abs(one - information - to_prior)},
        "auxiliary": {"margin": one - to_prior},
        "minimiser": {"distance": _minimiser_distance(points)},
        "eq29": {"error": abs(with_log - rate)},
        "eq29_printed": {"error": abs(without - rate)},
        "corollary1": {"error": abs(two - information - to_fit)},
        "corollary1_printed": {"error": abs(two - information - to_prior)},
        "corollary2": {"error": abs((one - two) - (to_prior - to_fit))},
        "information": {"margin": two - information},
        "definition4": {"margin": to_prior - four},
    }
    if n > 1:
        return measures, np.array([])
    capacity = points.capacity()
    measures["capacity_printed"] = {"margin": two - capacity}
    return measures, np.array([information, capacity, two])


def _minimiser_distance(points: EncodedPoints) -> float:
    """Eq. 27's two minimisers, one factor after the other, for Q has a term for each."""
    n = points.means.shape[1]
    squares = points.means**2 + points.variances

    def to_each(v: _Floats) -> float:
        ratio = points.variances / v
        terms = squares / v - 1 - np.log(ratio)
        return float(points.weights @ terms.sum(1)) / 2

    distances = []
    for h in range(n):
        found = []
        for objective in (to_each, points.divergence):

            def along(log_v: float, objective: object = objective, h: int = h) -> float:
                v = np.ones(n)
                v[h] = np.exp(log_v)
                return float(objective(v))  # type: ignore[operator]

            options = {"xatol": 1e-12}
            best = minimize_scalar(along, bounds=(-4, 5), method="bounded", options=options)
            found.append(np.exp(best.x))
        distances.append(abs(found[0] - found[1]))
    return float(max(distances))


def _whitened(rng: np.random.Generator) -> _Floats:
    """A sample of mean 0 and second moments exactly I."""
    sample = rng.normal(size=(20_000, 2))
    sample -= sample.mean(0)
    root = np.linalg.cholesky(sample.T @ sample / len(sample))
    return np.asarray(np.linalg.solve(root, sample.T).T)


def _summary(unit: _Floats, correlation: float, scales: _Floats | float = 1.0) -> FactorSummary:
    s2 = 0.04
    covariance = np.array([[1, correlation], [correlation, 1]]) - s2 * np.eye(2)
    mean = unit @ np.linalg.cholesky(covariance).T
    return factor_summary(mean * scales, np.full(mean.shape, s2) * np.square(scales))
