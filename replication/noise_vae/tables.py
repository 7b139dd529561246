"""Tables of the noise-fitting paper's runs on MNIST."""

from dataclasses import replace

import pandas as pd

from replication.kit.tables import results_table
from replication.ledger import Record
from replication.noise_vae.config import HEADINGS

__all__ = ["chosen_settings"]

_CHOSEN = (
    "fixed_0_001", "fixed_0_004", "fixed_0_012", "fixed_0_1",
    "learnt_beta1", "learnt_beta8", "learnt_beta18", "mixture", "network",
)  # fmt: skip


def chosen_settings(record: Record) -> pd.DataFrame:
    """Of the two sweeps the settings that are trained as long as printed, and the other noises."""
    arms = {name: arm for name, arm in record.arms.items() if name in _CHOSEN}
    return results_table(replace(record, arms=arms), HEADINGS)
