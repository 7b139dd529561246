"""The numbers of the page on readings of what the paper leaves open."""

import numpy as np

from rdo.datasets import load
from replication import table1
from replication.kit.labels import METHODS
from replication.ledger import read_arrays
from replication.ledger.evidence import LEVEL
from replication.recovered_settings import explored
from replication.recovered_settings.choice import best, tried
from replication.recovered_settings.config import (
    ROLES,
    configure,
    name_of,
)
from replication.recovered_settings.confirmed import tabled_rows
from replication.recovered_settings.readings import BASE, DEPARTURES
from tests.notebooks.readings import (
    common,
    confirmed,
    dagmm_ends_below,
    exploration,
    explored_rows,
    forest_as_the_ledger_would,
    loss,
    mean_explored,
    means,
    moved,
    moves,
    order_of_moves,
    reach_of_a_weight,
    reached,
    readings_reaching,
    reproduced,
    rows,
    rule_after,
)
from tests.notebooks.stated import Check, between, equal, true

_A = "arrhythmia"
_D1 = "highest_table1_radogaga_d"
_UNIT_TRAIN = "cosine_distance_and_norm_offset_and_no_dropout_and_glorot_and_unit_train"

STATED: dict[str, Check] = {
    "we explored 52 readings on splits": equal(52, lambda: len(tried(exploration(_A)))),
    "on the twenty splits of the tables": equal(20, lambda: len(confirmed(_A).seeds)),
    "reaches five of six printed means where it was chosen (explored), and two": true(
        lambda: [
            name_of(best(explored())) == "test_mixture_and_unscaled",
            reached(_A, "test_mixture_and_unscaled") == 5,
            sum(row.reached for row in rows(_A, "common")) == 2,
            len(rows(_A, "common")) == 6,
        ]
    ),
    "The rule reaches none": equal(
        0, lambda: sum(row.reached for row in tabled_rows(_A, confirmed(_A)))
    ),
    "is a mean of Table 1 reached": true(
        lambda: [
            not row.reached for role in ROLES for row in rows(_A, role) if row.table == "table1"
        ]
    ),
    "which is within all six": equal(
        6,
        lambda: sum(row.reached for row in tabled_rows(_A, confirmed(_A), "isolation_forest")),
    ),
    "farther from a sample than the": between(
        -20, 0, lambda: [common(_A, method, "variance_explained") for method in METHODS]
    ),
    "then all pairs of the best five": equal(5, lambda: configure("arrhythmia", "reduced").paired),
    "for a quarter of the tables' steps": equal(
        4, lambda: configure("arrhythmia", "reduced").part_of_steps
    ),
    "which makes 52 readings in all; two of them repeat others, for": true(
        lambda: [
            len(tried(exploration(_A))) == 52,
            sum("batch_128" in one for one in tried(exploration(_A))) == 2,
            table1.configure("arrhythmia", "paper").batch_size == 128,
        ]
    ),
    "are of 128 under the rule": equal(
        128, lambda: table1.configure("arrhythmia", "paper").batch_size
    ),
    "on the twenty splits of Tables": equal(20, lambda: len(confirmed(_A).seeds)),
    "The 452 samples are not": equal(452, lambda: len(load("arrhythmia").X)),
    "the rule reaches one mean of Arrhythmia": equal(1, lambda: reached(_A, "rule")),
    "in the file reach four, explored": equal(4, lambda: reached(_A, "unscaled")),
    "and five if the mixture is of": equal(5, lambda: reached(_A, "test_mixture_and_unscaled")),
    "reaches five if columns are scaled": equal(5, lambda: reached(_A, _UNIT_TRAIN)),
    "the farthest of all, none reached": true(
        lambda: [reached(_A, "standard") == 0, reached(_A, "standard_train") == 0]
    ),
    "the mean of squared errors, the mixture and PyTorch's start": true(
        lambda: [order_of_moves(_A)[:3] == ["mean_error", "test_mixture", "pytorch"]]
    ),
    "changes nothing, and the jitter a hundredth or so": true(
        lambda: [
            moves(_A, "norm_offset") < 0.002,
            max(
                abs(one.mean - rule.mean)
                for one, rule in zip(
                    explored_rows(_A, "small_jitter"), explored_rows(_A, "rule"), strict=True
                )
            )
            < 0.0125,
        ]
    ),
    "the rarest, explored, by six of the 52": true(
        lambda: [min(readings_reaching(_A)) == 6, len(tried(exploration(_A))) == 52]
    ),
    "under four ways to scale": equal(4, lambda: len(("rule", "unscaled", "rows", "standard"))),
    "chosen for five means that it reached, explored, on five splits": true(
        lambda: [
            reached(_A, "test_mixture_and_unscaled") == 5,
            exploration(_A).seeds == list(range(1_000, 1_005)),
        ]
    ),
    "the twenty others one of these is left, RaDOGAGA(d) in Table 4, and": true(
        lambda: [
            confirmed(_A).seeds == list(range(20)),
            [(r.table, r.method) for r in rows(_A, "common") if r.reached]
            == [("table4", "dagmm"), ("table4", "radogaga_d")],
            explored_rows(_A, "test_mixture_and_unscaled")[3].gap > 1,
        ]
    ),
    "asks for the whole 90 % interval": equal(0.9, lambda: LEVEL),
    "one of the six is reproduced": equal(1, lambda: reproduced(_A, "common")),
    "two under the readings that were highest": equal(2, lambda: reproduced(_A, "highest")),
    "it would have four of them": equal(4, lambda: forest_as_the_ledger_would(_A)),
    "0.010 and 0.015 less on the twenty": true(
        lambda: [
            abs(mean_explored(_A) - rule_after(_A, 4_000) - 0.010) < 5e-4,
            abs(mean_explored(_A) - rule_after(_A, 6_000) - 0.015) < 5e-4,
        ]
    ),
    "After 4,000 and after 6,000 steps, on either side of the 5,000": equal(
        5_000, lambda: read_arrays(exploration(_A))["table1_dagmm_rule_at"][-1]
    ),
    "mean over the six; and by the end of its training, four times as long, 0.027": true(
        lambda: [abs(loss(_A, None) - 0.027) < 5e-4, rule_after(_A, 20_000) == rule_after(_A, -1)]
    ),
    "The best reading loses 0.040 from": between(0.0395, 0.0405, lambda: loss(_A, "common")),
    "highest for each 0.058. It falls most": between(0.0575, 0.0585, lambda: loss(_A, "highest")),
    "from 0.519 explored to 0.436 confirmed": true(
        lambda: [
            abs(confirmed(_A).arms[_D1].finished("f1").mean() - 0.436) < 5e-4,
            abs(explored_rows(_A, _UNIT_TRAIN)[1].mean - 0.519) < 5e-4,
        ]
    ),
    "below the best reading's 0.493": between(0.4925, 0.4935, lambda: rows(_A, "common")[1].mean),
    "milliseconds side by side, up to several hundred": between(
        300, 1_000, lambda: load("arrhythmia").X.max()
    ),
    "in RaDOGAGA's training by 3 in all": equal(3, lambda: reach_of_a_weight(_A, warm_up=True)),
    "1 of them in the warm-up at ten times the rate": true(
        lambda: [
            reach_of_a_weight(_A, warm_up=True) - reach_of_a_weight(_A, warm_up=False) == 1,
            (rule := table1.configure(_A, "paper")).warm_up_learning_rate
            == 10 * rule.learning_rate,
        ]
    ),
    "and in DAGMM's by 2": equal(2, lambda: reach_of_a_weight(_A, warm_up=False)),
    "on average less than a twentieth": between(
        0, 0.05, lambda: means(_A, "residual_share", "radogaga_d", "radogaga_log")
    ),
    "within two hundredths of what it was": true(
        lambda: [
            abs(move) < 0.0205
            for move in moved(_A, "radogaga_d", "unscaled") + moved(_A, "radogaga_log", "unscaled")
        ]
    ),
    "rises by 0.11 in Table 1 and by 0.15 in Table 4": true(
        lambda: np.abs(np.array(moved(_A, "dagmm", "unscaled")) - [0.107, 0.145]) < 6e-3
    ),
    "has one mean F1, 0.500": true(
        lambda: [
            abs(row.mean - 0.5) < 5e-4 for row in tabled_rows(_A, confirmed(_A), "isolation_forest")
        ]
    ),
    "a little below where RaDOGAGA was after its warm-up": true(
        lambda: dagmm_ends_below(_A, "unscaled")
    ),
    "then four together that the public DAGMM makes": equal(4, lambda: len(BASE)),
    "0.001 added to norms, no dropout": equal(
        0.001, lambda: DEPARTURES["norm_offset"].fields["norm_offset"]
    ),
    "though it changes four things": equal(4, lambda: len(BASE)),
    "put all but a hundredth": between(0.99, 1, lambda: means(_A, "largest_weight", "dagmm")),
}

DEFINED = (
    "mean F1 of DAGMM and of two RaDOGAGAs",
    "four data sets. Under *the rule*",
    "if ours is within one printed",
)
