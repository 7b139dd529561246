"""Tables in Parquet files, read some rows at a time."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pandas as pd

from rdo.datasets.packed_files import open_file, quoted
from rdo.datasets.tables import refuse_names
from rdo.errors import InputError, shown

__all__ = ["parquet_rows"]


def parquet_rows(path: str | Path, rows: int, most_columns: int) -> Iterator[pd.DataFrame]:
    """The rows of a Parquet file, so many at a time; cells have the types of the file.

    Parameters
    ----------
    path
        The file.
    rows, most_columns
        At a time, and in the whole table.

    Raises
    ------
    InputError
        If pyarrow is not installed, there is no such file, it has more columns, one without a name
        or with that of another, or one that is nested or binary.
    """
    where = quoted(path)
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise InputError(
            f"{where} is Parquet, which needs pyarrow: pip install pyarrow, or give "
            "comma-separated text."
        ) from None
    kinds = {pyarrow.int8(): pd.Int8Dtype(), pyarrow.int16(): pd.Int16Dtype()}
    kinds |= {pyarrow.int32(): pd.Int32Dtype(), pyarrow.int64(): pd.Int64Dtype()}
    kinds |= {pyarrow.uint8(): pd.UInt8Dtype(), pyarrow.uint16(): pd.UInt16Dtype()}
    kinds |= {pyarrow.uint32(): pd.UInt32Dtype(), pyarrow.uint64(): pd.UInt64Dtype()}
    kinds |= {pyarrow.bool_(): pd.BooleanDtype()}
    with ExitStack() as stack:
        open_file(path, stack)  # no folder, device or nothing
        table = stack.enter_context(parquet.ParquetFile(path))
        names = [str(name) for name in table.schema_arrow.names]
        if len(names) > most_columns:
            raise InputError(f"{where} has {len(names):,} columns; {most_columns:,} is the most.")
        for column, name in enumerate(names, 1):
            if name.startswith("__index_level_"):
                raise InputError(
                    f"{where} has the row labels of pandas in column {column}, without a name: "
                    "write it by to_parquet(..., index=False), or name the index."
                )
        refuse_names(names, where)
        for batch in table.iter_batches(batch_size=rows):
            for field in batch.schema:
                if not _plain(field.type):
                    raise InputError(
                        f"{where} has {field.type} in column {shown(field.name)}; "
                        "give numbers, truth values or text."
                    )
            # Nullable types: what a column is read as may not depend on whether a cell is missing.
            yield batch.to_pandas(ignore_metadata=True, types_mapper=kinds.get)


def _plain(kind: Any) -> bool:
    from pyarrow import types

    asked = (
        types.is_integer,
        types.is_floating,
        types.is_boolean,
        types.is_string,
        types.is_large_string,
        types.is_temporal,  # refused later, by name
        types.is_null,
        types.is_decimal,
        types.is_dictionary,
    )
    return any(is_such(kind) for is_such in asked)
