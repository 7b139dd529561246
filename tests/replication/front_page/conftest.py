"""The ledger that the findings are computed from."""

import pytest

from replication.front_page import Finding, findings
from replication.ledger import Judgement, scoreboard


@pytest.fixture(scope="session")
def judgements() -> tuple[Judgement, ...]:
    """Every claim of this checkout with its verdict."""
    return scoreboard()


@pytest.fixture(scope="session")
def cards(judgements: tuple[Judgement, ...]) -> tuple[Finding, ...]:
    """All findings."""
    return findings(judgements)
