"""Records and claims for the tests of the ledger."""

import dataclasses
from collections.abc import Mapping, Sequence

from rdo.errors import Failure
from replication.ledger import Arm, Claim, Data, Provenance, Record

UNBOUNDED = "distance"

PROVENANCE = Provenance(
    commit="0" * 40,
    clean=True,
    versions={"python": "3.11.0", "torch": "2.6.0"},
    machine={"system": "Linux x86_64", "processor": "a processor", "cores": 2, "device": "cpu"},
    started="2024-01-01T00:00:00+00:00",
    seconds=12.5,
    command="rdo run table1 --dataset thyroid --profile paper",
)

CLAIM = Claim(
    id="radogaga.table1.thyroid.radogaga_log.f1",
    paper="radogaga",
    place="Table 1",
    kind="printed",
    statement="F1, RaDOGAGA(log(d)) on Thyroid",
    value=0.6,
    spread=0.05,
    printed_runs=20,
    decimals=4,
    rule="mean_within_spread",
    tolerance=None,
    experiment="table1",
    dataset="thyroid",
    method="radogaga_log",
    metric="f1",
    above=("dagmm",),
    below=(),
    cited_from="",
    note="",
)

MEDIAN_CLAIM = dataclasses.replace(
    CLAIM,
    spread=None,
    printed_runs=None,
    decimals=3,
    rule="median_within_tolerance",
    tolerance=0.05,
)

STATEMENT = dataclasses.replace(
    CLAIM,
    kind="stated",
    value=0.02,
    spread=None,
    printed_runs=None,
    decimals=0,
    rule="at_most",
    above=(),
    statement="ab is 1",
)

AT_LEAST = dataclasses.replace(STATEMENT, rule="at_least")

TENDENCY = dataclasses.replace(STATEMENT, judged="tendency")


def around(centre: float) -> list[float | None]:
    """Five seeds with the mean and median given and a standard deviation of 0.016."""
    return [centre + offset for offset in (-0.02, -0.01, 0.0, 0.01, 0.02)]


def make_arm(values: Sequence[float | None], metric: str = "f1") -> Arm:
    """Make an arm with seeds counted from 0, where None is a seed that failed."""
    failures = [Failure(seed, 7, "diverged") for seed, v in enumerate(values) if v is None]
    return Arm(metrics={metric: list(values)}, failures=failures, seconds=1.5, config={"sigma": 1})


def unbounded(claim: Claim) -> Claim:
    """The same about a metric that may have any value."""
    return dataclasses.replace(claim, metric=UNBOUNDED)


def make_record(
    arms: Mapping[str, Sequence[float | None]], profile: str = "paper", metric: str = "f1"
) -> Record:
    """Make a record of table1 on thyroid with one metric."""
    n = len(next(iter(arms.values())))
    return Record(
        experiment="table1",
        dataset="thyroid",
        profile=profile,
        seeds=list(range(n)),
        arms={name: make_arm(values, metric) for name, values in arms.items()},
        config={"batch_size": 1024, "layers": [30, 24, 6], "start": {"name": "gauge"}},
        data=Data(name="thyroid", sha256="ab" * 32, rows=3772, columns=6),
        provenance=PROVENANCE,
    )
