"""The numbers of the page on how we judge."""

from replication.jacobian_orthonormality.config import configure as jacobian
from replication.ledger import CAUSES, MINIMUM_SEEDS
from replication.ledger.evidence import LEVEL, SIGNIFICANCE
from replication.toy_density.config import configure as toy
from tests.notebooks.stated import Check, equal

_BENT = toy("bent_85", "paper")

STATED: dict[str, Check] = {
    "an interval at the level of 90 %": equal(0.9, lambda: LEVEL),
    "two one-sided tests at 5 % each": equal(0.05, lambda: SIGNIFICANCE),
    "for one of four reasons": equal(4, lambda: len(CAUSES)),
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
