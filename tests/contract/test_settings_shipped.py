"""The configuration that ships: it must load as it is, or nobody's first minute goes well."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.jobs.check import findings
from bot.settings.likely import PLACEHOLDER
from bot.settings.load import load, load_with_files
from bot.settings.read import read
from bot.settings.schema import FILES
from bot.settings.shape import judge

CONFIG = Path(__file__).parents[2] / "config"


@pytest.mark.parametrize(("name", "model"), FILES.items(), ids=list(FILES))
def test_each_shipped_file_fits_its_model(name: str, model: type[BaseModel]) -> None:
    source = read(CONFIG / f"{name}.yaml")
    _, problems = judge(source, model)
    assert [str(problem) for problem in (*source.problems, *problems)] == []


def test_the_shipped_configuration_loads_and_warns_of_the_placeholder_only() -> None:
    settings = load(CONFIG, {})
    assert [warning.message for warning in settings.warnings] == [f"{PLACEHOLDER} is only a placeholder"]
    assert load(CONFIG, {"DISPACCIO_CHANNEL": "@northwatch"}).warnings == ()


def test_check_has_nothing_to_say_of_the_shipped_configuration() -> None:
    """Whoever edits a keyword must see the warning of that keyword, not a screen of old ones."""
    found = findings(*load_with_files(CONFIG, {"DISPACCIO_CHANNEL": "@northwatch"}))
    assert [str(problem) for problem in found] == []


def test_the_shipped_files_show_the_defaults(tmp_path: Path) -> None:
    """People read the shipped file to learn what happens when they leave a key out."""
    shipped = load(CONFIG, {})
    bare = 'channels: [{id: main, to: "@example"}]\n'
    (tmp_path / "bot.yaml").write_text(bare, encoding="utf-8")
    for name in ("feeds", "themes"):
        (tmp_path / f"{name}.yaml").write_bytes((CONFIG / f"{name}.yaml").read_bytes())
    default = load(tmp_path, {})
    for part in ("language", "timezone", "fresh", "telegram", "channels", "fetch", "retention"):
        assert getattr(shipped, part) == getattr(default, part), part


def test_every_key_of_bot_yaml_stands_in_the_shipped_file() -> None:
    text = (CONFIG / "bot.yaml").read_text(encoding="utf-8")
    keys = re.findall(r"(?m)^[ -]*([a-z_]+):", text)
    bot = FILES["bot"].model_fields
    assert set(bot) <= set(keys)
