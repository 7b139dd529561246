"""Tables of the faces' experiment."""

import pandas as pd

from replication.kit.labels import label, ordered
from replication.kit.tables import mean_and_sd, printed_values
from replication.ledger import Arm, Record

__all__ = ["CHANGES", "FACTORS", "NOISE", "PICTURES", "per_pixel"]

NOISE = {
    "sigma2": "variance",
    "sigma2_small": "smaller variance",
    "sigma2_large": "larger variance",
    "weight_small": "weight of the smaller",
}
"""What the noise is, by the measure's name in the record."""

FACTORS = {
    "kl": "D_KL(q(z) || p(z))",
    "normal_factors": "factors of variance above 0.8",
    "influential_factors": "factors of more than 0.5 nats",
}

CHANGES = {
    "used": "factors of more than 0.1 nats",
    "attributes_per_factor": "attributes that one of them changes, median",
    "factors_per_attribute": "of them that change an attribute, median",
}

PICTURES = {"squared_error": "squared error", "detail": "detail"}

_PIXELS = {"yaleb": 192 * 168, "celeba": 3 * 64 * 64}  # of the images that Tables 1 and 2 are of


def per_pixel(record: Record) -> pd.DataFrame:
    """EVLB over the number of pixels and colours, beside the printed one over that of its images.

    So the densities of images of different sizes can be compared, with care: pixels that are means
    of several have less noise.
    """
    own, theirs = record.data.columns, _PIXELS[record.dataset]
    printed = printed_values(record.experiment, record.dataset, "evlb")
    rows = {}
    for name in ordered(record):
        arm = record.arms[name]
        if "evlb" not in arm.metrics:
            continue
        row = {"EVLB": mean_and_sd(arm, "evlb"), "a pixel": _share(arm, "evlb", own)}
        if name in printed:
            row["a pixel, printed"] = f"{printed[name].value / theirs:.2f}"
        if "evlb_test" in arm.metrics:
            row["a pixel, test images"] = _share(arm, "evlb_test", own)
        rows[label(record, name)] = row
    return pd.DataFrame.from_dict(rows, orient="index").fillna("")


def _share(arm: Arm, metric: str, pixels: int) -> str:
    values = [None if v is None else v / pixels for v in arm.metrics[metric]]
    return mean_and_sd(Arm({metric: values}), metric)
