"""Appendix D of the RaDOGAGA paper: what h(d) = d and h(d) = log d do to a small model."""

from replication.analytic_h import curved, gaussian, linear
from replication.analytic_h.config import ClosedForms, CurvedNetworks, StraightNetworks
from replication.kit import Outcome, Run

__all__ = ["run"]


def run(config: ClosedForms | StraightNetworks | CurvedNetworks, run: Run) -> Outcome:
    """Run one part; for its arms and arrays see the ``measure`` of the modules beside this one."""
    if isinstance(config, ClosedForms):
        return linear.measure(config, run)
    if isinstance(config, StraightNetworks):
        return gaussian.measure(config, run)
    return curved.measure(config, run)
