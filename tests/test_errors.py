"""What can go wrong, and what its message names."""

import math
from dataclasses import FrozenInstanceError, asdict

import numpy as np
import pytest

from rdo.errors import (
    CorruptDataError,
    DivergenceError,
    Failure,
    InputError,
    MissingDataError,
    check_positive,
    shown,
)


@pytest.mark.parametrize("value", [0, -1.5, math.nan, math.inf, -math.inf, 1e-101, 1e101, True])
def test_the_first_value_that_is_not_positive_is_named(value: float) -> None:
    with pytest.raises(InputError) as error:
        check_positive(sigma=1, weight=value, other=0)
    assert str(error.value) == f"weight={value}: give a positive, finite number, 1e-100 to 1e100."


def test_positive_values_pass() -> None:
    check_positive()
    check_positive(weight=1e-100, count=3, rate=1e100)


@pytest.mark.parametrize(
    "value", ["1", None, [1.0], np.ones(3), 1j, pytest.param(10**5000, id="5001 digits")]
)
def test_what_is_no_number_is_refused_too(value: object) -> None:
    with pytest.raises(InputError, match="weight=") as error:
        check_positive(weight=value)  # type: ignore[arg-type]
    assert len(str(error.value)) < 200


class Silent:
    def __repr__(self) -> str:
        raise RuntimeError


def test_a_value_is_quoted_short_and_on_one_line() -> None:
    assert shown(np.float64(0.5)) == "0.5"
    assert shown("a\nb") == r"'a\nb'"
    assert shown(np.zeros((3, 2))) == "ndarray of shape (3, 2)"
    for value in ("x" * 10_000, 10**5000, Silent(), [["x" * 99] * 99] * 99, "\n" * 500):
        assert "\n" not in shown(value)
        assert len(shown(value)) < 200


@pytest.mark.parametrize("kind", [InputError, MissingDataError, CorruptDataError])
def test_what_a_user_can_mend_is_a_value_error(kind: type[Exception]) -> None:
    """Callers that know nothing of this library, scikit-learn's among them, catch that."""
    assert issubclass(kind, InputError)
    assert issubclass(kind, ValueError)


def test_a_chain_that_diverged_is_no_wrong_input() -> None:
    assert issubclass(DivergenceError, ArithmeticError)
    assert not issubclass(DivergenceError, InputError)


def test_a_failure_is_a_value() -> None:
    failure = Failure(seed=3, step=17, cause="the gradient is not finite")
    assert failure == Failure(**asdict(failure))
    with pytest.raises(FrozenInstanceError):
        failure.step = 18  # type: ignore[misc]
