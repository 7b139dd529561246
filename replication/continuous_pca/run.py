"""Section 4.2 and Appendix B of the RaDOGAGA paper: the factorised prior and "continuous PCA"."""

from replication.continuous_pca import gaussian, sheet
from replication.continuous_pca.config import CurvedNetworks, StraightNetworks
from replication.kit import Outcome, Run

__all__ = ["run"]


def run(config: StraightNetworks | CurvedNetworks, run: Run) -> Outcome:
    """Run one part; for its arms and arrays see the ``measure`` of the modules beside this one."""
    if isinstance(config, StraightNetworks):
        return gaussian.measure(config, run)
    return sheet.measure(config, run)
