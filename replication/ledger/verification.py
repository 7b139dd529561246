"""How far reruns of a record have been seen to differ from it."""

from pathlib import Path

__all__ = ["Verification", "find_verification"]


class Verification:
    """Reruns of one record."""

    def difference(self, arm: str, metric: str) -> float:
        """The largest absolute difference seen for a metric of an arm."""
        raise NotImplementedError


def find_verification(
    experiment: str, dataset: str, folder: Path | None = None
) -> Verification | None:
    """Read what reruns of a record have shown, None if there were none."""
