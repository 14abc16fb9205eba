from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from advocacy.outcome import ClickClass
from advocacy.track import classify_agent, recognise_agent

DATA = Path(__file__).parent / "data"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/128.0.0.0 Safari/537.36"
)
IOS = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; {} Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/126.0.6478.71 Mobile Safari/537.36"
)


def sample(name: str) -> list[str]:
    lines = (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_robots_and_previews_of_a_public_list_are_recognised() -> None:
    robots = sample("robots")
    missed = [agent for agent in robots if classify_agent(agent) is ClickClass.PERSON]
    assert len(missed) <= 0.02 * len(robots), missed


def test_people_of_public_lists_are_people() -> None:
    people = sample("people")
    wrong = [agent for agent in people if classify_agent(agent) is not ClickClass.PERSON]
    assert len(wrong) <= 0.001 * len(people), wrong


@pytest.mark.parametrize(
    "agent",
    [
        f"{IOS} Mobile/15E148 [LinkedInApp]/9.29.8962",
        f"{ANDROID.format('SM-G991B')} [LinkedInApp]/4.1.960",
        (
            f"{IOS} Mobile/21F79 [FBAN/FBIOS;FBAV/468.0.0.36.108;FBDV/iPhone14,5;FBMD/iPhone;FBSN/iOS;"
            "FBSV/17.5;FBSS/3;FBCR/1010.com bot;FBID/phone;FBLC/fr_FR;FBOP/80]"
        ),
        f"{ANDROID.format('CUBOT_NOTE_S')} [FB_IAB/FB4A;FBAV/102.0.0.28.70;]",
        f"{ANDROID.format('Pixel 8')} MetaIAB Facebook",
        f"{IOS} Mobile/15E148 Instagram 342.0.3.33.102 (iPhone14,5; iOS 17_5; fr_FR; scale=3.00; 1170x2532)",
        (
            f"{ANDROID.format('M2102J20SG')} Instagram 340.0.0.22.109 Android "
            "(34/14; 440dpi; 1080x2400; Xiaomi/POCO; scanbot; spider; qcom; fr_FR; 612345)"
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 12_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML,like Gecko) "
            "Mobile/15E148 Instagram 106.0.0.26.123 (iPhone8,1; iOS 12_4; fr_FR; fr-FR; scale=2.00; 750x1334)"
        ),
        f"{IOS} Mobile/21F79 Twitter for iPhone/10.50",
        f"{ANDROID.format('SM-A546B')} TwitterAndroid",
        f"{IOS} Version/17.5 Mobile/15E148 Snapchat/13.2.0.43 (like Safari/8618.2.12.10.9, panda)",
        f"{ANDROID.format('SM-S911B')} Snapchat/12.94.0.43 (SM-S911B; Android 14#S911#34; gzip) V/MUSHROOM",
        f"{IOS} Mobile/15E148 [Pinterest/iOS]",
        (
            f"{ANDROID.format('SM-S911B')} musical_ly_2022803040 JsSdk/1.0 NetType/WIFI Channel/googleplay "
            "AppName/musical_ly app_version/28.3.4 ByteLocale/fr BytedanceWebview/d8a21c6"
        ),
        f"{ANDROID.format('SM-S911B')} Barcelona 337.0.0.35.102 Android (34/14; 480dpi; samsung; dm1q; qcom)",
        f"{IOS} Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/fr",
        f"{ANDROID.format('G011A')} Viber/22.5.0",
        f"{IOS} GSA/323.0.640309 Mobile/15E148 Safari/604.1",
        f"{IOS} Mobile/15E148 Bluesky/1.107.0",
        f"{ANDROID.format('Pixel 8')} Mastodon",
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Mattermost/5.12.1 Chrome/130.0.6723.191 Electron/33.4.11 Safari/537.36"
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Slack/4.39.95 "
            "Chrome/126.0.6478.114 Electron/31.1.0 Safari/537.36 Sonic Slack_SSB/4.39.95"
        ),
        f"{IOS} Mobile/15E148 WebViewApp Townnews-Now/4.0",
    ],
)
def test_browsers_inside_apps_are_people(agent: str) -> None:
    assert recognise_agent(agent) == (ClickClass.PERSON, "")


@pytest.mark.parametrize(
    "model",
    [
        "CUBOT X18 Plus",
        "CUBOT_P20",
        "Spider 8",
        "M bot 54",
        "Discovery_XT",
        "Radar Deluxe 2",
        "Newsday_N2+",
        "M40SE(M5T3)",
        "Regal Google TV",
        "XBot Junior",
        "IDbot553PLUS",
        "OPPO A33m",
        "AUPO Zeus 10 Pro",
    ],
)
def test_the_name_of_a_phone_makes_nobody_a_robot(model: str) -> None:
    plain = (
        f"Mozilla/5.0 (Linux; Android 13; {model}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0"
    )
    assert classify_agent(f"{plain} Mobile Safari/537.36") is ClickClass.PERSON
    assert classify_agent(ANDROID.format(model)) is ClickClass.PERSON
    assert classify_agent(f"{plain} (compatible; Googlebot/2.1; +http://www.google.com/bot.html)") == "bot"


@pytest.mark.parametrize(
    "agent",
    [
        "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
        "Twitterbot/1.0",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)",
        "WhatsApp/2.23.20.0 A",
        "WhatsApp/2",
        "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
        "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
        "TelegramBot (like TwitterBot)",
        "Iframely/1.3.1 (+https://iframely.com/docs/about)",
        "Mozilla/5.0 (compatible; Embedly/0.2; +http://support.embed.ly/)",
        "http.rb/5.1.1 (Mastodon/4.2.8; +https://mastodon.social/)",
        "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)",
        "Misskey/2024.5.0 (https://misskey.example)",
        "Synapse (bot; +https://github.com/matrix-org/synapse)",
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) "
            "Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0"
        ),
        "Microsoft Office Existence Discovery",
        "Barracuda Sentinel (EE)",
    ],
)
def test_link_previews(agent: str) -> None:
    assert classify_agent(agent) is ClickClass.PREVIEW


@pytest.mark.parametrize(
    "agent", ["", "  ", "-", "curl/8.5.0", "Dalvik/2.1.0 (Linux; U; Android 13)", "Mozilla/5.0", "x" * 5000]
)
def test_programs_and_nobody_are_robots(agent: str) -> None:
    assert classify_agent(agent) is ClickClass.BOT


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Sec-Purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("Purpose", "prefetch"),
        ("X-Moz", "prefetch"),
        ("X-Purpose", "preview"),
        ("Sec-Purpose", "prefetch;anonymous-client-ip"),
    ],
)
def test_looking_ahead_is_no_click(header: str, value: str) -> None:
    seen = recognise_agent(CHROME, headers={header: value})
    assert seen.kind is ClickClass.PREFETCH
    assert header.lower() in seen.reason


def test_head_never_counts_even_from_a_browser() -> None:
    assert classify_agent(CHROME, method="HEAD") is ClickClass.HEAD


@pytest.mark.parametrize(
    ("referrer", "kind"),
    [
        ("https://eur01.safelinks.protection.outlook.com/?url=…", ClickClass.SCANNER),
        ("https://urldefense.com/v3/__https://x", ClickClass.SCANNER),
        ("https://protect-eu.mimecast.com/s/abc", ClickClass.SCANNER),
        ("https://www.linkedin.com/feed/", ClickClass.PERSON),
        ("https://evil.example/?safelinks.protection.outlook.com", ClickClass.PERSON),
        ("https://notmimecast.com/", ClickClass.PERSON),
    ],
)
def test_mail_gateways_show_in_the_referrer(referrer: str, kind: ClickClass) -> None:
    assert classify_agent(CHROME, headers={"Referer": referrer}) is kind


def test_what_no_browser_sends() -> None:
    assert classify_agent(CHROME, headers={"From": "robot@example.org"}) is ClickClass.BOT
    assert classify_agent(CHROME, headers={"Sec-CH-UA": '"HeadlessChrome";v="128"'}) is ClickClass.BOT


def test_the_reason_is_what_was_seen() -> None:
    assert recognise_agent("okhttp/4.9.3").reason == "agent: okhttp"
    assert recognise_agent("Twitterbot/1.0").reason == "agent: Twitterbot"
    assert recognise_agent("").reason == "agent: empty"


@given(st.text(max_size=3000), st.dictionaries(st.text(max_size=20), st.text(max_size=50), max_size=4))
def test_any_agent_and_headers_have_a_class_and_a_short_reason(agent: str, headers: dict[str, str]) -> None:
    seen = recognise_agent(agent, headers=headers)
    assert seen.kind is classify_agent(agent, headers=headers)
    assert len(seen.reason) <= 120
    assert (seen.kind is ClickClass.PERSON) == (seen.reason == "")


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:^|[^g])news(?!sapphire)",
        r"(?<! channel/|google/)google(?!(?:wv|app|/google| pixel))",
        r"(?<! cu)bots?(?:\b|_)",
        r"(?<!cam)scan",
        r"java(?!;)",
    ],
)
def test_look_arounds_are_spelled_out_for_re2_without_a_change(pattern: str) -> None:
    script = Path(__file__).parents[2] / "scripts" / "refresh_agents.py"
    spec = importlib.util.spec_from_file_location("refresh_agents", script)
    assert spec is not None
    assert spec.loader is not None
    refresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(refresh)
    # Python's own engine wants look-behinds of one width each, so they are asked one after the other.
    before = re.match(r"\(\?<!([^()]*)\)(.*)", pattern)
    behinds = "".join(f"(?<!{word})" for word in before[1].split("|")) if before else ""
    original = re.compile(behinds + (before[2] if before else pattern), re.IGNORECASE)
    spelled = re2.compile(f"(?i:{refresh.for_re2(pattern)})")
    words = [
        "news",
        "gnews",
        "newsa",
        "newsapphire",
        "google",
        "google/google",
        "googlewv",
        "googlew",
        "Google Pixel",
    ]
    words += [
        " channel/google",
        "google/",
        "bot",
        "cubot",
        " cubot ",
        "bots_",
        "camscan",
        "scan",
        "amscan",
        "java",
        "java;",
    ]
    for text in words + sample("robots") + sample("people"):
        assert bool(spelled.search(text)) == bool(original.search(text)), text


@pytest.mark.parametrize("agent", [None, "", "   ", "\t"])
def test_nobody_at_all_is_a_robot(agent: str | None) -> None:
    assert classify_agent(agent) is ClickClass.BOT
    assert recognise_agent(agent, headers={"Accept": "*/*"}).reason == "agent: empty"


def test_an_agent_that_no_header_can_hold_is_read_all_the_same() -> None:
    assert classify_agent(f"{CHROME} \ud800") is ClickClass.PERSON
    assert classify_agent("\U0001f916bot/1.0") is ClickClass.BOT


def test_a_header_without_a_value_is_none() -> None:
    headers: dict[str, str] = {"Sec-Purpose": "", "Referer": None}  # type: ignore[dict-item]
    assert classify_agent(CHROME, headers=headers) is ClickClass.PERSON
