"""Table 3 of the RaDOGAGA paper: the smaller latents that Table 4 was made with."""

from functools import partial

from replication.kit.anomaly.config import Row
from replication.kit.anomaly.config import configure as configure_rows

__all__ = ["ROWS", "configure"]

ROWS = {
    # widths, latent, components; (lambda1, lambda2) for h(d) = d and for log d; epochs, batch
    "thyroid": Row((12, 4), 1, 2, (1000, 10000), (100, 10000), 20_000, 1024),
    "arrhythmia": Row((10,), 2, 2, (1000, 100), (1000, 100), 10_000, 128),
    "kddcup": Row((60, 30), 1, 4, (100, 100), (100, 1000), 200, 1024),
    "kddcup_rev": Row((60, 30), 1, 2, (100, 100), (100, 1000), 400, 1024),
}

configure = partial(configure_rows, ROWS)
