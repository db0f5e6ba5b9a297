"""The shape budget: what keeps a newcomer's first fifteen minutes short.

The bounds come from the repositories we admire: their median function is as long as anybody's (about 7 lines);
what differs is the tail. So the tail is capped.
"""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BOT = sorted(path for path in (ROOT / "bot").rglob("*.py") if "versions" not in path.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
# Files that are tables of data or of declarations, one line a fact, whatever their length.
TABLES: frozenset[str] = frozenset()
# The places where the unexpected is caught, so that one feed or one post never stops the others.
BROAD_EXCEPTS = 5

Function = ast.FunctionDef | ast.AsyncFunctionDef
BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def code_lines(function: Function, source: list[str]) -> int:
    """Lines of the function without blanks, comments and its docstring."""
    doc = ast.get_docstring(function, clean=False)
    lines = [line.strip() for line in source[function.lineno - 1 : function.end_lineno]]
    length = sum(bool(line) and not line.startswith("#") for line in lines)
    return length - (sum(bool(line.strip()) for line in doc.splitlines()) if doc else 0)


def depth(node: ast.AST, level: int = 0) -> int:
    """How deep blocks nest below this node; an `elif` is no deeper than its `if`."""
    deepest = level
    for name, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]
        for child in children:
            if not isinstance(child, ast.AST) or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                continue
            is_elif = isinstance(node, ast.If) and name == "orelse" and len(children) == 1 and isinstance(child, ast.If)
            deeper = level + (isinstance(child, BLOCKS) and not is_elif)
            deepest = max(deepest, depth(child, deeper))
    return deepest


@pytest.mark.parametrize("path", [*BOT, *TESTS], ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_too_long_to_hold_in_the_head(path: Path) -> None:
    if str(path.relative_to(ROOT)) not in TABLES:
        assert path.read_text(encoding="utf-8").count("\n") <= 400


def test_half_of_the_files_are_short() -> None:
    assert statistics.median(path.read_text(encoding="utf-8").count("\n") for path in BOT) <= 120


@pytest.mark.parametrize("path", BOT, ids=lambda path: str(path.relative_to(ROOT)))
def test_functions_keep_the_budget(path: Path) -> None:
    source = path.read_text(encoding="utf-8").splitlines()
    for function in functions(path):
        where = f"{path.name}:{function.lineno} {function.name}"
        arguments = function.args
        count = len(
            [
                a
                for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
                if a.arg not in {"self", "cls"}
            ]
        )
        is_command = any("command" in ast.dump(decorator) for decorator in function.decorator_list)
        assert code_lines(function, source) <= 60, f"{where} is longer than 60 lines"
        assert depth(function) <= 3, f"{where} nests deeper than 3"
        assert count <= 6 or is_command, f"{where} takes {count} arguments"
        assert function.returns is not None, f"{where} does not say what it returns"
        assert not [node for node in ast.walk(function) if isinstance(node, ast.Global)], f"{where} uses global"


def test_nine_functions_in_ten_are_short() -> None:
    lengths = sorted(
        code_lines(function, path.read_text(encoding="utf-8").splitlines())
        for path in BOT
        for function in functions(path)
    )
    assert lengths[int(len(lengths) * 0.9)] <= 25


def catches_everything(handler: ast.ExceptHandler) -> bool:
    """A bare except, or one of Exception or BaseException."""
    kind = handler.type
    return kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"})


def test_the_unexpected_is_caught_in_few_places() -> None:
    found = []
    for path in BOT:
        source = path.read_text(encoding="utf-8")
        handlers = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ExceptHandler)]
        for handler in filter(catches_everything, handlers):
            found.append(path)
            assert path.relative_to(ROOT).parts[1] in {"doors", "jobs"}, f"{path}:{handler.lineno} catches everything"
            said = source.splitlines()[handler.lineno - 1]
            assert "#" in said, f"{path}:{handler.lineno} does not say why it catches everything"
    assert len(found) <= BROAD_EXCEPTS


def test_there_is_as_much_test_as_source() -> None:
    bot = sum(path.read_text(encoding="utf-8").count("\n") for path in BOT)
    tests = sum(path.read_text(encoding="utf-8").count("\n") for path in TESTS)
    assert tests >= bot
