"""`dispaccio health`: asks the running service how it is. The container asks every few seconds, so nothing heavy here.

Only the standard library and the reader of `--state` are imported; the service's own page gives the answer.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException

from bot.errors import DispaccioError
from bot.store.address import SqliteFile, read_address

DEFAULT_STATE = "sqlite:///state/dispaccio.sqlite"
DEFAULT_LISTEN = "127.0.0.1:8080"
TIMEOUT = 3.0  # seconds for each step of the conversation
LONGEST_ANSWER = 65_536  # bytes
# An address that means "all of this machine's" cannot be called everywhere; its loopback can.
CALLABLE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # compared, never bound
OK = "ok"  # a check that says anything else is in trouble
OURSELVES = "service"  # the check that this module fills in when the service itself cannot
EXIT_CODES = {"healthy": 0, "degraded": 0, "unhealthy": 1}
WHAT_TO_DO = {
    "unhealthy": "the service's log and `dispaccio status` say more",
    "not running": "start it with `dispaccio run`, or name its --state or DISPACCIO_LISTEN",
}


def probe(arguments: list[str]) -> int:
    """Ask and print one line (with --json one JSON object); the exit code is 0 for healthy and degraded.

    1: unhealthy or not running, with what to do as the last line on stderr. 2: wrong usage.
    """
    try:
        options = _parser().parse_args(arguments)
    except SystemExit as stop:  # argparse has printed the help (0) or what is wrong (2)
        return int(stop.code or 0)
    try:
        address = find_address(options.state, os.environ)
        host, port = split_address(address)
    except DispaccioError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    status, checks = ask(CALLABLE.get(host, host), port)
    troubles = [said if name == OURSELVES else f"{name}: {said}" for name, said in checks.items() if said != OK]
    line = f"{status}: {'; '.join(troubles)}" if troubles else status
    if options.json:
        line = json.dumps({"status": status, "address": address, "checks": checks}, ensure_ascii=False)
    sys.stdout.write(f"{line}\n")
    if status in WHAT_TO_DO:
        sys.stderr.write(f"{status}; {WHAT_TO_DO[status]}\n")
    return EXIT_CODES.get(status, 1)


def find_address(state: str, environment: Mapping[str, str]) -> str:
    """Where the service listens, as "host:port": what it wrote beside its SQLite file, else DISPACCIO_LISTEN.

    Raises `StateError` when `state` is no URL of a state.
    """
    place = read_address(state)
    try:
        if isinstance(place, SqliteFile):
            listen = json.loads(place.lock.read_bytes().partition(b"\n")[0])["listen"]
            if listen and isinstance(listen, str):
                return str(listen)
    except (OSError, ValueError, KeyError, TypeError):
        pass  # no service has been here, or it does not listen yet
    return environment.get("DISPACCIO_LISTEN") or DEFAULT_LISTEN


def split_address(address: str) -> tuple[str, int]:
    """(host, port) of "host:port" or "[IPv6]:port"; raises `DispaccioError` for anything else."""
    host, _, port = address.strip().rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]") and ":" in host
    bare = host.strip("[]") if bracketed else host
    number = int(port) if port.isascii() and port.isdigit() and len(port) <= 5 else -1
    if not 0 <= number <= 65_535 or not bare or any(c in bare for c in "[]/@ " + ("" if bracketed else ":")):
        raise DispaccioError(
            f"{address!r} is no address to listen on; set DISPACCIO_LISTEN to host:port, "
            f'for example "{DEFAULT_LISTEN}", or "[::1]:8080" for IPv6'
        )
    return bare, number


def ask(host: str, port: int) -> tuple[str, dict[str, str]]:
    """(status, checks) as the service tells them; a check is "ok" or says what is wrong. Never raises for the network."""
    where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    connection = HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request("GET", "/health", headers={"Accept": "application/json"})
        response = connection.getresponse()
        code, body = response.status, response.read(LONGEST_ANSWER)
    except TimeoutError:
        return "unhealthy", {OURSELVES: f"{where} does not answer within {TIMEOUT:g} s"}
    except HTTPException:
        return "not running", {OURSELVES: f"what answers at {where} is no web server"}
    except OSError as error:
        return "not running", {OURSELVES: f"nothing answers at {where} ({error.strerror or error})"}
    finally:
        connection.close()
    return _understood(where, code, body)


def _understood(where: str, code: int, body: bytes) -> tuple[str, dict[str, str]]:
    try:
        said = json.loads(body)
        status = str(said["status"])
        checks = {str(name): " ".join(str(text).split()) for name, text in said["checks"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        status, checks = "", {}
    if status in EXIT_CODES:
        return status, checks
    if code >= 500:
        return "unhealthy", {OURSELVES: f"{where} answers with HTTP {code}"}
    return "not running", {OURSELVES: f"what answers at {where} is not dispaccio (HTTP {code})"}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dispaccio health",
        description="Asks the running service how it is. Exit code 0: healthy or degraded; 1: not; 2: wrong usage.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--state",
        metavar="URL",
        default=os.environ.get("DISPACCIO_STATE") or DEFAULT_STATE,
        help=f"the state of the service that is asked; else DISPACCIO_STATE, else {DEFAULT_STATE}",
    )
    parser.add_argument("--config", metavar="DIR", help="taken and ignored, as every command takes it")
    parser.add_argument("--json", action="store_true", help="print a JSON object")
    return parser
