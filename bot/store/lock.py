"""The one service of a SQLite state: an OS lock on a small file, which the kernel frees when the process dies."""

from __future__ import annotations

import fcntl
import json
import os
import time
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.errors import StateLocked, StateUnwritable

PATIENCE = 10  # tries, since a command that looks at the lock holds it for a moment
PAUSE = 0.02  # seconds between two tries


@dataclass(frozen=True, slots=True)
class Service:
    """The service that holds a state. `listen` is "host:port", "" while it does not listen; `since` is ISO 8601."""

    pid: int
    listen: str
    since: str


class Hold:
    """The lock while we have it."""

    def __init__(self, file: int, service: Service) -> None:
        self.file = file
        self.service = service
        self.announce(service.listen)

    def announce(self, listen: str) -> None:
        """Write into the lock file where the service answers, as one JSON line."""
        self.service = replace(self.service, listen=listen)
        line = json.dumps(asdict(self.service)).encode() + b"\n"
        os.pwrite(self.file, line, 0)
        os.ftruncate(self.file, len(line))

    def release(self) -> None:
        """Let go. The file stays: deleting it would let two services lock two files of one name."""
        os.ftruncate(self.file, 0)
        os.close(self.file)


def hold(path: Path, now: datetime, listen: str = "") -> Hold:
    """Take the lock; raises `StateLocked` when a service has it, `StateUnwritable` when the file cannot be made."""
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StateUnwritable(f"cannot write {path}: {error.strerror}; check the folder and its rights") from error
    if not _taken(file, fcntl.LOCK_EX):
        os.close(file)
        raise StateLocked(f"another service works on this state: {_said(read(path))}; stop it, or name another --state")
    return Hold(file, Service(os.getpid(), listen, now.isoformat(timespec="seconds")))


def running(path: Path) -> Service | None:
    """The service that holds the lock now, or None; a lock that nobody holds says nothing."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return read(path) or Service(0, "", "")
    finally:
        os.close(file)
    return None


def read(path: Path) -> Service | None:
    """What the lock file says, true or not; None when it says nothing."""
    try:
        said = json.loads(path.read_bytes().partition(b"\n")[0])
        return Service(int(said["pid"]), str(said["listen"]), str(said["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _taken(file: int, how: int) -> bool:
    for _ in range(PATIENCE):
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(PAUSE)
        else:
            return True
    return False


def _said(service: Service | None) -> str:
    if service is None:
        return "its process has not said who it is"
    where = f", listening on {service.listen}" if service.listen else ""
    return f"process {service.pid}{where}, since {service.since}"
