"""Table 2 of the RaDOGAGA paper: the networks that Table 1 was made with."""

from functools import partial

from replication.kit.anomaly.config import Row
from replication.kit.anomaly.config import configure as configure_rows

__all__ = ["ROWS", "configure"]

ROWS = {
    # widths, latent, components; (lambda1, lambda2) for h(d) = d and for log d; epochs, batch
    "thyroid": Row((30, 24), 6, 2, (100, 10000), (100, 1000), 20_000, 1024),
    "arrhythmia": Row((10,), 4, 2, (1000, 100), (1000, 100), 10_000, 128),
    "kddcup": Row((60, 30), 8, 4, (100, 1000), (10, 100), 200, 1024),
    "kddcup_rev": Row((60, 30), 8, 2, (1000, 100), (100, 100), 400, 1024),
    # Not in the paper; here so that everything runs without outside data.
    "breast_cancer": Row((30, 24), 6, 2, (100, 1000), (100, 1000), 1_000, 128),
    "digits": Row((30, 24), 6, 2, (100, 1000), (100, 1000), 200, 128),
}

configure = partial(configure_rows, ROWS)
