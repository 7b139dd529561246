"""What the page on Table 1 says of data and of quoted rows: numbers that are counted."""

from replication.radogaga_printed.config import TABLES, Printed
from tests.notebooks.stated import Check, between, claimed, metric, record, true

__all__ = ["CHECKS"]

_COUNTED = "radogaga_printed"


def _quoted() -> dict[str, dict[str, float]]:
    """By data set and quoted row, how far precision over recall is from the protocol's."""
    return {
        part: {
            name: float(arm.by_seed("ratio_distance")[0])
            for name, arm in record(_COUNTED, part).arms.items()
            if name.endswith("_cited")
        }
        for part in TABLES
    }


def _far() -> list[float]:
    """The distances of more than a hundredth, the least first."""
    return sorted(off for rows in _quoted().values() for off in rows.values() if off > 0.01)


def _halved_together(part: str) -> float:
    """The ratio's standard deviation where the classes are halved together."""
    return float(metric(_COUNTED, part, "data", "ratio_spread")[0])


def _of_rounded(part: str) -> bool:
    """Whether the data at hand have the rows, columns and share of anomalies that are printed."""
    off = [metric(_COUNTED, part, "data", f"{name}_error")[0] for name in ("rows", "columns")]
    share = metric(_COUNTED, part, "data", "percent_error")[0]
    return off == [0, 0] and bool(share < (0.05 if part == "thyroid" else 0.5))


CHECKS: dict[str, Check] = {
    "Thyroid | 3,772 | 6 | hyperfunction, 2.5 % |": true(
        lambda: [
            TABLES["thyroid"] == Printed(3_772, 6, 2.5),
            *(_of_rounded(part) for part in TABLES),
        ]
    ),
    "Arrhythmia | 452 | 274 | eight rare classes, 15 % |": true(
        lambda: [TABLES["arrhythmia"] == Printed(452, 274, 15)]
    ),
    "KDDCup | 494,021 | 121 | normal connections, in the minority there, 20 % |": true(
        lambda: [TABLES["kddcup"] == Printed(494_021, 121, 20)]
    ),
    "KDDCup-rev | 121,597 | 121 | attacks, as many as make 20 %": true(
        lambda: [TABLES["kddcup_rev"] == Printed(121_597, 121, 20)]
    ),
    "Rows, columns and shares of anomalies are as printed": true(
        lambda: [_of_rounded(part) for part in TABLES]
    ),
    "DAGMM and RaDOGAGA have the same number of parameters": true(
        lambda: [
            metric(_COUNTED, part, "dagmm", "parameters")[0]
            == metric(_COUNTED, part, "radogaga_d", "parameters")[0]
            for part in TABLES
        ]
    ),
    "But of thirteen quoted rows seven have a ratio of precision to recall that is farther than a "
    "hundredth from that of this protocol, one of them by a hair": true(
        lambda: [
            sum(len(rows) for rows in _quoted().values()) == 13,
            len(_far()) == 7,
            _far()[0] < 0.011,
            _far()[1] > 0.0125,
        ]
    ),
    "a standard deviation of a tenth from split to split on Thyroid and Arrhythmia": between(
        0.09, 0.12, lambda: [_halved_together(part) for part in ("thyroid", "arrhythmia")]
    ),
    "On KDDCup it has one of 0.003, so that GMVAE's row, which is off by 0.057": true(
        lambda: [
            round(_halved_together("kddcup"), 3) == 0.003,
            round(_quoted()["kddcup"]["gmvae_cited"], 3) == 0.057,
        ]
    ),
    "GMVAE's 0.6353, the best result that the paper quotes, is off by 0.28": true(
        lambda: [
            claimed("radogaga.table1.thyroid.gmvae_cited.f1") == 0.6353,
            0.275 < _quoted()["thyroid"]["gmvae_cited"] < 0.285,
            _quoted()["thyroid"]["gmvae_cited"] > 2.5 * _halved_together("thyroid"),
        ]
    ),
    "within a printed deviation on every data set": true(
        lambda: [metric(_COUNTED, part, "dagmm_small", "from_reported")[0] <= 1 for part in TABLES]
    ),
}
