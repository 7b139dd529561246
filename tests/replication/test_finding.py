"""Experiments are found by walking the package, and nothing else knows their names."""

import subprocess
import sys
from pathlib import Path

import pytest

from rdo.errors import InputError
from replication.finding import find, names
from replication.kit import Experiment
from replication.ledger import REPOSITORY, load_claims, read_record, scoreboard

COINS = """
paper = "coins"
[[statements]]
place = "Section 1"
slug = "section1"
experiment = "coin"
[[statements.claim]]
id = "fair.throws.distance"
says = "Heads are half"
at_most = 0.01
"""


def test_a_folder_with_a_configuration_is_an_experiment() -> None:
    folders = {path.parent.name for path in (REPOSITORY / "replication").glob("*/config.py")}
    assert set(names()) == folders >= {"table1", "ebae_2d"}
    with pytest.raises(InputError, match=r"experiment='table9': known are analytic_h, .*table1"):
        find("table9")


@pytest.mark.parametrize("name", names())
def test_every_experiment_keeps_the_contract(name: str) -> None:
    experiment = find(name)
    assert isinstance(experiment, Experiment)
    assert experiment.name == name
    assert set(experiment.deterministic) <= set(experiment.parts)
    assert experiment.default is None or experiment.default in experiment.parts
    folder = REPOSITORY / "replication" / name
    assert {"__init__.py", "config.py", "run.py"} <= {path.name for path in folder.iterdir()}
    for part in experiment.parts:
        for profile in ("smoke", "reduced", "paper"):
            config, run = experiment.plan(part, profile)
            assert type(config).__dataclass_params__.frozen
            assert (run.part, run.profile, run.variant) == (part, profile, "")


@pytest.mark.parametrize("name", names())
def test_every_arm_of_a_stored_record_and_of_a_claim_has_a_label(name: str) -> None:
    labels = find(name).labels
    for path in (REPOSITORY / "results" / name).glob("*/*.json"):
        assert set(read_record(path).arms) <= set(labels), path
    # A paper's quoted rows are of methods that nobody runs here.
    own = (c for c in load_claims() if c.experiment == name and not c.quoted)
    claimed = {arm for c in own for arm in filter(None, (c.method, c.minus))}
    assert claimed <= set(labels)


def test_a_claim_on_an_experiment_that_is_not_there_yet_is_not_run(tmp_path: Path) -> None:
    # By a name that nobody gives who follows CONTRIBUTING.md.
    (tmp_path / "coins.toml").write_text(COINS.replace('"coin"', '"not_there_yet"'))
    (judgement,) = scoreboard(tmp_path)
    assert judgement.claim.experiment not in names()
    assert (judgement.verdict, judgement.reason) == (
        "not run",
        "There is no experiment not_there_yet yet.",
    )


def test_the_experiment_of_every_claim_is_there() -> None:
    claimed = {claim.experiment for claim in load_claims()}
    assert claimed <= set(names())


def test_whatever_has_a_record_is_an_experiment_that_exists() -> None:
    run = {one.claim.experiment for one in scoreboard() if one.record is not None}
    assert run <= set(names())


def _loaded(code: str) -> set[str]:
    """Names of all modules after some code in a fresh interpreter."""
    code += "\nimport sys; print(' '.join(sys.modules))"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return set(answer.stdout.splitlines()[-1].split())


def _typed(*words: str) -> str:
    return (
        "from typer.testing import CliRunner\nfrom rdo.cli import app\n"
        f"assert CliRunner().invoke(app, {list(words)}).exit_code == 0"
    )


def test_help_and_scoreboard_load_no_more_than_they_need() -> None:
    for_help = _loaded(_typed("--help")) | _loaded(_typed("run", "--help"))
    assert not {"torch", "matplotlib", "seaborn", "pandas"} & for_help
    assert not {"matplotlib", "seaborn"} & _loaded(_typed("scoreboard"))


def test_only_the_experiment_asked_for_is_loaded() -> None:
    loaded = _loaded("from replication.finding import find; find('ebae_2d')")
    assert "replication.ebae_2d" in loaded
    assert not {f"replication.{name}" for name in names() if name != "ebae_2d"} & loaded
