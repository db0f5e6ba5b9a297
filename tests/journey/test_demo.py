"""What a newcomer sees first: one command, no account, and the main job whole."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.journey.newsroom import Desk, Finished

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "bot" / "doors" / "demo" / "samples"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Finished, float]:
    """One run of the demo, as `make demo` starts it, twice as fast."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--seconds", "20"],
        cwd=ROOT,
        env=Desk(tmp_path_factory.mktemp("demo"), None).environ(),  # type: ignore[arg-type]  # no outlets of the test
        capture_output=True,
        timeout=120,
        check=False,
    )
    return Finished(done.returncode, done.stdout.decode(), done.stderr.decode()), time.monotonic() - began


def samples() -> list[dict[str, object]]:
    """Every sample item, with its truth."""
    yaml = YAML(typ="safe", pure=True)
    return [
        item for path in sorted(SAMPLES.glob("*.yaml")) for item in yaml.load(path.read_text(encoding="utf-8"))["items"]
    ]


def test_it_ends_by_itself_and_names_the_page_and_the_live_address(shown: tuple[Finished, float]) -> None:
    done, seconds = shown
    assert done.code == 0, done.err
    assert seconds < 60
    assert re.match(r"The channel, live: http://127\.0\.0\.1:\d+/", done.out)
    assert done.out.rstrip().endswith("The page: state/demo/index.html")
    page = (ROOT / "state" / "demo" / "index.html").read_text(encoding="utf-8")
    assert "inventata" in page
    assert page.count("(sample)") > 50


def test_it_tells_the_subject_and_leaves_the_rest(shown: tuple[Finished, float]) -> None:
    done, _ = shown
    told = done.out
    subject = {str(item["title"]) for item in samples() if item.get("themes")}
    off = {str(item["title"]) for item in samples() if not item.get("themes")}
    wrong = sorted(title for title in off - subject if f"• {title}\n" in told)
    assert len(wrong) <= 2, f"off the subject, and told: {wrong}"
    stories = {str(item["story"]) for item in samples() if item.get("themes")}
    bullets = re.findall(r"(?m)^• ", told)
    assert len(stories) * 0.7 <= len(bullets) <= len(stories) * 2, "each story about once"


def test_copies_and_translations_come_together(shown: tuple[Finished, float]) -> None:
    done, _ = shown
    outlets = [int(number) for number in re.findall(r"· (\d+) testate, \d+ indipendent", done.out)]
    assert max(outlets) >= 5
    assert sum(number > 1 for number in outlets) >= 12
    assert "dal coreano" in done.out
    assert "una sola fonte" in done.out
    assert "the balance adds up" in done.out
