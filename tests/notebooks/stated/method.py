"""The numbers of the page on how we judge."""

from scipy.stats import t

from replication.jacobian_orthonormality.config import configure as jacobian
from replication.ledger import CAUSES, MINIMUM_SEEDS, REPOSITORY, load_claims, read_record
from replication.ledger.evidence import LEVEL, SIGNIFICANCE
from replication.toy_density.config import configure as toy
from tests.notebooks.stated import Check, between, equal, record, true

_BENT = toy("bent_85", "paper")


def _longest() -> float:
    """Core-hours of the longest record of the profile ``reduced``."""
    found = [read_record(path) for path in (REPOSITORY / "results").glob("*/*/reduced*.json")]
    return max((one.provenance.threads or 1) * one.provenance.seconds for one in found) / 3_600


STATED: dict[str, Check] = {
    "an interval at the level of 90 %": equal(0.9, lambda: LEVEL),
    "two one-sided tests at 5 % each": equal(0.05, lambda: SIGNIFICANCE),
    "by about 0.4 printed deviations where $N = 20$": between(
        0.35, 0.45, lambda: t.ppf((1 + LEVEL) / 2, 19) / 20**0.5
    ),
    "Each side is tested at 5 %, so": equal(0.05, lambda: SIGNIFICANCE),
    "by chance in up to one case of ten": equal(0.1, lambda: 2 * SIGNIFICANCE),
    "a warm-up of a thousand steps at ten times the paper's rate": true(
        lambda: [
            (config := record("table1", "thyroid").config)["warm_up_steps"] == 1_000,
            config["warm_up_learning_rate"] == 10 * config["learning_rate"],
        ]
    ),
    "the longest took seven core-hours": between(6.5, 7.5, _longest),
    "for one of four reasons": equal(4, lambda: len(CAUSES)),
    "three judge seconds, and some of what takes an hour a seed": true(
        lambda: {claim.minimum_seeds for claim in load_claims()} == {1, 3, MINIMUM_SEEDS}
    ),
    "With fewer than five finished seeds there is no verdict at all": equal(
        5, lambda: MINIMUM_SEEDS
    ),
    "it takes 40,000 steps": equal(40_000, lambda: toy("toy", "paper").steps),
    "from Glorot's weights, for 15,000 steps": equal(
        15_000, lambda: [jacobian(part, "paper").steps for part in ("toy", "thyroid")]
    ),
    "take 15,000 steps at ten times the rate": equal(15_000, lambda: _BENT.steps),
    "ten times the rate": equal(
        10, lambda: _BENT.learning_rate / toy("toy", "paper").learning_rate
    ),
    "and 5,000 at the paper's": equal(5_000, lambda: _BENT.final_steps),
}

DEFINED = (
    "even if no seed keeps the bound",
    "between two order statistics",
    "Statements: every seed, or a tendency",
    "Two sorts are judged apart",
    "has to hold in every seed",
    "one seed beyond the bound refutes it",
    "printed three times, and counts once",
    "every statement had to hold in every seed",
    "at an eighth of the width",
    "Four experiments deviate from this",
    "the ledger holds it twice",
    "every seed's value",
    "all seeds that were run",
    "has no seeds",
    "and never across two",
)
