"""Posts in Italian."""

from bot.text.catalogues.base import Catalogue


def _from(name: str) -> str:
    """With the article that the first sounds of the name ask for: dal russo, dall'inglese, dallo spagnolo."""
    if name[:1] in "aeiou":
        return f"dall'{name}"
    impure = name[:1] in "zxy" or (name[:1] == "s" and name[1:2] not in "aeiou") or name[:2] in {"gn", "ps", "pn"}
    return f"dallo {name}" if impure else f"dal {name}"


ITALIAN = Catalogue(
    language="it",
    digest="Notizie di {when}",
    alert="Ultim'ora",
    alerts="Ultime notizie, {when}",
    continued="segue",
    one_source="una sola fonte: {outlet}",
    since="dalle {clock}",
    since_day="da {when}",
    state_media="media di Stato",
    part="parte {part} di {parts}",
    follows="segue a {post}",
    earlier="quanto già raccontato",
    told="Già raccontate:",
    retracted="ritirata dalla redazione",
    retracted_for="ritirata dalla redazione: {reason}",
    stories=lambda n: "1 storia" if n == 1 else f"{n} storie",
    outlets=lambda n: "1 testata" if n == 1 else f"{n} testate",
    languages=lambda n: "1 lingua" if n == 1 else f"{n} lingue",
    independent=lambda n: "1 indipendente" if n == 1 else f"{n} indipendenti",
    more=lambda n: "e un'altra" if n == 1 else f"e altre {n}",
    from_language=_from,
)
