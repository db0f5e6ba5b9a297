"""The editor's guide, followed to the letter on a copy of the configuration: what it promises happens."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.doors.cli import app
from bot.model import Form
from bot.text.lexicon import Lexicon
from bot.text.tokens import TITLE, prepare

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "config" / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.strip() for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL) for line in block.strip().splitlines()
]
SNIPPETS = re.findall(r"```yaml\n# (\w+)\.yaml, under (\w+)\n(.*?)```", GUIDE, re.DOTALL)
FORMS = re.findall(r"(?m)^\| `(.+?)` \| `(\w\w)` \| (.+?) \| (.+?) \| .+ \|$", GUIDE)
VERBS = {command.name or (command.callback.__name__ if command.callback else "") for command in app.registered_commands}
VERBS |= {group.name or "" for group in app.registered_groups}
# These look into a state: a fresh one may have nothing to show, and says so with 1.
LOOKING_BACK = {"why", "backtest"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the edited copy of the configuration and a `dispaccio` to call."""
    folder = tmp_path_factory.mktemp("editor")
    shutil.copytree(ROOT / "config", folder / "config")
    for name, section, text in SNIPPETS:
        file = folder / "config" / f"{name}.yaml"
        before = file.read_text(encoding="utf-8")
        first, heading, rest = f"\n{before}".partition(f"\n{section}:\n")
        assert heading, f"{name}.yaml has no {section}:"
        file.write_text(first[1:] + heading + text + rest, encoding="utf-8")
    themes = folder / "config" / "themes.yaml"
    head, mark, tail = themes.read_text(encoding="utf-8").partition("\n  letter:")
    themes.write_text(head + mark + tail.replace("\n    it: [", "\n    it: [cartolina, ", 1), encoding="utf-8")
    (folder / "bin").mkdir()
    program = folder / "bin" / "dispaccio"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bot "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return folder


def test_the_guide_holds_what_these_tests_look_for() -> None:
    assert len(SNIPPETS) == GUIDE.count("```yaml") == 4
    assert len(FORMS) == 11
    assert {command.split()[1] for command in COMMANDS if command.startswith("dispaccio")} >= {"check", "match", "why"}


def test_every_command_of_the_guide_does_what_it_says(desk: Path) -> None:
    environment = {"PATH": f"{desk / 'bin'}:/usr/bin:/bin", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    for line in dict.fromkeys(COMMANDS):
        command, _, expected = (part.strip() for part in line.partition(" #"))
        verb = command.split()[1]
        if command.startswith("dispaccio") and verb not in VERBS:
            continue  # the guide is ahead of the program
        shell = ["sh", "-c", command]
        done = subprocess.run(
            shell, cwd=desk, env=environment, check=False, capture_output=True, text=True, timeout=120
        )
        assert done.returncode in ({0, 1} if verb in LOOKING_BACK else {0}), f"{command}: {done.stderr}"
        assert "Traceback" not in done.stderr, command
        assert " ".join(expected.split()) in " ".join(done.stdout.split()), command


@pytest.mark.parametrize(("form", "language", "found", "missed"), FORMS, ids=[form[0] for form in FORMS])
def test_every_form_of_the_guide_finds_what_it_says(form: str, language: str, found: str, missed: str) -> None:
    lexicon = Lexicon({"it": (Form(form.strip('"'), language),)})
    assert lexicon.find(prepare(TITLE, found), language)
    assert not lexicon.find(prepare(TITLE, missed), language)


def test_the_front_page_leads_editors_here() -> None:
    assert "(config/README.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
