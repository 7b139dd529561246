"""The rows that the front page counts are those of the confirmations."""

from dataclasses import replace
from importlib import import_module

import pytest

from rdo.errors import InputError
from replication.front_page import Finding, findings
from replication.front_page.recovered import recovered
from replication.kit.labels import DATA
from replication.ledger import Judgement
from replication.recovered_settings import confirmations, confirmed_table
from replication.recovered_settings.config import ROLES
from replication.recovered_settings.confirmed import tabled_rows


def test_rows_reached_are_those_of_the_confirmation(cards: tuple[Finding, ...]) -> None:
    found = recovered()
    assert set(found.parts) <= set(DATA)
    table = [confirmed_table(part, record) for part, record in confirmations().items()]
    assert found.rows == sum(len(one) - 1 for one in table)
    last = [one.loc["rows within a deviation"] for one in table]
    titles: dict[str, str] = {"rule": "the rule", "forest": "an Isolation Forest"}
    titles |= {str(role): title for role, title in ROLES.items()}
    for role, rows in found.reached.items():
        cells = [str(row[titles[role]]) for row in last]
        assert rows == sum(int(cell.split(" of ")[0]) for cell in cells)
    assert cards[5].number == f"{found.reached['common']} of {found.rows}"
    forest = [
        row
        for part, record in confirmations().items()
        for row in tabled_rows(part, record, "isolation_forest")
    ]
    for part, record in confirmations().items():
        cell = str(confirmed_table(part, record).loc["rows within a deviation", ROLES["common"]])
        assert f"{cell} on {DATA[part]}" in cards[5].title
        assert cell == "{} of {}".format(*found.parts[part])
    assert found.above == sum(row.mean > row.printed + row.spread for row in forest)


def test_the_card_says_where_a_forest_is_above_the_bands(
    judgements: tuple[Judgement, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    module = import_module("replication.front_page.findings")  # whose name its function has
    stored = recovered()
    for above in (0, 4):
        found = replace(stored, above=above)
        monkeypatch.setattr(module, "recovered", lambda found=found: found)
        text = findings(judgements)[5].text
        assert ("and above 4 others" in text) == (above == 4)


def test_without_a_confirmation_the_page_says_which_record_it_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("replication.front_page.recovered.confirmations", dict)
    with pytest.raises(InputError, match="a record of recovered_settings"):
        recovered()
