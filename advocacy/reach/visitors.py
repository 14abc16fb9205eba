"""Before a day's salt is destroyed: how many people followed whose links, and of which two colleagues."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime

from sqlalchemy.engine import Connection

from advocacy.clock import Clock, utc_now
from advocacy.errors import InvalidInput, Mistake
from advocacy.reach.estimate import LEVEL, Estimate
from advocacy.reach.reached import people_reached
from advocacy.reach.seen import AuthorPosts, CampaignSeen, Clicks, PostSeen
from advocacy.reach.wording import text
from advocacy.storage import Store, visitors
from advocacy.storage.visitors import Follow

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def count_visitors(store: Store, *, clock: Clock = utc_now) -> int:
    """Count the days that are over and were not counted yet; how many there were.

    Running it again counts the last of them again, for clicks that came late. Only counts are kept.
    """
    today = (clock() - _EPOCH).days
    with store.begin() as tx:
        days = visitors.open_days(tx, today=today)
        for day in days:
            by_campaign: defaultdict[tuple[str, str], list[Follow]] = defaultdict(list)
            for follow in visitors.follows(tx, day):
                by_campaign[follow.campaign, follow.network].append(follow)
            for (campaign, network), follows in by_campaign.items():
                seen = Clicks.of((day, each.visitor, each.advocate, each.code) for each in follows)
                each_link = Counter((each.advocate, each.code) for each in follows)
                any_link = {(who, ""): days_[day] for who, days_ in seen.visitors.items()}
                visitors.keep(
                    tx,
                    day,
                    campaign,
                    network,
                    visitors={**each_link, **any_link},
                    together=seen.together,
                    breadth=seen.breadth,
                )
        if days:
            visitors.done(tx, days[-1])
    return len(days)


def campaign_seen(tx: Connection, campaign: str, network: str) -> CampaignSeen:
    """What `people_reached` needs to know of one campaign on one network."""
    days, together = visitors.kept(tx, campaign, network)
    by_code: defaultdict[str, dict[int, int]] = defaultdict(dict)
    by_author: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for row in days:
        (by_code[row.code] if row.code else by_author[row.advocate])[row.day] = row.visitors
    authors: defaultdict[str, list[PostSeen]] = defaultdict(list)
    for post in visitors.posts_of(tx, campaign, network):
        members = _not_above(post.members_reached, post.impressions)
        seen = PostSeen(
            impressions=post.impressions, members_reached=members, clicks=by_code.get(post.code, {})
        )
        authors[post.advocate].append(seen)
    return CampaignSeen(
        posts=tuple(AuthorPosts(author=name, posts=tuple(each)) for name, each in sorted(authors.items())),
        clicks=Clicks(
            visitors=dict(by_author), together=together, breadth=visitors.breadth(tx, campaign, network)
        ),
    )


def _not_above(members: int | None, impressions: int | None) -> int | None:
    """Members reached; where the network's two counts were taken at different moments, no more than shown."""
    return members if members is None or impressions is None else min(members, impressions)


def people_reached_of(
    store: Store, campaign: str, network: str, *, min_group: int, level: float = LEVEL
) -> Estimate:
    """People who saw at least one post of a campaign on one network, by what is kept of it and of others.

    Raises:
        InvalidInput: fewer than `min_group` people have posted in that campaign there: what is told of few is
            told of each. Or the network tells of fewer neither members nor impressions.
    """
    with store.read() as tx:
        this = campaign_seen(tx, campaign, network)
        past = [campaign_seen(tx, name, network) for name in visitors.campaigns_before(tx, campaign, network)]
    if len(this.posts) < min_group:
        found = _FEW.format(campaign=campaign, network=network, authors=len(this.posts), least=min_group)
        raise InvalidInput(Mistake(field="campaign", message=found))
    told = [author for author in this.posts if author.summed_members or author.impressions]
    if len(told) < min_group:
        unseen = _UNSEEN.format(campaign=campaign, network=network, told=len(told), least=min_group)
        raise InvalidInput(Mistake(field="campaign", message=unseen))
    return people_reached(this.posts, this.clicks, history=past, level=level)


_FEW = text(
    fr="« {campaign} » a {authors} auteurs sur {network} ; il en faut {least} pour ne montrer personne",
    en="“{campaign}” has {authors} authors on {network}; it takes {least}, so that nobody is shown alone",
)
_UNSEEN = text(
    fr="{network} dit de {told} auteurs de « {campaign} » combien ont vu leurs posts ; il en faut {least}. "
    "Combien les suivent : advocacy unique-audience",
    en="{network} tells of {told} authors of “{campaign}” how many saw their posts; it takes {least}. "
    "How many follow them: advocacy unique-audience",
)
