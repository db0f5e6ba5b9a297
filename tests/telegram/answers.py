"""The envelope of every Bot API answer, and the rule by which the server words its refusals."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum

JSON = "application/json"
PREFIXES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    421: "Misdirected Request",
    429: "Too Many Requests",
    500: "Internal Server Error",
}


class Refusal(Exception):
    """The server says no. `description` is the whole text that the client sees, `parameters` its ResponseParameters."""

    def __init__(self, code: int, description: str, parameters: dict[str, int] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def refuse(code: int, reason: str, **parameters: int) -> Refusal:
    """A refusal worded like the Bot API server: prefix by code, first letter lowered unless the reason is a CONSTANT."""
    shouted = len(reason) > 1 and (reason[1] == "_" or (reason[1].isascii() and reason[1].isupper()))
    text = reason if shouted else reason[:1].lower() + reason[1:]
    return Refusal(code, f"{PREFIXES[code]}: {text}", parameters or None)


def too_many(retry_after: int) -> Refusal:
    """A 429 that asks the client to wait `retry_after` seconds."""
    return refuse(429, f"retry after {retry_after}", retry_after=retry_after)


class Cut(Enum):
    """What happens to the connection when no answer is given."""

    RESET = "reset"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer: status, body and the headers besides Content-Length."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = (("Content-Type", JSON),)


@dataclass(frozen=True, slots=True)
class Told:
    """A result that comes with a description, as those of setWebhook and deleteWebhook do."""

    result: object
    description: str


def granted(result: object) -> Answer:
    """The answer to a call that worked."""
    envelope: dict[str, object] = {"ok": True, "result": result}
    if isinstance(result, Told):
        envelope = {"ok": True, "result": result.result, "description": result.description}
    return Answer(200, json.dumps(envelope, ensure_ascii=False).encode())


def refused(refusal: Refusal) -> Answer:
    """The answer to a call that did not work; the HTTP status is the error code and a 429 repeats its wait as a header."""
    envelope: dict[str, object] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    headers = [("Content-Type", JSON)]
    if refusal.parameters:
        envelope["parameters"] = refusal.parameters
        if "retry_after" in refusal.parameters:
            headers.append(("Retry-After", str(refusal.parameters["retry_after"])))
    return Answer(refusal.code, json.dumps(envelope, ensure_ascii=False).encode(), tuple(headers))
