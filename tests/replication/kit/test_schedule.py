"""Fields that a configuration inherits can be set like its own."""

from dataclasses import dataclass

from replication.kit.options import with_options
from replication.kit.schedule import GridSchedule


@dataclass(frozen=True)
class Config(GridSchedule):
    lambda2: float = 10.0


def test_a_configuration_inherits_the_schedule() -> None:
    config = Config(100, 32, 1e-3, 50, 1e-2)
    longer = with_options(config, {"steps": "200", "lambda2": "1"}, "mine")
    assert longer == Config(200, 32, 1e-3, 50, 1e-2, 1.0)
