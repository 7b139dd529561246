"""The numbers of the book's first page, which are computed when it is built but for these."""

from replication.ledger.evidence import LEVEL
from tests.notebooks.stated import Check, equal

STATED: dict[str, Check] = {"its 90 % interval": equal(0.9, lambda: LEVEL)}

DEFINED = ("Every seed keeps the bound", "in three lines or by one command")
