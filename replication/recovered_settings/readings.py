"""What the RaDOGAGA paper leaves open about its anomaly runs, and how others have read it.

The space was fixed before the first run, but for its last departure, which was entered when the
others had been explored on Arrhythmia and Thyroid and took no part in the choice there. The rule of
Table 1 is a point of it, and each departure changes one thing that the paper does not print. A
reading is the rule, one departure or two of them, or what the code has that the authors say they
began from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from rdo.errors import InputError, shown
from replication.kit.anomaly.config import SCALINGS

__all__ = [
    "DEPARTURES",
    "ENTERED_AFTER",
    "ENTERED_AFTER_ON",
    "RULE",
    "SINGLES",
    "TEST_MIXTURE",
    "Departure",
    "Reading",
    "known_reading",
    "pairs_of",
    "titled",
]

Reading = frozenset[str]
"""Names of the departures that are made together; none for the rule."""

RULE: Reading = frozenset()


@dataclass(frozen=True)
class Departure:
    """One way to fill what the paper leaves open."""

    title: str
    """As pages name it."""
    who: str
    """Who does it so."""
    fields: Mapping[str, Any]
    """Of the configuration of Table 1 or, the start, of its run."""
    group: str
    """Two of one group exclude each other."""


TEST_MIXTURE = "test_mixture"

ENTERED_AFTER = "unit_rows"
"""The departure that takes no part in the choice on :data:`ENTERED_AFTER_ON`: what others gave
there was known when it was added."""
ENTERED_AFTER_ON = ("arrhythmia", "thyroid")
"""The data sets on which :data:`ENTERED_AFTER` is trained by itself."""

DEPARTURES: Mapping[str, Departure] = {
    "cosine_distance": Departure(
        "cosine distance",
        "the public DAGMM in TensorFlow (tnakae/DAGMM) that the authors name as their base",
        {"cosine": "distance"},
        "cosine",
    ),
    "norm_offset": Departure(
        "0.001 added to norms",
        "the same, in the denominators of both residual features",
        {"norm_offset": 1e-3},
        "norms",
    ),
    "no_dropout": Departure(
        "no dropout",
        "the same: its dropout layers are never told that they are in training, and drop nothing",
        {"dropout": 0.0},
        "dropout",
    ),
    "small_jitter": Departure(
        "jitter 1e-12",
        "a public DAGMM in PyTorch (danieltan07/dagmm)",
        {"jitter": 1e-12},
        "jitter",
    ),
    TEST_MIXTURE: Departure(
        "mixture of the test rows",
        "no code known to us; what comes out where a mixture is estimated from whatever is scored",
        {},
        "scored",
    ),
    "log_of_batch": Departure(
        "log of the batch's mean",
        "the authors' image code: the logarithm of the mean over the batch, 0.001 added",
        {"log_of": "batch"},
        "log",
    ),
    "mean_error": Departure(
        "mean squared error",
        "the authors' image code and danieltan07/dagmm: a mean over the columns as well",
        {"squared_error": "mean"},
        "error",
    ),
    "batch_128": Departure(
        "batches of 128",
        "the DAGMM paper, on Arrhythmia",
        {"batch_size": 128},
        "batch",
    ),
    "batch_1024": Departure(
        "batches of 1,024",
        "the DAGMM paper on the other data sets, and the default of tnakae/DAGMM",
        {"batch_size": 1024},
        "batch",
    ),
    "glorot": Departure(
        "Glorot's start",
        "tnakae/DAGMM, by TensorFlow's default",
        {"start": "glorot"},
        "start",
    ),
    "pytorch": Departure(
        "PyTorch's start",
        "danieltan07/dagmm, by PyTorch's default",
        {"start": "glorot", "weights": "pytorch"},
        "start",
    ),
    "symmetric": Departure(
        SCALINGS["symmetric"],
        "no code known to us; usual before tanh",
        {"scaling": "symmetric"},
        "scaling",
    ),
    "largest": Departure(
        SCALINGS["largest"],
        "scikit-learn's MaxAbsScaler",
        {"scaling": "largest"},
        "scaling",
    ),
    "unit_train": Departure(
        SCALINGS["unit_train"],
        "danieltan07/dagmm; other rows may lie beyond",
        {"scaling": "unit_train"},
        "scaling",
    ),
    "standard": Departure(
        SCALINGS["standard"],
        "no code known to us: the next, with the rows of both halves",
        {"scaling": "standard"},
        "scaling",
    ),
    "standard_train": Departure(
        SCALINGS["standard_train"],
        "tnakae/DAGMM by default, and PyOD's autoencoders",
        {"scaling": "standard_train"},
        "scaling",
    ),
    "unscaled": Departure(
        SCALINGS["none"],
        "a reader of the file of Thyroid, whose columns come in [0, 1]",
        {"scaling": "none"},
        "scaling",
    ),
    "rows": Departure(
        SCALINGS["rows"],
        "scikit-learn's Normalizer, in one reading of \"max-min normalised towards the channel "
        'axis"',
        {"scaling": "rows"},
        "scaling",
    ),
    ENTERED_AFTER: Departure(
        SCALINGS["unit_rows"],
        "no code known to us; the same words read as each row by its own least and largest value. "
        "Entered after the other readings had been explored",
        {"scaling": "unit_rows"},
        "scaling",
    ),
}
"""The smallest first: what changes a number of one feature before what changes every column. The
order was fixed before any run, but for the last, and breaks ties."""

BASE: Reading = frozenset({"cosine_distance", "norm_offset", "no_dropout", "glorot"})
"""What the code has that the authors name as their base, tnakae/DAGMM, wherever the paper and
their notes are silent."""

SINGLES: tuple[Reading, ...] = (RULE, *(frozenset({name}) for name in DEPARTURES), BASE)
"""What is explored first, in order."""


def known_reading(names: frozenset[str]) -> Reading:
    """The names of departures as a reading.

    Raises
    ------
    InputError
        If a name is unknown, or two exclude each other.
    """
    unknown = sorted(names - set(DEPARTURES))
    if unknown:
        raise InputError(f"departure {shown(unknown[0])}: known are {', '.join(DEPARTURES)}.")
    for one, other in combinations(sorted(names), 2):
        if DEPARTURES[one].group == DEPARTURES[other].group:
            raise InputError(f"departures {one} and {other}: give one of them, both set the same.")
    return names


def pairs_of(readings: list[Reading]) -> list[Reading]:
    """The unions of two of these readings that do not exclude each other, each once, in order."""
    joined: list[Reading] = []
    for one, other in combinations(readings, 2):
        both = one | other
        groups = [DEPARTURES[name].group for name in both]
        if both not in (one, other, *joined) and len(set(groups)) == len(groups):
            joined.append(both)
    return joined


def titled(reading: Reading) -> str:
    """A reading as pages name it."""
    if reading == RULE:
        return "the rule"
    left = sorted(reading - BASE if reading >= BASE else reading, key=list(DEPARTURES).index)
    names = ["the authors' base"] * (reading >= BASE) + [DEPARTURES[name].title for name in left]
    return ", ".join(names)
