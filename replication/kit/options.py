"""The options that every experiment has in common."""

from collections.abc import Mapping
from typing import Literal

from rdo.errors import InputError
from replication.ledger import PROFILES

__all__ = ["Start", "check_options"]

Start = Literal["gauge", "glorot"]
"""Where RaDOGAGA starts: with the gauge fixed, or from Glorot's weights."""


def check_options(
    profile: str, start: str, seeds: int | None, own: Mapping[str, int]
) -> tuple[int, ...]:
    """The seeds of a run, once its options are known to be usable.

    Parameters
    ----------
    profile, start
        As given by the user.
    seeds
        Number of seeds; None for the profile's own.
    own
        Number of seeds of each profile.

    Raises
    ------
    InputError
        If a name is unknown, or ``seeds`` is not a whole number of at least 1.
    """
    if profile not in PROFILES:
        raise InputError(f"profile={profile!r}: known are {', '.join(PROFILES)}.")
    if start not in ("gauge", "glorot"):
        raise InputError(f"start={start!r}: give 'gauge' or 'glorot'.")
    count = own[profile] if seeds is None else seeds
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise InputError(f"seeds={count!r}: give a whole number, at least 1.")
    return tuple(range(count))
