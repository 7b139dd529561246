"""The numbers of the book's first page."""

from replication.ledger import MINIMUM_SEEDS
from tests.notebooks.stated import Check, equal

STATED: dict[str, Check] = {
    "five as a rule": equal(5, lambda: MINIMUM_SEEDS),
}

DEFINED = ("Our result over all seeds", "if every seed keeps it")
