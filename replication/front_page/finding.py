"""What a finding of the front page consists of."""

from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.figure import Figure

__all__ = ["Finding"]


@dataclass(frozen=True)
class Finding:
    """One finding, as a card on the front page."""

    name: str
    """Of its figure's file."""
    title: str
    number: str
    """The one that it rests on."""
    meaning: str
    """What that number is."""
    text: str
    """In a few sentences, formulas between dollar signs."""
    chapter: str
    """The notebook that has the whole story."""
    draw: Callable[[], Figure]
    alt: str
    """The figure in words."""
    places: tuple[tuple[str, str], ...] = ()
    """Papers and places in them whose sections of the ledger have the verdicts it counts."""
