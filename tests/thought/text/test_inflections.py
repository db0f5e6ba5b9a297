"""A plain form matches its inflections: an editor writes the word of the dictionary, once."""

from __future__ import annotations

import pytest

from bot.model import ANY_LANGUAGE, Form
from bot.text.languages import LANGUAGES, base, language, stem
from bot.text.lexicon import Lexicon
from bot.text.tokens import prepare


def finds(form: str, of: str, text: str, language: str) -> list[str]:
    """What the form `form` of language `of` finds in an item of `language`."""
    return [hit.words for hit in Lexicon({"key": [Form(form, of)]}).find(prepare("summary", text), language)]


# language | the form | what it must find | what it must not find
PARADIGMS = """
ru | Северная Корея | Северной Кореи, Северной Корее, Северную Корею, Северной Кореей |
ru | Россия | России, Россию, Россией | россыпь
ru | Путин | Путина, Путину, Путиным, Путине | путь
ru | Ким Чен Ын | Ким Чен Ына, Ким Чен Ыну, Ким Чен Ыном | Ким Чен Ир
ru | Пхеньян | Пхеньяна, Пхеньяну, Пхеньяном, Пхеньяне |
ru | северокорейский | северокорейские, северокорейских, северокорейского, северокорейскими, северокорейская | южнокорейский
ru | российский | российская, российских, российскому, российские |
ru | военный | военные, военных, военными, военного | война
ru | солдат | солдаты, солдатам, солдатами, солдат |
ru | санкция | санкции, санкций, санкциями, санкциях |
ru | письмо | письма, письму, письмом, письме |
ru | Москва | Москвы, Москве, Москву, Москвой | москвич
uk | Північна Корея | Північної Кореї, Північній Кореї, Північну Корею, Північною Кореєю |
uk | Росія | Росії, Росію, Росією | росіяни
uk | Путін | Путіна, Путіну, Путіним, Путіном |
uk | північнокорейський | північнокорейські, північнокорейських, північнокорейського, північнокорейськими |
uk | солдат | солдати, солдатів, солдатам, солдатами |
uk | Москва | Москви, Москві, Москву, Москвою |
pl | Korea Północna | Korei Północnej, Koreę Północną, Koreą Północną |
pl | Rosja | Rosji, Rosję, Rosją, Rosjo |
pl | Putin | Putina, Putinowi, Putinem, Putinie |
pl | Kim Dzong Un | Kim Dzong Una, Kim Dzong Unem, Kim Dzong Unowi | Kim Dzong Il
pl | północnokoreański | północnokoreańskie, północnokoreańskich, północnokoreańskiego, północnokoreańskimi |
pl | żołnierz | żołnierze, żołnierzy, żołnierzom, żołnierzami |
pl | Moskwa | Moskwy, Moskwie, Moskwę, Moskwą |
cs | Severní Korea | Severní Koreje, Severní Koreji, Severní Koreou, Severní Koreu |
cs | Rusko | Ruska, Rusku, Ruskem |
cs | Putin | Putina, Putinovi, Putinem |
cs | severokorejský | severokorejští, severokorejských, severokorejského, severokorejské |
cs | voják | vojáci, vojáků, vojákům, vojáky |
sk | Rusko | Ruska, Rusku, Ruskom |
de | Nordkorea | Nordkoreas |
de | Russland | Russlands | Russlandreise
de | nordkoreanisch | nordkoreanische, nordkoreanischen, nordkoreanischer, nordkoreanisches |
de | Soldat | Soldaten | Soldatenheim
de | Haus | Häuser, Hauses, Häusern |
de | Pjöngjang | Pjöngjangs, Pjongjang |
it | nordcoreano | nordcoreana, nordcoreani, nordcoreane | sudcoreano
it | lettera | lettere |
it | russo | russa, russi, russe |
it | soldato | soldati |
it | sanzione | sanzioni |
it | visita | visite | viso
it | accordo | accordi |
it | truppa | truppe |
it | armi | arma |
it | alleato | alleata, alleati, alleate |
it | operaio | operai |
it | tedesco | tedeschi, tedesca, tedesche |
it | papa | papi | papà
en | letter | letters |
en | North Korean | North Koreans |
en | soldier | soldiers |
en | army | armies |
en | visit | visits, visited, visiting |
en | treaty | treaties |
en | new |  | news
fr | nord-coréen | nord-coréens, nord-coréenne, nord-coréennes |
fr | russe | russes |
fr | Corée du Nord | Coree du Nord | Corée du Sud
fr | soldat | soldats |
fr | lettre | lettres |
es | norcoreano | norcoreana, norcoreanos, norcoreanas |
es | misil | misiles |
es | sanción | sanciones |
es | ruso | rusa, rusos, rusas |
pt | norte-coreano | norte-coreanos, norte-coreana, norte-coreanas |
pt | míssil | mísseis |
pt | sanção | sanções |
ro | nord-coreean | nord-coreeni, nord-coreeană, nord-coreene |
ro | Rusia | Rusiei |
ro | soldat | soldați, soldaților, soldatul |
nl | soldaat | soldaten |
nl | Russisch | Russische |
nl | Noord-Koreaan | Noord-Koreanen, Noord-Koreaans |
sv | soldat | soldater, soldaterna, soldaten |
sv | Nordkorea | Nordkoreas |
sv | nordkoreansk | nordkoreanska, nordkoreanskt |
da | soldat | soldater, soldaterne, soldaten |
no | soldat | soldater, soldatene, soldaten |
nb | nordkoreansk | nordkoreanske |
it | alleato | alleati, alleata | alle
it | granate | granata | gran
it | importazioni | importazione | importante
en | cooperation | | Cooper
en | killed | killing, kills |
en | relations | relation | related, relatively
es | importaciones | importación | importante
pt | reúne | reunir |
ar | زار | | وزارة
ar | قوات | لقواتها, القوات |
ru | белый дом | белого дома, белому дому |
es | heridos | herido, heridas | héroes
tr | dünya | dünyayı, dünyanın | dün
hr | vojnik | vojnika, vojniku |
tr | Rusya | Rusya'ya, Rusya’nın, Rusya'dan, Rusyanın |
tr | Kuzey Kore | Kuzey Kore'nin, Kuzey Kore'den |
tr | füze | füzeleri, füzelerini, füzesi, füzelerin, füzeyle |
tr | mektup | mektuplar, mektupla |
tr | Putin | Putinle, Putin'in, Putinli | Putinciler
tr | asker | askerler, askerleri, askerlerin |
fi | Venäjä | Venäjän, Venäjälle, Venäjällä, Venäjää |
fi | Pohjois-Korea | Pohjois-Korean, Pohjois-Koreasta, Pohjois-Koreaan, Pohjois-Koreassa |
hu | Oroszország | Oroszországgal, Oroszországba, Oroszországnak, Oroszországot |
hu | Észak-Korea | Észak-Koreával, Észak-Koreába, Észak-Koreának |
hu | Putyin | Putyinnal, Putyint, Putyinnak |
ar | روسيا | بروسيا, لروسيا, وروسيا |
ar | الكوري الشمالي | الكورية الشمالية, للكوري الشمالي, والكوري الشمالي |
ar | بوتين | لبوتين, وبوتين, ببوتين |
ar | جندي | الجندي, والجندي |
he | רוסיה | ברוסיה, לרוסיה, ורוסיה, מרוסיה |
fa | روسیه | روسيه |
fa | موشک | موشک‌های, موشکی, موشک‌ها, موشکهای |
fa | سرباز | سربازان, سربازانی, سربازهای | سرباززدن
fa | نامه | نامه‌ای, نامه‌های | برنامه
el | Ρωσία | Ρωσίας, ΡΩΣΙΑ |
bg | войник | войници, войниците |
sr | Русија | Русије, Русији, Русију |
hr | Rusija | Rusije, Rusiji, Rusiju |
sl | Rusija | Rusije, Rusiji, Rusijo |
lt | Rusija | Rusijos, Rusijai, Rusiją |
lv | Krievija | Krievijas, Krievijai, Krieviju |
et | Venemaa | Venemaale, Venemaal, Venemaalt |
vi | Triều Tiên | Trieu Tien | Triêu Tiên
ca | soldat | soldats |
"""
ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in PARADIGMS.strip().splitlines()]
FOUND = [(code, form, word) for code, form, found, _ in ROWS for word in [form, *found.split(", ")] if word]
NOT_FOUND = [(code, form, word) for code, form, _, other in ROWS for word in other.split(", ") if word]


@pytest.mark.parametrize(("code", "form", "word"), FOUND)
def test_a_form_finds_its_cases_and_numbers(code: str, form: str, word: str) -> None:
    """Also when it is listed under `any`: then the item's language says how words inflect."""
    assert finds(form, code, f"… {word}, …", code) != []
    assert finds(form, ANY_LANGUAGE, f"… {word}, …", code) != []


@pytest.mark.parametrize(("code", "form", "word"), NOT_FOUND)
def test_a_form_does_not_find_another_word(code: str, form: str, word: str) -> None:
    assert finds(form, code, f"… {word}, …", code) == []


def test_the_table_covers_the_scripts_of_the_shipped_theme() -> None:
    assert {"ru", "uk", "ar", "he", "el", "vi", "pl", "tr", "it", "en", "de", "bg"} <= {code for code, *_ in ROWS}


def test_a_form_of_one_language_is_not_looked_for_in_another() -> None:
    assert finds("arma", "it", "le arma", "it") == ["arma"]
    assert finds("arma", "it", "the arma", "en") == []


def test_where_the_language_is_unknown_all_forms_apply_each_in_its_own_language() -> None:
    assert finds("солдат", "ru", "солдатами", "") == ["солдатами"]
    assert finds("soldato", "it", "i soldati", "") == ["soldati"]
    assert finds("Putin", ANY_LANGUAGE, "Putin, Putinem", "") == ["Putin"]


@pytest.mark.parametrize(
    ("code", "main"),
    [("pt-BR", "pt"), ("zh-Hant", "zh"), ("nb", "no"), ("nn-NO", "no"), ("zh_TW", "zh"), ("EN", "en"), ("", "")],
)
def test_a_regional_code_falls_back_to_its_language(code: str, main: str) -> None:
    assert base(code) == main
    assert language(code) is (LANGUAGES.get(main) or language(code))
    assert stem("soldados", code) == stem("soldados", main)


def test_a_form_of_a_region_applies_to_the_whole_language() -> None:
    assert finds("norte-coreano", "pt-BR", "os norte-coreanos", "pt") == ["norte-coreanos"]
    assert finds("朝鮮", "zh-Hant", "與朝鮮", "zh-Hans") == ["朝鮮"]


def test_a_language_that_nobody_described_matches_the_exact_word() -> None:
    assert stem("putinas", "xx") == "putinas"
    assert finds("Putin", ANY_LANGUAGE, "Putin, Putinit", "xx") == ["Putin"]


def test_every_named_stemmer_exists() -> None:
    """A typing slip in the table would only show when the first item of that language comes."""
    for code in LANGUAGES:
        assert stem("a", code) is not None
