"""Addresses as keys: what stays the same when one page is linked in ten ways, and who is behind a host.

Nothing here is ever shown or fetched: people click the link as published.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import parse_qsl, quote, unquote, unquote_to_bytes, urlencode, urljoin, urlsplit

LONGEST = 4000  # characters; longer ones are no addresses of articles
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
_SCHEMES = ("http", "https")
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-zA-Z][\w+.-]*:(?!\d)", re.IGNORECASE)  # a digit: a host and its port
_PREFIXES = ("www.", "m.", "amp.", "mobile.", "wap.")  # the same pages for another screen
_AMP = re.compile(r"(?:/amp|\.amp)(?=/?$|\.html?$)")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_UNRESERVED = re.compile(r"%(2D|2E|5F|7E|3[0-9]|[46][1-9A-F]|[57][0-9A])")
# Parameters that say where a reader comes from, not what is read.
_TRACKING = frozenset({
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid",
    "igshid", "igsh", "mc_cid", "mc_eid", "_ga", "_gl", "_hsenc", "_hsmi", "mkt_tok", "vero_id", "wickedid", "cmp",
    "cmpid", "campid", "cid_source", "icid", "ncid", "ocid", "ito", "smid", "smtyp", "xtor", "xtref", "maca",
    "traffic_source", "guccounter", "guce_referrer", "guce_referrer_sig", "spm", "feature", "amp", "outputtype",
    "print_ref", "referrer", "referer", "echobox", "wt_mc", "wtmc", "wt.mc_id", "wt_zmc", "rssref", "sref", "sharetype",
    "share_from", "soc_src", "soc_trk", "__twitter_impression", "fb_action_ids", "__s",
})  # fmt: skip
_TRACKING_PREFIXES = ("utm_", "at_", "ns_", "pk_", "piwik_", "mtm_", "matomo_", "hsa_", "oly_", "stm_")
# Of these names only the values that say "came from a feed or a network" are dropped: elsewhere they choose the page.
_ORIGINS = frozenset({
    "ref", "src", "source", "from", "via", "medium", "channel", "origin", "partner", "feed",
})  # fmt: skip
_FROM_FEEDS = frozenset({
    "rss", "rss2", "atom", "feed", "feeds", "rssfeed", "xml", "twitter", "facebook", "fb", "telegram", "tg", "t",
    "whatsapp", "linkedin", "instagram", "newsletter", "email", "google", "googlenews", "social", "share", "amp",
    "mobile", "app", "web",
})  # fmt: skip
# Under a country's domain these labels are shared by many: three labels name the owner there.
_SECOND = frozenset({
    "co", "com", "or", "go", "ac", "gov", "gob", "gouv", "org", "net", "edu", "ne", "re", "pe", "mil", "nic", "gen",
    "in", "on", "ltd", "plc", "sch", "nhs", "police", "uk", "web", "info", "msk", "spb", "lg", "ed", "gr", "ad",
})  # fmt: skip
# Hosts whose subdomains belong to different people.
_SHARED = frozenset({
    "blogspot.com", "wordpress.com", "substack.com", "medium.com", "tumblr.com", "livejournal.com", "tistory.com",
    "github.io", "gitlab.io", "typepad.com", "blogs.com", "naver.com", "egloos.com", "hatenablog.com", "over-blog.com",
    "altervista.org", "netlify.app", "pages.dev", "web.app", "ghost.io", "wixsite.com", "weebly.com", "feedburner.com",
})  # fmt: skip


def canonical_url(url: str) -> str:
    """A key for the page: "host/path?query" without scheme, www, m., amp, tracking, fragment and order of parameters.

    "" for what is no http or https address. The key of a key is the key itself.
    """
    text = "".join(url.split())
    if not text or len(text) > LONGEST or _OTHER_SCHEME.match(text):
        return ""
    text = quote(text.encode("utf-8", "replace"), safe=_ASCII)
    try:
        parts = urlsplit(text if "://" in text[:10] else f"http://{text.lstrip('/')}")
        host, port = plain_host(unquote(parts.hostname or "")), parts.port
    except ValueError:
        return ""
    if parts.scheme not in _SCHEMES or not _is_host(host):
        return ""
    place = f"[{host}]" if ":" in host else host
    place += "" if port in {None, 80, 443} else f":{port}"
    query = _query(parts.query)
    return place + _path(parts.path) + (f"?{query}" if query else "")


def web_link(link: str, base: str) -> str:
    """The link as an absolute http or https address, resolved against `base`; "" where it is none."""
    text = "".join(link.split("\n")).strip().replace(" ", "%20")
    try:
        whole = urljoin(base, text) if text else ""
        parts = urlsplit(whole)
        usable = parts.scheme in _SCHEMES and bool(parts.hostname) and len(whole) <= LONGEST
    except ValueError:
        return ""
    return whole if usable else ""


def host_of(url: str) -> str:
    """The host of an address without www, m. and amp., in small letters; "" where there is none."""
    try:
        return plain_host(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def plain_host(host: str) -> str:
    """The host in small ASCII letters without the prefixes that only choose a screen."""
    name = host.casefold().strip(".")
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            name = quote(name)
    while name.startswith(_PREFIXES) and "." in name.partition(".")[2]:
        name = name.partition(".")[2]
    return name


def registrable(host: str) -> str:
    """The part of a host that somebody registered: two labels, three under `co.kr` and the like and on shared hosts."""
    name = plain_host(host)
    labels = name.split(".")
    if len(labels) < 3 or _is_address(name):
        return name
    nested = len(labels[-1]) == 2 and labels[-2] in _SECOND
    return ".".join(labels[-3:] if nested or ".".join(labels[-2:]) in _SHARED else labels[-2:])


def is_front_page(key: str) -> bool:
    """True for the canonical address of a whole site: the home page names no article."""
    return "/" not in key and "?" not in key


def _is_host(host: str) -> bool:
    return bool(re.fullmatch(r"[a-z0-9_][a-z0-9._-]*|[0-9a-f:.]*:[0-9a-f:.]*", host))


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _path(path: str) -> str:
    """The path with one spelling of escapes, no `/amp`, no session, no slash at the end."""
    while (shorter := _shorter(path)) != path:  # what is left may need the same again
        path = shorter
    return path


def _shorter(path: str) -> str:
    kept: list[str] = []
    for step in _spelled(_SESSION.sub("", path)).split("/"):
        if step == "..":
            kept = kept[:-1]
        elif step not in {"", "."}:
            kept.append(step)
    return _AMP.sub("", "".join(f"/{step}" for step in kept))


def _spelled(text: str) -> str:
    """Escapes in capitals, and none for characters that need none."""
    upper = re.sub(r"%[0-9a-fA-F]{2}", lambda found: found.group().upper(), text)
    return _UNRESERVED.sub(lambda found: unquote_to_bytes(found.group()).decode("ascii"), upper)


def _query(query: str) -> str:
    # Latin-1 gives each byte one character, so that escapes of any encoding survive.
    pairs = parse_qsl(query, keep_blank_values=True, encoding="latin-1")
    kept = sorted((name, value) for name, value in pairs if not _tracks(name.casefold(), value.casefold()))
    return urlencode(kept, encoding="latin-1", errors="replace", quote_via=quote)


def _tracks(name: str, value: str) -> bool:
    return (
        name in _TRACKING
        or name.startswith(_TRACKING_PREFIXES)
        or (name in _ORIGINS and (value in _FROM_FEEDS or value.startswith(("rss", "feed"))))
    )
