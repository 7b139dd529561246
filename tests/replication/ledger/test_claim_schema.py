"""Keys and values of a file of claims: none is dropped, and none means nothing."""

import re

import pytest

from rdo.errors import InputError
from replication.ledger.claim_files import read_claims
from tests.replication.ledger.test_claim_files import GROUP, MINIMAL


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("vae_cited = \"Liao", "vea_cited = \"Liao", "cited name 'vea_cited'; known are dagmm"),
        ('dagmm = "DAGMM+"', 'dagmm = "DAGMM+", svm = "SVM"', "methods name 'svm'; known are"),
        ('["dagmm"]', '["radogaga"]', r"ordering\.radogaga_d name 'radogaga'"),
        ('["dagmm"]', '["dagmm", "dagmm"]', "'dagmm' is listed twice"),
        ("decimals = 4", "decimals = -1", "decimals: input should be greater"),
        ("decimals = 4", "decimals = 3", "0.4755 has more digits after the point than the 3"),
        ("printed_runs = 20", "printed_runs = 0", "printed_runs: input should be greater"),
        ("printed_runs = 20", "printed_runs = 20\nseeds = 0", "seeds: input should be greater"),
        ("printed_runs = 20", 'printed_runs = 20\nprofile = "full"', "profile: input should be 's"),
        ("0.3491", "nan", "input should be"),
        ("0.3491", "1.3491", "the value 1.3491 is none of f1, which lies from 0 to 1"),
        ("[0.3491]", "[[0.3491, -0.1]]", "the deviation -0.1 is not a number of at least 0"),
        ("0.3491", "'" + "x" * 5000 + "'", "valid number"),
    ],
)  # fmt: skip
def test_a_key_or_value_of_a_table_is_refused(old: str, new: str, fault: str) -> None:
    assert old in MINIMAL
    with pytest.raises(InputError, match=fault):
        read_claims(MINIMAL.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("at_most = 0.01", "at_most = 0.01\nat_least = 0.0", "one of 'at_most' and 'at_least'"),
        ('kind = "ours"', 'kind = "printed"', "is not set by hand"),
        ('minus = "bent"', 'minus = "throws"', "throws less itself is always 0"),
        ('kind = "ours"', 'kind = "ours"\ncorrects = "a.b.c"', "leave 'kind' out"),
        ('metric = "distance"\n', 'metric = "f1"\n', None),
    ],
)
def test_a_statement_is_refused(old: str, new: str, fault: str | None) -> None:
    assert old in GROUP
    text = GROUP.replace(old, new, 1)
    if fault is None:
        text, fault = text.replace("at_least = 0.4", "at_least = -1.5"), "f1 less that of bent"
    with pytest.raises(InputError, match=re.escape(fault)):
        read_claims(text)


@pytest.mark.parametrize("empty", ["data = []", "metrics = {}"])
def test_an_empty_table_is_refused(empty: str) -> None:
    key = empty.partition(" ")[0]
    text = "".join(
        line for line in MINIMAL.splitlines(keepends=True) if not line.startswith(f"{key} =")
    )
    if key == "data":
        text = text.partition("[[table.data]]")[0]
    with pytest.raises(InputError, match=key):
        read_claims(text.replace("decimals = 4", f"decimals = 4\n{empty}"))
