"""What text looks like."""

import numpy as np
import pytest

from rdo.detectors.written import (
    are_numbers,
    is_date,
    look_like_thousands,
    number_of,
    stands_for_nothing,
)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("2024-01-02", True),
        ("2024-01-02T03:04:05+01:00", True),
        ("1/2/24", True),
        ("13:45", True),
        ("04-Mar-2024", True),
        ("Mon 04.03.2024", True),
        ("04. M\u00e4rz 2024", True),
        ("Mar 4, 2024 10:30", True),
        ("Montag, 4.3.2024", True),
        ("2024 Dec 4", True),
        ("1.5", False),
        ("20240102", False),
        ("2024-01", False),
        ("a 2024-01-02", False),
        ("Mon", False),
        ("May", False),
        ("3 maple 20", False),
        ("3 market 20", False),
        ("4 June 2024", True),
        ("Okt 4 2024", True),
    ],
)
def test_dates_and_times_are_known(text: str, right: bool) -> None:
    assert is_date(text) == right


@pytest.mark.parametrize(
    ("texts", "right"),
    [
        (["0.35 mg/l", "0.4 mg/l"], True),
        (["3 m3/h", "4.5 m3/h", "1e3 m3/h"], True),
        (["3 m\u00b3/h", "4 m\u00b3/h"], True),
        (["300 \u00b5S/cm", "4 \u00b5S/cm"], True),
        (["20 \u00b0C", "-1 \u00b0C"], True),
        (["<0.05", "<0.1", ">=3"], True),
        (["1,200.5", "2'000", "\u20ac 3"], True),
        (["5 mg"] * 19 + ["?"], True),
        (["\u00a5500", "3 \u2030"], True),
        (["3 kg*m^2", "4 kg*m^2"], True),
        (["4x4", "6x4", "4x2"], False),
        (["1Q2024", "2Q2024"], False),
        (["12V-DC", "24V-DC"], False),
        (["1st"] * 95 + ["2nd"] * 5, False),
        (["<=50K", ">50K"], False),
        (["<0.05"], False),
        (["5 mg"] * 8 + ["5 ml"] * 2, False),
        (["4WD", "2nd"], False),
        (["10.0.0.1", "10.0.0.2"], False),
        (["1-2", "3-4"], False),
        (["A1", "B2"], False),
        (["", "x"], False),
    ],
)
def test_numbers_with_marks_limits_or_one_unit_are_numbers(texts: list[str], right: bool) -> None:
    assert are_numbers(texts) == right


def test_limits_beside_numbers_are_numbers() -> None:
    assert are_numbers(["<0.05"] * 3, beside_numbers=True)


def test_long_text_is_read_in_a_moment() -> None:
    for text in ("1" * 10_000 + "!", "1 " + "a/" * 10_000 + "!", "mon" + " " * 10_000 + "!"):
        assert not are_numbers([text])
        assert not is_date(text)


def test_a_name_does_not_depend_on_decimals_that_are_zero() -> None:
    pairs = {
        "101": "101",
        "101.0": "101",
        "-7.00": "-7",
        "007.0": "007",
        "1.5": "1.5",
        "a.0": "a.0",
    }
    assert {text: number_of(text) for text in pairs} == pairs


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["641", "918", "1.213", "702"], "1.213"),
        (["641", "918", "1.21", "1.213"], ""),  # it has two digits somewhere
        (["0.641", "0.918", "1.213", "2"], ""),
        (["150", "120", "0.512"], ""),  # no thousands begin with zero
        (["641", "918"], ""),
        (["+-5", "1.213"], ""),
        (["1.213", "1.415"], ""),
    ],
)
def test_points_between_thousands_are_suspected(texts: list[str], found: str) -> None:
    assert look_like_thousands(texts) == found


def test_a_number_in_place_of_a_value_is_far_and_repeats() -> None:
    rng = np.random.default_rng(0)
    heat, flow = rng.normal(20, 2, 100), rng.normal(500, 200, 100)
    assert stands_for_nothing(np.append(heat, [-999.0] * 4)) == (-999.0, 4)
    assert stands_for_nothing(np.append(flow, [9999.0] * 3)) == (9999.0, 3)
    assert stands_for_nothing(np.append(heat, [-1e5] * 3 + [np.nan])) == (-1e5, 3)
    assert stands_for_nothing(np.append(heat, [-999.0] * 2)) is None  # twice may be an accident
    assert stands_for_nothing(np.append(heat, [40.0] * 4)) is None
    assert stands_for_nothing(np.append(flow, [-9999999.0] * 3)) == (-9999999.0, 3)
    pump = rng.normal(100, 3, 60)
    assert stands_for_nothing(np.append(pump, [0.0] * 5)) is None  # it stands still
    assert stands_for_nothing(np.append(pump, [-500.0] * 40)) is None  # a state of its own
    assert stands_for_nothing(rng.poisson(1.0, 100).astype(float)) is None
    assert stands_for_nothing(np.repeat([0.0, 1.0, 999.0], 20)) is None  # few others
    assert stands_for_nothing(np.full(3, np.nan)) is None
