import gzip
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_digits

from rdo.datasets import Dataset, load
from rdo.datasets.entries import CATALOGUE
from rdo.datasets.loaders import _KDDCUP_COLUMNS, _SYMBOLIC, TABLES, _read_kddcup, _read_kddcup_rev
from rdo.errors import InputError

NAMES = [
    pytest.param(name, marks=pytest.mark.needs_data(name)) if CATALOGUE[name].source else name
    for name in TABLES
]


@pytest.mark.parametrize("name", NAMES)
def test_every_set_is_as_the_catalogue_says(name: str) -> None:
    data = load(name)
    assert data.name == name
    assert data.X.shape == CATALOGUE[name].shape
    assert data.X.dtype == (np.float32 if name.startswith("kddcup") else np.float64)
    assert data.X.flags.c_contiguous
    assert np.isfinite(data.X).all()
    assert data.y.dtype == bool
    assert data.y.shape == data.X.shape[:1]
    assert len(set(data.feature_names)) == data.X.shape[1]
    assert all(type(feature) is str for feature in data.feature_names)
    assert len(data.sha256) == 64


@pytest.mark.parametrize(
    ("name", "anomalies", "ratio"),
    [
        pytest.param("thyroid", 93, 0.025, marks=pytest.mark.needs_data("thyroid")),
        pytest.param("arrhythmia", 66, 0.15, marks=pytest.mark.needs_data("arrhythmia")),
        pytest.param("kddcup", 97_278, 0.2, marks=pytest.mark.needs_data("kddcup")),
        pytest.param("kddcup_rev", 24_319, 0.2, marks=pytest.mark.needs_data("kddcup_rev")),
        ("breast_cancer", 212, 212 / 569),
        ("digits", 180, 180 / 1797),
    ],
)
def test_anomalies(name: str, anomalies: int, ratio: float) -> None:
    data = load(name)
    assert data.y.sum() == anomalies
    assert data.anomaly_ratio == ratio


def test_a_file_of_images_is_no_table() -> None:
    with pytest.raises(InputError, match=r"'mnist_test_images'.*load_images"):
        load("mnist_test_images")


def test_bundled_checksum_is_of_the_arrays() -> None:
    assert load("digits").sha256 == load("digits").sha256
    assert load("digits").sha256 != load("breast_cancer").sha256


@pytest.mark.needs_data("thyroid")
def test_thyroid_comes_scaled() -> None:
    X = load("thyroid").X
    np.testing.assert_array_equal(X.min(axis=0), 0)
    np.testing.assert_allclose(X.max(axis=0), 1)


@pytest.mark.needs_data("arrhythmia")
def test_arrhythmia_agrees_with_its_source() -> None:
    """Age, sex, height and weight are attributes 1 to 4 of UCI's table; sex is 0 or 1."""
    data = load("arrhythmia")
    assert data.feature_names[:4] == ("attribute_1", "attribute_2", "attribute_3", "attribute_4")
    assert set(data.X[:, 1]) == {0, 1}
    assert "attribute_12" not in data.feature_names


@pytest.fixture(scope="module")
def kddcup() -> Dataset:
    return load("kddcup")


@pytest.mark.needs_data("kddcup")
def test_kddcup_indicators(kddcup: Dataset) -> None:
    counts = {}
    for symbolic in _SYMBOLIC:
        columns = [
            i for i, name in enumerate(kddcup.feature_names) if name.startswith(f"{symbolic}=")
        ]
        counts[symbolic] = len(columns)
        block = kddcup.X[:, columns]
        assert set(np.unique(block)) <= {0, 1}
        np.testing.assert_array_equal(block.sum(axis=1), 1)
    assert counts == {
        "protocol_type": 3,
        "service": 66,
        "flag": 11,
        "land": 2,
        "logged_in": 2,
        "is_host_login": 1,
        "is_guest_login": 2,
    }
    assert len([name for name in kddcup.feature_names if "=" not in name]) == 34


@pytest.mark.needs_data("kddcup")
def test_kddcup_rev_keeps_every_normal_and_samples_attacks(kddcup: Dataset) -> None:
    rev = load("kddcup_rev")
    assert rev.feature_names == kddcup.feature_names
    np.testing.assert_array_equal(rev.X[~rev.y], kddcup.X[kddcup.y])
    assert round(rev.y.mean(), 5) == 0.2
    np.testing.assert_array_equal(rev.X, load("kddcup_rev").X)


def _kddcup_file(path: Path, labels: list[str]) -> Path:
    """Write a file of the KDD layout whose duration is the line's number."""
    lines = []
    for i, label in enumerate(labels):
        cells = dict.fromkeys(_KDDCUP_COLUMNS, "0")
        cells |= {"duration": str(i), "protocol_type": ("tcp", "udp")[i % 2], "flag": "SF"}
        lines.append(",".join([*cells.values(), label]))
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    return path


def test_kddcup_reader_on_a_small_file(tmp_path: Path) -> None:
    labels = ["normal.", "smurf.", "normal.", "neptune."]
    X, y, names = _read_kddcup(_kddcup_file(tmp_path / "kdd.gz", labels))
    np.testing.assert_array_equal(y, [True, False, True, False])
    assert len(names) == 34 + 8
    np.testing.assert_array_equal(X[:, names.index("duration")], [0, 1, 2, 3])
    np.testing.assert_array_equal(X[:, names.index("protocol_type=udp")], [0, 1, 0, 1])


def test_kddcup_rev_sample_has_no_repeats(tmp_path: Path) -> None:
    labels = ["normal."] * 80 + ["smurf."] * 60
    X, y, names = _read_kddcup_rev(_kddcup_file(tmp_path / "kdd.gz", labels))
    lines = X[:, names.index("duration")]
    assert len(set(lines)) == len(lines) == 100
    np.testing.assert_array_equal(y, lines >= 80)
    assert y.sum() == 20
    assert set(lines[y]) != set(range(80, 100))


def test_anomalies_of_the_bundled_sets() -> None:
    np.testing.assert_array_equal(load("digits").y, load_digits().target == 9)
    cancer = load_breast_cancer()
    malignant = list(cancer.target_names).index("malignant")
    np.testing.assert_array_equal(load("breast_cancer").y, cancer.target == malignant)
