from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.connectors.redact import LONGEST, redacted

JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "text",
    [
        "https://graph.threads.net/me?access_token=CANARY&x=1",
        '{"access_token": "CANARY", "expires_in": 5}',
        "{'refresh_token': 'CANARY'}",
        "Authorization: Bearer CANARY",
        "authorization: dpop CANARY",
        "code=CANARY&state=1",
        "client_secret=CANARY",
        "https://hooks.slack.com/services/T000/B000/CANARY",
        "https://prod-01.westeurope.logic.azure.com:443/workflows/CANARY/triggers?sig=CANARY",
        "https://chat.example/hooks/CANARY",
        "https://ada:CANARY@mastodon.example/api",
        '{"accessJwt":"CANARY","refreshJwt":"CANARY"}',
        '{"code":"CANARY-x7","state":"1"}',
        '{"code": "4/0AXCANARY"}',
        "the code: CANARY was refused",
        "https://acme.example/back?state=1&code=CANARY",
    ],
)
def test_what_looks_like_a_secret_is_cut_out(text: str) -> None:
    assert "CANARY" not in redacted(text)


def test_tokens_that_name_nothing_but_themselves_are_cut_out() -> None:
    assert JWT not in redacted(f"the token was {JWT}")


@pytest.mark.parametrize("code", ['"DUPLICATE_POST"', "190", "-1", '"RateLimitExceeded"'])
def test_the_code_of_an_error_may_be_read(code: str) -> None:
    said = f'{{"message":"no","code":{code}}}'
    assert redacted(said) == said


@given(secret=st.text(min_size=6), before=st.text(), after=st.text())
def test_a_known_secret_is_cut_out_wherever_it_stands(secret: str, before: str, after: str) -> None:
    assert secret not in redacted(f"{before}{secret}{after}", [secret]).replace("…", "")


@given(st.text(max_size=6000))
def test_what_is_left_is_short(text: str) -> None:
    assert len(redacted(text)) <= LONGEST


def test_a_secret_at_the_cut_does_not_show_its_beginning() -> None:
    text = "x" * (LONGEST - 8) + "SECRETSECRET"
    assert "SECRET" not in redacted(text, ["SECRETSECRET"])
