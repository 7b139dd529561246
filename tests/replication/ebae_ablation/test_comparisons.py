"""The remarks under Table 3, from records of its rows."""

from dataclasses import replace
from pathlib import Path

import pytest

from rdo.errors import InputError
from replication.ebae_ablation import ROWS
from replication.kit import Result, run_experiment
from replication.ledger import load_claims, write_record


@pytest.fixture
def results(tmp_path: Path, first: Result) -> Path:
    """A folder with a record of every row, of invented AUCs."""
    for number, (name, row) in enumerate(ROWS.items()):
        arms = dict(first.record.arms)
        auc: list[float | None] = [0.5 + number / 100, 0.7 + number / 50]
        steps = {"latent_steps": row.latent_steps, "visible_steps": 50}
        arms["ebae"] = replace(arms["ebae"], metrics={"auc": auc}, config={"chains": steps})
        record = replace(first.record, dataset=name, profile="reduced", variant="", arms=arms)
        write_record(record, tmp_path)
    return tmp_path


def test_comparisons_take_rows_from_each_other_seed_by_seed(results: Path) -> None:
    record = run_experiment("ebae_ablation", dataset="comparisons", results=results).record
    sphere = record.arms["sphere"]
    assert sphere.by_seed("difference") == pytest.approx([-0.05, -0.10])  # No. 1 less No. 6
    assert sphere.by_seed("distance") == pytest.approx([0.05, 0.10])
    assert record.arms["memory"].by_seed("saving") == pytest.approx([100 / 60, 100 / 60])
    claimed = {
        (c.method, c.metric)
        for c in load_claims()
        if c.experiment == "ebae_ablation" and c.dataset == "comparisons"
    }
    assert claimed == {(m, k) for m, k in claimed if k in record.arms[m].metrics}
    assert {method for method, _ in claimed} == set(record.arms)


def test_comparisons_read_the_folder_of_their_own_run(results: Path, tmp_path: Path) -> None:
    options = {"dataset": "comparisons", "profile": "reduced", "seeds": 2}
    kept = run_experiment("ebae_ablation", results=results, **options).record  # type: ignore[arg-type]
    assert kept.arms["sphere"].by_seed("difference") == pytest.approx([-0.05, -0.10])
    with pytest.raises(InputError, match=r"config1 has no record with these"):
        run_experiment("ebae_ablation", results=tmp_path / "empty", **options)  # type: ignore[arg-type]


def test_comparisons_of_seeds_that_no_record_has_are_refused(results: Path) -> None:
    with pytest.raises(InputError, match=r"seeds=\[0, 1, 2\]: config1 has no record with these"):
        run_experiment("ebae_ablation", dataset="comparisons", seeds=3, results=results)
