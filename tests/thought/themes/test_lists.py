"""Enumerations: a country that is only named in a list is not what the news is about."""

from __future__ import annotations

import pytest

from tests.thought.themes.kit import words

RULE = "in list of 3 (dprk)"

# language | text | does all that is said of North Korea stand in an enumeration of three or more?
CASES = """
en | Russia, China, Iran and North Korea | yes
en | Russia, China, Iran, and North Korea sign | yes
en | North Korea, Iran and Russia were named | yes
en | hackers from Russia, North Korea and Iran struck banks | yes
en | a report on Russia, China, Iran and the North Korean regime | yes
en | Russia, China, Iran & North Korea | yes
en | China, Russia, Iran, North Korea: the axis | yes
en | Russia/China/North Korea | yes
en | Moscow, Pyongyang, Tehran, etc. | yes
en | sanctions hit Iran, Syria and North Korea. North Korea protested | no
en | North Korea thanked Russia, China and Iran | no
en | Kim, the North Korean leader, met Putin | no
en | In Pyongyang, North Korea, Putin was welcomed | no
en | North Korea and Russia sign | no
en | North Korea, Russia sign pact | no
en | Xi left; North Korea and Russia, however, stayed | no
en | Russia, which buys shells from its partner in the far east and North Korea | no
it | Russia, Cina, Iran e Corea del Nord | yes
it | Cina, Russia e Corea del Nord insieme | yes
it | la Corea del Nord, la Cina e l'Iran | yes
it | Cuba, Siria ed Iran, dopo la Corea del Nord | no
fr | la Russie, la Chine et la Corée du Nord | yes
de | Russland, China und Nordkorea | yes
es | Rusia, China, Irán y Corea del Norte | yes
pl | Rosja, Chiny i Korea Północna | yes
ru | Россия, Китай, Иран и КНДР | yes
ru | КНДР поблагодарила Россию, Китай и Иран | no
uk | Росія, Китай та КНДР | yes
tr | Rusya, Çin ve Kuzey Kore | yes
ar | روسيا، الصين، إيران وكوريا الشمالية | yes
ko | 중국, 러시아, 북한 등 | yes
ko | 중국·러시아·북한 | yes
ko | 이란, 러시아와 북한 | yes
ko | 북한, 러시아 파병 | no
ja | 中国、ロシア、北朝鮮の3カ国 | yes
ja | 中国・ロシア・北朝鮮 | yes
ja | 中国、ロシアと北朝鮮 | yes
ja | 北朝鮮は、ロシアに、兵士を送った | no
zh | 俄罗斯、伊朗和朝鲜 | yes
zh | 中国、俄罗斯、朝鲜 | yes
zh | 朝鲜向俄罗斯派兵 | no
vi | Nga, Trung Quốc và Triều Tiên | yes
"""
ROWS = [tuple(cell.strip() for cell in line.split(" | ")) for line in CASES.strip().splitlines()]


@pytest.mark.parametrize(("language", "text", "listed"), ROWS, ids=[row[1] for row in ROWS])
@pytest.mark.parametrize("field", ["title", "summary"])
def test_a_list_is_told_from_a_sentence(language: str, text: str, listed: str, field: str) -> None:
    found = words(RULE, **{field: text}, language=language)
    assert (found is not None) == (listed == "yes")


def test_the_count_is_of_members() -> None:
    text = "Russia, China, Iran and North Korea"
    assert words("in list of 4 (dprk)", text) == ["North Korea"]
    assert words("in list of 5 (dprk)", text) is None
    assert words("in list of 2 (dprk)", "Russia and North Korea") == ["North Korea"]


def test_every_mention_must_stand_in_a_list() -> None:
    """`unless in list of 3 (dprk)` must not throw away a text that also names it on its own."""
    assert (
        words("dprk and not in list of 3 (dprk)", "North Korea sends troops", "Iran, Syria and North Korea are")
        is not None
    )
    assert words("dprk and not in list of 3 (dprk)", "A report", "Iran, Syria and North Korea are named") is None


def test_both_sides_may_stand_in_one_list() -> None:
    assert words("in list of 3 (dprk and russia)", "Russia, Iran and North Korea") == ["Russia", "North Korea"]


def test_a_language_that_nobody_described_has_lists_too() -> None:
    assert words("in list of 3 (dprk)", "DPRK, X, Y and Z", language="") is not None
    assert words("in list of 3 (dprk)", "DPRK/X/Y", language="xx") is not None
