"""What good files mean: the defaults of the contract, every key filled in, forms, includes, rules, the environment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.model import Alerts, All, At, Channel, Concept, Every, Feed, Form, Level, Mention, Not, Quiet, Rule, Theme
from bot.settings.load import Fetch, Retention, Settings, Telegram, load

BOT = 'channels: [{id: main, to: "@northwatch"}]\n'
FEEDS = 'feeds: [{name: Harbour Daily, url: "https://www.harbour.example/rss", language: en}]\n'
THEMES = """\
concepts:
  kim: {any: [Kim]}
themes:
  - {id: letters, title: {it: Lettere}, when: kim}
"""


def loaded(
    directory: Path,
    bot: str = BOT,
    feeds: str = FEEDS,
    themes: str = THEMES,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    for name, text in {"bot": bot, "feeds": feeds, "themes": themes}.items():
        (directory / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load(directory, environ or {})


def test_the_required_keys_are_enough_and_all_else_is_the_default_of_the_contract(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    assert settings == Settings(
        directory=tmp_path,
        language="it",
        timezone="Europe/Rome",
        fresh=timedelta(hours=24),
        telegram=Telegram(
            base_url="https://api.telegram.org/bot", admin_chat=None, admins=(), on_unknown="hold", token=None
        ),
        channels=(
            Channel(
                id="main",
                to="@northwatch",
                language="it",
                timezone="Europe/Rome",
                themes=None,
                digest=At((time(8), time(20))),
                alerts=Alerts(independent=1, wait=timedelta(0)),
                quiet=None,
                silent="digests",
                previews=False,
                hashtags=True,
                topics={},
            ),
        ),
        fetch=Fetch(
            least=timedelta(minutes=5),
            most=timedelta(hours=6),
            per_host=1,
            pause=timedelta(seconds=1),
            allow_private=(),
            proxy=None,
        ),
        retention=Retention(items=timedelta(days=90), unmatched=timedelta(days=14)),
        feeds=(
            Feed(
                name="Harbour Daily",
                url="https://www.harbour.example/rss",
                language="en",
                country="",
                kind="",
                family="harbour.example",
                side="",
                timezone="UTC",
                interval=None,
                enabled=True,
            ),
        ),
        concepts=(Concept(id="kim", labels={}, forms=(Form("Kim"),), kind="name"),),
        themes=(Theme(id="letters", titles={"it": "Lettere"}, rule=Mention("kim"), level=Level.DIGEST),),
        warnings=settings.warnings,
        admin_token=None,
    )
    assert [warning.message for warning in settings.warnings] == ["the theme letters has no examples"]


def test_every_key_of_bot_yaml_arrives(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        bot="""\
language: en
timezone: Asia/Seoul
fresh: 1.5h
telegram:
  base_url: http://127.0.0.1:8081/bot
  admin_chat: -1009876543210
  admins: [42, 43]
  on_unknown: resend
channels:
  - id: main
    to: -1001234567890
    language: it
    themes: [letters]
    digest: {every: 30m}
    alerts: false
    quiet: {from: "23:00", to: "07:30", break_through: 5}
    silent: all
    previews: true
    hashtags: false
    topics: {letters: 7}
  - id: second
    to: "-1001234567891"
    digest: {at: ["20:00", 08:15]}
    alerts: {independent: 2, wait: 5m}
fetch:
  interval: {least: 90s, most: 2d}
  per_host: 3
  pause: 0s
  allow_private: [127.0.0.1/32, 10.0.0.0/8, "fd00::/8", 192.168.1.7]
  proxy: http://proxy.example:3128
retention: {items: 30d, unmatched: 1d}
""",
    )
    assert (settings.language, settings.timezone, settings.fresh) == ("en", "Asia/Seoul", timedelta(minutes=90))
    assert settings.telegram == Telegram("http://127.0.0.1:8081/bot", -1009876543210, (42, 43), "resend", None)
    assert settings.channels == (
        Channel(
            id="main",
            to="-1001234567890",
            language="it",
            timezone="Asia/Seoul",
            themes=("letters",),
            digest=Every(timedelta(minutes=30)),
            alerts=None,
            quiet=Quiet(time(23), time(7, 30), 5),
            silent="all",
            previews=True,
            hashtags=False,
            topics={"letters": 7},
        ),
        Channel(
            id="second",
            to="-1001234567891",
            language="en",
            timezone="Asia/Seoul",
            digest=At((time(8, 15), time(20))),
            alerts=Alerts(2, timedelta(minutes=5)),
        ),
    )
    assert settings.fetch == Fetch(
        least=timedelta(seconds=90),
        most=timedelta(days=2),
        per_host=3,
        pause=timedelta(0),
        allow_private=tuple(map(ip_network, ("127.0.0.1/32", "10.0.0.0/8", "fd00::/8", "192.168.1.7/32"))),
        proxy="http://proxy.example:3128",
    )
    assert settings.retention == Retention(timedelta(days=30), timedelta(days=1))


def test_every_key_of_a_feed_arrives(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        feeds="""\
feeds:
  - name: 1843 Quarterly
    url: http://news.harbour.example:8080/feed?lang=no&x=1
    language: pt-BR
    country: no
    kind: magazine
    family: harbour
    side: state-media
    timezone: Asia/Pyongyang
    interval: 10m
    enabled: false
""",
    )
    assert settings.feeds == (
        Feed(
            name="1843 Quarterly",
            url="http://news.harbour.example:8080/feed?lang=no&x=1",
            language="pt-br",
            country="NO",
            kind="magazine",
            family="harbour",
            side="state-media",
            timezone="Asia/Pyongyang",
            interval=timedelta(minutes=10),
            enabled=False,
        ),
    )


def test_norway_is_not_false_and_noon_is_not_a_number(tmp_path: Path) -> None:
    """YAML 1.1 reads `no` as false and `12:30` as 750; an editor's feed and digest would be lost."""
    settings = loaded(
        tmp_path,
        bot="channels: [{id: main, to: '@northwatch', digest: {at: [12:30, 08:00]}}]\n",
        feeds=FEEDS.replace("language: en", "language: no"),
    )
    assert settings.feeds[0].language == "no"
    assert settings.channels[0].digest == At((time(8), time(12, 30)))


def concept(directory: Path, yaml: str) -> dict[str, tuple[Form, ...]]:
    themes = f"concepts:\n{yaml}\nthemes: [{{id: a, title: {{it: A}}, when: kim}}]\n"
    return {concept.id: concept.forms for concept in loaded(directory, themes=themes).concepts}


def test_forms_are_read_as_they_stand(tmp_path: Path) -> None:
    """Numbers, dates and truth are texts in a list of forms: nobody means 1.1 who writes 1.10."""
    forms = concept(
        tmp_path,
        '  kim: {any: [1.10, 38, 0x1F, 2024-01-01, 1e3, no, on, 12:30, "true", =exact, ==RF, stem*, "*ende", K-23]}',
    )["kim"]
    assert [form.text for form in forms] == [
        *("1.10", "38", "0x1F", "2024-01-01", "1e3", "no", "on", "12:30", "true"),
        *("=exact", "==RF", "stem*", "*ende", "K-23"),
    ]


def test_forms_keep_their_language_and_stand_once(tmp_path: Path) -> None:
    forms = concept(tmp_path, "  kim: {ru: [Ким, Ким], any: [Kim], PT-br: [Kim], no: [Kim]}")["kim"]
    assert forms == (Form("Ким", "ru"), Form("Kim", "any"), Form("Kim", "pt-br"), Form("Kim", "no"))


def test_an_include_brings_all_forms_in_their_languages(tmp_path: Path) -> None:
    forms = concept(
        tmp_path, '  kim: {any: ["@leaders", Kim]}\n  leaders: {any: ["@putin"]}\n  putin: {any: [Putin], ru: [Путин]}'
    )
    assert forms["leaders"] == (Form("Putin"), Form("Путин", "ru"))
    assert forms["kim"] == (Form("Putin"), Form("Путин", "ru"), Form("Kim"))


def test_an_include_in_the_list_of_a_language_holds_in_that_language_only(tmp_path: Path) -> None:
    """Else a name included for Russian texts would fire in English ones."""
    forms = concept(tmp_path, '  kim: {any: [Kim], ru: ["@putin"]}\n  putin: {any: [Putin], ru: [Путин], ko: [푸틴]}')
    assert forms["kim"] == (Form("Kim"), Form("Putin", "ru"), Form("Путин", "ru"))


def test_an_include_counts_a_region_as_its_language(tmp_path: Path) -> None:
    forms = concept(tmp_path, '  kim: {pt-BR: ["@putin"]}\n  putin: {pt: [Putin], es: [Putín]}')
    assert forms["kim"] == (Form("Putin", "pt-br"),)


def test_anchors_of_yaml_work_as_everywhere(tmp_path: Path) -> None:
    forms = concept(tmp_path, "  kim: {any: &names [Kim, 38]}\n  other: {ko: *names}")
    assert forms["other"] == (Form("Kim", "ko"), Form("38", "ko"))


def test_a_concept_keeps_its_labels_and_kind(tmp_path: Path) -> None:
    themes = THEMES.replace("{any: [Kim]}", "{label: {it: Kim, EN: Kim Jong Un}, kind: act, any: [Kim]}")
    settings = loaded(tmp_path, themes=themes)
    assert settings.concepts == (Concept("kim", {"it": "Kim", "en": "Kim Jong Un"}, (Form("Kim"),), "act"),)


def theme(directory: Path, yaml: str, bot: str = BOT) -> Theme:
    concepts = "concepts: {kim: {any: [Kim]}, putin: {any: [Putin]}}\n"
    return loaded(directory, bot=bot, themes=f"{concepts}themes:\n{yaml}").themes[0]


def test_every_key_of_a_theme_arrives_with_unless_folded_into_its_rule(tmp_path: Path) -> None:
    found = theme(
        tmp_path,
        """\
  - id: letters
    title: {it: Lettere, en: Letters}
    icon: "✉️"
    level: alert
    when: >
      kim
    unless: |
      putin
    examples: ["Kim writes"]
    counterexamples: ["Kim sleeps", "Putin\\nsleeps"]
""",
    )
    assert found == Theme(
        id="letters",
        titles={"it": "Lettere", "en": "Letters"},
        rule=All((Mention("kim"), Not(Mention("putin")))),
        level=Level.ALERT,
        icon="✉️",
        examples=("Kim writes",),
        counterexamples=("Kim sleeps", "Putin\nsleeps"),
    )


@pytest.mark.parametrize(
    "when",
    [
        "when: kim and putin",
        "when: 'kim and\n      putin'",
        "when: |\n      kim\n\n      and putin",
        "when: >-\n      kim and\n      putin",
    ],
)
def test_a_rule_means_the_same_however_it_is_broken_into_lines(when: str, tmp_path: Path) -> None:
    wanted: Rule = All((Mention("kim"), Mention("putin")))
    assert theme(tmp_path, f"  - id: a\n    title: {{it: A}}\n    {when}\n").rule == wanted


def test_a_title_that_a_language_lacks_falls_back_on_the_first_and_says_so(tmp_path: Path) -> None:
    bot = 'channels: [{id: a, to: "@north_a"}, {id: b, to: "@north_b", language: en}]\n'
    themes = THEMES.replace("{it: Lettere}", "{fr: Lettres, it: Lettere}")
    settings = loaded(tmp_path, bot=bot, themes=themes)
    assert settings.themes[0].titles == {"fr": "Lettres", "it": "Lettere", "en": "Lettres"}
    assert "the theme letters has no title in en" in [warning.message for warning in settings.warnings]


def test_a_rule_with_an_unknown_concept_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"themes\.yaml:4:47: when: "):
        loaded(tmp_path, themes=THEMES.replace("when: kim", "when: kin"))


def test_settings_can_be_compared_so_that_a_reload_knows_what_changed(tmp_path: Path) -> None:
    assert loaded(tmp_path) == loaded(tmp_path)
    assert loaded(tmp_path) != loaded(tmp_path, bot=BOT + "fresh: 12h\n")


def test_a_byte_order_mark_and_windows_line_ends_are_no_obstacle(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    for name in ("bot", "feeds", "themes"):
        path = tmp_path / f"{name}.yaml"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(tmp_path, {}) == settings
