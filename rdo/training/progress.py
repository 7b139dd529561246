"""Progress on a terminal, silence elsewhere."""

import sys

from tqdm import tqdm

__all__ = ["progress_bar"]


def progress_bar(total: int, label: str) -> "tqdm[int]":
    """A bar over ``total`` steps; quiet in book builds, pipes and tests, where no terminal is."""
    return tqdm(total=total, desc=label, disable=not _terminal(), leave=False, unit="step")


def _terminal() -> bool:
    """Whether somebody sees standard error, which may be closed, or None."""
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):
        return False
