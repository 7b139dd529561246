"""Files written whole or not at all."""

import os
from pathlib import Path

__all__ = ["replace_file"]


def replace_file(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path``, in place of what was there.

    The content goes to a temporary file in the same folder, is flushed to the disk, and is then
    renamed, so whoever reads ``path`` sees the old file or the new one, even after a power cut.

    Raises
    ------
    OSError
        If it cannot be written; ``path`` is as it was and no temporary file is left.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
