"""Progress on a terminal, silence elsewhere."""

from tqdm import tqdm

from rdo.terminal import is_watched

__all__ = ["progress_bar"]


def progress_bar(total: int, label: str) -> "tqdm[int]":
    """A bar over ``total`` steps, if it has a label.

    Quiet in book builds, pipes and tests, where no terminal is.
    """
    hidden = not (label and is_watched())
    return tqdm(total=total, desc=label, disable=hidden, leave=False, unit="step")
