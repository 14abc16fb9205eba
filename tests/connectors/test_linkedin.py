from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from linkedin_v2.linkedin import LinkedInApplication, LinkedInAuthentication

from accounts.consenting import CALLBACK, agree, consented
from advocacy.clock import FixedClock
from advocacy.connectors import Outgoing, RetryKind, Secret, connector
from advocacy.connectors.consent import METRICS, Question
from advocacy.connectors.http import HttpClient
from advocacy.connectors.linkedin import LinkedIn
from advocacy.connectors.linkedin_oauth import Application, Authentication
from advocacy.errors import (
    AuthorizationExpired,
    ConfigurationError,
    NetworkOnHold,
    OutcomeUnknown,
    Rejected,
    TryLater,
)
from advocacy.publish.decide import Action, Doubt, Policy, after_error, next_action, next_look
from advocacy.share import ShareState
from advocacy.testing import ConnectorContract, Fault, Peer
from advocacy.testing.server import FakeNetworks
from connectors.contract_peers import fake_peer

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LINK = "https://go.acme.example/x7"
OUTGOING = Outgoing(
    share="s", text=f"Two years (really!) of work: {LINK} #pumps", language="en", link=LINK, title="Pumps"
)


class TestOnOurs(ConnectorContract):
    @pytest.fixture
    def peer(self) -> Iterator[Peer]:
        with fake_peer("linkedin") as peer:
            yield peer


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def fake(clock: FixedClock) -> Iterator[FakeNetworks]:
    with FakeNetworks("linkedin", clock=clock) as fake:
        yield fake


@pytest.fixture
def linkedin(fake: FakeNetworks, clock: FixedClock) -> LinkedIn:
    made = connector("linkedin", clock=clock, **fake.settings("linkedin"))
    assert isinstance(made, LinkedIn)
    return made


def test_members_read_what_was_written(fake: FakeNetworks, linkedin: LinkedIn) -> None:
    ada = fake.add_account("linkedin", "ada")
    linkedin.publish(linkedin.freeze(OUTGOING, ada, now=NOW), ada)
    (post,) = fake.posts("linkedin")
    assert post.text == OUTGOING.text


def test_the_card_is_ours_to_give(fake: FakeNetworks, linkedin: LinkedIn) -> None:
    ada = fake.add_account("linkedin", "ada")
    body = json.loads(linkedin.freeze(replace(OUTGOING, description="How"), ada, now=NOW))
    assert body["content"] == {"article": {"source": LINK, "title": "Pumps", "description": "How"}}
    assert "content" not in json.loads(linkedin.freeze(replace(OUTGOING, link=""), ada, now=NOW))
    untitled = json.loads(linkedin.freeze(replace(OUTGOING, title=""), ada, now=NOW))
    assert untitled["content"]["article"]["title"] == LINK


def test_a_post_of_the_brand_is_passed_on(fake: FakeNetworks, linkedin: LinkedIn) -> None:
    ada = fake.add_account("linkedin", "ada")
    asked = replace(OUTGOING, reshares="urn:li:share:7")
    body = json.loads(linkedin.freeze(asked, ada, now=NOW))
    assert body["reshareContext"] == {"parent": "urn:li:share:7"}
    assert "content" not in body
    assert not linkedin.problems(asked)
    copied = replace(OUTGOING, reshares="https://www.linkedin.com/feed/update/urn%3Ali%3AugcPost%3A8/?x=1")
    assert not linkedin.problems(copied)
    body = json.loads(linkedin.freeze(copied, ada, now=NOW))
    assert body["reshareContext"] == {"parent": "urn:li:ugcPost:8"}
    for wrong in (
        "urn:li:activity:7",
        "https://www.linkedin.com/feed/",
        "https://evil.example/urn:li:share:7",
    ):
        assert linkedin.problems(replace(OUTGOING, reshares=wrong))


def test_a_duplicate_names_the_first_post(fake: FakeNetworks, linkedin: LinkedIn, clock: FixedClock) -> None:
    ada = fake.add_account("linkedin", "ada")
    frozen = linkedin.freeze(OUTGOING, ada, now=NOW)
    fake.lose_answers()
    with pytest.raises(OutcomeUnknown) as lost:
        linkedin.publish(frozen, ada)
    assert lost.value.named is None
    clock.advance(minutes=7)
    with pytest.raises(OutcomeUnknown) as again:
        linkedin.publish(frozen, ada)
    (post,) = fake.posts("linkedin")
    assert again.value.named is not None
    assert again.value.named.remote_id == post.remote_id
    assert again.value.named.url == post.url


def test_where_reposting_is_allowed_the_refusal_clears_the_doubt_up(
    fake: FakeNetworks, linkedin: LinkedIn, clock: FixedClock
) -> None:
    ada, retry = fake.add_account("linkedin", "ada"), linkedin.capabilities.retry
    frozen = linkedin.freeze(OUTGOING, ada, now=NOW)
    fake.lose_answers()
    with pytest.raises(OutcomeUnknown):
        linkedin.publish(frozen, ada)
    doubt = Doubt(since=NOW, attempt=1)
    due = next_look(doubt, retry, policy=Policy.REPOST, now=NOW)
    clock.advance(seconds=(due - NOW).total_seconds())
    assert timedelta(seconds=20) <= due - NOW < timedelta(minutes=8)
    assert next_action(doubt, retry, policy=Policy.HOLD, now=due) is None
    assert next_action(doubt, retry, policy=Policy.REPOST, now=due) is Action.REPOST
    with pytest.raises(OutcomeUnknown) as refused:
        linkedin.publish(frozen, ada)
    decision = after_error(
        refused.value, doubt=doubt, attempt=doubt, retry=retry, policy=Policy.REPOST, now=due
    )
    assert decision.to is ShareState.PUBLISHED
    assert [decision.posted and decision.posted.remote_id] == [p.remote_id for p in fake.posts("linkedin")]


def test_sending_again_is_only_refused_for_some_minutes(
    fake: FakeNetworks, linkedin: LinkedIn, clock: FixedClock
) -> None:
    first, then = linkedin.capabilities.retry
    assert first.kind is RetryKind.REFUSED_AS_DUPLICATE
    assert (first.not_before, first.not_after) == (timedelta(seconds=20), timedelta(minutes=8))
    assert (then.kind, then.not_before) == (RetryKind.UNSAFE, timedelta(minutes=8))
    ada = fake.add_account("linkedin", "ada")
    frozen = linkedin.freeze(OUTGOING, ada, now=NOW)
    linkedin.publish(frozen, ada)
    clock.advance(minutes=11)
    linkedin.publish(frozen, ada)
    assert len(fake.posts("linkedin")) == 2


def test_a_duplicate_without_a_name_stays_unknown() -> None:
    with fake_peer("linkedin") as peer:
        access = peer.access()
        body = b'{"status":422,"errorDetails":{"inputErrors":[{"code":"DUPLICATE_POST"}]}}'
        peer.proxy.strike(Fault.answer(422, body=body))
        with pytest.raises(OutcomeUnknown) as caught:
            peer.connector.publish(peer.connector.freeze(OUTGOING, access, now=NOW), access)
        assert caught.value.named is None


@pytest.mark.parametrize(("whose", "scope"), [("MEMBER", "member"), ("APPLICATION", "app")])
def test_the_limit_of_a_day_ends_at_midnight_utc(
    fake: FakeNetworks, linkedin: LinkedIn, clock: FixedClock, whose: str, scope: str
) -> None:
    fake.network("linkedin").daily[whose] = 1
    ada = fake.add_account("linkedin", "ada")
    linkedin.publish(linkedin.freeze(OUTGOING, ada, now=NOW), ada)
    other = linkedin.freeze(replace(OUTGOING, text="Another"), ada, now=NOW)
    with pytest.raises(TryLater) as caught:
        linkedin.publish(other, ada)
    assert (caught.value.until, caught.value.scope) == (datetime(2026, 3, 3, tzinfo=UTC), scope)
    clock.advance(hours=15)
    linkedin.publish(other, ada)


def test_a_limit_of_no_known_span_says_no_moment(linkedin: LinkedIn) -> None:
    with fake_peer("linkedin") as peer:
        access = peer.access()
        peer.proxy.strike(Fault.answer(429, body=b'{"message":"slow down"}'))
        with pytest.raises(TryLater) as caught:
            peer.connector.publish(peer.connector.freeze(OUTGOING, access, now=NOW), access)
        assert (caught.value.until, caught.value.scope) == (None, "member")


def test_a_version_that_was_switched_off_holds_the_network(fake: FakeNetworks) -> None:
    fake.network("linkedin").ended.add("202609")
    ada, linkedin = fake.add_account("linkedin", "ada"), fake.connector("linkedin")
    with pytest.raises(NetworkOnHold, match="version"):
        linkedin.publish(linkedin.freeze(OUTGOING, ada, now=NOW), ada)
    newer = connector("linkedin", version="202611", **fake.settings("linkedin"))
    newer.publish(newer.freeze(OUTGOING, ada, now=NOW), ada)


@pytest.mark.parametrize(
    ("version", "now", "warned"),
    [
        ("202609", datetime(2027, 6, 30, tzinfo=UTC), False),
        ("202609", datetime(2027, 7, 1, tzinfo=UTC), True),
        ("202601", datetime(2026, 11, 1, tzinfo=UTC), True),
        ("202512", datetime(2026, 9, 30, tzinfo=UTC), False),
    ],
)
def test_the_end_of_a_version_is_told_two_months_before(version: str, now: datetime, warned: bool) -> None:
    told = LinkedIn(version=version).warnings(now=now)
    assert bool(told) is warned
    assert all(version in text.fr and version in text.en for text in told)


@pytest.mark.parametrize("version", ["2026-09", "202613", "", "latest"])
def test_a_version_is_a_month(version: str) -> None:
    with pytest.raises(ConfigurationError, match="202609"):
        LinkedIn(version=version)


def test_no_data_is_not_nought(fake: FakeNetworks, linkedin: LinkedIn) -> None:
    ada = fake.add_account("linkedin", "ada")
    urn = linkedin.publish(linkedin.freeze(OUTGOING, ada, now=NOW), ada).remote_id
    assert linkedin.metrics([urn], ada) == {urn: {}}
    fake.engage("linkedin", urn, impressions=1234, likes=0)
    assert linkedin.metrics([urn], ada) == {urn: {"impressions": 1234, "likes": 0}}
    gone = urn[:-1] + "9"
    assert linkedin.metrics([gone, "urn:li:activity:1", "x)&y=("], ada) == {}
    paths = [call.query["entity"] for call in fake.requests("linkedin") if "entity" in call.query]
    assert paths[0] == [f"(share:{urn})"]


def test_the_query_keeps_its_parentheses_on_the_wire() -> None:
    with fake_peer("linkedin") as peer:
        access = peer.access()
        peer.connector.metrics(["urn:li:share:7", "urn:li:ugcPost:8"], access)
        asked = {request.path.partition("&queryType")[0] for request in peer.proxy.seen}
    assert "/rest/memberCreatorPostAnalytics?q=entity&entity=(share:urn%3Ali%3Ashare%3A7)" in asked
    assert "/rest/memberCreatorPostAnalytics?q=entity&entity=(ugc:urn%3Ali%3AugcPost%3A8)" in asked


def test_counts_are_read_with_a_grant_of_their_own() -> None:
    assert LinkedIn.capabilities.metrics_purpose == "metrics"
    linkedin = LinkedIn(metrics_client_id="app", metrics_client_secret=Secret("x"))
    asked = linkedin.consent(Question(redirect_uri=CALLBACK, purpose=METRICS)).url
    assert parse_qs(urlsplit(asked).query)["scope"] == ["r_member_postAnalytics"]


def test_a_person_agrees_and_we_post_for_them(fake: FakeNetworks, linkedin: LinkedIn) -> None:
    fake.add_account("linkedin", "ada")
    access = linkedin.identify(consented(linkedin, fake.url("linkedin")))
    assert access.account == "ada"
    linkedin.publish(linkedin.freeze(OUTGOING, access, now=NOW), access)
    renewed = linkedin.renew(access, now=NOW)
    assert renewed.secrets["access"] != access.secrets["access"]
    assert linkedin.identify(renewed).details["id"] == access.details["id"]
    assert linkedin.renew_needed(renewed, now=NOW + timedelta(days=60))
    assert not linkedin.renew_needed(renewed, now=NOW + timedelta(days=59))


def test_no_request_carries_a_token_in_its_address_or_body(fake: FakeNetworks, linkedin: LinkedIn) -> None:
    """As released, python-linkedin-v2 puts the token into ``?oauth2_access_token=``."""
    fake.add_account("linkedin", "ada")
    access = linkedin.identify(consented(linkedin, fake.url("linkedin")))
    posted = linkedin.publish(linkedin.freeze(OUTGOING, access, now=NOW), access)
    linkedin.metrics([posted.remote_id], access)
    linkedin.delete(posted.remote_id, access)
    calls = fake.requests("linkedin")
    assert len(calls) >= 10
    for call in calls:
        assert "oauth2_access_token" not in f"{call.path}{call.query}{call.raw!r}"
        assert access.secrets["access"].reveal() not in f"{call.path}{call.query}{call.raw!r}"
        assert "x-li-format" not in call.headers


def test_a_code_is_good_once_and_for_the_same_address(fake: FakeNetworks, linkedin: LinkedIn) -> None:
    fake.add_account("linkedin", "ada")
    asked = linkedin.consent(Question(redirect_uri=CALLBACK, host=fake.url("linkedin")))
    code = agree(asked.url)["code"]
    elsewhere = replace(asked, question=replace(asked.question, redirect_uri="https://evil.example/back"))
    with pytest.raises(AuthorizationExpired):
        linkedin.redeem(code, elsewhere)
    with pytest.raises(AuthorizationExpired):
        linkedin.redeem(code, asked)


def test_states_are_never_drawn_twice_and_say_nothing_of_the_secret(linkedin: LinkedIn) -> None:
    drawn = [linkedin.consent(Question(redirect_uri=CALLBACK)) for _ in range(50)]
    assert len({each.state for each in drawn}) == 50
    assert drawn[0].state not in repr(drawn[0])


def test_without_an_app_no_consent_can_be_asked() -> None:
    for purpose in LinkedIn.purposes:
        with pytest.raises(ConfigurationError, match="client_id"):
            LinkedIn().consent(Question(redirect_uri=CALLBACK, purpose=purpose))


def test_without_a_refresh_token_the_person_is_asked_again(fake: FakeNetworks, linkedin: LinkedIn) -> None:
    ada = fake.add_account("linkedin", "ada")
    assert not linkedin.renew_needed(ada, now=NOW)
    with pytest.raises(AuthorizationExpired):
        linkedin.renew(ada, now=NOW)
    with pytest.raises(AuthorizationExpired):
        linkedin.freeze(OUTGOING, replace(ada, details={}), now=NOW)


def test_what_linkedin_refuses_is_told(fake: FakeNetworks, linkedin: LinkedIn) -> None:
    ada, bob = (fake.add_account("linkedin", who) for who in ("ada", "bob"))
    with pytest.raises(Rejected, match="author"):
        linkedin.publish(linkedin.freeze(OUTGOING, bob, now=NOW), ada)
    posted = linkedin.publish(linkedin.freeze(OUTGOING, bob, now=NOW), bob)
    with pytest.raises(NetworkOnHold, match="permission"):
        linkedin.delete(posted.remote_id, ada)


def test_posting_imports_no_oauth_library() -> None:
    script = (
        "import sys; from advocacy.connectors import connector; connector('linkedin');"
        "print('linkedin_v2' in sys.modules, 'requests_oauthlib' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", "False"]


def test_the_secret_of_the_app_is_quoted_to_nobody() -> None:
    with FakeNetworks("linkedin") as fake:
        settings = {**fake.settings("linkedin"), "client_secret": Secret("CANARY-SECRET")}
        linkedin = connector("linkedin", **settings)
        assert isinstance(linkedin, LinkedIn)
        fake.add_account("linkedin", "ada")
        with pytest.raises(NetworkOnHold) as caught:
            linkedin.redeem(
                "code-CANARY", linkedin.consent(Question(redirect_uri=CALLBACK, host=fake.url("linkedin")))
            )
    assert "CANARY" not in f"{caught.value}{caught.value.text}"


def test_what_the_released_library_asked_for_is_no_longer_given(fake: FakeNetworks) -> None:
    application = Application(token=Secret("t"), http=HttpClient())
    with pytest.raises(Rejected, match="connections"):
        application.get_connections()
    assert isinstance(application, LinkedInApplication)
    asked = Authentication("key", Secret("s"), CALLBACK, http=HttpClient())
    assert isinstance(asked, LinkedInAuthentication)
    assert "uas/oauth2" not in asked.authorization_url
