"""Where the rdo command starts: ended from outside, as it still loads too, it says nothing."""

# Whatever is imported here takes time in which Ctrl-C has no answer yet.
import os
import signal
import sys
import threading
import warnings

__all__ = ["main"]

_AGAIN = 0.05  # seconds


def main() -> None:
    """Run the command line, and exit; Ctrl-C ends it with exit code 130, SIGTERM with 143.

    Either becomes a :class:`SystemExit` where the program is, so that what it holds is released
    and what it had begun to write is removed.
    """
    _open_streams()
    warnings.showwarning = _say
    ended: list[int] = []

    def end(number: int, frame: object) -> None:
        ended.append(128 + number)
        raise SystemExit(ended[0])

    def again(lost: "sys.UnraisableHookArgs") -> None:
        if ended and isinstance(lost.exc_value, SystemExit):
            number = ended[0] - 128
            threading.Timer(_AGAIN, os.kill, [os.getpid(), number]).start()
        else:
            sys.__unraisablehook__(lost)

    # Where Python runs a callback of its own, as it does for an object that goes, it passes over
    # what is raised: then the signal is raised once more.
    sys.unraisablehook = again
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as a script has it for background jobs
            signal.signal(number, end)
    code: str | int | None = 1
    try:
        from rdo.cli import app  # takes a second

        app()
    except SystemExit as error:
        code = error.code
    except BaseException:  # a module whose import is cut short may raise what it likes
        if not ended:
            raise
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # only the interpreter is left to end
    sys.exit(ended[0] if ended and code else code)


def _say(message: Warning | str, *where: object, **rest: object) -> None:
    """A warning as the command's errors are: without the line of code that it came from."""
    print(f"rdo: {' '.join(str(message).split())}", file=sys.stderr)


def _open_streams() -> None:
    """Lead closed standard streams nowhere.

    The next file opened would take the place of the first closed one, and with it whatever
    libraries print there.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


if __name__ == "__main__":
    main()
