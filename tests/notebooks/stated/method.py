"""The numbers of the page on how we judge."""

from replication.ledger import MINIMUM_SEEDS
from tests.notebooks.stated import Check, equal

STATED: dict[str, Check] = {
    "With fewer than five finished seeds there is no verdict at all": equal(
        5, lambda: MINIMUM_SEEDS
    ),
}

DEFINED = (
    "the ledger holds it twice",
    "every seed's value",
    "all seeds that were run",
    "has no seeds",
    "and never across two",
)
