"""The parameters of one call, from query, form, multipart or JSON body, read as leniently as the real server reads them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from email import policy
from email.parser import BytesParser
from urllib.parse import parse_qsl

from tests.telegram.answers import Refusal, refuse

MISSING = object()


class Params(Mapping[str, str]):
    """Parameter name -> text. Nested objects are JSON texts, whatever way they were sent."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def text(self, name: str) -> str:
        """The parameter as text, "" when absent."""
        return self._values.get(name, "")

    def integer(self, name: str) -> int:
        """The digits at the beginning of the parameter as a number, 0 when there are none."""
        return whole(self.text(name))

    def flag(self, name: str) -> bool:
        """Whether the parameter is true, yes or 1."""
        return self.text(name).strip().lower() in ("true", "yes", "1")

    def json(self, name: str, fault: str) -> object:
        """The parameter read as JSON, MISSING when absent or empty; refuses with `fault` when it is not JSON."""
        if not self.text(name):
            return MISSING
        try:
            return json.loads(self.text(name))
        except ValueError as error:
            raise refuse(400, fault) from error

    def record(self, name: str, thing: str) -> dict[str, object] | None:
        """A JSON object such as reply_parameters, None when absent; `thing` is its name in Telegram's complaints."""
        value = self.json(name, f"Can't parse {thing} JSON object")
        if value is MISSING:
            return None
        if not isinstance(value, dict):
            raise refuse(400, f"Object expected as {thing}")
        return value


def whole(text: object) -> int:
    """The whole number that a text begins with, else 0, as the server reads numbers."""
    found = re.match(r"-?\d+", str(text))
    return int(found[0]) if found else 0


def read_params(query: str, content_type: str, body: bytes) -> Params:
    """All parameters of a request; those of the body win over those of the query."""
    values = _form(query)
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json":
        values |= _json(body)
    elif kind == "multipart/form-data":
        values |= _multipart(content_type, body)
    elif kind == "application/x-www-form-urlencoded":
        values |= _form(body.decode("utf-8", "surrogateescape"))
    return Params(values)


def _form(text: str) -> dict[str, str]:
    return dict(parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="surrogateescape"))


def _multipart(content_type: str, body: bytes) -> dict[str, str]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    parts = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    values: dict[str, str] = {}
    for part in parts.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            values[name] = content.decode("utf-8", "surrogateescape")
    return values


def _json(body: bytes) -> dict[str, str]:
    try:
        values = json.loads(body or b"{}")
    except ValueError as error:
        raise Refusal(400, "Bad Request: can't parse JSON object") from error
    if not isinstance(values, dict):
        raise Refusal(400, "Bad Request: object expected")
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in values.items()}
