"""Records of explorations made up for tests."""

from dataclasses import replace

from replication.kit import Result
from replication.kit.labels import METHODS
from replication.kit.tables import printed_values
from replication.ledger import Arm, Record
from replication.recovered_settings.config import Config, arm_name, trained
from replication.recovered_settings.readings import Reading

ROWS, GLOROT = frozenset({"rows"}), frozenset({"glorot"})
TEST = frozenset({"test_mixture"})
CONFIG = Config(("rule", "glorot", "rows"), paired=0, part_of_steps=4)


def made_up(result: Result, part: str, gaps: dict[Reading, float]) -> Record:
    """A record in which a reading misses every printed mean by so many printed deviations."""
    arms: dict[str, Arm] = {}
    for reading, gap in gaps.items():
        for table in CONFIG.tables:
            printed = printed_values(table, part, "f1")
            for method in METHODS:
                claim = printed[method]
                assert claim.spread is not None
                value = claim.value + gap * claim.spread
                name = arm_name(table, method, trained(CONFIG, table, part, method, reading))
                metrics: dict[str, list[float | None]] = {
                    "f1": [value, value],
                    "f1_test_mixture": [claim.value, claim.value],
                }
                arms.setdefault(name, Arm(metrics))
    config = {
        "readings": list(CONFIG.readings or ()),
        "paired": 0,
        "part_of_steps": 4,
        "tables": list(CONFIG.tables),
    }
    return replace(result.record, dataset=part, arms=arms, config=config, arrays=None)
