"""What git says of a checkout, where there is one and git answers."""

import os
import subprocess
import warnings
from pathlib import Path

__all__ = ["ask_git"]


def ask_git(repository: Path, *arguments: str) -> str | None:
    """The answer to a git command in a folder, without the last line's end; None without one.

    Warns if git refuses to say anything of the folder because another user owns it, as in a
    container with a mounted folder, and names the remedy.
    """
    command = ["git", "-C", str(repository), *arguments]
    in_english = {**os.environ, "LC_ALL": "C"}
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, check=False, env=in_english
        )
    except (OSError, UnicodeDecodeError):
        return None
    if "dubious ownership" in answer.stderr:
        warnings.warn(
            f"git does not answer, for another user owns {repository}, so commits stay unknown; "
            f"allow it by git config --global --add safe.directory '{repository}'",
            stacklevel=2,
        )
    return answer.stdout.strip() if answer.returncode == 0 else None
