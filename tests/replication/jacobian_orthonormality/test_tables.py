"""The tables of Appendix A show what was measured."""

from dataclasses import replace

import numpy as np

from replication.jacobian_orthonormality.tables import steps_to_the_size
from tests.replication.ledger.examples import make_record


def test_a_size_counts_from_where_it_stays() -> None:
    at = np.array([0, 50, 100, 150])
    sizes = {
        "printed_d": [90, 1.1, 40, 3],  # once right, and lost again
        "printed_log": [90, 3, 1.9, 1.5],
        "gauge_d": [1, 1, 1.2, 1.3],
        "gauge_log": [1, 2.5, 1.4, 1.4],
    }
    arrays = {f"{name}_at": at for name in sizes}
    arrays |= {f"{name}_median": np.tile(np.array(v)[:, None], 3) for name, v in sizes.items()}
    record = replace(make_record({"gauge_d": [1.0]}), config={"warm_up_steps": 10})
    table = steps_to_the_size(record, arrays)
    assert table.index.tolist() == ["h(d) = d", "h(d) = log d"]
    assert table["Glorot's start"].tolist() == ["not within 150", "100"]
    assert table["gauge fixed"].tolist() == ["10", "110"]  # the warm-up of ten steps counted
