"""The numbers of the front page, each computed from stored records."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from rdo.errors import InputError
from rdo.evaluation import PROTOCOLS, paired_p_value
from rdo.theory import gaussian_map
from replication.kit.anomaly.config import TABLES
from replication.kit.labels import CONTROLS, DATA
from replication.kit.style import floats
from replication.kit.tables import printed_values
from replication.ledger import Judgement, Record, find_record, read_arrays
from replication.ledger.evidence import SIGNIFICANCE

__all__ = [
    "DETECTORS",
    "FOREST",
    "Dependence",
    "Forest",
    "Moves",
    "Ordering",
    "Roots",
    "Starts",
    "dependence",
    "forests",
    "held_from_one_start",
    "moves",
    "orderings",
    "roots",
    "samplers_map",
    "starts",
    "toy",
]

FOREST = "isolation_forest"
DETECTORS = ("untrained", "pca", FOREST)
"""What the experiment on protocols scores with, but for random scores."""

_NOT_NETWORKS = CONTROLS.keys() - {"untrained"}


def _record(experiment: str, dataset: str, variant: str = "") -> Record:
    record = find_record(experiment, dataset, variant=variant)
    if record is None:
        called = f"{experiment} on {dataset}" + (f", {variant}" if variant else "")
        raise InputError(f"the front page needs the record of {called}, which is not there")
    return record


def _exceeds(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    """The p-value that one exceeds the other on the seeds that both have.

    Seeds are numbered from 0 in every record, and a seed has one split. Differences are taken to
    twelve decimals, as the ledger takes them, so that equal ones tie.
    """
    n = min(len(one), len(other))
    return paired_p_value(np.round(one[:n] - other[:n], 12), np.zeros(n))


@dataclass(frozen=True)
class Forest:
    """The Isolation Forest on one data set against every network of Tables 1 and 4."""

    forest: float
    """Its mean F1."""
    networks: tuple[float, ...]
    """Theirs, each of every start."""
    p: float
    """The largest of the one-sided tests that it is above a network, paired over the splits."""

    @property
    def ahead(self) -> bool:
        """Whether it is above every network in the mean."""
        return self.forest > max(self.networks)


def forests() -> dict[str, Forest]:
    """By data set."""
    found = {}
    for dataset in DATA:
        means, tests = [], []
        forest = _record("table1", dataset).arms[FOREST].by_seed("f1")
        for table in TABLES:
            for variant in ("", "glorot"):
                record = _record(table, dataset, variant)
                for name in record.arms.keys() - _NOT_NETWORKS:
                    f1 = record.arms[name].by_seed("f1")
                    means.append(float(np.nanmean(f1)))
                    tests.append(_exceeds(forest, f1))
        found[dataset] = Forest(float(np.nanmean(forest)), tuple(sorted(means)), max(tests))
    return found


def toy() -> dict[str, tuple[float, float]]:
    """Median correlation of each arm with the true density: on the toy, and on the bent toy."""
    flat, bent = (_record("toy_density", name) for name in ("toy", "bent_85"))
    return {
        name: (_median(flat, name), _median(bent, name)) for name in flat.arms if name in bent.arms
    }


def _median(record: Record, arm: str) -> float:
    return float(np.median(record.arms[arm].finished("correlation")))


@dataclass(frozen=True)
class Roots:
    """The share of x that trained linear autoencoders reconstruct; x is Gaussian, of variance 1."""

    lam: npt.NDArray[np.float64]
    """The sampler's lambda, which is 1 / lambda1: ``(K,)``."""
    share: npt.NDArray[np.float64]
    """Of linear autoencoders trained on RaDOGAGA's loss, Appendix D's ab: ``(R, K)``."""
    root: npt.NDArray[np.float64]
    """Of :func:`samplers_map`: ``(K,)``."""

    @property
    def furthest(self) -> float:
        """The largest distance between the two, where there is a root."""
        return float(np.nanmax(np.abs(self.share - self.root)))

    @property
    def trainings(self) -> int:
        """How many it is the largest of."""
        return int(np.isfinite(self.share - self.root).sum())


def roots() -> Roots:
    """From the trainings of Appendix D."""
    arrays = read_arrays(_record("analytic_h", "gaussian"))
    lam = 1 / floats(arrays, "sweep")
    return Roots(lam, floats(arrays, "h_d_ab"), samplers_map(lam))


def samplers_map(lam: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Slope of the sampler's map at variance 1, per lambda; NaN where it has none: ``(K,)``."""
    return np.array([gaussian_map(np.eye(1), one)[0, 0] if one <= 0.5 else np.nan for one in lam])


@dataclass(frozen=True)
class Starts:
    """Mean F1 of one method on one data set from two starts, over the seeds that both have."""

    gauge: float
    glorot: float
    gain: float
    """By how much it is above DAGMM in the mean, from the first start."""
    seeds: int


def starts() -> dict[tuple[str, str], Starts]:
    """By data set and method, for Table 1."""
    found = {}
    for dataset in DATA:
        gauge, glorot = (_record("table1", dataset, variant) for variant in ("", "glorot"))
        count = min(len(gauge.seeds), len(glorot.seeds))
        for method in ("radogaga_d", "radogaga_log"):
            first, second = (
                float(np.nanmean(record.arms[method].by_seed("f1")[:count]))
                for record in (gauge, glorot)
            )
            gain = gauge.arms[method].by_seed("f1") - gauge.arms["dagmm"].by_seed("f1")
            mean = float(np.nanmean(gain[:count]))
            found[dataset, method] = Starts(first, second, mean, count)
    return found


@dataclass(frozen=True)
class Moves:
    """Mean F1 of one and the same scores under every protocol, on one data set."""

    means: dict[str, tuple[float, ...]]
    """By detector."""
    gain: float
    """By how much the better RaDOGAGA beats DAGMM in the printed Table 1."""

    @property
    def widths(self) -> tuple[float, ...]:
        """From the lowest mean to the highest, by detector."""
        return tuple(max(means) - min(means) for means in self.means.values())


def moves() -> dict[str, Moves]:
    """By data set."""
    found = {}
    for dataset in DATA:
        record = _record("protocols", dataset)
        means = {
            detector: tuple(
                float(record.arms[f"{detector}_{protocol}"].finished("f1").mean())
                for protocol in PROTOCOLS
            )
            for detector in DETECTORS
        }
        printed = {name: one.value for name, one in printed_values("table1", dataset, "f1").items()}
        best = max(printed["radogaga_d"], printed["radogaga_log"])
        found[dataset] = Moves(means, best - printed["dagmm"])
    return found


@dataclass(frozen=True)
class Ordering:
    """One printed ordering, a RaDOGAGA above DAGMM by F1, as the ledger judges it."""

    table: str
    dataset: str
    method: str
    k: int
    """Seeds that keep it."""
    n: int
    """Of so many."""
    p: float
    """That it holds, one-sided, paired over the splits."""
    outcome: Literal["holds", "undecided", "opposite significant"]
    """The verdict; the last is undecided as well, for the paper leaves settings open."""


def held_from_one_start(found: Iterable[Ordering]) -> int:
    """Of the orderings that hold, those that do too where DAGMM starts as RaDOGAGA does.

    Both after a warm-up, and both from Glorot's weights, by the same test.
    """
    return sum(_from_one_start(one) for one in found if one.outcome == "holds")


def _from_one_start(one: Ordering) -> bool:
    table = next(name for name, title in TABLES.items() if title == one.table)
    gauge, glorot = (_record(table, one.dataset, variant) for variant in ("", "glorot"))
    for record, other in ((gauge, "dagmm_warm"), (glorot, "dagmm")):
        upper, lower = (arms.by_seed("f1") for arms in (record.arms[one.method], gauge.arms[other]))
        if not _exceeds(upper, lower) < SIGNIFICANCE:
            return False
    return True


def orderings(judgements: Iterable[Judgement]) -> tuple[Ordering, ...]:
    """All sixteen, two tables, four data sets and two choices of h, from the whole ledger.

    Raises
    ------
    InputError
        If the ledger lacks one, or has another verdict on it than holds and undecided.
    """
    judged = {one.claim.id: one for one in judgements}
    found = []
    for table, title in TABLES.items():
        for dataset in DATA:
            for method in ("radogaga_d", "radogaga_log"):
                name = f"radogaga.{table}.{dataset}.{method}.f1_over_dagmm"
                one = judged.get(name)
                if one is None or one.k is None or one.p is None:
                    raise InputError(f"the front page needs a judgement of {name}")
                if one.verdict not in ("holds", "undecided"):
                    raise InputError(f"the front page has no words for {name}: {one.verdict}")
                outcome: Literal["holds", "undecided", "opposite significant"]
                outcome = "holds" if one.verdict == "holds" else "undecided"
                # Of a tendency, the cause "open" means that the test says the opposite.
                if one.cause == "open":
                    outcome = "opposite significant"
                found.append(Ordering(title, dataset, method, one.k, one.n, one.p, outcome))
    return tuple(found)


@dataclass(frozen=True)
class Dependence:
    """Two unit Gaussian factors over their correlation; all ``(K,)``, in nats."""

    correlation: npt.NDArray[np.float64]
    divergence: npt.NDArray[np.float64]
    """Of their density from that of independent ones."""
    indicator: npt.NDArray[np.float64]
    """What the noise-fitting paper's Definition 4 gives for it."""

    def at(self, correlation: float) -> tuple[float, float]:
        """Divergence and indicator at the correlation nearest to one."""
        k = int(np.abs(self.correlation - correlation).argmin())
        return float(self.divergence[k]), float(self.indicator[k])


def dependence() -> Dependence:
    """From the closed forms of the part ``dependent``."""
    arrays = read_arrays(_record("factor_indicators", "dependent"))
    names = ("correlation", "divergence", "definition4")
    return Dependence(*(floats(arrays, name) for name in names))
