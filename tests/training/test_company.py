"""A seed gives the same result alone or in company, on one thread or two, for every model."""

import json
import os
import shutil
import subprocess
import sys

import pytest
import torch

import rdo.models
from rdo.models import Autoencoder, Model
from tests.training.company import COMPANIES, DENSE, IMAGES, trained


def digests(threads: int) -> dict[str, dict[str, str]]:
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
    environment.pop("MKL_CBWR", None)  # which the library sets
    environment["OMP_WAIT_POLICY"] = "PASSIVE"  # or two threads take minutes on a busy processor
    command = [sys.executable, "-m", "tests.training.company"]
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    by_model: dict[str, dict[str, str]] = json.loads(found.stdout)
    return by_model


@pytest.mark.slow
def test_a_seed_is_the_same_bit_for_bit_in_any_company_and_on_one_thread_or_two() -> None:
    one, two = digests(1), digests(2)
    differing = {
        name: (one[name], two[name])
        for name in DENSE
        if len({*one[name].values(), *two[name].values()}) > 1
    }
    assert not differing


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("g++") is None, reason="no C++ compiler for the step")
@pytest.mark.parametrize("name", ["radogaga", "ebae_plane"])
def test_compiled_code_gives_a_lone_seed_the_same_bits(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At one place among the replicas, on the threads there are."""
    monkeypatch.setattr("rdo.training.step._COMPILE_PAYS", 1)
    alone, company = (trained(DENSE[name], seeds, steps=5) for seeds in ([3], [3, 8, 5]))
    assert all(torch.equal(*pair) for pair in zip(alone, company, strict=True))


@pytest.mark.parametrize("name", DENSE)
def test_a_seed_is_the_same_in_any_company_whatever_mkls_setting(name: str) -> None:
    """To 1e-9 in float64: MKL's last bits depend on where a matrix lies in memory."""
    reference = trained(DENSE[name], COMPANIES["among ten"], double=True)
    for who in ("alone", "at another place"):
        for ours, theirs in zip(
            trained(DENSE[name], COMPANIES[who], double=True), reference, strict=True
        ):
            torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", IMAGES)
def test_a_seed_of_convolutions_is_the_same_in_any_company_to_1e_9(name: str) -> None:
    """Not bit for bit: oneDNN sums a kernel's gradient otherwise for groups and more threads."""
    build, shape = IMAGES[name]
    alone, company = (
        trained(build, seeds, shape, double=True, steps=3, rows=60) for seeds in ([3], [2, 3])
    )
    for ours, theirs in zip(alone, company, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-9, atol=1e-9)


def test_no_model_is_left_out() -> None:
    exported = {getattr(rdo.models, name) for name in rdo.models.__all__}
    models = {one for one in exported if isinstance(one, type) and issubclass(one, Model)}
    tried = {type(build()) for build in DENSE.values()} | {Autoencoder}
    abstract = {one for one in models if any(issubclass(other, one) for other in tried)}
    assert models == abstract
