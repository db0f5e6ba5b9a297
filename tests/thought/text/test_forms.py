"""Every kind of form, in every script that the shipped themes are written in, found by the one automaton."""

from __future__ import annotations

import time
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import ANY_LANGUAGE, Form
from bot.text.forms import LONGEST_FORM, problem
from bot.text.lexicon import Lexicon
from bot.text.tokens import prepare

# form | language of the form | text | language of the item | what it finds, separated by /
CASES = """
# a plain word or phrase: hyphen, space and apostrophe are the same, case is not kept
Kim Jong Un       | any | Kim Jong-un, KIM JONG UN and Kim Jong‑Un’s sister | en | Kim Jong-un/KIM JONG UN/Kim Jong‑Un
Kim Jong-un       | any | Kim Jong Un | it | Kim Jong Un
Kim Jong Un       | any | Kim Jong Il; Kim. Jong Un; Kim, Jong Un | en |
North Korea       | en  | North Korea’s army, north  korea, NorthKorea, North Koreans | en | North Korea/north  korea
N. Korea          | en  | N. Korea, N.Korea, N Korea, N, Korea | en | N. Korea/N.Korea/N Korea
Korea Płn.        | pl  | Korea Płn. i Rosja; Korea Pln | pl | Korea Płn
dell'Onu          | it  | la risoluzione dell’Onu | it | dell’Onu
nord coreano      | it  | il leader nord-coreano e i nord coreani | it | nord-coreano/nord coreani
KN-23             | any | missili KN-23, KN 23, KN-230 | it | KN-23/KN 23
1718              | any | comitato 1718, 11718, 1718-a | it | 1718/1718
R&D               | any | R&D, R & D, RD | en | R&D/R & D
об'єднання        | uk  | об’єднання та обʼєднання | uk | об’єднання/обʼєднання
Nga               | vi  | Nga và ngay, ngang, Ngà | vi | Nga
# a text that lost all its accents still reads, one with some means them; only French and its like drop those of capitals
Korea Płn.        | pl  | Korea Pln. i Rosja | pl | Korea Pln
Corée             | fr  | la Coree du Nord | fr | Coree
Corée             | fr  | la Corée, la Coree | fr | Corée
États-Unis        | fr  | les Etats-Unis et la Corée | fr | Etats-Unis
öldü              | tr  | oldu ve öldü | tr | öldü
Peru              | it  | il Perù, il Peru | it | Peru
हथियार            | hi  | हथियार और रूस | hi | हथियार
Ρωσία             | el  | η Ρωσία, ΡΩΣΙΑ | el | Ρωσία/ΡΩΣΙΑ
# any ending
congratulat*      | en  | congratulations, congratulatory, con-gratulate | en | congratulations/congratulatory
северокорейск*    | ru  | северокорейские и южнокорейские | ru | северокорейские
Северн* Коре*     | uk  | Северної Кореї, Северна-Корея, Северної Ради | uk | Северної Кореї/Северна-Корея
Süd*              | de  | Südkorea, Sudan, Süden | de | Südkorea/Süden
روسي*             | ar  | روسيا روسية | ar | روسيا/روسية
미사일*           | ko  | 탄도미사일을 | ko | 미사일
# any beginning, any middle
*soldaten         | de  | Nordkorea-Soldaten, Elitesoldaten, Soldatenheim | de | Soldaten/Elitesoldaten
*korean*          | de  | nordkoreanische, Koreaner, Korea | de | nordkoreanische/Koreaner
# exactly this form
=visita           | it  | la visita, le visite, il viso | it | visita
=Kim              | any | kim, KIM, Kims, Kim-Putin | de | kim/KIM/Kim
=papà             | it  | papà, papa | it | papà
=Kim Jong Un      | any | Kim Jong-un, Kim Jong Una | pl | Kim Jong-un
=روسيا            | ar  | روسيا وبروسيا | ar | روسيا
# exactly this form and case
==RF              | any | RF, rf, Rf, RFA, ＲＦ, RF-Präsident | de | RF/ＲＦ/RF
==Un              | any | Un, un, UN | en | Un
==Kim Jong Un     | any | Kim Jong Un, KIM JONG UN, Kim Jong-Un | en | Kim Jong Un/Kim Jong-Un
==КНДР            | ru  | КНДР и кндр, КНР | ru | КНДР
==İran            | tr  | İran, iran | tr | İran
# Han, kana, Hangul and Thai: without borders
北朝鮮            | ja  | 北朝鮮兵と対北朝鮮 | ja | 北朝鮮/北朝鮮
朝鲜              | zh  | 朝鲜与朝鮮 | zh | 朝鲜
プーチン          | ja  | ﾌﾟｰﾁﾝ大統領とプーチン氏 | ja | ﾌﾟｰﾁﾝ/プーチン
キム・ジョンウン  | ja  | キム・ジョンウン、キム ジョンウン、キム＝ジョンウン | ja | キム・ジョンウン/キム ジョンウン/キム＝ジョンウン
북한              | ko  | 북한이 북한군과 대북한 | ko | 북한/북한/북한
북-러             | ko  | 북-러 회담, 북·러, 북 러, 북러 | ko | 북-러/북·러/북 러
เกาหลีเหนือ       | th  | ผู้นำเกาหลีเหนือพบปูติน | th | เกาหลีเหนือ
AI기업            | ko  | AI기업과 AI 기업 | ko | AI기업/AI 기업
# bounded: no letter of the same script beside it, but Korean particles may follow
=러               | ko  | 러에 무기, 북·러, 컬러 러브 러시아, 北-러 회담, 러는, 러의 | ko | 러/러/러/러/러
=北               | ko  | 北, 러에 파병… 北朝鮮, 北이 | ko | 北/北
=북 관광*         | ko  | 북 관광객 유치, 경북 관광객, 북·관광, 북은 관광 | ko | 북 관광/북·관광
=*관광            | ko  | 북한관광에, 관광객 | ko | 관광
=露               | ja  | 露朝首脳、対 露、露が | ja | 露/露
=ロ               | ja  | ロ朝会談、ロシア、パロ | ja | ロ
=俄               | zh  | 俄罗斯、 俄 、“俄” | zh | 俄/俄
# prefixes that are glued to a word
روسيا             | ar  | بروسيا لروسيا وروسيا والروسيا | ar | بروسيا/لروسيا/وروسيا/والروسيا
بوتين             | ar  | لبوتين وبوتين كبوتين مبوتين | ar | لبوتين/وبوتين/كبوتين
الكوري الشمالي    | ar  | للكوري الشمالي والكورية الشمالية | ar | للكوري الشمالي/والكورية الشمالية
كوريا الشمالية    | ar  | بكوريا الشمالية | ar | بكوريا الشمالية
רוסיה             | he  | ברוסיה ולרוסיה | he | ברוסיה/ולרוסיה
پوتین             | fa  | پوتين و پوتین | fa | پوتين/پوتین
# Turkish
Rusya             | tr  | RUSYA’ya, Rusya'nın, rusya | tr | RUSYA/Rusya/rusya
Kırım             | tr  | KIRIM ve Kirim | tr | KIRIM/Kirim
"""
ROWS = [
    tuple(cell.strip() for cell in line.split("|")) for line in CASES.strip().splitlines() if not line.startswith("#")
]


Way = Literal["NFC", "NFD", "NFKC", "NFKD"]
WAYS: tuple[Way, ...] = ("NFC", "NFD", "NFKC", "NFKD")


def found(form: str, of: str, text: str, language: str) -> list[str]:
    """The very words that one form finds in a summary."""
    return [hit.words for hit in Lexicon({"key": [Form(form, of)]}).find(prepare("summary", text), language)]


@pytest.mark.parametrize(("form", "of", "text", "language", "words"), ROWS, ids=[row[0] for row in ROWS])
def test_a_form_finds_what_its_notation_says(form: str, of: str, text: str, language: str, words: str) -> None:
    assert found(form, of, text, language) == [word for word in words.split("/") if word]


@pytest.mark.parametrize(("form", "of", "text", "language", "words"), ROWS, ids=[row[0] for row in ROWS])
@pytest.mark.parametrize("way", WAYS)
def test_however_the_characters_are_encoded(form: str, of: str, text: str, language: str, words: str, way: Way) -> None:
    """Korean feeds in NFD lose every match without this; both the item and the editor's file may come in any form."""
    expected = len([word for word in words.split("/") if word])
    assert len(found(form, of, unicodedata.normalize(way, text), language)) == expected
    assert len(found(unicodedata.normalize(way, form), of, text, language)) == expected


WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


@pytest.mark.parametrize("form", ["Kim Jong Un", "congratulat*", "*soldaten", "=Kim", "==RF", "N. Korea"])
def test_full_width_letters_are_letters(form: str) -> None:
    text = "Kim Jong-un, congratulations, Elitesoldaten, RF, N. Korea"
    plain = found(form, ANY_LANGUAGE, text, "en")
    assert plain
    wide = found(form, ANY_LANGUAGE, text.translate(WIDE), "en")
    assert wide == [word.translate(WIDE) for word in plain]


FORMS = list(dict.fromkeys(Form(row[0], row[1]) for row in ROWS))
LEXICON = Lexicon({form.text + form.language: [form] for form in FORMS})
TEXTS = st.lists(st.sampled_from([row[2] for row in ROWS] + [" ", ", ", ". ", "、", "x", "\u0301"]), max_size=4).map(
    "".join
)
LANGUAGES = st.sampled_from(["", "it", "en", "ru", "ko", "ja", "ar", "tr", "xx"])


@given(TEXTS | st.text(), LANGUAGES)
def test_evidence_is_always_a_piece_of_the_text_that_the_form_alone_finds_again(original: str, language: str) -> None:
    text = prepare("summary", original)
    for hit in LEXICON.find(text, language):
        assert 0 <= hit.start < hit.end <= len(original)
        assert original[hit.start : hit.end] == hit.words
        again = Lexicon({"": [hit.form]}).find(prepare("summary", hit.words), language)
        assert again, f"{hit.form} was found in {hit.words!r}, and is not there"
        assert hit.first_word <= hit.last_word
        assert 0 <= hit.sentence < text.sentences


@given(TEXTS, LANGUAGES)
def test_case_and_composition_change_nothing(original: str, language: str) -> None:
    folding = [form for form in FORMS if not form.text.startswith("==")]
    lexicon = Lexicon({form.text + form.language: [form] for form in folding})

    def keys(text: str) -> list[str]:
        return sorted(hit.key for hit in lexicon.find(prepare("summary", text), language))

    assert keys(original) == keys(unicodedata.normalize("NFD", original)) == keys(original.casefold())


@given(TEXTS, LANGUAGES)
def test_many_forms_in_one_automaton_find_what_each_finds_alone(original: str, language: str) -> None:
    together = sorted((hit.key, hit.start, hit.end) for hit in LEXICON.find(prepare("summary", original), language))
    alone = sorted(
        (form.text + form.language, hit.start, hit.end)
        for form in FORMS
        for hit in Lexicon({"": [form]}).find(prepare("summary", original), language)
    )
    assert together == alone


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("", "letter"),
        ("*", "letter"),
        ("=", "letter"),
        ("==", "letter"),
        ("…", "letter"),
        ("→", "letter"),
        ("co*operation", "beginning or at the end"),
        ("Kim * Un", "needs a word"),
        ("x" * (LONGEST_FORM + 1), "characters"),
        ("Kim", ""),
        ("Северн* Коре*", ""),
        ("*soldaten", ""),
        ("==RF", ""),
        ("=러", ""),
        ("N. Korea", ""),
        ("北→러", ""),
        ("1718", ""),
        ("C++", ""),
    ],
)
def test_a_form_that_can_never_match_is_told_why(form: str, words: str) -> None:
    assert words in problem(form)
    assert bool(problem(form)) == bool(words)


@pytest.mark.parametrize("form", [row[0] for row in ROWS])
def test_forms_that_match_are_not_called_useless(form: str) -> None:
    assert problem(form) == ""


def test_a_lexicon_without_forms_finds_nothing() -> None:
    assert Lexicon({}).find(prepare("title", "Kim"), "en") == []
    assert Lexicon({"key": [Form("…")]}).find(prepare("title", "Kim …"), "en") == []


HOSTILE = [
    "a",
    "kim ",
    "kim",
    "Kim-",
    "ё",
    "北",
    "러",
    "\u0301",
    "\x00",
    "\ud800",
    "ﷺ",
    "وا",
    "e\u0301",
    "\u202e",
    "ｶﾞ",
    "İ",
    "ก",
    "._",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_text_crashes_the_lexicon_or_takes_more_than_linear_time(piece: str) -> None:
    """One hostile item of 100,000 characters must not stop the service."""
    lexicon = Lexicon({"key": [*FORMS, Form("*m"), Form("*a*"), Form("a"), Form("Kim Kim Kim"), Form("=러")]})
    text = piece * (100_000 // len(piece))
    began = time.process_time()
    for hit in lexicon.find(prepare("summary", text), ""):
        assert hit.end <= len(text)
    assert time.process_time() - began < 10


def test_mixed_scripts_and_half_characters_are_only_text() -> None:
    text = "\ud83dKim\udc00 북한Kim北 Кіm ＫＩＭ"
    assert found("Kim", ANY_LANGUAGE, text, "ko") == ["Kim", "Kim", "ＫＩＭ"]
