"""The JSON Schemas that editors use: in step with the models, and a description behind every key."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.settings.schemas import schemas, written

ROOT = Path(__file__).parents[2]
KEYS = {
    "bot.schema.json": {"language", "timezone", "fresh", "telegram", "channels", "fetch", "retention"},
    "feeds.schema.json": {"feeds"},
    "themes.schema.json": {"concepts", "rules", "themes"},
}


def parts(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The file itself and everything that stands in it, by name."""
    yield "the file", schema
    yield from schema["$defs"].items()


def test_the_committed_schemas_are_those_of_the_models() -> None:
    """Else editors would mark what the bot takes. `python -m bot.settings.schemas config/schemas` writes them."""
    committed = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "config" / "schemas").iterdir()}
    assert committed == written()


def test_the_command_writes_them(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot.settings.schemas"]
    subprocess.run([*command, str(tmp_path / "new" / "folder")], cwd=ROOT, check=True)
    assert {
        path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "new" / "folder").iterdir()
    } == written()
    usage = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert (usage.returncode, usage.stderr) == (1, "usage: python -m bot.settings.schemas DIR\n")


@pytest.mark.parametrize("name", KEYS)
def test_every_key_is_described_and_no_other_is_let_through(name: str) -> None:
    schema = schemas()[name]
    assert set(schema["properties"]) == KEYS[name]
    for part, content in parts(schema):
        assert content["additionalProperties"] is False, part
        assert content["description"], part
        for key, value in content["properties"].items():
            behind = schema["$defs"].get(value.get("$ref", "").removeprefix("#/$defs/"), {})
            description = value.get("description") or behind.get("description", "")
            assert description.endswith((".", "}")), f"{part}.{key}"


@pytest.mark.parametrize("name", KEYS)
def test_what_is_required_is_what_the_contract_requires(name: str) -> None:
    required = {part: set(content.get("required", ())) for part, content in parts(schemas()[name])}
    assert {part: keys for part, keys in required.items() if keys} == {
        "bot.schema.json": {"the file": {"channels"}, "ChannelPart": {"id", "to"}, "QuietPart": {"from", "to"}},
        "feeds.schema.json": {"the file": {"feeds"}, "FeedPart": {"name", "url", "language"}},
        "themes.schema.json": {"the file": {"themes"}, "ThemePart": {"id", "title", "when"}},
    }[name]


def test_the_defaults_stand_as_people_write_them() -> None:
    """An editor shows them when a key is completed; PT24H would be a riddle."""
    bot = schemas()["bot.schema.json"]
    assert {key: value.get("default") for key, value in bot["properties"].items() if key != "channels"} == {
        "language": "it",
        "timezone": "Europe/Rome",
        "fresh": "24h",
        "telegram": {
            "base_url": "https://api.telegram.org/bot",
            "admin_chat": None,
            "admins": [],
            "on_unknown": "hold",
        },
        "fetch": {
            "interval": {"least": "5m", "most": "6h"},
            "per_host": 1,
            "pause": "1s",
            "allow_private": [],
            "proxy": None,
        },
        "retention": {"items": "90d", "unmatched": "14d"},
    }
    channel = bot["$defs"]["ChannelPart"]["properties"]
    assert channel["digest"]["default"] == {"at": ["08:00", "20:00"]}
    assert channel["alerts"]["default"] == {"independent": 1, "wait": "0s"}


def test_a_concept_takes_language_codes_as_keys_and_numbers_as_forms() -> None:
    concept = schemas()["themes.schema.json"]["$defs"]["ConceptPart"]
    ((pattern, forms),) = concept["patternProperties"].items()
    assert [key for key in ("it", "ko", "pt-BR", "labels", "x") if re.search(pattern, key)] == ["it", "ko", "pt-BR"]
    assert forms["items"]["type"] == ["string", "number"]


def test_every_pattern_is_one_that_editors_know() -> None:
    """They use the expressions of ECMAScript, which lack some of Python's anchors and groups."""
    text = json.dumps(schemas())
    patterns = re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', text)
    assert len(patterns) > 10
    for pattern in map(json.loads, patterns):
        assert not re.search(r"\\[AZz]|\(\?", pattern)
        re.compile(pattern)
