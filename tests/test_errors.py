"""What can go wrong, and what its message names."""

import math
from dataclasses import FrozenInstanceError, asdict

import pytest

from rdo.errors import (
    CorruptDataError,
    DivergenceError,
    Failure,
    InputError,
    MissingDataError,
    check_positive,
)


@pytest.mark.parametrize("value", [0, -1.5, math.nan, math.inf, -math.inf])
def test_the_first_value_that_is_not_positive_is_named(value: float) -> None:
    with pytest.raises(InputError) as error:
        check_positive(sigma=1, weight=value, other=0)
    assert str(error.value) == f"weight={value}: give a positive, finite number."


def test_positive_values_pass() -> None:
    check_positive()
    check_positive(weight=1e-300, count=3, rate=1e300)


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
