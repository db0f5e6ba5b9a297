"""The shipped concepts, sentence by sentence: each language in its own spellings, and the words that only look alike.

A row is: language | sentence | concepts that must be found | concepts that must not. Every sentence is our own.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import pytest

from bot.settings.load import load
from bot.text.lexicon import Lexicon
from bot.text.tokens import TITLE, prepare

CONFIG = Path(__file__).parents[3] / "config"
REQUIRED = "it en ru uk pl cs de nl sv da no fr es pt ro tr ar fa vi ko ja zh"
ROWS = """
en | Kim Jong-Un's envoy lands in Moscow | kim_jong_un moscow |
en | N. Korean troops seen in the Kursk region | dprk kpa kursk |
en | DPRK–Russia bridge over the Tumen River opens | dprk russia dprk_place |
en | Sergei Shoigu flies to Wonsan for talks with Choe Son-hui | shoigu dprk choe |
it | Truppe nord-coreane al fianco dei soldati russi | dprk russia |
it | Kim Jong Un accoglie Lavrov a Wonsan | kim_jong_un lavrov dprk |
it | L'asse Mosca–Pyongyang preoccupa Seul | moscow pyongyang seoul |
it | Il presidente russo scrive al leader nordcoreano | putin kim_jong_un |
ru | Северной Корее передали помощь из России | dprk russia |
ru | Шойгу передал Ким Чен Ыну послание Путина | shoigu kim_jong_un putin |
ru | Саперы из КНДР разминируют Курскую область | dprk kursk kpa |
ru | ЦТАК сообщило о визите Лаврова в Пхеньян | kcna lavrov pyongyang |
uk | Кім Чен Ин зустрівся з російським диктатором | kim_jong_un putin |
uk | Північнокорейських військових бачили на Курщині | dprk kpa kursk |
uk | Бєлоусов прилетів до Пхеньяна | belousov pyongyang |
uk | рф отримала снаряди з Північної Кореї | russia dprk |
pl | Kim Dzong Unowi pogratulowano z Moskwy | kim_jong_un moscow |
pl | Rosyjski dyktator rozmawiał z delegacją Korei Płn. | putin dprk |
pl | Koreę Północną odwiedził Szojgu | dprk shoigu |
pl | Północnokoreańscy żołnierze pod moskiewskim dowództwem | dprk kpa moscow |
cs | Kim Čong-unovi přišel dopis z Kremlu | kim_jong_un kremlin |
cs | Severokorejští vojáci v Kurské oblasti | dprk kpa kursk |
cs | Šojgua přijali v Pchjongjangu | shoigu pyongyang |
cs | KLDR a ruští představitelé podepsali dohodu | dprk russia |
de | Nordkoreas Machthaber empfängt Schoigu | kim_jong_un dprk shoigu |
de | Soldaten aus Nordkorea kämpfen für den Kreml | dprk kpa kremlin |
de | Beloussow trifft in Pjöngjang ein | belousov pyongyang |
de | Russischer Außenminister reist in die DVRK | lavrov dprk |
nl | Poetin ontvangt de Noord-Koreaanse leider | putin dprk kim_jong_un |
nl | Noord-Koreaanse militairen sneuvelen bij Koersk | dprk kpa kursk |
nl | Sjojgoe op bezoek in Pyongyang | shoigu pyongyang |
nl | Rusland stuurt olie naar Noord-Korea | russia dprk |
sv | Rysslands president mötte Nordkoreas ledare | putin kim_jong_un |
sv | Nordkoreanska soldater strider i Kursk | dprk kpa kursk |
sv | Sjojgu landade i Pyongyang | shoigu pyongyang |
sv | Ryska vapen i utbyte mot nordkoreansk ammunition | russia dprk |
da | Ruslands præsident roser Kim Jong-uns soldater | putin kim_jong_un |
da | Nordkoreanske tropper er nået til Kursk | dprk kpa kursk |
da | Den russiske udenrigsminister besøger Nordkorea | lavrov dprk |
da | Sjojgu ankom til Pyongyang | shoigu pyongyang |
no | Russlands president takker Nord-Korea | putin dprk |
no | Nordkoreanske soldater drept i Kursk | dprk kpa kursk |
no | Den russiske forsvarsministeren møtte Kim Jong-un | belousov kim_jong_un |
no | Sjojgu er på besøk i Pyongyang | shoigu pyongyang |
fr | Poutine remercie le dirigeant nord-coréen | putin kim_jong_un |
fr | Des militaires nord-coréens vus à Koursk | dprk kpa kursk |
fr | Choïgou est arrivé à Pyongyang | shoigu pyongyang |
fr | Moscou livre du carburant, la Coree du Nord remercie | moscow dprk |
es | El mandatario ruso elogia a Kim Jong-un | putin kim_jong_un |
es | Soldados norcoreanos mueren en Kursk | dprk kpa kursk |
es | Shoigú llega a Pionyang | shoigu pyongyang |
es | El canciller ruso viaja a Corea del Norte | lavrov dprk |
pt | O líder norte-coreano escreve a Putin | kim_jong_un putin |
pt | Tropas norte-coreanas combatem na região de Kursk | dprk kpa kursk |
pt | O chanceler russo visita a Coréia do Norte | lavrov dprk |
pt | Moscovo agradece a Pyongyang | moscow pyongyang |
ro | Liderul de la Phenian îi scrie lui Putin | kim_jong_un putin |
ro | Militari nord-coreeni uciși în regiunea Kursk | dprk kpa kursk |
ro | Șeful diplomației ruse merge în Coreea de Nord | lavrov dprk |
ro | Șoigu a ajuns la Phenian | shoigu pyongyang |
tr | Putin'le Kuzey Kore lideri görüştü | putin kim_jong_un |
tr | Kuzey Koreli askerler Kursk'ta savaşıyor | dprk kpa kursk |
tr | Rusya Dışişleri Bakanı Kuzey Kore'ye gidecek | lavrov dprk |
tr | Şoygu, Pyongyang’da karşılandı | shoigu pyongyang |
ar | الزعيم الكوري الشمالي يهنئ بوتين | kim_jong_un putin |
ar | جنود كوريون شماليون يقاتلون في كورسك | dprk kpa kursk |
ar | لافروف يصل إلى بيونغيانغ | lavrov pyongyang |
ar | أسلحة لروسيا وبيانات للكرملين عن كوريا الشمالية | russia kremlin dprk |
fa | رهبر کره شمالی به پوتین تبریک گفت | kim_jong_un putin |
fa | سربازان کره‌شمالی در کورسک کشته شدند | dprk kpa kursk |
fa | شویگو وارد پیونگ‌یانگ شد | shoigu pyongyang |
fa | وزیر خارجه روسیه به کره‌شمالی سفر کرد | lavrov dprk |
vi | Nhà lãnh đạo Triều Tiên gửi điện mừng tới ông Putin | kim_jong_un putin |
vi | Binh sĩ Triều Tiên tham chiến tại Kursk | dprk kpa kursk |
vi | Ngoại trưởng Nga tới Bình Nhưỡng | lavrov pyongyang |
vi | Bắc Hàn bán đạn pháo cho Nga | dprk russia |
ko | 김정은, 쇼이구 접견 | kim_jong_un shoigu |
ko | 북 포로들 “러시아 몰랐다” | dprk russia |
ko | 北, 러에 공병 추가 파병 | dprk russia |
ko | 북·러정상 밀착에 크렘린궁 논평 | both_sides kremlin |
ja | 金正恩総書記がショイグ氏と会談 | kim_jong_un shoigu |
ja | 北朝鮮兵、クルスク州で死亡 | dprk kpa kursk |
ja | ラヴロフ外相が平壌に到着 | lavrov pyongyang |
ja | ロ朝首脳、条約に署名 | both_sides |
zh | 普亭會見北韓最高領導人 | putin kim_jong_un |
zh | 朝鲜士兵在库尔斯克阵亡 | dprk kpa kursk |
zh | 紹伊古抵達平壤 | shoigu pyongyang |
zh | 俄方感谢朝鲜出兵 | russia dprk kpa |
# looks alike, means something else
pl | Kim jest ten człowiek i z kim rozmawiał Putin? | putin | kim dprk
pl | Z kim i po co? | | kim
uk | Віталій Кім повідомив про атаку на Миколаїв | | kim_jong_un dprk
uk | Їм суджено зустрітися в Києві | | russia
ru | Пекин и КНР строят новый порт | | dprk
ru | Археологическая находка под Рязанью | | russia
vi | Ngay hôm nay, con ngang và ngã ba | | russia
it | Il ristorante sulle montagne | | russia
tr | Yeni bir plan sunan bakan İzmir'de | | dprk
id | Anak yang rajin belajar di Jakarta | | dprk
ko | 경북 관광객이 늘었다 | | dprk
ko | 컬러 러브 트러플 판타스틱 | | russia
ko | 밥 주러 가다가 하산길에 넘어졌다 | | russia
ja | 中朝と米朝の会談、朝鮮学校の行事 | | dprk both_sides
ja | 暴露報道と披露宴、対ロンドン線 | | russia
ja | 東北への旅、南北朝時代の展示 | | dprk
zh | 走向朝方向前进的王朝政府 | | dprk both_sides
zh | 在俄亥俄州与俄勒冈州谈论选举 | lookalike | putin moscow kremlin
ar | بروس يفتح دروس الموسيقى | | russia
en | Pressure of 200 kPa in the tank | | dprk
da | Krydstogt i Det Fjerne Østen | | russia
"""


@cache
def lexicon() -> Lexicon:
    """Every form of every shipped concept."""
    return Lexicon({concept.id: concept.forms for concept in load(CONFIG, {}).concepts})


def rows() -> list[tuple[str, str, set[str], set[str]]]:
    """The table, taken apart."""
    cells = [[cell.strip() for cell in line.split("|")] for line in ROWS.strip().splitlines() if line[0] != "#"]
    return [(code, text, set(found.split()), set("".join(other).split())) for code, text, found, *other in cells]


def found(text: str, language: str) -> set[str]:
    """The concepts that a headline names."""
    return {hit.key for hit in lexicon().find(prepare(TITLE, text), language)}


@pytest.mark.parametrize(("language", "text", "wanted", "unwanted"), rows())
def test_a_headline_names_these_concepts_and_not_those(
    language: str, text: str, wanted: set[str], unwanted: set[str]
) -> None:
    """A subscriber misses the story, or gets one about something else."""
    names = found(text, language)
    assert wanted <= names
    assert not unwanted & names


@pytest.mark.parametrize(("language", "text", "wanted", "_unwanted"), rows())
def test_any_encoding_of_a_headline_names_the_same(
    language: str, text: str, wanted: set[str], _unwanted: set[str]
) -> None:
    """A feed that sends letters and accents apart (NFD) loses nothing."""
    assert wanted <= found(unicodedata.normalize("NFD", text), language)


def test_every_required_language_has_four_headlines() -> None:
    told = [code for code, _, wanted, _ in rows() if wanted]
    assert {code: told.count(code) for code in REQUIRED.split() if told.count(code) < 4} == {}
