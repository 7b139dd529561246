"""Strategies for tables, cells, numbers and files of every kind, right and wrong."""

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

POWERS = st.floats(-330, 308)
NUMBERS = st.one_of(
    st.floats(),
    st.integers(),
    st.sampled_from([0, -1, 1, 10**400, True, np.float32(3e38), np.int64(2**62), Fraction(1, 3)]),
    st.builds(lambda sign, power: sign * 10.0**power, st.sampled_from([1, -1]), POWERS),
)
MISSING = [None, pd.NA, pd.NaT, Decimal("NaN"), "nan", ""]
TIMES = [date(2024, 3, 1), timedelta(1), np.timedelta64(1, "D"), pd.Timestamp(0)]
ODD = ["1", " 2 ", "inf", "1e999", b"1", 1j, [1], {}, Decimal(3), "x" * 999]
CELLS = st.one_of(NUMBERS, st.text(max_size=8), st.sampled_from([*MISSING, *TIMES, *ODD]))
DTYPES = st.sampled_from(
    ["?", "u1", "i4", "u8", "i8", "f2", "f4", "f8", "g", "c8", "M8[ms]", "m8[s]", "U3", "S3", "O"]
)
ARRAYS = DTYPES.flatmap(
    lambda dtype: arrays(
        np.dtype(dtype),
        array_shapes(min_dims=0, max_dims=4, max_side=4),
        elements=CELLS if dtype == "O" else None,
    )
)
ROWS = st.integers(0, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=6)
)
FRAMES = st.builds(
    lambda rows, names: pd.DataFrame(rows, columns=names[: len(rows[0])] if rows else None),
    ROWS,
    st.permutations(["a", "b", "", "a", None, 3]),
)


def masked(array: Any) -> Any:
    return np.ma.masked_array(array, np.arange(np.size(array)).reshape(np.shape(array)) % 3 == 1)


THINGS = st.one_of(
    CELLS,
    ARRAYS,
    ARRAYS.map(masked),
    ROWS,
    st.lists(st.lists(CELLS, max_size=3), max_size=4),
    FRAMES.filter(lambda frame: frame is not None),
    st.dictionaries(st.text(max_size=3), CELLS, max_size=3),
)


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("table.csv", content)
    return packed.getvalue()


PACK: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zip": zipped,
    ".zst": bytes,
    ".tar": bytes,
}
CELL_TEXT = st.sampled_from(
    ["1", "2.5", "-3e4", "", "x", "nan", '"', '"1"', "\r", "é", "\0", " ", ";"]
)
LINES = st.lists(st.lists(CELL_TEXT, min_size=1, max_size=4).map(",".join), max_size=6)
TEXTS = st.one_of(
    st.binary(max_size=80),
    st.text(max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.builds(
        lambda header, lines, end, code: end.join([header, *lines]).encode(code, "replace"),
        st.sampled_from(["a,b", "a", ",a", "a,a", "1,2", "a,b,", '"a', "\ufeffa,b", "id,x,p"]),
        LINES,
        st.sampled_from(["\n", "\r\n", "\r"]),
        st.sampled_from(["utf-8", "utf-16", "latin-1", "utf-8-sig"]),
    ),
    st.integers(2, 30).map(
        lambda n: ("a,b,p\n" + "".join(f"{k * 7 % 5},{k * k},{k % 3}\n" for k in range(n))).encode()
    ),
)
