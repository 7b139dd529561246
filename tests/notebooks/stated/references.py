"""The numbers of the page of references."""

from tests.notebooks.stated import Check

STATED: dict[str, Check] = {}

DEFINED = ("Three of the five were read",)
