"""What every test shares: data that may be absent, and property tests without a time limit."""

import pytest
from hypothesis import settings

from rdo.datasets import find

# A busy machine is no reason to fail.
settings.register_profile("rdo", deadline=None)
settings.load_profile("rdo")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "needs_data(name, ...): skip unless the files of these data sets are here"
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs_data"):
        for name in marker.args:
            if find(name) is None:
                pytest.skip(f"data set {name!r} is not here: rdo data {name} --fetch")
