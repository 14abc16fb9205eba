from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.connectors import classify, connector, network
from advocacy.connectors.answers import Answer, AnswerClass, until
from advocacy.connectors.base import Access
from advocacy.connectors.refusals import refusal
from advocacy.errors import TryLater

CORPUS = json.loads(Path(__file__).with_name("data").joinpath("error-corpus.json").read_text("utf-8"))["rows"]
NETWORKS = (
    *("*", "linkedin", "x", "bluesky", "mastodon", "meta", "facebook", "instagram", "threads"),
    *("slack_api", "slack_webhook", "teams_workflow", "mattermost_api", "mattermost_webhook"),
)
OPERATIONS = ("any", "create", "media", "publish", "token", "putRecord", "getRecord")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def _row(row: dict[str, Any]) -> str:
    return f"{row['network']}-{row['op']}-{row['status']}-{row['cls']}"


@pytest.mark.parametrize("row", CORPUS, ids=_row)
def test_every_row_of_the_corpus(row: dict[str, Any]) -> None:
    assert classify(row["network"], row["op"], row["status"], row["headers"], row["body"]) == row["cls"]


@pytest.mark.parametrize("row", [row for row in CORPUS if isinstance(row["body"], dict)], ids=_row)
def test_it_does_not_matter_how_the_body_came(row: dict[str, Any]) -> None:
    text = json.dumps(row["body"])
    for body in (text, text.encode(), f"  {text}"):
        assert classify(row["network"], row["op"], row["status"], row["headers"], body) == row["cls"]


def _graph(code: int, subcode: int | None = None) -> dict[str, Any]:
    return {"error": {"message": "…", "type": "OAuthException", "code": code, "error_subcode": subcode}}


def _linkedin(code: str) -> dict[str, Any]:
    return {"errorDetails": {"inputErrors": [{"code": code, "description": "…"}]}, "status": 400}


DUPLICATE = {
    "message": "com.linkedin…: Content is a duplicate of urn:li:share:7000000000000000001",
    "errorDetails": {
        "inputErrors": [{"description": "Duplicate post is detected", "code": "DUPLICATE_POST"}]
    },
    "status": 422,
}
THROTTLED = {
    "message": "Resource level throttle APPLICATION DAY limit for calls to this resource is reached.",
    "serviceErrorCode": 101,
    "status": 429,
}
CREDITS = {"title": "CreditsDepleted", "type": "https://api.twitter.com/2/problems/credits", "detail": "…"}
OLD_HOST = "https://api.twitter.com/2/problems/"

DOCUMENTED = [
    # transport
    (
        "*",
        "create",
        None,
        "ConnectionError<MaxRetryError<NewConnectionError<ConnectionRefusedError",
        "not_sent",
    ),
    ("*", "create", None, "ConnectionError<MaxRetryError<NameResolutionError<gaierror", "not_sent"),
    ("*", "create", None, "SSLError<MaxRetryError<SSLError<SSLCertVerificationError", "not_sent"),
    ("*", "create", None, "SSLError<MaxRetryError<SSLEOFError", "ambiguous"),
    ("*", "create", None, "ProxyError<MaxRetryError<ProxyError<NewConnectionError", "not_sent"),
    ("*", "create", None, "ProxyError<MaxRetryError<ProxyError<OSError", "ambiguous"),
    ("*", "create", None, "InvalidURL", "not_sent"),
    ("*", "create", None, "MissingSchema", "not_sent"),
    ("*", "create", None, "ChunkedEncodingError<ProtocolError<IncompleteRead", "ambiguous"),
    ("*", "create", None, "ConnectionError<ProtocolError<ConnectionResetError", "ambiguous"),
    ("*", "create", None, "ConnectTimeout<MaxRetryError<ConnectTimeoutError<TimeoutError", "not_sent"),
    ("linkedin", "create", None, "ReadTimeout<ReadTimeoutError<TimeoutError", "ambiguous"),
    ("*", "create", 418, "I'm a teapot", "ambiguous"),
    # linkedin
    ("linkedin", "create", 201, "", "ambiguous"),
    ("linkedin", "create", 422, DUPLICATE, "already_published"),
    ("linkedin", "create", 422, "Content is a duplicate of urn:li:share:7", "already_published"),
    ("linkedin", "create", 400, _linkedin("EXPIRED_UPLOAD_URL"), "reupload"),
    ("linkedin", "create", 400, _linkedin("UPDATING_ASSET_FAILED"), "reupload"),
    ("linkedin", "create", 400, _linkedin("INVALID_VALUE_BLANK_FIELD"), "permanent"),
    ("linkedin", "create", 400, _linkedin("SOMETHING_NEW"), "ambiguous"),
    ("linkedin", "any", 426, {"status": 426, "code": "NONEXISTENT_VERSION"}, "config"),
    ("linkedin", "any", 429, THROTTLED, "rate_limited_until"),
    ("linkedin", "create", 500, "<html>oops</html>", "ambiguous"),
    ("linkedin", "create", 413, "Request Entity Too Large", "permanent"),
    ("linkedin", "token", 400, {"error": "invalid_request", "error_description": "expired"}, "reauth"),
    ("linkedin", "any", 401, {"serviceErrorCode": 65600, "message": "Invalid access token"}, "reauth"),
    # x
    ("x", "create", 201, {"data": {"id": "1"}, "errors": [{"title": "Partial"}]}, "ok"),
    ("x", "create", 201, {"errors": [{"title": "Partial"}]}, "ambiguous"),
    ("x", "any", 401, {"title": "Unauthorized", "status": 401}, "refresh"),
    ("x", "token", 400, {"error": "invalid_request", "error_description": "…"}, "reauth"),
    ("x", "token", 400, {"error": "invalid_grant"}, "reauth"),
    ("x", "create", 402, CREDITS, "operator_hold"),
    ("x", "create", 402, {}, "operator_hold"),
    ("x", "create", 429, {"title": "Too Many Requests", "status": 429}, "rate_limited_until"),
    ("x", "create", 403, {"type": OLD_HOST + "client-forbidden", "reason": "client-not-enrolled"}, "config"),
    ("x", "create", 403, {"type": "https://api.x.com/2/problems/user-suspended"}, "permanent"),
    ("x", "create", 403, {"detail": "You are not permitted to perform this action."}, "permanent"),
    ("x", "create", 403, {"detail": "Something nobody has written down."}, "ambiguous"),
    ("x", "create", 400, {"errors": [{"message": "…"}], "type": OLD_HOST + "invalid-request"}, "permanent"),
    ("x", "create", 400, [{"message": "Posts may have a maximum of one cashtag"}], "permanent"),
    (
        "x",
        "create",
        403,
        {"errors": [{"message": "Status is a duplicate.", "code": 187}]},
        "ambiguous_duplicate",
    ),
    ("x", "any", 200, {"errors": [{"type": OLD_HOST + "resource-not-found"}]}, "not_found"),
    ("x", "create", 403, {"errors": [{"code": 185, "message": "daily limit"}]}, "rate_limited_until"),
    ("x", "create", 403, {"errors": [{"code": 226, "message": "automated"}]}, "permanent"),
    ("x", "create", 403, {"errors": [{"code": 261, "message": "no write"}]}, "permission"),
    ("x", "any", 403, {"errors": [{"code": 326, "message": "locked"}]}, "reauth"),
    # bluesky
    ("bluesky", "putRecord", 200, {"uri": "at://did/c/k", "cid": "bafy"}, "ok"),
    ("bluesky", "putRecord", 200, {"uri": "at://did/c/k"}, "ambiguous"),
    (
        "bluesky",
        "putRecord",
        400,
        {"error": "InvalidSwap", "message": "Record was at bafy"},
        "already_exists",
    ),
    (
        "bluesky",
        "putRecord",
        400,
        {"error": "InvalidRequest", "message": "Record/text too long"},
        "permanent",
    ),
    ("bluesky", "create", 500, {"error": "InternalServerError"}, "ambiguous"),
    ("bluesky", "getRecord", 400, {"error": "RecordNotFound"}, "not_found"),
    (
        "bluesky",
        "getRecord",
        400,
        {"error": "InvalidRequest", "message": "Could not locate record: at"},
        "not_found",
    ),
    ("bluesky", "any", 400, {"error": "ExpiredToken", "message": "Token has expired"}, "refresh"),
    ("bluesky", "token", 400, {"error": "ExpiredToken"}, "reauth"),
    ("bluesky", "any", 400, {"error": "InvalidToken"}, "reauth"),
    ("bluesky", "any", 401, {"error": "use_dpop_nonce"}, "retry"),
    ("bluesky", "token", 400, {"error": "use_dpop_nonce"}, "retry"),
    ("bluesky", "media", 413, "", "permanent"),
    ("bluesky", "create", 400, {"error": "BlobNotFound"}, "reupload"),
    ("bluesky", "any", 401, {"error": "AccountTakedown"}, "permanent"),
    # mastodon
    ("mastodon", "create", 200, {"id": "1", "url": "https://m.example/@a/1"}, "ok"),
    ("mastodon", "create", 200, "<html>", "ambiguous"),
    ("mastodon", "create", 200, {"id": "1", "scheduled_at": "2026-01-01T00:00:00Z", "params": {}}, "queued"),
    ("mastodon", "create", 404, {"error": "Record not found"}, "not_found"),
    ("mastodon", "create", 422, {"error": "La validation a échoué"}, "permanent"),
    (
        "mastodon",
        "create",
        422,
        {"error": "Media 12 not found or already attached to another post"},
        "reupload",
    ),
    ("mastodon", "media", 206, {"id": "1"}, "retry"),
    ("mastodon", "create", 503, "", "ambiguous"),
    ("mastodon", "create", 429, {"error": "Too many requests"}, "rate_limited_until"),
    ("mastodon", "token", 400, {"error": "invalid_grant"}, "reauth"),
    ("mastodon", "token", 401, {"error": "invalid_client"}, "config"),
    # meta
    *[("meta", "any", 400, _graph(code), "rate_limited_until") for code in (4, 17, 32, 613, 341)],
    *[("meta", "any", 400, _graph(code), "permission") for code in (10, 200, 299)],
    *[("meta", "any", 400, _graph(190, sub), "reauth") for sub in (None, 458, 459, 460, 463, 467)],
    ("meta", "create", 500, _graph(2), "ambiguous"),
    ("facebook", "create", 400, _graph(368), "permanent"),
    ("facebook", "create", 400, _graph(100, 1404078), "reauth"),
    ("facebook", "create", 400, _graph(100, 1366051), "ambiguous_duplicate"),
    ("facebook", "create", 400, _graph(1, 1390008), "rate_limited_until"),
    ("facebook", "create", 400, {"error": {"message": "post 4901900 refused", "code": 7777}}, "ambiguous"),
    ("facebook", "create", 400, {"error": {"message": "post 4901900 refused", "code": 100}}, "permanent"),
    ("facebook", "create", 400, _graph(100, 1363047), "ambiguous"),
    *[("meta", "any", 400, _graph(code), "rate_limited_until") for code in (80_001, 80_002)],
    ("meta", "any", 400, _graph(3), "permission"),
    ("instagram", "publish", 400, _graph(9, 2207042), "rate_limited_until"),
    ("instagram", "publish", 400, _graph(24, 2207006), "reupload"),
    ("instagram", "publish", 400, _graph(24, 2207008), "reupload"),
    ("instagram", "publish", 400, _graph(9007, 2207027), "retry"),
    ("instagram", "publish", 400, _graph(25, 2207050), "permanent"),
    ("instagram", "publish", 400, _graph(4, 2207051), "ambiguous"),
    ("threads", "publish", 400, _graph(4279013), "permanent"),
    ("threads", "publish", 400, _graph(2207051), "permanent"),
    ("threads", "publish", 400, _graph(-1, 4279013), "permanent"),
    ("threads", "create", 400, {"error": {"message": "text must be at most 500 characters"}}, "permanent"),
    ("threads", "any", 400, {"error": {"message": "Error validating access token: …"}}, "reauth"),
    ("threads", "create", 200, {"id": "17"}, "ok"),
    ("threads", "publish", 200, {}, "ambiguous"),
    ("threads", "any", 200, {"status": "IN_PROGRESS"}, "retry"),
    ("instagram", "any", 200, {"status_code": "PUBLISHED"}, "already_published"),
    # nudges
    ("slack_webhook", "create", 200, "ok", "ok"),
    ("slack_webhook", "create", 200, "<html>", "ambiguous"),
    ("slack_webhook", "create", 400, "invalid_payload", "permanent"),
    ("slack_webhook", "create", 410, "channel_is_archived", "permanent"),
    ("slack_webhook", "create", 429, "", "rate_limited_until"),
    ("slack_api", "create", 200, {"ok": True, "ts": "1.2", "channel": "C1"}, "ok"),
    ("slack_api", "create", 200, {"ok": True}, "ambiguous"),
    ("slack_api", "create", 200, {"ok": False, "error": "fatal_error"}, "ambiguous"),
    ("slack_api", "create", 200, {"ok": False, "error": "nobody_knows_this"}, "ambiguous"),
    ("slack_api", "create", 429, "", "rate_limited_until"),
    ("slack_api", "create", 200, {"ok": False, "error": "message_limit_exceeded"}, "rate_limited_until"),
    ("slack_api", "create", 200, {"ok": False, "error": "enterprise_is_restricted"}, "permission"),
    ("slack_api", "create", 200, {"ok": False, "error": "two_factor_setup_required"}, "reauth"),
    ("slack_api", "create", 200, {"ok": False, "error": "team_added_to_org"}, "retry"),
    ("slack_api", "create", 200, {"ok": False, "error": "method_deprecated"}, "config"),
    ("slack_webhook", "create", 403, "posting_to_general_channel_denied", "permission"),
    ("slack_webhook", "create", 404, "no_active_hooks", "reauth"),
    ("slack_webhook", "create", 403, "team_disabled", "reauth"),
    ("teams_workflow", "create", 202, "", "queued"),
    ("teams_workflow", "create", 200, None, "queued"),
    ("teams_workflow", "create", 200, "<html>Sign in</html>", "ambiguous"),
    ("teams_workflow", "create", 500, "", "ambiguous"),
    ("teams_workflow", "create", 413, "", "permanent"),
    ("teams_workflow", "create", 400, {"error": {"code": "TriggerInputSchemaMismatch"}}, "permanent"),
    ("teams_workflow", "create", 404, {"error": {"code": "WorkflowNotFound"}}, "reauth"),
    ("teams_workflow", "create", 400, {"error": {"code": "WorkflowTriggerIsNotEnabled"}}, "config"),
    ("mattermost_webhook", "create", 400, {"id": "web.x", "message": "…", "status_code": 400}, "permanent"),
    ("mattermost_api", "create", 201, {"id": "abc"}, "ok"),
    ("mattermost_api", "create", 500, {"id": "api.post.deduplicate_create_post.pending"}, "retry"),
    ("mattermost_api", "create", 500, {"id": "store.sql"}, "ambiguous"),
    ("mattermost_api", "any", 401, {"id": "api.context.session_expired.app_error"}, "reauth"),
]


@pytest.mark.parametrize(("network", "op", "status", "body", "meant"), DOCUMENTED)
def test_what_the_networks_document(network: str, op: str, status: int | None, body: Any, meant: str) -> None:
    assert classify(network, op, status, {}, body) == meant


def test_linkedin_names_the_new_post_in_a_header_of_any_case() -> None:
    headers = {"X-RestLi-Id": "urn:li:share:7000000000000000001"}
    assert classify("linkedin", "create", 201, headers, "") is AnswerClass.OK
    assert classify("linkedin", "create", 201, {"x-restli-id": "nonsense"}, "") is AnswerClass.AMBIGUOUS


def test_a_dpop_nonce_is_asked_for_in_a_header_too() -> None:
    headers = {"WWW-Authenticate": 'DPoP algs="ES256", error="use_dpop_nonce"'}
    assert classify("bluesky", "putRecord", 401, headers, "") is AnswerClass.RETRY


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ("error", "code", "errors", "data", "id", "type", "title", "status", "message", "ok")
            )
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    network=st.sampled_from(NETWORKS),
    op=st.sampled_from(OPERATIONS),
    status=st.none() | st.integers(100, 599),
    headers=st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=2),
    body=JSON | st.binary(max_size=40),
)
def test_no_answer_breaks_it(network: str, op: str, status: int | None, headers: Any, body: Any) -> None:
    assert classify(network, op, status, headers, body) in AnswerClass


@given(network=st.sampled_from(NETWORKS), status=st.integers(500, 599), body=st.text() | st.binary())
def test_a_server_error_on_a_create_is_never_safe_to_repeat(network: str, status: int, body: Any) -> None:
    assert classify(network, "create", status, {}, body) is AnswerClass.AMBIGUOUS


@given(network=st.sampled_from(NETWORKS), status=st.integers(200, 599), page=st.text())
def test_a_page_is_never_a_success(network: str, status: int, page: str) -> None:
    assert classify(network, "create", status, {}, f"<html>{page}</html>") not in {
        AnswerClass.OK,
        AnswerClass.QUEUED,
        AnswerClass.RETRY,
    }


@pytest.mark.parametrize(
    ("name", "value", "seconds"),
    [
        ("retry-after", "30", 30),
        ("retry-after", "Mon, 02 Mar 2026 09:01:00 GMT", 60),
        ("retry-after", "-5", 0),
        ("x-rate-limit-reset", str(int(NOW.timestamp()) + 90), 90),
        ("ratelimit-reset", str(int(NOW.timestamp()) + 5), 5),
        ("x-ratelimit-reset", "2026-03-02T09:05:00.123456Z", 300.123456),
        ("x-ratelimit-reset", "1", 1),
        ("retry-after", "99999999", 2 * 86_400),
    ],
)
def test_when_to_come_back(name: str, value: str, seconds: float) -> None:
    assert until(Answer(status=429, headers={name: value}), NOW) == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize("value", ["", "soon", "nan", "inf", "1e300", "-1e300", "0x10"])
def test_nonsense_says_nothing(value: str) -> None:
    assert until(Answer(status=429, headers={"retry-after": value}), NOW) in {None, NOW}


@pytest.mark.parametrize(
    ("network_name", "headers", "body", "whom", "minutes"),
    [
        (
            "linkedin",
            {},
            {"message": "Resource level throttle APPLICATION DAY limit is reached."},
            "app",
            900,
        ),
        ("linkedin", {}, {"message": "Resource level throttle MEMBER DAY limit is reached."}, "member", 900),
        ("x", {"x-rate-limit-reset": "1772442300"}, {}, "member", 5),
        (
            "x",
            {
                "x-rate-limit-reset": "1772442300",
                "x-app-limit-24hour-remaining": "0",
                "x-app-limit-24hour-reset": "1772442600",
            },
            {},
            "app",
            10,
        ),
        ("bluesky", {"ratelimit-policy": "5000;w=3600", "retry-after": "60"}, {}, "member", 1),
        ("bluesky", {"ratelimit-policy": "3000;w=300", "retry-after": "60"}, {}, "app", 1),
        ("mastodon", {"x-ratelimit-reset": "2026-03-02T09:05:00.000000Z"}, {}, "member", 5),
        ("threads", {"retry-after": "60"}, {"error": {"code": 4}}, "app", 1),
        ("threads", {"retry-after": "60"}, {"error": {"code": 17}}, "member", 1),
        ("slack_api", {"retry-after": "60"}, {"ok": False, "error": "ratelimited"}, "app", 1),
    ],
)
def test_a_network_says_whom_it_wants_quiet_and_until_when(
    network_name: str, headers: dict[str, str], body: object, whom: str, minutes: int
) -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    there = connector(network_name, clock=lambda: now)
    error = refusal(there, "create", Answer.of(429, headers, body))
    assert isinstance(error, TryLater)
    assert (error.scope, error.until) == (whom, now + timedelta(minutes=minutes))


@pytest.mark.parametrize("network_name", ["linkedin", "x", "bluesky", "mastodon", "threads"])
def test_a_network_says_how_often_it_may_be_asked(network_name: str) -> None:
    assert network(network_name).capabilities.limits


def test_how_often_a_mastodon_server_may_be_asked_it_says_itself() -> None:
    access = Access(
        account="ada@m.example", host="https://m.example", secrets={}, details={"rate_limit": "900"}
    )
    [limit] = connector("mastodon").capabilities_for(access).limits
    assert limit.count == 300
