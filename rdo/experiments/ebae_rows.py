"""The rows of Table 3 of the EBAE supplement, as models."""

from dataclasses import dataclass
from types import MappingProxyType

from rdo.models import EBAE, Chains
from rdo.nn import Start as NetworkStart
from rdo.nn import arch28
from rdo.sampling import Langevin

__all__ = ["CONFIGURATIONS", "Row", "build"]


@dataclass(frozen=True)
class Row:
    """A row of Table 3."""

    latent_steps: int
    replay: bool
    sphere: bool
    auc: float
    """As printed."""


CONFIGURATIONS = MappingProxyType(
    {
        "config1": Row(10, replay=True, sphere=True, auc=0.957),
        "config2": Row(0, replay=False, sphere=True, auc=0.839),
        "config3": Row(50, replay=True, sphere=True, auc=0.944),
        "config4": Row(10, replay=False, sphere=True, auc=0.936),
        "config5": Row(50, replay=False, sphere=True, auc=0.952),
        "config6": Row(10, replay=True, sphere=False, auc=0.662),
    }
)
"""The six rows, by name."""


def build(row: Row, width: float, n_latent: int, start: NetworkStart = "pytorch") -> EBAE:
    """EBAE as a row has it, with the chains of Section 3 for Arch28, its parameters at zero."""
    visible_noise = tuple(0.05 / (1 + t) for t in range(50))
    chains = Chains(
        Langevin(0.4, 0.05, sphere=row.sphere),
        row.latent_steps,
        Langevin(20.0, visible_noise, clip=0.01, bounds=(0.0, 1.0)),
        50,
        replay_share=0.95 if row.replay else 0.0,
    )
    networks = arch28(n_latent, width, start=start)
    return EBAE(*networks, n_latent, (1, 28, 28), chains)
