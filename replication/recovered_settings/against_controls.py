"""The best reading for all beside what learns nothing under the same scaling."""

from dataclasses import replace
from itertools import product

import pandas as pd

from replication.kit.anomaly.config import Scaling
from replication.kit.anomaly.tables import paired_differences
from replication.kit.labels import CONTROLS, METHODS
from replication.ledger import Record
from replication.recovered_settings.config import HEADINGS, Table, confirmed_name, reading_of
from replication.recovered_settings.readings import DEPARTURES
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
    """
    tables: list[Table] = confirmed.config["tables"]
    found = paired_differences([_joined(confirmed, alone, table) for table in tables], "f1", PAIRS)
    found.columns = pd.Index([HEADINGS[table] for table in tables])
    return found


def scaling_of(confirmed: Record) -> Scaling:
    """How the best reading for all scales the data."""
    (name,) = {one for arm, one in confirmed.config["readings"].items() if arm.startswith("common")}
    found = [DEPARTURES[one].fields.get("scaling") for one in reading_of(name)]
    scaling: Scaling = next((one for one in found if one), "unit")
    return scaling


def _joined(confirmed: Record, alone: Record, table: Table) -> Record:
    """The methods of one record and the controls of the other, as one."""
    scaling = scaling_of(confirmed)
    methods = {name: confirmed.arms[confirmed_name("common", table, name)] for name in METHODS}
    controls = {name: alone.arms[arm_name(table, name, scaling)] for name in CONTROLS}
    return replace(confirmed, arms=methods | controls)
