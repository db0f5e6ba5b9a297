"""What the three files may say: every key, its type, its default and its description.

The models hold values as written (a duration stays "24h"); `build.py` turns them into nouns. The JSON Schemas that
editors use come from here too (`schemas.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    model_validator,
)

from bot.settings import values


def _reads(notation: Callable[[str], object]) -> AfterValidator:
    """Let `notation` read the text and complain; keep the text as written."""

    def check(text: str) -> str:
        notation(text)
        return text

    return AfterValidator(check)


def _written(notation: Callable[[str], object]) -> BeforeValidator:
    """Let a number in the place of a text be told what the text must be, as `pause: 5` is no slip of quotes."""

    def check(value: object) -> object:
        if isinstance(value, int | float) and not isinstance(value, bool):
            notation("")
        return value

    return BeforeValidator(check)


def _pattern(pattern: str, **more: object) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, **more})


# no key but the known ones, and no value turned into another type behind the editor's back
SHUT = ConfigDict(extra="forbid", strict=True, frozen=True, use_attribute_docstrings=True)

Duration = Annotated[str, _written(values.duration), _reads(values.duration), _pattern(values.DURATION)]
Wait = Annotated[str, _written(values.wait), _reads(values.wait), _pattern(values.DURATION)]
Clock = Annotated[str, _written(values.clock), _reads(values.clock), _pattern(values.TIME)]
Zone = Annotated[str, _reads(values.zone)]
Language = Annotated[str, AfterValidator(values.language), _pattern(values.LANGUAGE)]
Country = Annotated[str, AfterValidator(values.country), _pattern(values.COUNTRY)]
Url = Annotated[str, _reads(values.url), _pattern("^https?://")]
BotApi = Annotated[str, _reads(values.bot_api), _pattern("^https?://[^/]+/")]
Network = Annotated[str, _reads(values.network)]
Id = Annotated[str, _reads(values.identifier), _pattern(values.ID)]
Line = Annotated[
    str, _reads(values.line), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": values.MAX_LINE})
]
Short = Annotated[str, _reads(values.short), WithJsonSchema({"type": "string", "maxLength": values.MAX_LINE})]
Passage = Annotated[
    str, _reads(values.passage), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": values.MAX_TEXT})
]
FormText = Annotated[
    str, _reads(values.form), WithJsonSchema({"type": ["string", "number"], "maxLength": values.MAX_LINE})
]
Chat = Annotated[
    str,
    BeforeValidator(values.chat),
    WithJsonSchema({"type": ["string", "integer"], "examples": ["@example", -1001234567890]}),
]
Different = AfterValidator(values.different)
Positive = Annotated[int, Field(ge=1, le=2**53)]

_TWICE_A_DAY: list[Any] = ["08:00", "20:00"]


class TelegramPart(BaseModel):
    """The Bot API and who may command the bot. The token is not here: it comes from TELEGRAM_BOT_TOKEN(_FILE)."""

    model_config = SHUT

    base_url: BotApi = "https://api.telegram.org/bot"
    """The Bot API server; DISPACCIO_TELEGRAM_BASE_URL holds over it."""
    admin_chat: int | None = None
    """Numeric chat id for questions and alarms; null: the first of admins."""
    admins: list[Positive] = Field(default_factory=list)
    """Numeric user ids that may command the bot."""
    on_unknown: Literal["hold", "resend"] = "hold"
    """What to do with a post that may have arrived and cannot be read back: hold it for you, or risk a double."""


class DigestPart(BaseModel):
    """When digests are told: at local times, or each so often."""

    model_config = SHUT | ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    at: Annotated[list[Clock], Different] | None = Field(default=None, min_length=1)
    """Local times, such as ["08:00", "20:00"]."""
    every: Duration | None = None
    """A period, such as 30m."""

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.at is None) == (self.every is None):
            raise values.wrong("must hold either at or every", 'such as {at: ["08:00", "20:00"]} or {every: 30m}')
        return self


class AlertsPart(BaseModel):
    """When a story of a theme at level alert is told at once."""

    model_config = SHUT

    independent: Positive = 1
    """Independent publishers needed."""
    wait: Wait = "0s"
    """Time to wait for more outlets, so that the alert carries them."""


class QuietPart(BaseModel):
    """Local hours without alerts."""

    model_config = SHUT

    start: Clock = Field(alias="from")
    """When they begin, such as "23:00"."""
    end: Clock = Field(alias="to")
    """When they end, such as "07:00"."""
    break_through: Positive = 3
    """So many independent publishers break through."""

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.start == self.end:
            raise values.wrong("must not begin and end at the same time")
        return self


def _all_or_list(value: object) -> str:
    return "<all>" if isinstance(value, str) else "<list>"


def _false_or_mapping(value: object) -> str:
    return "<false>" if isinstance(value, bool) else "<mapping>"


class ChannelPart(BaseModel):
    """One channel that posts go to."""

    model_config = SHUT

    id: Id
    """What commands and logs call it."""
    to: Chat
    """Its name, such as "@example", or its numeric id, such as -1001234567890. DISPACCIO_CHANNEL fills the first."""
    language: Language | None = None
    """Language of its posts; default: the language of the bot."""
    themes: Annotated[
        Annotated[Literal["all"], Tag("<all>")] | Annotated[list[Id], Field(min_length=1), Different, Tag("<list>")],
        Discriminator(_all_or_list),
    ] = "all"
    """all, or a list of theme ids."""
    digest: DigestPart = Field(default=DigestPart(at=_TWICE_A_DAY), json_schema_extra={"default": {"at": _TWICE_A_DAY}})
    """When digests are told: {at: ["08:00", "20:00"]} or {every: 30m}."""
    alerts: Annotated[
        Annotated[Literal[False], Tag("<false>")] | Annotated[AlertsPart, Tag("<mapping>")],
        Discriminator(_false_or_mapping),
    ] = AlertsPart()
    """When a story of an alert theme is told at once; false: never."""
    quiet: QuietPart | None = None
    """Hours without alerts, such as {from: "23:00", to: "07:00", break_through: 3}; null: none."""
    silent: Literal["none", "digests", "all"] = "digests"
    """Which posts make no sound."""
    previews: bool = False
    """Let Telegram show a preview of the first link."""
    hashtags: bool = True
    """Close a post with the hashtags of its themes."""
    topics: dict[str, Positive] = Field(default_factory=dict)
    """Theme id -> message_thread_id, for a group with topics."""


class IntervalPart(BaseModel):
    """How often a feed is asked; between the two, its own rhythm decides."""

    model_config = SHUT

    least: Duration = "5m"
    """Never more often than this."""
    most: Duration = "6h"
    """Never more seldom than this."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if values.duration(self.least) > values.duration(self.most):
            raise values.wrong("must have a least that is not longer than its most")
        return self


class FetchPart(BaseModel):
    """How politely feeds are asked."""

    model_config = SHUT

    interval: IntervalPart = IntervalPart()
    """How often a feed is asked."""
    per_host: Positive = 1
    """Requests at a time to one host; does not apply inside allow_private."""
    pause: Wait = "1s"
    """Pause between two requests to one host; does not apply inside allow_private."""
    allow_private: list[Network] = Field(default_factory=list)
    """Networks that feeds may live in, for tests and intranets, such as [127.0.0.1/32]."""
    proxy: Url | None = None
    """Proxy for feeds, such as http://proxy.example:3128; proxies of the environment are not used."""


class RetentionPart(BaseModel):
    """How long items are kept."""

    model_config = SHUT

    items: Duration = "90d"
    """Items that matched a theme, their stories and posts."""
    unmatched: Duration = "14d"
    """Items that matched nothing: kept for why and backtest."""


class BotFile(BaseModel):
    """config/bot.yaml: the channels, and how the bot behaves."""

    model_config = SHUT

    channels: list[ChannelPart]
    """Where posts go; at least one."""
    language: Language = "it"
    """Language of posts: any that has a catalogue in bot/text."""
    timezone: Zone = "Europe/Rome"
    """Time zone of digest times and quiet hours."""
    fresh: Duration = "24h"
    """Items older than this are stored, not told."""
    telegram: TelegramPart = TelegramPart()
    """The Bot API and who may command the bot."""
    fetch: FetchPart = FetchPart()
    """How politely feeds are asked."""
    retention: RetentionPart = RetentionPart()
    """How long items are kept."""


class FeedPart(BaseModel):
    """One news feed."""

    model_config = SHUT

    name: Line
    """The outlet's name, as readers see it."""
    url: Url
    """Address of the RSS, Atom, RDF or JSON feed; it names the feed, so keep it."""
    language: Language
    """Language of its texts, such as en or ko."""
    country: Country = ""
    """Country of the outlet: two letters, such as KR."""
    kind: Short = ""
    """agency, newspaper, broadcaster, magazine, official, aggregator ..."""
    family: Short = ""
    """The publisher behind it: copies inside one family do not confirm each other. Default: the registrable host."""
    side: Short = ""
    """state-media, where it speaks for a government."""
    timezone: Zone = "UTC"
    """Time zone of dates that carry none."""
    interval: Duration | None = None
    """A fixed time between two requests; default: found from the feed's own rhythm."""
    enabled: bool = True
    """false: it is not asked."""


class FeedsFile(BaseModel):
    """config/feeds.yaml: the news feeds."""

    model_config = SHUT

    feeds: list[FeedPart]
    """The feeds, in any order."""


def _languages(schema: dict[str, Any]) -> None:
    schema["patternProperties"] = {values.LANGUAGE: schema["additionalProperties"]}
    schema["additionalProperties"] = False


class ConceptPart(BaseModel):
    """A named set of forms, by language.

    A plain word or phrase matches its inflections; `stem*` any ending; `"*ende"` any beginning; `=forma` exactly this
    form; `==RF` exactly this form and this case; `"@name"` the forms of another concept.
    """

    model_config = SHUT | ConfigDict(extra="allow", json_schema_extra=_languages)
    __pydantic_extra__: dict[str, list[FormText]] = Field(init=False)

    label: dict[Language, Line] = Field(default_factory=dict)
    """What posts call it, by language of the post."""
    kind: Literal["name", "act"] = "name"
    """name (who, where) or act (what is done): names come first in the one-line gloss of a foreign headline."""
    any: list[FormText] = Field(default_factory=list)
    """Forms in texts of every language; beside it, one list for each language code."""


class ThemePart(BaseModel):
    """One subject to watch."""

    model_config = SHUT

    id: Id
    """What bot.yaml, commands and figures call it."""
    title: dict[Language, Line] = Field(min_length=1)
    """What posts call it, by language of the post."""
    when: Passage
    """The rule. Always a block (>): concept names and "literals" with and, or, not, near/8, in title (...)."""
    unless: Passage | None = None
    """A rule that takes items out again, the same as `and not`."""
    icon: Short = ""
    """An emoji before its title."""
    level: Literal["alert", "digest"] = "digest"
    """alert: told at once; digest: told with the next digest."""
    examples: list[Passage] = Field(default_factory=list)
    """Headlines that must fire; `dispaccio check` runs them."""
    counterexamples: list[Passage] = Field(default_factory=list)
    """Headlines that must not fire."""


class ThemesFile(BaseModel):
    """config/themes.yaml: the concepts and the themes."""

    model_config = SHUT

    themes: list[ThemePart]
    """Most important first: a story is told under its first theme in this order."""
    concepts: dict[str, ConceptPart] = Field(default_factory=dict)
    """Named sets of forms that rules combine."""
    rules: dict[str, Passage] = Field(default_factory=dict)
    """Rules with a name: other rules use the name as they use a concept's. Each is a block (>), as `when` is."""


FILES: dict[str, type[BaseModel]] = {"bot": BotFile, "feeds": FeedsFile, "themes": ThemesFile}
