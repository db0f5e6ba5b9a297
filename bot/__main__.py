"""`python -m bot` and the console script `dispaccio`: the same door."""

from __future__ import annotations

import sys


def main() -> None:
    """Run one command and leave with its exit code.

    `health` is answered before anything heavy is imported: the container asks it every few seconds.
    """
    if sys.argv[1:2] == ["health"]:
        from bot.doors.probe import probe

        sys.exit(probe(sys.argv[2:]))
    from bot.doors.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
