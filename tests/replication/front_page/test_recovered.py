"""The rows that the front page counts are those of the confirmations."""

import pytest

from rdo.errors import InputError
from replication.front_page import Finding, measured
from replication.front_page.recovered import recovered
from replication.recovered_settings import confirmations, confirmed_table
from replication.recovered_settings.config import ROLES


def test_rows_reached_are_those_of_the_confirmation(cards: tuple[Finding, ...]) -> None:
    found = recovered()
    assert set(found.parts) <= set(measured.DATA)
    table = [confirmed_table(part, record) for part, record in confirmations().items()]
    assert found.rows == sum(len(one) - 1 for one in table)
    last = [one.loc["rows within a deviation"] for one in table]
    titles: dict[str, str] = {"rule": "the rule", "forest": "an Isolation Forest"}
    titles |= {str(role): title for role, title in ROLES.items()}
    for role, rows in found.reached.items():
        cells = [str(row[titles[role]]) for row in last]
        assert rows == sum(int(cell.split(" of ")[0]) for cell in cells)
    assert cards[5].number == f"{found.reached['common']} of {found.rows}"
    above = [str(cell) for one in table for cell in one["an Isolation Forest"][:-1]]
    beyond = sum(float(cell.split("(")[1].split()[0]) > 1 for cell in above)
    assert found.above == beyond
    assert (f"above {beyond} more" in cards[5].title) == (beyond > 0)


def test_without_a_confirmation_the_page_says_which_record_it_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("replication.front_page.recovered.confirmations", dict)
    with pytest.raises(InputError, match="a record of recovered_settings"):
        recovered()
