"""The first hours of a new state, on the shipped themes: every headline names the same two, and only the news differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings.load import load
from bot.settings.tables import knowledge
from bot.stories.replay import replay
from bot.themes.match import Matcher
from tests.thought.stories.newsroom import item

APART = [
    ("en", "Kim Jong Un sends a letter to Putin", "Putin thanks soldiers sent by Kim Jong Un"),
    ("en", "Lavrov arrives in Wonsan for talks with Choe Son Hui", "Russian tourists arrive in Wonsan for a summer at the sea"),
    ("en", "Seoul says North Korea sent Russia 1,000 more containers of shells", "North Korea sends Russia workers for a drone factory"),
    ("it", "Kim scrive a Putin per il suo compleanno", "Putin regala a Kim un'auto di lusso russa"),
    ("it", "Soldati nordcoreani uccisi nel Kursk", "Russia e Corea del Nord costruiscono un ponte sul Tumen"),
    ("ru", "Ким Чен Ын поздравил Путина с днем рождения", "Путин подарил Ким Чен Ыну автомобиль"),
    ("ko", "김정은, 푸틴에 생일 축전", "러시아, 북한에 정제유 상한 넘겨 공급"),
    ("ja", "金正恩氏、プーチン氏に祝電", "北朝鮮兵、ロシア西部クルスク州で戦死"),
    ("zh", "金正恩致电祝贺普京生日", "俄罗斯游客前往朝鲜元山旅游"),
]  # fmt: skip
TOGETHER = [
    ("en", "Kim Jong Un sends Putin a letter for his 73rd birthday", "North Korean leader congratulates Putin on 73rd birthday"),
    ("it", "Soldati nordcoreani uccisi nel Kursk, dice Seul", "Seul: uccisi nel Kursk soldati della Corea del Nord"),
    ("ru", "Ким Чен Ын поздравил Путина с 73-летием", "Лидер КНДР поздравил Путина с днем рождения"),
]  # fmt: skip


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    settings = load(Path(__file__).parents[3] / "config", {})
    return Matcher(settings.themes, settings.concepts)


def stories(matcher: Matcher, language: str, *titles: str) -> int:
    items = [item(title, at=float(at), family=f"f{at}", language=language) for at, title in enumerate(titles)]
    return len({placed.story for placed in replay(items, matcher.matches, knowledge())})


@pytest.mark.parametrize(("language", "one", "other"), APART)
def test_two_acts_of_the_same_two_are_two_stories(matcher: Matcher, language: str, one: str, other: str) -> None:
    """Merged, the second one would never be told."""
    assert stories(matcher, language, one, other) == 2


@pytest.mark.parametrize(("language", "one", "other"), TOGETHER)
def test_one_act_in_other_words_is_one_story(matcher: Matcher, language: str, one: str, other: str) -> None:
    assert stories(matcher, language, one, other) == 1
