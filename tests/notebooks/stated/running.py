"""The numbers of the page on running things oneself, none of which is measured."""

from tests.notebooks.stated import Check

STATED: dict[str, Check] = {}

DEFINED = (
    "with Python 3.11 to 3.13",
    "of one seed on those of another",
    "in every seed and every bit",
    "trainings that all seeds have",
)
