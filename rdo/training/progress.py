"""Progress on a terminal, silence elsewhere."""

import sys

from tqdm import tqdm

__all__ = ["progress_bar"]


def progress_bar(total: int, label: str) -> "tqdm[int]":
    """A bar over ``total`` steps; quiet in book builds, pipes and tests, where no terminal is."""
    return tqdm(total=total, desc=label, disable=not sys.stderr.isatty(), leave=False, unit="step")
