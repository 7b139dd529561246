"""Parameters of notebooks: those a page has, of the types they have."""

import re
from typing import Any

import pytest

from rdo.errors import InputError
from replication.kit import check_parameters

TYPES: dict[str, Any] = {"dataset": str, "seeds": int | None, "noise": float | None}


def page(**injected: Any) -> dict[str, Any]:
    """What a fresh kernel holds after the cell of parameters, and papermill's after it."""
    shell = {"__name__": "__main__", "_ih": [""], "In": [""], "Out": {}, "exit": exit}
    return {**shell, "dataset": "toy", "seeds": None, "noise": None, **injected}


@pytest.mark.parametrize("injected", [{}, {"seeds": 2}, {"noise": 1}, {"dataset": "a"}])
def test_parameters_of_their_types_pass(injected: dict[str, Any]) -> None:
    check_parameters(page(**injected), **TYPES)


@pytest.mark.parametrize(
    ("injected", "said"),
    [
        ({"seed": 2}, "seed=2: no such parameter; this page has dataset, seeds, noise."),
        ({"table": None}, "table=None: no such parameter"),
        ({"seeds": 2.0}, "seeds=2.0: give a whole number or null."),
        ({"seeds": True}, "seeds=True: give a whole number or null."),
        ({"seeds": "2"}, "seeds='2': give a whole number or null."),
        ({"dataset": ["a", "b"]}, "dataset=['a', 'b']: give a text."),
        ({"dataset": None}, "dataset=None: give a text."),
        ({"noise": float("nan")}, "noise=nan: give a number or null."),
    ],
)
def test_another_name_or_type_is_refused_in_one_sentence(
    injected: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError, match=f"^{re.escape(said)}"):
        check_parameters(page(**injected), **TYPES)


def test_once_checked_the_names_of_later_cells_are_none_of_its_business() -> None:
    namespace = page()
    check_parameters(namespace, **TYPES)
    namespace |= {"columns": {"f1": "F1"}, "seeds": 2.5}
    with pytest.raises(InputError, match=r"^seeds=2\.5"):
        check_parameters(namespace, **TYPES)
