"""Files are read whole, or refused by name."""

from pathlib import Path

import pytest
from pydantic import TypeAdapter

from rdo.errors import InputError
from replication.ledger.documents import is_there, parse_toml, read_json, read_text

COUNTS = TypeAdapter(dict[str, int])


def written(folder: Path, content: bytes) -> Path:
    path = folder / "counts.json"
    path.write_bytes(content)
    return path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    assert read_json(written(tmp_path, b'{"a": 1, "b": 2}'), COUNTS) == {"a": 1, "b": 2}
    assert read_text(written(tmp_path, "é\r\n".encode())) == "é\r\n"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "Expecting value"),
        (b'{"a": 1, "a": 2}', "the key 'a' stands in one object twice"),
        (b'{"a": NaN}', "NaN is not a number that JSON has"),
        (b'{"a": 1.5}', "a: input should be a valid integer"),
        (b'{"a": "1"}', "a: input should be a valid integer"),
        (b'{"\\n": "1"}', r"'\\n': input should be"),
        (b"[" * 100_000, "nested too deeply"),
        (b"\xff", "byte 0 is not UTF-8"),
    ],
)
def test_a_broken_file_is_refused_in_one_line(tmp_path: Path, content: bytes, fault: str) -> None:
    with pytest.raises(InputError, match=rf"counts\.json cannot be .*{fault}") as caught:
        read_json(written(tmp_path, content), COUNTS)
    assert "\n" not in str(caught.value)


def test_a_link_that_leads_nowhere_is_not_nothing(tmp_path: Path) -> None:
    path = tmp_path / "loop.json"
    assert not is_there(path)
    path.symlink_to(path.name)
    assert is_there(path)
    with pytest.raises(InputError, match=r"loop\.json cannot be read"):
        read_text(path)


def test_toml_is_read_or_refused() -> None:
    assert parse_toml("a = 1") == {"a": 1}
    deep, long = "[" * 100_000, "9" * 5000
    for text in ("a = 1\na = 2", f"a = {deep}", f"a = {long}", "a = 1\rb = 2"):
        with pytest.raises(InputError, match=r"^not TOML: "):
            parse_toml(text)
