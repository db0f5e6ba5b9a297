"""How fast does matching go? Items of our own in sixteen languages, three mixtures of them, three sizes of lexicon.

The items are small talk with invented names, so that words do not repeat as they would in a list of sentences; some
name concepts of the configuration, and some are samples of the demo, which match. The peers get the same forms and
the same job: find them, whatever their case, at the borders of words (in scripts without spaces: anywhere). They
neither inflect nor fold accents nor evaluate rules.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot.doors.demo.publisher import Outlet, load_outlets
from bot.feeds.keys import canonical_url
from bot.model import ANY_LANGUAGE, Concept, Form, Item
from bot.settings.nouns import Settings
from bot.text.forms import plain_words
from bot.text.scripts import DENSE
from bot.themes.match import Matcher

SIZES = (100, 1_000, 10_000)
ITEMS = 6_000
PATIENCE = 3_000_000  # items times forms that a slow peer is given
SEED = 7
CLAUSES = {
    "en": (
        "the harbour of {} opens a second pier for small boats this spring",
        "bakers in {} say that flour costs more than a year ago",
        "a choir from {} sings on the old square every Sunday evening",
        "the library of {} lends telescopes to everybody under twenty",
        "{} plants nine hundred lime trees along the river",
    ),
    "it": (
        "il porto di {} apre un secondo molo per le barche piccole",
        "i fornai di {} dicono che la farina costa più di un anno fa",
        "un coro di {} canta ogni domenica sera nella piazza vecchia",
        "la biblioteca di {} presta telescopi a chi ha meno di vent'anni",
        "{} pianta novecento tigli lungo il fiume",
    ),
    "de": (
        "der Hafen von {} eröffnet im Frühjahr eine zweite Mole für kleine Boote",
        "Bäcker in {} sagen, das Mehl koste mehr als vor einem Jahr",
        "ein Chor aus {} singt jeden Sonntagabend auf dem alten Platz",
        "die Bücherei von {} verleiht Fernrohre an alle unter zwanzig",
        "{} pflanzt neunhundert Linden am Fluss",
    ),
    "fr": (
        "le port de {} ouvre au printemps une seconde jetée pour les petits bateaux",
        "les boulangers de {} disent que la farine coûte plus cher qu'il y a un an",
        "une chorale de {} chante chaque dimanche soir sur la vieille place",
        "la bibliothèque de {} prête des lunettes astronomiques aux moins de vingt ans",
        "{} plante neuf cents tilleuls le long de la rivière",
    ),
    "es": (
        "el puerto de {} abre en primavera un segundo muelle para barcas pequeñas",
        "los panaderos de {} dicen que la harina cuesta más que hace un año",
        "un coro de {} canta cada domingo por la tarde en la plaza vieja",
        "la biblioteca de {} presta telescopios a los menores de veinte años",
        "{} planta novecientos tilos a lo largo del río",
    ),
    "pt": (
        "o porto de {} abre na primavera um segundo cais para barcos pequenos",
        "os padeiros de {} dizem que a farinha custa mais do que há um ano",
        "um coro de {} canta todos os domingos à noite na praça velha",
        "a biblioteca de {} empresta telescópios a quem tem menos de vinte anos",
        "{} planta novecentas tílias ao longo do rio",
    ),
    "nl": (
        "de haven van {} opent in het voorjaar een tweede pier voor kleine boten",
        "bakkers in {} zeggen dat meel meer kost dan een jaar geleden",
        "een koor uit {} zingt elke zondagavond op het oude plein",
        "de bibliotheek van {} leent telescopen uit aan iedereen onder de twintig",
        "{} plant negenhonderd linden langs de rivier",
    ),
    "pl": (
        "port w {} otwiera wiosną drugie molo dla małych łodzi",
        "piekarze z {} mówią, że mąka kosztuje więcej niż rok temu",
        "chór z {} śpiewa w każdą niedzielę wieczorem na starym rynku",
        "biblioteka w {} wypożycza teleskopy wszystkim przed dwudziestką",
        "{} sadzi dziewięćset lip wzdłuż rzeki",
    ),
    "sv": (
        "hamnen i {} öppnar i vår en andra pir för små båtar",
        "bagarna i {} säger att mjölet kostar mer än för ett år sedan",
        "en kör från {} sjunger varje söndagskväll på det gamla torget",
        "biblioteket i {} lånar ut teleskop till alla under tjugo",
        "{} planterar niohundra lindar längs ån",
    ),
    "tr": (
        "{} limanı baharda küçük tekneler için ikinci bir iskele açıyor",
        "{} fırıncıları unun geçen yıldan pahalı olduğunu söylüyor",
        "{} korosu her pazar akşamı eski meydanda şarkı söylüyor",
        "{} kütüphanesi yirmi yaşından küçüklere teleskop ödünç veriyor",
        "{} ırmak boyunca dokuz yüz ıhlamur dikiyor",
    ),
    "ru": (
        "порт города {} весной откроет второй причал для маленьких лодок",
        "пекари города {} говорят, что мука стоит дороже, чем год назад",
        "хор из города {} поёт каждое воскресенье на старой площади",
        "библиотека города {} выдаёт телескопы всем, кому нет двадцати",
        "{} сажает девятьсот лип вдоль реки",
    ),
    "uk": (
        "порт міста {} навесні відкриє другий причал для малих човнів",
        "пекарі міста {} кажуть, що борошно коштує більше, ніж торік",
        "хор із міста {} співає щонеділі ввечері на старій площі",
        "бібліотека міста {} видає телескопи всім, кому немає двадцяти",
        "{} саджає дев'ятсот лип уздовж річки",
    ),
    "ar": (
        "ميناء {} يفتح في الربيع رصيفا ثانيا للقوارب الصغيرة",
        "خبازو {} يقولون إن الطحين أغلى مما كان قبل عام",
        "جوقة من {} تغني كل مساء أحد في الساحة القديمة",
        "مكتبة {} تعير المناظير لمن هم دون العشرين",
        "{} تزرع تسعمئة شجرة زيزفون على ضفة النهر",
    ),
    "ko": (
        "{} 항구가 봄에 작은 배를 위한 두 번째 부두를 연다",
        "{} 제빵사들은 밀가루 값이 작년보다 비싸다고 말한다",
        "{} 합창단이 일요일 저녁마다 옛 광장에서 노래한다",
        "{} 도서관이 스무 살 아래 주민에게 망원경을 빌려준다",
        "{} 시가 강가에 보리수 구백 그루를 심는다",
    ),
    "ja": (
        "{}の港は春に小舟のための二つ目の桟橋を開く",
        "{}のパン屋は小麦粉が去年より高いと話す",
        "{}の合唱団は日曜の夕方ごとに古い広場で歌う",
        "{}の図書館は二十歳未満の人に望遠鏡を貸し出す",
        "{}は川沿いに菩提樹を九百本植える",
    ),
    "zh": (
        "{}港春天将为小船开放第二个码头",
        "{}的面包师说面粉比一年前贵",
        "{}的合唱团每个星期天晚上在老广场唱歌",
        "{}图书馆把望远镜借给二十岁以下的居民",
        "{}沿河种下九百棵椴树",
    ),
}
_SYLLABLES = ("ba", "lor", "mi", "ten", "sa", "ver", "gol", "du", "ra", "pin", "zo", "fel", "mar", "que", "hol", "ni")
_ABOUT = 230  # bytes of an item, as news items have


@dataclass(frozen=True, slots=True)
class Stream:
    """A mixture of items; `hits` and `matches` are the shares with words of a concept, and with a theme."""

    name: str
    items: list[Item]


def bench_matching(settings: Settings) -> None:
    """Matching with more and more forms, beside the two things that people write: a regular expression and `in`."""
    mixtures = streams(settings)
    for size in SIZES:
        concepts = cut(settings.concepts, size)
        matcher = Matcher(settings.themes, concepts)
        forms = plain_forms(concepts)
        print(f"\nmatching: {len(forms)} forms, {len({i.language for i in mixtures[0].items})} languages, one core")
        print(
            f"  {'items':<21} {'hits':>5} {'fire':>5} {'items/s':>9}   {'re':>7} {'ours/re':>8}   {'in':>7} {'ours/in':>8}"
        )
        for stream in mixtures:
            print(_line(matcher, forms, stream))


def streams(settings: Settings, count: int = ITEMS) -> list[Stream]:
    """Ordinary news; news that names concepts, most of it without a theme; news of which a tenth are the demo's."""
    chance = random.Random(SEED)
    plain = small_talk(count)
    forms = _by_language(settings.concepts)
    named = [_naming(chance, item, forms) for item in plain]
    samples = demo_items(load_outlets())
    ordinary = [other if chance.random() < 0.3 else item for item, other in zip(plain, named, strict=True)]
    tenth = [chance.choice(samples) if chance.random() < 0.1 else item for item in ordinary]
    return [Stream("ordinary", ordinary), Stream("words of concepts", named), Stream("a tenth of the demo", tenth)]


def small_talk(count: int) -> list[Item]:
    """Items of our own in all languages, in turn: a title, and clauses up to the length of a news item."""
    chance = random.Random(SEED)
    languages = list(CLAUSES)
    return [_item(chance, str(number), languages[number % len(languages)]) for number in range(count)]


def demo_items(outlets: Iterable[Outlet]) -> list[Item]:
    """The samples of the demo as items."""
    return [
        Item(
            id=f"{outlet.stem}{number}",
            feed=outlet.stem,
            outlet=outlet.name,
            family=outlet.family,
            language=outlet.language,
            title=entry.title,
            summary=entry.summary,
            link=entry.link,
            url=canonical_url(entry.link),
            host=urlsplit(entry.link).hostname or "",
            guid=entry.guid,
            published=entry.at,
            seen=entry.at,
        )
        for outlet in outlets
        for number, entry in enumerate(outlet.entries)
    ]


def cut(concepts: Sequence[Concept], size: int) -> list[Concept]:
    """The same concepts with so many forms in all, drawn by lot; all forms, where there are fewer."""
    every = [(number, form) for number, concept in enumerate(concepts) for form in dict.fromkeys(concept.forms)]
    drawn = random.Random(SEED).sample(every, min(size, len(every)))
    kept: dict[int, list[Form]] = {}
    for number, form in drawn:
        kept.setdefault(number, []).append(form)
    return [replace(concept, forms=tuple(kept.get(number, ()))) for number, concept in enumerate(concepts)]


def plain_forms(concepts: Iterable[Concept]) -> list[str]:
    """The forms as the peers look for them: no marks, lower case, each once, the longest first."""
    found = {plain_words(form.text).casefold() for concept in concepts for form in concept.forms}
    return sorted(found - {""}, key=lambda form: (-len(form), form))


def _line(matcher: Matcher, forms: Sequence[str], stream: Stream) -> str:
    texts = [f"{item.title}\n{item.summary}".casefold() for item in stream.items]
    fired = sum(bool(matcher.matches(item)) for item in stream.items)  # and the forms of each language get ready
    few = texts[: max(200, PATIENCE // len(forms) // 10)]
    expression = re.compile("|".join(map(_bounded, forms)))
    there = [(form, re.compile(_bounded(form))) for form in forms]
    hits = sum(expression.search(text) is not None for text in few) / len(few)
    ours = _rate(len(stream.items), lambda: [matcher.matches(item) for item in stream.items])
    regex = _rate(len(few), lambda: [expression.findall(text) for text in few])
    loop = _rate(len(few), lambda: [[form for form, at in there if form in text and at.search(text)] for text in few])
    return (
        f"  {stream.name:<21} {hits:>5.0%} {fired / len(stream.items):>5.1%} {ours:>9,.0f}"
        f"   {regex:>7,.0f} {ours / regex:>7.1f}x   {loop:>7,.0f} {ours / loop:>7.1f}x"
    )


def _bounded(form: str) -> str:
    """The form between borders of words, where its script has any."""
    return re.escape(form) if DENSE.search(form) else rf"(?<!\w){re.escape(form)}(?!\w)"


def _item(chance: random.Random, name: str, language: str) -> Item:
    clauses = [clause.format(_invented(chance)) for clause in chance.sample(CLAUSES[language], k=5)]
    summary, size = "", len(clauses[0].encode())
    for clause in clauses[1:]:
        if size < _ABOUT:
            summary += f"{clause[0].upper()}{clause[1:]}. "
            size += len(clause.encode()) + 2
    return Item(
        id=name,
        feed="https://outlet.example/feed",
        outlet="Outlet",
        family="outlet",
        language=language,
        title=clauses[0][0].upper() + clauses[0][1:],
        summary=summary.rstrip(),
        link=f"https://outlet.example/{name}",
        url=f"outlet.example/{name}",
        host="outlet.example",
        guid="",
        published=None,
        seen=datetime(2026, 3, 1, tzinfo=UTC),
    )


def _invented(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))).title()


def _naming(chance: random.Random, item: Item, forms: dict[str, list[str]]) -> Item:
    """The item with two words of concepts where invented names stood."""
    two = chance.sample(forms[item.language], k=2)
    spots = chance.sample(CLAUSES[item.language], k=2)
    title, summary = (clause.format(form) for clause, form in zip(spots, two, strict=True))
    return replace(item, title=title, summary=f"{summary}. {item.summary}"[: len(item.summary)])


def _by_language(concepts: Iterable[Concept]) -> dict[str, list[str]]:
    """The forms that items of each language have, without marks."""
    found: dict[str, set[str]] = {language: set() for language in CLAUSES}
    for concept in concepts:
        for form in concept.forms:
            for language in CLAUSES if form.language == ANY_LANGUAGE else (form.language,):
                found.get(language, set()).add(plain_words(form.text))
    return {language: sorted(forms) for language, forms in found.items()}


def _rate(items: int, work: Callable[[], object]) -> float:
    """Items a second of CPU, the best of three."""
    best = 0.0
    for _ in range(3):
        began = time.process_time()
        work()
        best = max(best, items / (time.process_time() - began))
    return best
