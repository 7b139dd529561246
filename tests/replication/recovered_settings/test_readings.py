"""The space of readings."""

from itertools import combinations

import pytest

from rdo.errors import InputError
from replication.kit.anomaly.config import Config as TableConfig
from replication.recovered_settings.readings import (
    BASE,
    DEPARTURES,
    RULE,
    SINGLES,
    TEST_MIXTURE,
    known_reading,
    pairs_of,
    titled,
)


@pytest.mark.parametrize("name", list(DEPARTURES))
def test_a_departure_sets_fields_that_there_are_and_says_who_does_it(name: str) -> None:
    departure = DEPARTURES[name]
    known = {*TableConfig.__dataclass_fields__, "start"}
    assert set(departure.fields) <= known
    assert departure.fields or name == TEST_MIXTURE
    assert departure.who
    assert departure.title


def test_departures_of_one_group_set_the_same() -> None:
    for one, other in combinations(DEPARTURES.values(), 2):
        shared = set(one.fields) & set(other.fields)
        assert bool(shared) == (one.group == other.group), (one, other)


def test_the_rule_comes_first_then_every_departure_then_the_base() -> None:
    assert SINGLES[0] == RULE
    assert SINGLES[-1] == BASE
    assert [set(one) for one in SINGLES[1:-1]] == [{name} for name in DEPARTURES]


def test_pairs_join_what_does_not_exclude_each_other() -> None:
    a, b, c = (frozenset({name}) for name in ("glorot", "pytorch", "rows"))
    assert pairs_of([a, b, c]) == [a | c, b | c]
    assert pairs_of([RULE, a]) == []
    assert pairs_of([BASE, a, c]) == [BASE | c, a | c]


def test_an_unknown_or_impossible_reading_is_refused() -> None:
    with pytest.raises(InputError, match="departure 'colour': known are cosine_distance"):
        known_reading(frozenset({"colour"}))
    with pytest.raises(InputError, match="departures rows and standard: give one of them"):
        known_reading(frozenset({"rows", "standard"}))


def test_titles_name_the_base_as_one() -> None:
    assert titled(RULE) == "the rule"
    assert titled(frozenset({"rows", "glorot"})) == "Glorot's start, rows to length 1"
    assert titled(BASE | {"rows"}) == "the authors' base, rows to length 1"
