"""A detector and its columns in one file."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from rdo.detectors import Columns, DAGMMDetector, RaDOGAGADetector
from rdo.detectors.base import MixtureDetector
from rdo.detectors.model_file import load_model, save_model
from rdo.errors import InputError

ROWS = pd.DataFrame(
    np.random.default_rng(0).normal(size=(30, 2)).round(3), columns=["a", "b"]
).assign(c=["x", "y"] * 15)
COLUMNS = Columns.learn(ROWS, "rows")


def encoded() -> pd.DataFrame:
    return pd.DataFrame(COLUMNS.encode(ROWS, "rows"), columns=COLUMNS.encoded)


@pytest.fixture(scope="module")
def fitted() -> RaDOGAGADetector:
    return RaDOGAGADetector(max_steps=5, n_replicas=1, random_state=0).fit(encoded())


@pytest.mark.parametrize("kind", [RaDOGAGADetector, DAGMMDetector])
def test_both_come_back(kind: type[MixtureDetector], tmp_path: Path) -> None:
    detector = kind(max_steps=5, n_replicas=1, random_state=0).fit(encoded())
    save_model(detector, COLUMNS, tmp_path / "m")
    found, columns = load_model(tmp_path / "m")
    assert type(found) is kind
    assert columns == COLUMNS
    np.testing.assert_allclose(
        found.score_samples(encoded()), detector.score_samples(encoded()), rtol=1e-9
    )
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_the_detector_alone_can_be_read_of_it(fitted: RaDOGAGADetector, tmp_path: Path) -> None:
    save_model(fitted, COLUMNS, tmp_path / "m")
    alone = RaDOGAGADetector.load(tmp_path / "m")
    np.testing.assert_allclose(
        alone.score_samples(encoded()), fitted.score_samples(encoded()), rtol=1e-9
    )


def test_any_flipped_byte_is_noticed(fitted: RaDOGAGADetector, tmp_path: Path) -> None:
    path = tmp_path / "m"
    save_model(fitted, COLUMNS, path)
    content = path.read_bytes()
    rng = np.random.default_rng(1)
    for place in rng.integers(0, len(content), 60):
        damaged = bytearray(content)
        damaged[place] ^= 1 << rng.integers(8)
        path.write_bytes(bytes(damaged))
        with pytest.raises(InputError, match=str(path)):
            load_model(path)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff" * 400, b"\x08" + bytes(7) + b"{}      "])
def test_other_files_are_refused_in_one_sentence(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "m").write_bytes(content)
    with pytest.raises(InputError, match="no model of --save"):
        load_model(tmp_path / "m")


def test_one_that_is_not_there_or_has_no_columns_is_refused(
    fitted: RaDOGAGADetector, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="is not there"):
        load_model(tmp_path / "m")
    fitted.save(tmp_path / "m")
    with pytest.raises(InputError, match=r"without the columns .* RaDOGAGADetector\.load"):
        load_model(tmp_path / "m")
    other = Columns.learn(ROWS.rename(columns={"a": "z"}), "rows")  # as many columns
    save_model(fitted, other, tmp_path / "m")
    with pytest.raises(InputError, match="not those of its detector"):
        load_model(tmp_path / "m")


def test_a_place_that_cannot_be_written_is_named(fitted: RaDOGAGADetector, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot write"):
        save_model(fitted, COLUMNS, tmp_path / "nowhere" / "m")
