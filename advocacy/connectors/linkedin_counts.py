"""What LinkedIn tells of a member's post: one call for each count, and nothing is not 0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from advocacy.connectors.answers import AnswerClass
from advocacy.connectors.base import Access
from advocacy.connectors.linkedin_answers import URN
from advocacy.connectors.refusals import meaning_of

if TYPE_CHECKING:
    from advocacy.connectors.linkedin import LinkedIn

COUNTS = {
    "IMPRESSION": "impressions",
    "MEMBERS_REACHED": "members_reached",
    "REACTION": "likes",
    "COMMENT": "replies",
    "RESHARE": "reposts",
}
_KINDS = {"share": "share", "ugcPost": "ugc"}


def counts_of(connector: LinkedIn, remote_id: str, access: Access) -> Mapping[str, int] | None:
    """The counts of one post, five calls; None where it is gone, or is no post."""
    kind = _KINDS.get(remote_id.split(":")[2]) if URN.fullmatch(remote_id) else None
    if kind is None:
        return None
    counts = {ours: _count(connector, kind, remote_id, name, access) for name, ours in COUNTS.items()}
    if any(isinstance(count, _Gone) for count in counts.values()):
        return None
    return {name: count for name, count in counts.items() if isinstance(count, int)}


class _Gone:
    """What stands for the count of a post that is no longer there."""


def _count(connector: LinkedIn, kind: str, urn: str, name: str, access: Access) -> int | _Gone | None:
    """The parentheses and colons of the query are LinkedIn's own and must stay as they are."""
    entity = f"({kind}:{quote(urn, safe='')})"
    query = f"q=entity&entity={entity}&queryType={name}&aggregation=TOTAL"
    answer = connector.call("GET", access, f"/rest/memberCreatorPostAnalytics?{query}")
    said = meaning_of(connector, "read", answer)
    if said is AnswerClass.NOT_FOUND:
        return _Gone()
    if said is not AnswerClass.OK:
        raise connector.refusal("read", answer, *access.secrets.values())
    elements = answer.get("elements")
    first = elements[0] if isinstance(elements, list) and elements else {}
    count = first.get("count") if isinstance(first, dict) else None
    return count if isinstance(count, int) else None
