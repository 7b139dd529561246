"""Adds Table 1's numbers up."""

import numpy as np

from replication.ebae_data.config import PRINTED, SETS, Config, Split
from replication.kit import Outcome, Run
from replication.ledger import Data

__all__ = ["missing", "run"]


def run(config: Config, run: Run) -> Outcome:
    """Compare a row of Table 1 with the numbers of the data set.

    ``images_missing`` of arm ``printed`` is :func:`missing`; of SVHN ``images`` has it with two
    digits of the test set's size in each other's place.
    """
    split, published = PRINTED[run.part], SETS[run.part]
    arms = {"printed": run.arm({"images_missing": missing(split, *published)})}
    if run.part == "svhn":
        right = split._replace(test=_second_and_third_digit_swapped(split.test))
        arms["images"] = run.arm({"images_missing": missing(right, *published)})
    return Outcome(arms, Data.of(run.part, np.array([split])))


def _second_and_third_digit_swapped(number: int) -> int:
    digits = str(number)
    return int(digits[0] + digits[2] + digits[1] + digits[3:])


def missing(split: Split, training: int, test: int | None) -> int:
    """By how many images the parts differ from the whole.

    Training and validation are compared with what is published for training, and test with test,
    and the larger difference counts; where nothing is published for tests, all three are added.
    """
    if test is None:
        return abs(sum(split) - training)
    return max(abs(split.training + split.validation - training), abs(split.test - test))
