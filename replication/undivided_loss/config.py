"""Which weights the undivided loss is trained with."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import MinLen

from replication.kit.anomaly import config as anomaly
from replication.kit.fields import Positive, check_rising
from replication.kit.labels import LAMBDA, METHODS
from replication.kit.run import Run
from replication.table1 import ROWS
from replication.table1 import configure as configure_table1

__all__ = ["DIVIDED", "LABELS", "Config", "configure", "trainings", "undivided_name"]

DIVIDED = ("radogaga_d", "radogaga_log")
"""As Table 1 has them."""


@dataclass(frozen=True)
class Config(anomaly.Config):
    """That of Table 1, and the weights of the undivided loss."""

    weights_tried: Annotated[tuple[Positive, ...], MinLen(1)] = (1.0,)
    """Of the one distortion, a training each."""

    def __post_init__(self) -> None:
        """Refuse weights that do not rise, or one that is given twice."""
        check_rising("option weights_tried", self.weights_tried)


def configure(part: str, profile: str) -> Config:
    """The configuration of a profile, which is that of Table 1.

    The undivided loss is trained once with each weight that Table 2 prints for the data set, of
    either term and for either h.
    """
    row = ROWS[part]
    printed = sorted({*row.lambdas_d, *row.lambdas_log})
    return Config(**vars(configure_table1(part, profile)), weights_tried=tuple(printed))


def undivided_name(weight: float) -> str:
    """Of the arm that is trained with the undivided loss of this weight."""
    text = str(int(weight)) if weight == int(weight) else repr(weight)
    return f"undivided_{text.replace('.', '_').replace('-', 'm')}"


def trainings(config: Config, run: Run) -> tuple[str, ...]:
    """Those of the divided loss, then those of the undivided one."""
    return (*DIVIDED, *map(undivided_name, config.weights_tried))


LABELS = {name: METHODS[name] for name in DIVIDED} | {
    undivided_name(weight): f"undivided, {LAMBDA} = {weight:,g}"
    for weight in sorted({w for row in ROWS.values() for w in (*row.lambdas_d, *row.lambdas_log)})
}
