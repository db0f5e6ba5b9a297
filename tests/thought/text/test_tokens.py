"""Folding, words, positions and sentences, in many scripts."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.fold import USUAL, fold, laid_bare, strip_accents, unify
from bot.text.scripts import DENSE, SPACED
from bot.text.tokens import prepare, words

SAME = [
    ("Kim Jong-un", "KIM JONG‑UN"),  # case, no-break hyphen
    ("Kim Jong–un", "Kim Jong-un"),
    ("Corée", unicodedata.normalize("NFD", "Corée")),
    ("북한", unicodedata.normalize("NFD", "북한")),
    ("キム", "ｷﾑ"),  # half-width katakana
    ("ガス", "ｶﾞｽ"),  # with a voicing mark of its own
    ("North Korea", "Ｎｏｒｔｈ　Ｋｏｒｅａ"),
    ("dell'Onu", "dell’Onu"),
    ("l'Onu", "l´Onu"),
    ("об'єднання", "обʼєднання"),
    ("İstanbul", "istanbul"),
    ("ISPARTA", "ısparta"),
    ("İSTANBUL", unicodedata.normalize("NFD", "İstanbul")),
    ("Ёнхап", "Енхап"),
    ("STRASSE", "straße"),
    ("soldați", "soldaţi"),
    ("روسيا", "روسيـــا"),
    ("أمريكا", "امريكا"),
    ("کره", "كره"),
    ("مُحَمَّد", "محمد"),
    ("٢٠٢٥", "2025"),
    ("Pyong\u00adyang", "Pyongyang"),
    ("北朝\u200b鮮", "北朝鮮"),
    ("ΑΘΗΝΑΣ", "αθηνας"),
    ("ΡΩΣΙΑ", "Ρωσία"),
    ("ﬁne", "fine"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_every_spelling_of_the_same_characters_is_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("papa", "papà"), ("朝鲜", "朝鮮"), ("КНР", "КНДР"), ("й", "и"), ("ї", "і"), ("ガ", "カ"), ("Nga", "Ngà")],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Pjöngjang", "pjongjang"),
        ("Płn.", "pln."),
        ("Triều Tiên", "trieu tien"),
        ("Αθήνα", "αθηνα"),
        ("війна", "війна"),
    ],
)
def test_accents_come_off_latin_and_greek_letters_only(text: str, bare: str) -> None:
    assert strip_accents(fold(text)) == bare


@given(st.text())
def test_stripping_accents_keeps_every_index(text: str) -> None:
    assert len(strip_accents(fold(text))) == len(fold(text))


@given(st.text())
def test_all_normal_forms_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_unify_keeps_case_and_letters() -> None:
    assert unify("ＲＦ – Ёнхап’") == "RF - Ёнхап'"


SPANS = [
    ("Kim Jong-un", "jong", "Jong"),
    ("Ｋｉｍ　met", "kim", "Ｋｉｍ"),
    (unicodedata.normalize("NFD", "오늘 북한 발표"), "북한", unicodedata.normalize("NFD", "북한")),
    (unicodedata.normalize("NFD", "la Corée du Nord"), "corée", unicodedata.normalize("NFD", "Corée")),
    ("ｶﾞｽと石油", "ガス", "ｶﾞｽ"),
    ("die Straße nach Norden", "strasse", "Straße"),
    ("İİ Rusya", "rusya", "Rusya"),
    ("Pyong\u00adyang and Moscow", "pyongyang", "Pyong\u00adyang"),
    ("… Kim", "kim", "Kim"),  # the ellipsis grows to three characters
    ("㈱ﬃ 金正恩", "金正恩", "金正恩"),
    ("مُحَمَّد في روسيا", "روسيا", "روسيا"),
]


@pytest.mark.parametrize(("original", "wanted", "piece"), SPANS)
def test_a_span_leads_back_to_the_words_as_published(original: str, wanted: str, piece: str) -> None:
    text = prepare("title", original)
    at = text.folded.index(wanted)
    start, end = text.span(at, at + len(wanted))
    assert original[start:end] == piece


@given(st.text())
def test_every_folded_character_has_its_place_in_the_original(original: str) -> None:
    text = prepare("title", original)
    spans = [text.span(at, at + 1) for at in range(len(text.folded))]
    assert all(0 <= start < end <= len(original) for start, end in spans)
    assert spans == sorted(spans)


@given(st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S", "Z"])))
def test_a_span_folds_to_what_was_found(original: str) -> None:
    text = prepare("title", original)
    for at, char in enumerate(text.folded):
        start, end = text.span(at, at + 1)
        assert char in fold(original[start:end])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kim Jong-un’s visit", ("kim", "jong", "un", "s", "visit")),
        ("dell'Onu, 1.718!", ("dell", "onu", "1", "718")),
        ("金正恩氏", ("金正", "正恩", "恩氏")),
        ("북한군 러", ("북한", "한군", "러")),
        ("KCNA가 KN-23を", ("kcna", "가", "kn", "23", "を")),
        ("สวัสดี", ("สว", "วั", "ัส", "สด", "ดี")),
        ("रूस और कोरिया", ("रूस", "और", "कोरिया")),
        ("snake_case", ("snake", "case")),
        ("", ()),
        ("—…!", ()),
    ],
)
def test_words_are_what_stories_compare(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("original", "word", "position"),
    [
        ("Kim wrote to Putin", "putin", 3),
        ("Kim, who - as ever - wrote", "wrote", 4),
        ("北朝鮮の金正恩氏", "金正恩", 2),  # two characters count as one word
        ("김정은 위원장이 푸틴에게", "푸틴", 2),
        ("KN-23を発射", "発射", 2),
    ],
)
def test_distance_is_counted_in_words(original: str, word: str, position: int) -> None:
    text = prepare("title", original)
    assert text.word_at(text.folded.index(word)) == position


SENTENCES = [
    (["N. Korea sent troops.", " Russia paid $3.5 bn.", " Why?", " Nobody knows"]),
    (["The U.S. and N. Korea met.", " Kim Jong Un left!"]),
    (["Mr. Kim and Gen. Pak left.", " They won."]),
    (["It cost 3.000 rubles.", " No. 5 was late."]),
    (["It was Moon Jae-in.", " He left."]),
    (["He said no.", " Then he left."]),
    (["Der Besuch am 5. Mai dauerte lange.", " Kim kam."]),
    (["Korea Płn. i Rosja, m.in. Kim.", " Putin przyjechał."]),
    (["В 2024 г. Россия и КНДР подписали договор.", " Ким приехал в Москву."]),
    (["Il sig. Rossi arrivò…", " Poi partì."]),
    (["金正恩氏は述べた。", "ロシアも同意した！", "なぜ？", "不明。"]),
    (["북한이 발표했다.", " 러시아는 침묵했다."]),
    (["وصل كيم؟", " نعم وصل.", " غادر"]),
    (["रूस आया।", " कोरिया गया॥"]),
    (["“We won.”", " He left."]),
    (["«Победа!»", " Он ушел."]),
    (["Yahoo! said it would pay.", " It did."]),
    (["no full stop at all"]),
    (["ended.lowercase without space.", " Next"]),
]


@pytest.mark.parametrize("pieces", SENTENCES, ids=lambda pieces: pieces[0][:20])
def test_sentences_end_where_a_reader_ends_them(pieces: list[str]) -> None:
    original = "".join(pieces)
    text = prepare("summary", original)
    numbers = [text.sentence_at(at) for at in range(len(original))]
    assert numbers == [number for number, piece in enumerate(pieces) for _ in piece]
    assert text.sentences == len(pieces)


def test_a_title_is_one_sentence() -> None:
    text = prepare("title", "Kim leaves. Putin stays. Why?")
    assert {text.sentence_at(at) for at in range(len(text.original))} == {0}
    assert text.sentences == 1


EVERYTHING = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x30000)]))


def test_a_text_laid_bare_keeps_every_letter_and_its_place() -> None:
    folded = fold(EVERYTHING)
    bare, dense = laid_bare(folded)
    assert dense
    assert len(bare) == len(folded)
    for char, plain, stripped in zip(folded, bare, strip_accents(folded), strict=True):
        letter = re.match(SPACED, char) or DENSE.match(char) or char.isascii()
        assert plain == (stripped if letter else " "), char


@given(st.text())
def test_letters_of_scripts_without_spaces_are_never_overlooked(text: str) -> None:
    assert laid_bare(fold(text))[1] == (DENSE.search(fold(text)) is not None)


def test_letters_that_need_no_look_are_letters_without_accents() -> None:
    for char in re.findall(f"[{USUAL}]", EVERYTHING):
        assert re.match(SPACED, char), char
        assert strip_accents(char) == char, char
