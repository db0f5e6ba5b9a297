"""Secrets and what a container says by variables; and the warnings that leave the configuration in use."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.settings.load import Secret, Settings, load

BOT = 'channels:\n  - {id: main, to: "@northwatch"}\n  - {id: second, to: "@southwatch"}\n'
FEEDS = 'feeds:\n  - {name: Harbour Daily, url: "https://harbour.example/rss", language: en}\n'
THEMES = "concepts: {kim: {any: [Kim]}}\nthemes:\n  - {id: a, title: {it: A}, when: kim, examples: [Kim writes]}\n"
TOKEN = "1234567:Hunter2_and-more"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    config = tmp_path / "config"
    config.mkdir()
    for name, text in {"bot": BOT, "feeds": FEEDS, "themes": THEMES}.items():
        (config / f"{name}.yaml").write_text(text, encoding="utf-8")
    return config


def refused(folder: Path, environ: dict[str, str]) -> str:
    with pytest.raises(ConfigError) as caught:
        load(folder, environ)
    assert "Hunter2" not in str(caught.value) + repr(caught.value) + repr(caught.value.problems)
    return str(caught.value)


@pytest.mark.parametrize("name", ["TELEGRAM_BOT_TOKEN", "DISPACCIO_ADMIN_TOKEN"])
@pytest.mark.parametrize("written", [TOKEN, f"  {TOKEN}\n", f"\ufeff{TOKEN}\r\n\n"])
def test_a_secret_comes_from_a_variable_or_a_file_and_is_trimmed(
    name: str, written: str, folder: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text(written, encoding="utf-8")
    found = [load(folder, {f"{name}_FILE": str(secret)}), load(folder, {name: written.lstrip("\ufeff")})]
    for settings in found:
        token = settings.telegram.token if name == "TELEGRAM_BOT_TOKEN" else settings.admin_token
        assert token is not None
        assert token.reveal() == TOKEN


def test_no_variable_means_no_secret(folder: Path) -> None:
    """Compose files pass variables that are not set as empty texts."""
    for environ in ({}, {"TELEGRAM_BOT_TOKEN": "", "TELEGRAM_BOT_TOKEN_FILE": " ", "DISPACCIO_ADMIN_TOKEN": ""}):
        settings = load(folder, environ)
        assert settings.telegram.token is None
        assert settings.admin_token is None


def test_an_empty_variable_beside_a_file_is_no_conflict(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(TOKEN)
    settings = load(folder, {"TELEGRAM_BOT_TOKEN": "", "TELEGRAM_BOT_TOKEN_FILE": str(tmp_path / "secret")})
    assert settings.telegram.token == Secret(TOKEN)


def test_a_secret_never_shows_in_what_people_print() -> None:
    secret = Secret(TOKEN)
    for text in (
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r:>40}",
        f"{[secret]}",
        f"{copy.copy(secret)}",
    ):
        assert "Hunter2" not in text


def test_settings_never_show_a_secret(folder: Path) -> None:
    settings = load(folder, {"TELEGRAM_BOT_TOKEN": TOKEN, "DISPACCIO_ADMIN_TOKEN": TOKEN})
    assert isinstance(settings, Settings)
    assert "Hunter2" not in repr(settings) + str(settings) + repr(settings.telegram)


FILES = {
    "missing": "TELEGRAM_BOT_TOKEN_FILE names a file that does not exist",
    "folder": "TELEGRAM_BOT_TOKEN_FILE names something that is not a file",
    "empty": "TELEGRAM_BOT_TOKEN_FILE names an empty file",
    "latin": "TELEGRAM_BOT_TOKEN_FILE names a file that is not UTF-8 text",
    "bad\0name": "TELEGRAM_BOT_TOKEN_FILE names a file that does not exist",
    "wrong": "TELEGRAM_BOT_TOKEN_FILE does not hold a token",
    "long": "TELEGRAM_BOT_TOKEN_FILE does not hold a token",
}


@pytest.mark.parametrize(("file", "message"), FILES.items())
def test_a_secret_file_that_cannot_be_used_is_named_by_its_variable(
    file: str, message: str, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty").write_text(" \n")
    (tmp_path / "latin").write_bytes(b"Hunter2\xe9")
    (tmp_path / "wrong").write_text("Hunter2 Hunter2")
    (tmp_path / "long").write_text(TOKEN * 1000)
    found = refused(folder, {"TELEGRAM_BOT_TOKEN_FILE": str(tmp_path / file)})
    assert found.startswith(f"environment:0:0: {message}; ")
    assert "\n" not in found


@pytest.mark.parametrize(
    "token",
    ["Hunter2", "1234567", "1234567:", ":Hunter2", "1234567:Hunter2 x", "bot1234567:Hunter2", "1234567:Hünter2"],
)
def test_a_token_of_impossible_form_is_refused_without_being_shown(token: str, folder: Path) -> None:
    assert refused(folder, {"TELEGRAM_BOT_TOKEN": token}) == (
        "environment:0:0: TELEGRAM_BOT_TOKEN does not hold a token; it looks like 123456789:AbC...; @BotFather shows it"
    )


def test_an_admin_token_that_no_header_can_carry_is_refused(folder: Path) -> None:
    for token in ("Hunter2 and more", "Hünter2", "Hunter2" * 200):
        assert "DISPACCIO_ADMIN_TOKEN does not hold a token" in refused(folder, {"DISPACCIO_ADMIN_TOKEN": token})


def test_a_variable_and_a_file_for_one_secret_are_one_too_many(folder: Path, tmp_path: Path) -> None:
    for name in ("TELEGRAM_BOT_TOKEN", "DISPACCIO_ADMIN_TOKEN"):
        found = refused(folder, {name: TOKEN, f"{name}_FILE": str(tmp_path / "Hunter2")})
        assert found == f"environment:0:0: {name} and {name}_FILE are both given; remove one of them"


@pytest.mark.parametrize("chat", ["@elsewhere", "-1001234567890", " @elsewhere\n"])
def test_a_variable_says_where_the_first_channel_posts(chat: str, folder: Path) -> None:
    settings = load(folder, {"DISPACCIO_CHANNEL": chat})
    assert [channel.to for channel in settings.channels] == [chat.strip(), "@southwatch"]


@pytest.mark.parametrize("to", ["", ', to: ""', ", to: null", ", to: [x]"])
def test_that_variable_stands_in_for_what_the_file_lacks(to: str, folder: Path) -> None:
    (folder / "bot.yaml").write_text(f"channels: [{{id: main{to}}}]\n")
    assert load(folder, {"DISPACCIO_CHANNEL": "@elsewhere"}).channels[0].to == "@elsewhere"


def test_a_wrong_chat_in_that_variable_is_told_once(folder: Path) -> None:
    assert refused(folder, {"DISPACCIO_CHANNEL": "Hunter2"}).startswith(
        "environment:0:0: DISPACCIO_CHANNEL must be a chat; "
    )


def test_a_variable_says_where_the_bot_api_is(folder: Path) -> None:
    (folder / "bot.yaml").write_text(BOT + "telegram: {base_url: https://one.example/bot}\n")
    assert load(folder, {}).telegram.base_url == "https://one.example/bot"
    other = {"DISPACCIO_TELEGRAM_BASE_URL": "http://127.0.0.1:9000/bot"}
    assert load(folder, other).telegram.base_url == "http://127.0.0.1:9000/bot"
    for wrong in ("127.0.0.1:9000", "http://127.0.0.1:9000", "https://anna:Hunter2@one.example/bot"):
        found = refused(folder, {"DISPACCIO_TELEGRAM_BASE_URL": wrong})
        assert found.startswith("environment:0:0: DISPACCIO_TELEGRAM_BASE_URL must ")


WARNINGS = [
    ("the placeholder", "bot", "@northwatch", "@example", "bot.yaml:2:20: warning: @example is only a placeholder; name your own channel, or set DISPACCIO_CHANNEL"),
    ("one chat twice", "bot", "@southwatch", "@NorthWatch", "bot.yaml:3:22: warning: the channels main and second post to the same chat; its readers may get a story twice"),
    ("a proxy", "bot", BOT, BOT + "fetch: {proxy: http://proxy.example:3128}\n", "bot.yaml:4:16: warning: the proxy looks up names itself, so it may reach addresses inside your network; let the proxy refuse them; fetch.allow_private is only kept where names can be looked up here"),
    ("no feed", "feeds", FEEDS, "feeds: []\n", "feeds.yaml:1:8: warning: no feed is enabled, so nothing will ever be told; take `enabled: false` off one, or add one"),
    ("no enabled feed", "feeds", "en}", "en, enabled: false}", "feeds.yaml:2:3: warning: no feed is enabled, so nothing will ever be told; take `enabled: false` off one, or add one"),
    ("two schemes", "feeds", FEEDS, FEEDS + "  - {name: Harbour, url: http://harbour.example/rss, language: en}\n", "feeds.yaml:3:26: warning: this feed is listed with http and with https; it is on line 2 too; keep the one with https"),
    ("no themes", "themes", THEMES, "themes: []\n", "themes.yaml:1:9: warning: there is no theme, so nothing will ever match"),
    ("no examples", "themes", ", examples: [Kim writes]", "", "themes.yaml:3:5: warning: the theme a has no examples; add a headline or two that must fire: dispaccio check runs them"),
    ("no title in Italian", "themes", "{it: A}", "{en: A}", "themes.yaml:3:20: warning: the theme a has no title in it; its first title stands in"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "line"), [case[1:] for case in WARNINGS], ids=[c[0] for c in WARNINGS])
def test_a_likely_slip_is_told_and_the_configuration_is_used(
    file: str, old: str, new: str, line: str, folder: Path
) -> None:
    path = folder / f"{file}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert [str(warning).removeprefix(f"{folder}/") for warning in load(folder, {}).warnings] == [line]


def test_a_good_configuration_is_quiet(folder: Path) -> None:
    assert load(folder, {}).warnings == ()
    assert pickle.loads(pickle.dumps(load(folder, {}))) == load(folder, {})  # noqa: S301  our own value
