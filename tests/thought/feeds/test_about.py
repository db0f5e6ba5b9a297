"""What a feed says of itself, and whether its headlines bear it out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.about import About, about
from bot.feeds.speech import alphabets_of, foreign_letters, reads_like
from bot.stories.stopwords import STOPWORDS
from tests.journey.shared import DATA, needs_shared

RSS = (
    "<?xml version='1.0'?><rss version='2.0'><channel><image><title>logo</title></image><title> Harbour &amp;amp; Pier </title>"
    "<language>en_GB</language><item><title>first</title><language>it</language></item></channel></rss>"
)
RDF = (
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'"
    " xmlns:dc='http://purl.org/dc/elements/1.1/'><channel rdf:about='x'><title>Molo</title><dc:language>it</dc:language>"
    "</channel><item rdf:about='y'><title>first</title></item></rdf:RDF>"
)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (RSS, About("Harbour & Pier", "en-gb")),
        (RDF, About("Molo", "it")),
        ("<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='ko'><title>강</title><entry/></feed>", About("강", "ko")),
        (
            '{"version": "https://jsonfeed.org/version/1.1", "title": "J", "language": "ja", "items": []}',
            About("J", "ja"),
        ),
        ("<rss><channel><title>cut of", About("cut of", "")),
        (
            "<rss><channel><title>no language</title><language>neutral language</language></channel></rss>",
            About("no language", ""),
        ),
        ("<rss><channel><itunes:title>other</itunes:title><title>bare</title></channel></rss>", About("other", "")),
        ("<html><title>page</title></html>", About("page", "")),
        ("", About()),
        ("[1]", About()),
        ('{"title": [1]', About()),
        ("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel><title>&a;</title></channel></rss>", About()),
    ],
)
def test_a_feeds_own_name_and_language(document: str, expected: About) -> None:
    assert about(document.encode()) == expected


@needs_shared("feeds")
def test_every_real_document_is_read_and_most_have_a_name() -> None:
    documents = [path for path in (DATA / "feeds").rglob("*") if path.is_file() and path.suffix != ".tsv"]
    real = [path for path in documents if not path.parent.name.startswith("fp_")]  # those are a parser's own tests
    named = [bool(about(path.read_bytes()).title) for path in real]
    assert sum(named) > 0.9 * len(named)
    for path in documents:
        about(path.read_bytes())


@given(st.binary(max_size=200))
def test_nothing_makes_it_crash(body: bytes) -> None:
    about(body)
    about(b"<rss>" + body)


@pytest.mark.parametrize(
    ("titles", "language", "letters"),
    [
        ("김정은 위원장이 푸틴 대통령에게 축하 편지를 보냈다 " * 3, "ko", ""),
        ("金正恩氏がプーチン大統領に書簡を送った " * 3, "ja", ""),
        ("金正恩向普京致信祝贺双方合作不断发展 " * 3, "zh", ""),
        ("Ким написал письмо президенту о делах порта " * 3, "uk", ""),
        ("김정은 위원장이 푸틴 대통령에게 축하 편지를 보냈다 " * 3, "en", "hangul"),
        ("The harbour minister writes a letter about the pier " * 3, "ko", "latin"),
        ("Ким написал письмо президенту о делах порта " * 3, "sr", ""),
        ("Pismo predsjedniku o lukama i brodovima na obali " * 3, "sr", ""),
        ("Short", "ko", ""),
        ("The harbour minister writes a letter about the pier " * 3, "", ""),
        ("The harbour minister writes a letter about the pier " * 3, "xx", ""),
    ],
)
def test_headlines_in_foreign_letters_are_noticed(titles: str, language: str, letters: str) -> None:
    assert foreign_letters([titles], language) == letters


ENGLISH = "The minister said that the ships of the north are not in the harbour and that it will be long"
ITALIAN = "Il ministro dice che le navi del nord non sono nel porto e che la nebbia non è ancora andata via dal molo"


@pytest.mark.parametrize(
    ("titles", "language", "other"),
    [
        ([ENGLISH] * 5, "en", ""),
        ([ENGLISH] * 5, "en-gb", ""),
        ([ENGLISH] * 5, "it", "en"),
        ([ITALIAN] * 5, "it", ""),
        ([ITALIAN] * 5, "en", "it"),
        ([ENGLISH], "sw", ""),
        (["김정은 편지"], "ko", ""),
        ([], "it", ""),
    ],
)
def test_headlines_in_another_language_are_noticed(titles: list[str], language: str, other: str) -> None:
    assert reads_like(titles, language, STOPWORDS) == other


def test_the_alphabets_of_a_language() -> None:
    assert alphabets_of("ja") == {"HIRAGANA", "KATAKANA", "CJK"}
    assert alphabets_of("zh-hant") == {"CJK"}
    assert alphabets_of("sr-latn") == {"LATIN"}
    assert alphabets_of("uk") == {"CYRILLIC"}
    assert alphabets_of("qq") == frozenset()
