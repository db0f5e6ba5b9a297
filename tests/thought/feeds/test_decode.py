"""Bytes to text: one wrong byte or label must not turn every headline into mojibake."""

from __future__ import annotations

import codecs
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.decode import decode
from bot.feeds.markup import declares_entities, ends, looks_like
from tests.thought.feeds.samples import KOREAN, KOREAN_TITLES, korean, read, rss, titles

DECLARED = '<?xml version="1.0" encoding="{}"?>'
RUSSIAN = "Двенадцать лодок вернулись в гавань до бури"
CASES = {
    "declared utf-8": (korean().encode(), ""),
    "undeclared utf-8": (korean("").encode(), ""),
    "utf-8 with a byte order mark": (codecs.BOM_UTF8 + korean().encode(), ""),
    "utf-8 that the server calls latin-1": (korean().encode(), "text/xml; charset=iso-8859-1"),
    "utf-8 that declares latin-1": (korean(DECLARED.format("iso-8859-1")).encode(), ""),
    "utf-8 that declares euc-kr": (korean(DECLARED.format("euc-kr")).encode(), ""),
    "euc-kr declared": (korean(DECLARED.format("euc-kr")).encode("cp949"), ""),
    "euc-kr declared as utf-8": (korean().encode("cp949"), ""),
    "euc-kr in the header": (korean("").encode("cp949"), 'text/xml; charset="EUC-KR"'),
    "euc-kr that nobody declares": (korean("").encode("cp949"), ""),
    "euc-kr that the server calls latin-1": (korean("").encode("cp949"), "text/xml; charset=iso-8859-1"),
    "ks_c_5601-1987": (korean(DECLARED.format("ks_c_5601-1987")).encode("cp949"), ""),
    "utf-16 little": (codecs.BOM_UTF16_LE + korean("").encode("utf-16-le"), ""),
    "utf-16 big": (codecs.BOM_UTF16_BE + korean("").encode("utf-16-be"), ""),
    "utf-16 without a mark": (korean(DECLARED.format("utf-16")).encode("utf-16-le"), ""),
    "utf-32": (codecs.BOM_UTF32_BE + korean("").encode("utf-32-be"), ""),
    "an encoding that does not exist": (korean(DECLARED.format("bogus-9")).encode(), ""),
    "an encoding that is none": (korean(DECLARED.format("hex")).encode(), "text/xml; charset=rot13"),
    "gzip without a header": (gzip.compress(korean().encode()), ""),
    "gzip in two parts": (gzip.compress(korean().encode()[:200]) + gzip.compress(korean().encode()[200:]), ""),
    "zlib without a header": (zlib.compress(korean().encode()), ""),
    "blank lines first": (b"\n\n \r\n" + korean().encode(), ""),
    "a warning first": (b"Warning: something in line 3\n" + korean().encode(), ""),
    "control characters": (korean().replace("<title>", "<title>\x00\x0b\x1f").encode(), ""),
    "XML 1.1": (korean('<?xml version="1.1" encoding="UTF-8" standalone="yes"?>').encode(), ""),
}


@pytest.mark.parametrize("name", CASES)
def test_a_korean_feed_keeps_its_headlines(name: str) -> None:
    """Every way in which such feeds were seen to be mislabelled, packed or dirtied."""
    body, content_type = CASES[name]
    assert titles(read(body, KOREAN, content_type)) == KOREAN_TITLES


@pytest.mark.parametrize("wrong", [b"\xff", b"\xb0", b"\xed\xa0\x80", b"\xc3"])
def test_one_bad_byte_costs_one_character(wrong: bytes) -> None:
    """A lone bad byte makes feedparser read the whole feed as ISO-8859-2. Here all other headlines are whole, and the damage is told."""
    body = korean().encode().replace("어선".encode(), "어".encode() + wrong + "선".encode(), 1)
    parsed = read(body, KOREAN)
    assert titles(parsed)[1:] == KOREAN_TITLES[1:]
    assert titles(parsed)[0].replace("\ufffd", "") == KOREAN_TITLES[0]
    assert "damaged (read as utf-8)" in parsed.problem


@pytest.mark.parametrize(
    ("language", "encoding", "text"),
    [
        ("ru", "cp1251", RUSSIAN),
        ("ru", "koi8-r", RUSSIAN),
        ("uk", "cp1251", "Дванадцять човнів повернулися в гавань її імені"),
        ("zh", "gb18030", "十二艘渔船在风暴前返回港口"),
        ("zh-TW", "big5", "十二艘漁船在風暴前返回港口"),
        ("ja", "euc_jp", "嵐の前に十二隻の漁船が港に戻った"),
        ("ja", "cp932", "嵐の前に十二隻の漁船が港に戻った"),
        ("ja", "iso2022_jp", "嵐の前に十二隻の漁船が港に戻った"),
        ("it", "cp1252", "La libertà è lì: «così» disse l’armatore"),
        ("fr", "cp1252", "L’été déjà fini à la mer"),
        ("pl", "cp1250", "Dwanaście łodzi wróciło do portu"),
        ("el", "cp1253", "Δώδεκα βάρκες επέστρεψαν στο λιμάνι"),
        ("tr", "cp1254", "On iki tekne fırtınadan önce limana döndü"),
        ("ar", "cp1256", "عاد اثنا عشر قاربا إلى الميناء"),
    ],
)
def test_an_undeclared_encoding_is_told_by_the_language(language: str, encoding: str, text: str) -> None:
    """The editor said what the feed speaks: that decides where the bytes alone cannot."""
    decoded = decode(rss(f"<item><title>{text}</title></item>", declaration="").encode(encoding), "", language)
    assert text in decoded.text
    assert not decoded.damaged


def test_a_declared_encoding_beats_the_language() -> None:
    """A Russian paper may well publish in KOI8 or in English in Latin-1: it says so."""
    document = rss(f"<item><title>{RUSSIAN}</title></item>", declaration=DECLARED.format("windows-1251"))
    assert RUSSIAN in decode(document.encode("cp1251"), "", "en").text


def test_a_cut_body_keeps_its_beginning() -> None:
    """A broken transfer is told, and what came before is read: also inside a character, and inside a packed body."""
    whole = korean().encode()
    place = whole.index("겨울".encode()) + 1
    for body in (whole[:place], gzip.compress(whole)[:-8]):
        decoded = decode(body, "", "ko")
        assert decoded.damaged
        assert KOREAN_TITLES[0] in decoded.text
        assert "\ufffd" not in decoded.text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("<rss version='2.0'/>", "feed"),
        ("<?xml version='1.0'?><!-- <html> --><feed xmlns='http://www.w3.org/2005/Atom'/>", "feed"),
        ("<?xml version='1.0'?><?xml-stylesheet href='a>b'?><rdf:RDF/>", "feed"),
        ("<!DOCTYPE rss PUBLIC '-//X//DTD RSS 0.91//EN' 'http://dtd.example/rss.dtd'><rss/>", "feed"),
        ("<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'/>", "feed"),
        ("<!doctype html><p>feed", "html"),
        ("<HTML><head><meta http-equiv=refresh content='0;url=/rss'>", "html"),
        ("<title>403 ERROR</title>", "html"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": []}', "json-feed"),
        ('{"error": 403}', "other"),
        ("[1]", "other"),
        ("<urlset/>", "other"),
        ("Service unavailable", "other"),
    ],
)
def test_a_document_is_known_by_its_beginning(text: str, kind: str) -> None:
    """A challenge page with status 200 must never count as a feed without news."""
    assert looks_like(decode(text.encode(), "", "en").text) == kind


def test_entities_of_the_document_are_seen() -> None:
    """A bomb of 400 bytes passes expat; an article about it must pass us."""
    hidden = '<!DOCTYPE r SYSTEM "a>b" [<!-- <x> --> <!ENTITY a "ha">]><r>&a;</r>'
    for bad in (
        "<!DOCTYPE rss [<!ENTITY a 'ha'>]><rss/>",
        "<?x?><!-- --><!doctype x [ <!entity % a SYSTEM 'file:///'> ]><x/>",
        hidden,
    ):
        assert declares_entities(bad)
    for good in (
        "<rss/>",
        "<!DOCTYPE rss SYSTEM 'rss.dtd'><rss/>",
        "<rss><![CDATA[write <!ENTITY a 'b'> in a <!DOCTYPE>]]></rss>",
    ):
        assert not declares_entities(good)


def test_the_end_of_a_document_is_seen() -> None:
    """A document that breaks off is partial; a server's comment behind the end is not a break."""
    for whole in ("<rss></rss>", "<feed></feed>\n<!-- cached -->", "<rdf:RDF></rdf:RDF >", "<rss/>"):
        assert ends(whole)
    for cut in ("<rss><item>", "<rss><channel></channel", ""):
        assert not ends(cut)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("&nbsp;", "\xa0"),
        ("&eacute;", "é"),
        ("&amp;", "&amp;"),
        ("&lt;b&gt;", "&lt;b&gt;"),
        ("&LT;", "&lt;"),
        ("&amp;nbsp;", "&amp;nbsp;"),
        ("&#8217;", "&#8217;"),
        ("&#146;", "’"),
        ("\x92", "’"),
        ("&#0;", ""),
        ("&#x1F;", ""),
        ("&#xD800;", ""),
        ("&#99999999999999;", ""),
        ("&#" + "9" * 5000 + ";", ""),
        ("&#65", "&#65;"),
        ("&unknown;", "&unknown;"),
        ("a & b", "a & b"),
    ],
)
def test_references_are_made_readable(written: str, kept: str) -> None:
    """A strict parser gives up the whole feed for one reference that XML does not know."""
    assert decode(f"<r>{written}</r>".encode(), "", "en").text == f"<r>{kept}</r>"


@given(st.binary(max_size=300), st.text(max_size=40), st.sampled_from(["", "ko", "ja", "zh", "ru", "en", "xx-yy"]))
def test_bytes_never_raise(body: bytes, content_type: str, language: str) -> None:
    """One hostile server must not stop the others; and what comes out can be stored."""
    for prefix in (
        b"",
        b"<?xml version='1.0' encoding='",
        b"\x1f\x8b\x08",
        b"\x78\x9c",
        codecs.BOM_UTF16_LE,
        b"\x1b$B",
    ):
        decoded = decode(prefix + body, content_type, language)
        assert decoded.text.encode("utf-8").decode() == decoded.text
        assert "\x00" not in decoded.text
        looks_like(decoded.text)
        declares_entities(decoded.text)


@given(
    st.text(
        alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"], exclude_characters="&\ufffd"), max_size=60
    )
)
def test_text_in_utf8_stays_the_same(text: str) -> None:
    """Decoding must not change what was right: whatever the language, and whatever the label says."""
    document = f"<r>{text}</r>"
    for label, language in (("", "en"), ("text/xml; charset=iso-8859-1", "ko"), ("text/xml; charset=koi8-r", "ru")):
        assert decode(document.encode(), label, language).text == document
