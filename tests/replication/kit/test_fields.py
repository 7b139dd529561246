"""Every configuration of every profile has values that its own fields allow."""

from dataclasses import fields
from typing import Any

import pytest

from replication.finding import find, names
from replication.kit.options import with_options


@pytest.mark.parametrize("name", names())
def test_the_profiles_keep_to_the_fields_limits(name: str) -> None:
    experiment = find(name)
    for part in experiment.parts:
        for profile in ("smoke", "reduced", "paper"):
            config = experiment.configure(part, profile)
            values: dict[str, Any] = {f.name: getattr(config, f.name) for f in fields(config)}
            assert with_options(config, values, name) == config
