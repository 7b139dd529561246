import dataclasses
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdo.errors import CorruptDataError, InputError
from replication.ledger import (
    Record,
    StoredArrays,
    find_record,
    read_arrays,
    read_record,
    write_record,
)
from tests.replication.ledger.examples import make_record

RECORD = make_record({"dagmm": [0.5, None, 0.7], "radogaga_d": [0.1, 0.2, 0.3]})
CURVE = {"curve": np.linspace(0, 1, 5), "seeds": np.arange(3)}

values = st.one_of(st.none(), st.floats(0, 1))
json_values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False)
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(
    columns=st.integers(1, 6).flatmap(
        lambda n: st.dictionaries(
            st.from_regex(r"[a-z0-9_]{1,8}", fullmatch=True),
            st.lists(values, min_size=n, max_size=n),
            min_size=1,
            max_size=3,
        )
    ),
    config=st.dictionaries(st.text(max_size=5), json_values, max_size=3),
    profile=st.sampled_from(["smoke", "reduced", "paper"]),
    variant=st.sampled_from(["", "glorot"]),
)
def test_what_is_written_is_read_back(
    columns: dict[str, list[float | None]], config: dict[str, Any], profile: str, variant: str
) -> None:
    record = dataclasses.replace(make_record(columns, profile), config=config, variant=variant)
    with TemporaryDirectory() as folder:
        path = write_record(record, Path(folder))
        assert read_record(path) == record
        assert path.relative_to(folder) == Path(*record.path.parts[1:])
        first = path.read_bytes()
        assert write_record(read_record(path), Path(folder)).read_bytes() == first


def test_a_metric_is_one_line_of_the_file(tmp_path: Path) -> None:
    lines = write_record(RECORD, tmp_path).read_text().splitlines()
    assert '        "f1": [0.5, null, 0.7]' in lines
    assert json.loads("\n".join(lines))["format"] == 2


def test_arrays_are_stored_beside_the_record(tmp_path: Path) -> None:
    path = write_record(RECORD, tmp_path, arrays=CURVE)
    record = read_record(path)
    assert dataclasses.replace(record, arrays=None) == RECORD
    assert record.arrays is not None
    assert record.arrays.names == ["curve", "seeds"]
    stored = read_arrays(record, tmp_path)
    assert set(stored) == set(CURVE)
    for name, array in CURVE.items():
        np.testing.assert_array_equal(stored[name], array)


def test_writing_again_without_arrays_leaves_none(tmp_path: Path) -> None:
    path = write_record(RECORD, tmp_path, arrays=CURVE)
    stale = dataclasses.replace(RECORD, arrays=StoredArrays(["curve"], "00"))
    assert read_record(write_record(stale, tmp_path)).arrays is None
    assert [file.name for file in path.parent.iterdir()] == ["paper.json"]
    with pytest.raises(InputError, match="no arrays"):
        read_arrays(read_record(path), tmp_path)


def only_arrays(path: Path) -> Path:
    (arrays,) = path.parent.glob("*.npz")
    return arrays


@pytest.mark.parametrize("spoil", ["edit", "truncate", "remove"])
def test_arrays_that_were_touched_are_refused(tmp_path: Path, spoil: str) -> None:
    path = write_record(RECORD, tmp_path, arrays=CURVE)
    record = read_record(path)
    arrays = only_arrays(path)
    if spoil == "remove":
        arrays.unlink()
    elif spoil == "truncate":
        arrays.write_bytes(arrays.read_bytes()[:-1])
    else:
        np.savez_compressed(arrays, curve=CURVE["curve"] + 1e-12, seeds=CURVE["seeds"])
    with pytest.raises(CorruptDataError, match=r"paper\.[0-9a-f]{16}\.npz"):
        read_record(path)
    with pytest.raises(CorruptDataError, match=r"paper\.[0-9a-f]{16}\.npz"):
        read_arrays(record, tmp_path)


@pytest.mark.parametrize(
    ("name", "array"),
    [("curve", np.array([{}])), ("file", np.ones(2)), ("allow_pickle", np.ones(2))],
)
def test_arrays_that_would_need_pickle_are_refused(
    tmp_path: Path, name: str, array: np.ndarray[Any, Any]
) -> None:
    with pytest.raises(InputError, match=name):
        write_record(RECORD, tmp_path, arrays={name: array})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"lr": float("nan")}, "not JSON compliant"),
        ({"start": object()}, "object"),
        ({"layers": {1: 30}}, "key 1"),
    ],
)
def test_a_configuration_json_cannot_hold_is_refused(
    tmp_path: Path, config: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        write_record(dataclasses.replace(RECORD, config=config), tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "table1").write_text("a file where the folder would be")
    with pytest.raises(InputError, match=rf"cannot write the record {tmp_path}"):
        write_record(RECORD, tmp_path, arrays=CURVE)
    assert [file.name for file in tmp_path.iterdir()] == ["table1"]


def test_whole_numbers_are_written_as_they_will_be_read(tmp_path: Path) -> None:
    record = make_record({"dagmm": [1, 0]})
    whole = dataclasses.replace(record.provenance, seconds=5)
    path = write_record(dataclasses.replace(record, provenance=whole), tmp_path)
    assert read_record(path).arms["dagmm"].metrics["f1"] == [1.0, 0.0]


def test_a_write_that_is_cut_leaves_the_earlier_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_record(RECORD, tmp_path)

    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(InputError, match="No space left on device"):
        write_record(make_record({"dagmm": [0.9]}), tmp_path)
    assert read_record(path) == RECORD
    assert [file.name for file in path.parent.iterdir()] == ["paper.json"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"profile": "paper"', '"profile": "full"', "profile='full'; known are smoke"),
        ("[0.5, null, 0.7]", "[0.5, NaN, 0.7]", r"arms\.dagmm\.metrics\.f1\.1: .* finite number"),
        ("[0.5, null, 0.7]", "[1e999, null, 0.7]", r"metrics\.f1\.0: .* finite number"),
        ("[0.5, null, 0.7]", "[0.5, 0.6, 0.7]", "arm 'dagmm', metric 'f1': seed 1 has 0.6"),
        ("[0.5, null, 0.7]", "[0.5, null]", "2 values for 3 seeds"),
        ("[0.5, null, 0.7]", '["0.5", null, 0.7]', r"metrics\.f1\.0: .* valid number"),
        ('"batch_size": 1024', '"batch_size": -Infinity', "not a number that JSON has"),
        ('"columns": 6', '"columns": 6.0', r"data\.columns: .* integer"),
        ('"columns": 6,', "", r"data\.columns: "),
        ("[0.5, null, 0.7]", "[1.5, null, 0.7]", "seed 0 has 1.5; it lies from 0 to 1"),
        ('"variant": ""', '"variation": ""', "variation: "),
        ('"seconds": 1.5', '"minutes": 1.5', r"arms\.dagmm\.minutes: "),
        ('"failures": []', '"failures": [[]]', r"failures\.0: "),
        ('"seeds": [0, 1, 2]', '"seeds": "012"', "seeds: .* array"),
        ('"arrays": null', '"arrays": []', "arrays: .* object"),
        ("{", "[", "delimiter"),
    ],
)
def test_a_file_that_holds_no_record_is_refused_with_the_key_that_is_wrong(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    path = write_record(RECORD, tmp_path)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(InputError, match=rf"paper\.json does not hold a record: [^\n]*{reason}"):
        read_record(path)


def test_another_format_is_no_damage(tmp_path: Path) -> None:
    path = write_record(RECORD, tmp_path)
    path.write_text(path.read_text().replace('"format": 2', '"format": 3'))
    with pytest.raises(InputError, match=r"paper\.json is of the format 3, and not 2") as refusal:
        read_record(path)
    assert not isinstance(refusal.value, CorruptDataError)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[0.5, null, 0.7]", "[0.5, null, 0.71]"),
        ("[0.5, null, 0.7]", "[0.5,  null, 0.7]"),
        (',\n  "variant": ""', ""),
        ('"failures": [],', ""),
        ('"profile": "paper"', '"profile": "reduced"'),
        ('"rows": 3772', '"rows": 3772,\n    "rows": 3772'),
        ('  "sha256": "', '  "sha256": "0'),
        ('"commit": "0', '"commit": "1'),
    ],
)
def test_a_record_that_was_edited_is_refused_though_it_is_one(
    tmp_path: Path, old: str, new: str
) -> None:
    path = write_record(RECORD, tmp_path)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(CorruptDataError, match=r"paper\.json is not as it was written"):
        read_record(path)


def test_a_record_leaves_the_arrays_of_its_variants(tmp_path: Path) -> None:
    variant = dataclasses.replace(RECORD, variant="glorot")
    write_record(variant, tmp_path, arrays=CURVE)
    write_record(RECORD, tmp_path)
    assert read_arrays(read_record(tmp_path / "table1/thyroid/paper-glorot.json"), tmp_path)


def test_the_best_profile_is_found_and_smoke_only_by_name(tmp_path: Path) -> None:
    def found(**options: str) -> Record | None:
        return find_record("table1", "thyroid", folder=tmp_path, **options)

    assert found() is None
    by_profile = {}
    for profile in ("smoke", "reduced", "paper"):
        by_profile[profile] = dataclasses.replace(RECORD, profile=profile)
        write_record(by_profile[profile], tmp_path)
        assert found() == (None if profile == "smoke" else by_profile[profile])
    assert found(profile="smoke") == by_profile["smoke"]
    assert found(profile="reduced") == by_profile["reduced"]
    assert found(variant="glorot") is None
    variant = dataclasses.replace(RECORD, variant="glorot", profile="reduced")
    write_record(variant, tmp_path)
    assert found(variant="glorot") == variant
    with pytest.raises(InputError, match="profile='full'"):
        found(profile="full")


def test_a_record_in_anothers_place_is_refused(tmp_path: Path) -> None:
    path = write_record(make_record({"dagmm": [0.5]}, profile="smoke"), tmp_path)
    path.rename(path.with_name("paper.json"))
    with pytest.raises(InputError, match=r"belongs at results/table1/thyroid/smoke\.json"):
        find_record("table1", "thyroid", folder=tmp_path)


def test_what_early_records_do_not_say_is_read_back_and_may_be_missing(tmp_path: Path) -> None:
    told = dataclasses.replace(RECORD.provenance, threads=2, resumed=True, sources="ab" * 32)
    path = write_record(dataclasses.replace(RECORD, provenance=told), tmp_path)
    assert read_record(path).provenance == told
    path = write_record(RECORD, tmp_path)
    assert "threads" not in path.read_text()
    found = read_record(path).provenance
    assert (found.threads, found.resumed, found.sources) == (None, None, None)
