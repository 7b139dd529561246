"""What every test shares: data that may be absent, and property tests without a time limit."""

import os
import signal

import pytest
from hypothesis import settings

from rdo.datasets import find, how_to_get

# A busy machine is no reason to fail.
settings.register_profile("rdo", deadline=None)
settings.load_profile("rdo")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fuzz", type=int, metavar="N", help="examples of each property, for 100")


def pytest_configure(config: pytest.Config) -> None:
    # A shell's background job ignores Ctrl-C and hands that on to what the tests start and
    # interrupt; a process with a handler does not.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if config.getoption("--fuzz"):
        settings.register_profile("fuzz", deadline=None, max_examples=config.getoption("--fuzz"))
        settings.load_profile("fuzz")
    config.addinivalue_line(
        "markers",
        "needs_data(name, ...): skip, or with RDO_REQUIRE_DATA set fail, unless the files are here",
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs_data"):
        for name in marker.args:
            if find(name) is None:
                missing = pytest.fail if os.environ.get("RDO_REQUIRE_DATA") else pytest.skip
                missing(f"data set {name!r} is not here: {how_to_get(name)}")
