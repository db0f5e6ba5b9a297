"""Everything that can go wrong by somebody's hand, in one tree.

    DispaccioError                  the last line on stderr; exit code 1
    ├── ConfigError                 all problems of the configuration at once; exit code 2
    ├── UsageError                  a command was given something that it cannot use; exit code 2
    ├── RuleError                   one rule of a theme: where in it, what, and a hint
    ├── StateError                  the state cannot be used
    │   ├── StateMisnamed           its URL names none; exit code 2
    │   ├── StateLocked             another service works on it
    │   ├── StateTooNew             written by a newer version
    │   └── StateUnwritable         full disk, no right, no folder
    └── ChannelError                a channel cannot be written to (token, rights, unknown chat)

The failure of a feed is not here: it is a value (`model.Unreachable`) and shows as the feed's health.
The failure of one delivery is not here either: it is an `Outcome`.
"""

from __future__ import annotations

from dataclasses import dataclass


class DispaccioError(Exception):
    """Root of the tree. The text says what happened and what to do."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding in one file; lines and columns count from 1, and 0 means the file as a whole."""

    file: str
    line: int
    column: int
    message: str
    hint: str = ""
    warning: bool = False

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}:{self.column}: {'warning: ' if self.warning else ''}{self.message}"
        return f"{text}; {self.hint}" if self.hint else text


class ConfigError(DispaccioError):
    """The configuration cannot be used; `problems` holds every reason, one a line."""

    exit_code = 2

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class RuleError(DispaccioError):
    """A rule that cannot be read. `line` (from 1) and `column` (from 1) count inside the rule's own text."""

    exit_code = 2

    def __init__(self, message: str, *, line: int, column: int, hint: str = "") -> None:
        super().__init__(f"{message}; {hint}" if hint else message)
        self.message = message
        self.line = line
        self.column = column
        self.hint = hint


class UsageError(DispaccioError):
    """A command was given something that it cannot use."""

    exit_code = 2


class StateError(DispaccioError):
    """The state cannot be used."""


class StateMisnamed(StateError):
    """The URL of the state names none."""

    exit_code = 2


class StateLocked(StateError):
    """Another service holds the state."""


class StateTooNew(StateError):
    """The state was written by a newer version of dispaccio."""


class StateUnwritable(StateError):
    """The state cannot be written: full disk, missing right or folder."""


class ChannelError(DispaccioError):
    """A channel cannot be written to."""
