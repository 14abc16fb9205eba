from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.connectors.base import Posted, Retry, RetryKind
from advocacy.errors import (
    AuthorizationExpired,
    ConnectorError,
    MediaLost,
    NetworkOnHold,
    OutcomeUnknown,
    Rejected,
    TryLater,
)
from advocacy.language import Text
from advocacy.publish import Policy
from advocacy.publish.decide import (
    FAR,
    GIVE_UP_LOOKING,
    MOST_SENDS,
    QUARANTINE,
    UNSEEN,
    Action,
    Decision,
    Doubt,
    after_absence,
    after_error,
    after_posted,
    ask_a_person,
    before_sending,
    held_in_doubt,
    in_doubt,
    may_look,
    next_action,
    next_look,
    still_in_doubt,
)
from advocacy.share import Hold, ShareState

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SAID = Text(fr="dit par le réseau", en="said by the network")
HOLD, REPOST = Policy.HOLD, Policy.REPOST

IDEMPOTENT = (Retry(RetryKind.IDEMPOTENT),)
HOUR = (
    Retry(RetryKind.IDEMPOTENT, timedelta(seconds=10), timedelta(minutes=55)),
    Retry(RetryKind.FINDABLE, timedelta(minutes=55)),
)
FINDABLE = (Retry(RetryKind.FINDABLE),)
DUPLICATE = (Retry(RetryKind.REFUSED_AS_DUPLICATE),)
UNSAFE = (Retry(RetryKind.UNSAFE),)
SEVERAL = (Retry(RetryKind.REFUSED_AS_DUPLICATE), Retry(RetryKind.FINDABLE))


def doubt(age: timedelta = timedelta(), *, attempt: int = 1, sends: int = 1) -> Doubt:
    return Doubt(since=NOW - age, attempt=attempt, sends=sends)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.mark.parametrize(
    ("retry", "policy", "age", "action"),
    [
        (IDEMPOTENT, HOLD, 0, Action.SEND_AGAIN),
        (IDEMPOTENT, REPOST, 0, Action.SEND_AGAIN),
        (IDEMPOTENT, HOLD, 60 * 24 * 365, Action.SEND_AGAIN),
        (HOUR, HOLD, 0, None),
        (HOUR, HOLD, 1, Action.SEND_AGAIN),
        (HOUR, HOLD, 54.99, Action.SEND_AGAIN),
        (HOUR, HOLD, 55, Action.LOOK),
        (HOUR, REPOST, 55, Action.LOOK),
        (FINDABLE, HOLD, 0, Action.LOOK),
        (FINDABLE, REPOST, 0, Action.LOOK),
        (DUPLICATE, HOLD, 60, None),
        (DUPLICATE, REPOST, 0, Action.REPOST),
        (UNSAFE, HOLD, 60 * 24, None),
        (UNSAFE, REPOST, 14.99, None),
        (UNSAFE, REPOST, 15, Action.REPOST),
        (SEVERAL, HOLD, 0, Action.LOOK),
        ((), HOLD, 60, None),
        ((), REPOST, 60, None),
    ],
)
def test_what_is_tried_in_doubt(
    retry: tuple[Retry, ...], policy: Policy, age: float, action: Action | None
) -> None:
    assert next_action(doubt(minutes(age)), retry, policy=policy, now=NOW) is action


@pytest.mark.parametrize("policy", Policy)
def test_what_is_not_in_doubt_is_sent(policy: Policy) -> None:
    assert next_action(None, UNSAFE, policy=policy, now=NOW) is Action.SEND


def test_a_clock_that_went_back_opens_no_window() -> None:
    ahead = Doubt(since=NOW + minutes(30), attempt=1)
    assert next_action(ahead, HOUR, policy=HOLD, now=NOW) is None
    assert next_look(ahead, HOUR, policy=HOLD, now=NOW) == ahead.since + timedelta(seconds=10)


@pytest.mark.parametrize("retry", [DUPLICATE, UNSAFE])
def test_no_third_request_is_made_that_could_be_a_third_post(retry: tuple[Retry, ...]) -> None:
    gambled = doubt(minutes(60), sends=MOST_SENDS)
    assert next_action(gambled, retry, policy=REPOST, now=NOW) is None
    assert next_look(gambled, retry, policy=REPOST, now=NOW) == FAR
    assert after_absence(gambled, FINDABLE, policy=REPOST, now=NOW).to is ShareState.UNKNOWN


@pytest.mark.parametrize(
    ("retry", "policy", "age", "attempt", "wait"),
    [
        (IDEMPOTENT, HOLD, 0, 1, timedelta(seconds=2)),
        (IDEMPOTENT, HOLD, 0, 2, timedelta(seconds=4)),
        (IDEMPOTENT, HOLD, 0, 12, timedelta(hours=1)),
        (IDEMPOTENT, HOLD, 0, 2_000, timedelta(hours=1)),
        (IDEMPOTENT, HOLD, 60 * 48, 30, timedelta(hours=1)),
        (HOUR, HOLD, 0, 1, timedelta(seconds=10)),
        (HOUR, HOLD, 50, 10, minutes(1024 / 60)),
        (FINDABLE, HOLD, 0, 1, timedelta(seconds=2)),
        (FINDABLE, HOLD, 60 * 23, 20, timedelta(hours=1)),
        (DUPLICATE, REPOST, 0, 1, timedelta(seconds=2)),
        (UNSAFE, REPOST, 0, 1, QUARANTINE),
        (UNSAFE, REPOST, 20, 1, timedelta(seconds=2)),
    ],
)
def test_when_it_is_tried_again(
    retry: tuple[Retry, ...], policy: Policy, age: float, attempt: int, wait: timedelta
) -> None:
    asked = doubt(minutes(age), attempt=attempt)
    assert next_look(asked, retry, policy=policy, now=NOW) == NOW + wait


@pytest.mark.parametrize(
    ("retry", "policy", "age"),
    [
        (UNSAFE, HOLD, 0),
        (DUPLICATE, HOLD, 0),
        (FINDABLE, HOLD, 60 * 24),
        (FINDABLE, REPOST, 60 * 24),
        (HOUR, HOLD, 60 * 24),
        ((), REPOST, 0),
    ],
)
def test_when_only_a_person_can_tell(retry: tuple[Retry, ...], policy: Policy, age: float) -> None:
    assert next_look(doubt(minutes(age)), retry, policy=policy, now=NOW) == FAR
    decision = in_doubt(doubt(minutes(age)), retry, policy=policy, now=NOW, outcome="waiting")
    assert decision.due_at == FAR
    assert "advocacy settle" in said(decision).fr
    assert "advocacy settle" in said(decision).en


_ages = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=3))
_windows = st.builds(
    Retry,
    st.sampled_from(RetryKind),
    _ages,
    st.none() | _ages,
)
_doubts = st.builds(
    lambda age, attempt, sends: doubt(age, attempt=attempt, sends=sends),
    _ages,
    st.integers(min_value=1, max_value=100),
    st.integers(min_value=0, max_value=4),
)


@given(_doubts, st.lists(_windows, max_size=4).map(tuple), st.sampled_from(Policy))
def test_at_its_time_there_is_something_to_do(asked: Doubt, retry: tuple[Retry, ...], policy: Policy) -> None:
    """A share that is due again is not put off again and again: no timer spins."""
    due = next_look(asked, retry, policy=policy, now=NOW)
    assert due == FAR or next_action(asked, retry, policy=policy, now=due) is not None
    assert due >= NOW + timedelta(seconds=2)


@given(_doubts, st.lists(_windows, max_size=4).map(tuple))
def test_under_hold_nothing_that_could_be_a_second_post_is_sent(
    asked: Doubt, retry: tuple[Retry, ...]
) -> None:
    action = next_action(asked, retry, policy=HOLD, now=NOW)
    assert action in {None, Action.LOOK, Action.SEND_AGAIN}
    if action is Action.SEND_AGAIN:
        assert any(window.kind is RetryKind.IDEMPOTENT for window in retry)
    assert after_absence(asked, retry, policy=HOLD, now=NOW).to is ShareState.UNKNOWN


@pytest.mark.parametrize(
    ("policy", "age", "sends", "to"),
    [
        (HOLD, 0, 1, ShareState.UNKNOWN),
        (HOLD, 60, 1, ShareState.UNKNOWN),
        (REPOST, 14.99, 1, ShareState.UNKNOWN),
        (REPOST, 15, 1, ShareState.QUEUED),
        (REPOST, 15, 2, ShareState.UNKNOWN),
    ],
)
def test_when_absence_is_believed(policy: Policy, age: float, sends: int, to: ShareState) -> None:
    decision = after_absence(doubt(minutes(age), sends=sends), FINDABLE, policy=policy, now=NOW)
    assert decision.to is to
    assert decision.outcome == ("absent" if to is ShareState.QUEUED else "not seen")
    said(decision)


def test_a_post_is_a_post() -> None:
    posted = Posted(remote_id="1", url="https://fake.example/1")
    assert after_posted(posted) == Decision(to=ShareState.PUBLISHED, outcome="published", posted=posted)


LATER = NOW + minutes(7)
UNTIL = TryLater(SAID, until=LATER)
MEMBER = TryLater(SAID, until=LATER, scope="member")
APP = TryLater(SAID, until=LATER, scope="app")
SOME_TIME = TryLater(SAID, scope="app")
STALE = AuthorizationExpired(SAID, refreshable=True)
EXPIRED = AuthorizationExpired(SAID)


@pytest.mark.parametrize(
    ("error", "decision"),
    [
        (UNTIL, Decision(to=ShareState.QUEUED, outcome="later", due_at=LATER)),
        (MEMBER, Decision(to=ShareState.QUEUED, outcome="later", due_at=LATER, pause=MEMBER)),
        (APP, Decision(to=ShareState.QUEUED, outcome="later", due_at=LATER, pause=APP)),
        (
            SOME_TIME,
            Decision(
                to=ShareState.QUEUED,
                outcome="later",
                due_at=NOW + timedelta(seconds=8),
                pause=TryLater(SAID, until=NOW + timedelta(seconds=8), scope="app"),
            ),
        ),
        (
            STALE,
            Decision(to=ShareState.QUEUED, outcome="renew", due_at=NOW + timedelta(seconds=8), grant="stale"),
        ),
        (
            EXPIRED,
            Decision(to=ShareState.ON_HOLD, outcome="held", hold=Hold.AUTHORIZATION, grant="expired"),
        ),
        (NetworkOnHold(SAID), Decision(to=ShareState.ON_HOLD, outcome="held", hold=Hold.NETWORK)),
        (Rejected(SAID), Decision(to=ShareState.REJECTED, outcome="rejected")),
        (
            ConnectorError(SAID),
            Decision(to=ShareState.QUEUED, outcome="later", due_at=NOW + timedelta(hours=1)),
        ),
    ],
)
def test_what_a_sure_refusal_means(error: ConnectorError, decision: Decision) -> None:
    third = doubt(attempt=3)
    found = after_error(error, doubt=None, attempt=third, retry=UNSAFE, policy=HOLD, now=NOW)
    assert replace(found, pause=None) == replace(with_reason(decision), pause=None)
    assert quiet(found) == quiet(decision)


def quiet(decision: Decision) -> tuple[datetime | None, str] | None:
    """Until when, and who, the network wants quiet."""
    pause = decision.pause
    return None if pause is None else (pause.until, pause.scope)


@pytest.mark.parametrize("error", [OutcomeUnknown(SAID), RuntimeError("a bug"), KeyError("token")])
@pytest.mark.parametrize("earlier", [None, doubt(minutes(5))])
def test_an_answer_nobody_foresaw_leaves_it_in_doubt(error: Exception, earlier: Doubt | None) -> None:
    attempt = earlier or doubt()
    found = after_error(error, doubt=earlier, attempt=attempt, retry=IDEMPOTENT, policy=HOLD, now=NOW)
    assert (found.to, found.outcome) == (ShareState.UNKNOWN, "unknown")
    assert found.due_at == NOW + timedelta(seconds=2)
    assert "a bug" not in said(found).en


def test_a_duplicate_that_the_network_names_is_ours_only_where_one_was_in_doubt() -> None:
    posted = Posted(remote_id="1", url="https://fake.example/1")
    named, attempt = OutcomeUnknown(SAID, named=posted), doubt(minutes(5))
    ours = after_error(named, doubt=attempt, attempt=attempt, retry=UNSAFE, policy=REPOST, now=NOW)
    assert ours == after_posted(posted)
    first = after_error(named, doubt=None, attempt=attempt, retry=UNSAFE, policy=REPOST, now=NOW)
    assert first.to is ShareState.UNKNOWN


@pytest.mark.parametrize(
    ("error", "due", "grant"),
    [
        (UNTIL, LATER, None),
        (SOME_TIME, NOW + timedelta(seconds=8), None),
        (STALE, NOW + timedelta(seconds=8), "stale"),
        (EXPIRED, NOW + timedelta(hours=1), "expired"),
        (NetworkOnHold(SAID), NOW + timedelta(hours=1), None),
        (Rejected(SAID), FAR, None),
        (ConnectorError(SAID), NOW + timedelta(hours=1), None),
    ],
)
def test_a_refusal_while_clearing_up_says_nothing_about_the_first_request(
    error: ConnectorError, due: datetime, grant: str | None
) -> None:
    earlier = doubt(minutes(5), attempt=2)
    attempt = doubt(minutes(5), attempt=3)
    found = after_error(error, doubt=earlier, attempt=attempt, retry=FINDABLE, policy=REPOST, now=NOW)
    assert (found.to, found.due_at, found.hold, found.grant) == (ShareState.UNKNOWN, due, None, grant)
    assert found.reason == SAID


@pytest.mark.parametrize(
    ("error", "to", "due"),
    [
        (UNTIL, ShareState.QUEUED, LATER),
        (TryLater(SAID), ShareState.QUEUED, NOW + timedelta(seconds=15)),
        (OutcomeUnknown(SAID), ShareState.QUEUED, NOW + timedelta(hours=1)),
        (EXPIRED, ShareState.ON_HOLD, None),
        (Rejected(SAID), ShareState.REJECTED, None),
    ],
)
def test_what_stands_in_the_way_before_sending(
    error: ConnectorError, to: ShareState, due: datetime | None
) -> None:
    found = before_sending(error, doubt=None, now=NOW)
    assert (found.to, found.due_at, found.reason) == (to, due, SAID)
    in_the_way = before_sending(error, doubt=doubt(), now=NOW)
    assert in_the_way.to is ShareState.UNKNOWN
    assert in_the_way.due_at == (due or NOW + timedelta(hours=1))
    assert in_the_way.hold is None


def test_a_review_that_holds_back_leaves_the_doubt() -> None:
    held = Decision(to=ShareState.ON_HOLD, outcome="held", hold=Hold.CHARTER, reason=SAID)
    found = still_in_doubt(held, NOW)
    assert found == Decision(
        to=ShareState.UNKNOWN, outcome="held", due_at=NOW + timedelta(hours=1), reason=SAID
    )


def test_a_person_is_asked_with_the_reason() -> None:
    found = ask_a_person(ConnectorError(UNSEEN))
    assert (found.to, found.due_at) == (ShareState.UNKNOWN, FAR)
    assert said(found) == UNSEEN


def test_looking_ends_and_a_person_is_asked() -> None:
    asked, now, looks = doubt(), NOW, 0
    while (due := next_look(asked, FINDABLE, policy=HOLD, now=now)) < FAR:
        asked, now, looks = Doubt(since=asked.since, attempt=asked.attempt + 1), due, looks + 1
    assert now - NOW >= GIVE_UP_LOOKING
    assert 20 < looks < 50


def said(decision: Decision) -> Text:
    """The reason, which is there in both languages."""
    assert decision.reason is not None
    assert decision.reason.fr
    assert decision.reason.en
    assert decision.reason.fr != decision.reason.en
    return decision.reason


def with_reason(decision: Decision) -> Decision:
    return replace(decision, reason=SAID)


def _lost(before: Doubt | None, retry: tuple[Retry, ...]) -> Decision:
    attempt = before or doubt()
    return after_error(MediaLost(SAID), doubt=before, attempt=attempt, retry=retry, policy=HOLD, now=NOW)


@pytest.mark.parametrize("retry", [IDEMPOTENT, HOUR, FINDABLE, UNSAFE, DUPLICATE])
def test_what_named_images_that_are_gone_is_frozen_anew(retry: tuple[Retry, ...]) -> None:
    lost = _lost(None, retry)
    assert (lost.to, lost.thaw) == (ShareState.QUEUED, True)


@pytest.mark.parametrize(
    ("retry", "age", "is_proof"),
    [(IDEMPOTENT, 1, True), (HOUR, 1, True), (HOUR, 56, False), (FINDABLE, 1, False), (UNSAFE, 1, False)],
)
def test_in_doubt_lost_images_prove_something_only_where_the_first_post_would_have_come_back(
    retry: tuple[Retry, ...], age: float, is_proof: bool
) -> None:
    lost = _lost(doubt(minutes(age)), retry)
    assert lost.thaw is is_proof
    assert (lost.to is ShareState.QUEUED) is is_proof
    assert lost.to in {ShareState.QUEUED, ShareState.UNKNOWN}


@pytest.mark.parametrize(
    ("retry", "age", "looks"),
    [
        (IDEMPOTENT, 0, True),
        (FINDABLE, 60, True),
        (FINDABLE, 60 * 24, False),
        (UNSAFE, 0, False),
        (DUPLICATE, 0, False),
    ],
)
def test_where_a_look_can_tell_while_nothing_may_be_sent(
    retry: tuple[Retry, ...], age: float, looks: bool
) -> None:
    assert may_look(doubt(minutes(age)), retry, now=NOW) is looks


def test_what_will_never_be_sent_again_waits_for_a_person() -> None:
    frozen = Decision(to=ShareState.ON_HOLD, outcome="held", hold=Hold.CRISIS, reason=SAID)
    waits = held_in_doubt(frozen, NOW)
    assert (waits.to, waits.due_at, waits.hold) == (ShareState.UNKNOWN, NOW + timedelta(hours=1), None)
    withdrawn = Decision(to=ShareState.CANCELLED, outcome="held", reason=SAID)
    asks = held_in_doubt(withdrawn, NOW)
    assert (asks.to, asks.due_at, asks.reason) == (ShareState.UNKNOWN, FAR, SAID)
