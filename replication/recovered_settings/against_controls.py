"""The best reading for all beside controls under the same scaling."""

from dataclasses import replace
from itertools import product

import pandas as pd

from rdo.errors import InputError
from replication.kit.anomaly.config import TABLES, Scaling, Table
from replication.kit.anomaly.tables import paired_differences
from replication.kit.labels import CONTROLS, METHODS
from replication.ledger import Record
from replication.recovered_settings.config import (
    Config,
    confirmed_name,
    in_table,
)
from replication.recovered_settings.confirmed import common_reading
from replication.scaling_alone import arm_name

__all__ = ["PAIRS", "against_controls", "scaling_of"]

PAIRS = list(product(METHODS, CONTROLS))
"""Each method against each control."""


def against_controls(confirmed: Record, alone: Record) -> pd.DataFrame:
    """F1 of the methods under the best reading for all against that of controls, a column a table.

    The controls see the data scaled as that reading scales them. Both are judged on the same
    splits, so the cells are those of
    :func:`~replication.kit.anomaly.tables.paired_differences`: mean difference and p-value.

    Parameters
    ----------
    confirmed
        A confirmation.
    alone
        The record of ``scaling_alone`` on the same data set and seeds.

    Raises
    ------
    InputError
        If they are not of the same data and seeds, or the second lacks the scaling.
    """
    same = (confirmed.data, confirmed.seeds) == (alone.data, alone.seeds)
    scaling = scaling_of(confirmed)
    if not same or scaling not in alone.config["scalings"]:
        raise InputError(
            f"{confirmed.path} and {alone.path} cannot be compared: they must be of the same data "
            f"and seeds, and the second must have scaling={scaling}."
        )
    tables: list[Table] = confirmed.config["tables"]
    found = paired_differences(
        [_joined(confirmed, alone, table, scaling) for table in tables], "f1", PAIRS
    )
    found.columns = pd.Index([TABLES[table] for table in tables])
    return found


def scaling_of(confirmed: Record) -> Scaling:
    """How the best reading for all scales the data."""
    config = Config(None, paired=0, part_of_steps=1)
    table: Table = confirmed.config["tables"][0]
    return in_table(config, table, confirmed.dataset, common_reading(confirmed)).scaling


def _joined(confirmed: Record, alone: Record, table: Table, scaling: Scaling) -> Record:
    """The methods of one record and the controls of the other, as one."""
    methods = {name: confirmed.arms[confirmed_name("common", table, name)] for name in METHODS}
    controls = {name: alone.arms[arm_name(table, name, scaling)] for name in CONTROLS}
    return replace(confirmed, arms=methods | controls)
