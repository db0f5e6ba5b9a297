"""Judges the values of one file by its schema and says every finding in plain words, at its line and column."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from bot.errors import Problem
from bot.settings.read import Node, Source
from bot.settings.values import nearest, shown

# pydantic's type of error -> how our sentence goes on after the key, and the hint; {x} comes from the error's context
_SAYINGS: Mapping[str, tuple[str, str]] = {
    "string_type": ("must be text", "put it in quotes"),
    "int_type": ("must be a whole number", ""),
    "int_from_float": ("must be a whole number", ""),
    "bool_type": ("must be true or false", ""),
    "list_type": ("must be a list", "write [a, b], or one line with '- ' for each"),
    "dict_type": ("must be a mapping", "write key: value lines, or {{key: value}}"),
    "model_type": ("must be a mapping", "write key: value lines, or {{key: value}}"),
    "literal_error": ("must be {expected}", ""),
    "greater_than_equal": ("must be at least {ge}", ""),
    "less_than_equal": ("must be at most {le}", ""),
    "too_short": ("must not be empty", ""),
    "missing": ("is missing", ""),
    "extra_forbidden": ("is not a known key", ""),
    "dispaccio": ("{message}", "{hint}"),
}
# where a word stands for all or nothing, pydantic only knows the word
_OR_ELSE: Mapping[str, str] = {"'all'": "all, or a list of theme ids", "False": "false, or a mapping"}

Model = TypeVar("Model", bound=BaseModel)
_EMPTY = ("has no value", "give it one, or leave the key out")

# keys that people expect, and where the thing is
_ELSEWHERE: Mapping[str, str] = {
    "token": "secrets come from TELEGRAM_BOT_TOKEN or TELEGRAM_BOT_TOKEN_FILE",
    "<<": "YAML 1.2 has no merge keys: write the keys out",
}


def judge(source: Source, model: type[Model]) -> tuple[Model | None, list[Problem]]:
    """Return the file as its model, or None and every reason why not."""
    root = source.root
    if root is None:
        return None, []
    if root.value is None:
        required = ", ".join(name for name, field in model.model_fields.items() if field.is_required())
        return None, [Problem(source.file, 1, 1, "the file is empty", f"it needs the key {required}")]
    try:
        return model.model_validate(root.value), []
    except ValidationError as error:
        findings = error.errors(include_url=False)
    return None, [_problem(source.file, root, model, finding) for finding in findings]


def in_words(finding: Mapping[str, Any]) -> str:
    """One finding of pydantic without a place: what must be, and what to write."""
    path = [part for part in finding["loc"] if not str(part).startswith(("<", "["))]
    message, hint = _sayings(finding)
    return f"{_spell(path)} {message}" + (f"; {hint}" if hint else "")


def _sayings(finding: Mapping[str, Any]) -> tuple[str, str]:
    """How the sentence goes on after the key, and the hint."""
    message, hint = _SAYINGS.get(finding["type"], ("cannot be read", ""))
    if finding["input"] is None and finding["type"] not in {"missing", "extra_forbidden"}:
        message, hint = _EMPTY
    context = dict(finding.get("ctx", {}))
    if finding["type"] == "literal_error":
        context["expected"] = _OR_ELSE.get(context["expected"], context["expected"])
    return message.format_map(context), hint.format_map(context)


def _problem(file: str, root: Node, model: type[BaseModel], finding: Mapping[str, Any]) -> Problem:
    kind = finding["type"]
    node, path, rest = _walk(root, finding["loc"])
    message, hint = _sayings(finding)
    if kind == "missing":
        return Problem(file, node.line, node.column, f"{_spell((*path, rest[-1]))} {message}", hint)
    line, column = node.line, node.column
    if kind == "extra_forbidden" or rest[-1:] == ("[key]",):
        line, column = _key_spot(root, path)
    if kind == "extra_forbidden":
        hint = _ELSEWHERE.get(str(path[-1])) or nearest(str(path[-1]), _known(model, path[:-1]))
    return Problem(file, line, column, f"{_spell(path)} {message}", hint)


def _walk(root: Node, location: Sequence[str | int]) -> tuple[Node, tuple[str | int, ...], tuple[str | int, ...]]:
    """Follow pydantic's location as far as the file goes; tags of unions stand in between and are passed over."""
    node, path, rest = root, list[str | int](), list[str | int]()
    for part in location:
        if part in node.children and not rest:
            node = node.children[part]
            path.append(part)
        elif not (isinstance(part, str) and part.startswith("<") and part.endswith(">")):
            rest.append(part)
    return node, tuple(path), tuple(rest)


def _key_spot(root: Node, path: Sequence[str | int]) -> tuple[int, int]:
    parent = root
    for part in path[:-1]:
        parent = parent.children[part]
    return parent.keys[str(path[-1])]


def _known(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """Return the keys that the schema knows at `path`."""
    for part in path:
        field = model.model_fields.get(str(part))
        model = (field and _inner(field.annotation)) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _inner(annotation: object) -> type[BaseModel] | None:
    """Return the model inside an annotation such as `list[ChannelPart]`."""
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _inner(part))), None)


def _spell(path: Sequence[str | int]) -> str:
    """Write a path as people do: channels[0].digest.at[1]."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{shown(part)}" for part in path)
    return text.removeprefix(".") or "the file"
