"""Asking the charter: about a story's messages, about a person's words, and again before they leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from advocacy.connectors import registry
from advocacy.errors import CharterRefusal, UnknownNetwork
from advocacy.language import Language, Text
from advocacy.program.holding import Holding
from advocacy.storage import exemptions, reviews, shares, stories

if TYPE_CHECKING:
    from advocacy.charter import Context, Draft, Finding, NetworkFacts, Review
    from advocacy.content.edition import Edition
    from advocacy.content.story import Story
    from advocacy.people.advocate import Advocate
    from advocacy.share import Share

RECENT = timedelta(days=30)
"""How far back colleagues' texts are compared."""
_MOST_RECENT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReview:
    """The review of one message of a story; `name` is its network and language."""

    name: str
    text: str
    review: Review


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryReview:
    """The reviews of all messages of a story."""

    story: str
    edition: int
    messages: tuple[MessageReview, ...]

    @property
    def verdict(self) -> str:
        """The gravest verdict of all messages."""
        gravity = ("pass", "advise", "warn", "block")
        return max(
            (str(message.review.verdict) for message in self.messages), key=gravity.index, default="pass"
        )


class Reviewing(Holding):
    """The part of `Program` that asks the charter."""

    def review(
        self,
        subject: Edition | str,
        *,
        network: str,
        language: str = "en",
        context: Mapping[str, Any] | None = None,
    ) -> Review:
        """Review a text, or a story's message for one network and language; nothing is kept.

        Args:
            subject: the text itself, or a story as `add_story` and `story` give it.
            network: the network it is for.
            language: its language.
            context: what is known around it; see `advocacy.charter.Context`.
        """
        from advocacy.charter import Context  # noqa: PLC0415 - heavy: imported on first use

        known = self.context() if not context else Context.of({**self._around(), **context})
        if isinstance(subject, str):
            return self.charter.review(self._draft(subject, network, language, known))
        story, someone = subject.story, sample_advocate(language)
        message = story.message_for(someone, network)
        text = story.write(message, someone, link=self._sample_link(story)) if message else ""
        return self.charter.review(self._draft(text, network, language, known))

    def context(self) -> Context:
        """What is known around any text now: the moment, the exemptions for everyone, and our own hosts."""
        from advocacy.charter import Context  # noqa: PLC0415 - heavy: imported on first use

        return Context.model_validate(self._around())

    def review_story(self, edition: Edition) -> StoryReview:
        """Review every message of a story, written out for a colleague nobody is."""
        from advocacy.charter import Context  # noqa: PLC0415 - heavy: imported on first use

        story, found, around = edition.story, [], self._around()
        for message in story.messages:
            context = Context.model_validate({**around, "images": images_of(story, message.language)})
            text = story.write(message, sample_advocate(message.language), link=self._sample_link(story))
            draft = self._draft(text, message.network, message.language, context)
            name = f"{message.network}/{message.language}"
            found.append(MessageReview(name=name, text=text, review=self.charter.review(draft)))
        return StoryReview(story=edition.id, edition=edition.number, messages=tuple(found))

    def review_share(self, share: Share) -> Review:
        """Review a share's own words with this moment's charter and clock."""
        return self.review_words(share, share.text)

    def review_words(self, share: Share, words: str, *, when: datetime | None = None) -> Review:
        """Review `words` as what the advocate of `share` would publish now, or `when`; nothing is kept."""
        context = self._context(share, when=when)
        return self.charter.review(self._draft(words, share.network, share.language, context))

    def keep_review(
        self, tx: Connection, subject: str, review: Review, *, by: str, reasons: Mapping[str, str]
    ) -> str:
        """Keep what was decided, with the charter's version and the reasons given; the review's id."""
        now = self.clock()
        kept = reviews.add(
            tx,
            subject=subject,
            by=by,
            charter=review.charter,
            verdict=str(review.verdict),
            findings=[finding.to_json() for finding in review],
            now=now,
        )
        exemptions.note_uses(tx, kept, review.exempted)
        for rule in {finding.rule for finding in to_confirm(review)} & reasons.keys():
            reviews.confirm(tx, kept, rule=rule, by=by, reason=reasons[rule], now=now)
        return kept

    def _require_passed_message(self, review: Review, reasons: Mapping[str, str], name: str) -> None:
        if review.verdict == "block":
            raise CharterRefusal(review, _BLOCKED.format(name=name))
        unanswered = unconfirmed(review, reasons)
        if unanswered:
            raise CharterRefusal(review, _WARNED.format(name=name, rules=", ".join(unanswered)))

    def _draft(self, text: str, network: str, language: str, context: Context) -> Draft:
        from advocacy.charter import Draft  # noqa: PLC0415 - heavy: imported on first use

        return Draft(
            text=text,
            network=network,
            language=Language.of(language),
            context=context,
            facts=network_facts(network),
        )

    def _context(self, share: Share, *, when: datetime | None = None) -> Context:
        from advocacy.charter import Context  # noqa: PLC0415 - heavy: imported on first use

        person, now = self.advocate(share.advocate), self.clock()
        with self.store.read() as tx:
            story = stories.get(tx, share.story, share.edition).story
            recent = shares.recent_texts(tx, since=now - RECENT, but=share.advocate, limit=_MOST_RECENT)
            this_week = shares.accepted_since(tx, share.advocate, now - timedelta(days=7), but=share.id)
        message = story.message_for(person, share.network)
        return Context.model_validate(
            {
                **self._around(person.id),
                **personal(person, max(when or now, now)),
                "posts_this_week": this_week,
                "recent_posts": [{"author": author, "text": text} for author, text in recent],
                "template": story.write(message, person, link=share.link) if message else None,
                "images": images_of(story, share.language),
            }
        )

    def _around(self, who: str | None = None) -> dict[str, Any]:
        """The moment, and the exemptions that hold for everyone and for the advocate `who`."""
        now = self.clock()
        with self.store.read() as tx:
            held = exemptions.holding(tx, who=who, now=now)
        counted = urlsplit(self.settings.tracking.base_url).hostname
        hosts = [counted] if counted else []
        return {"when": now, "advocate": who, "exemptions": held, "tracking_hosts": hosts}

    def _sample_link(self, story: Story) -> str:
        from advocacy.track.links import tracked_url  # noqa: PLC0415 - heavy: imported on first use

        return tracked_url(self.settings.tracking.base_url, "x" * 8) if story.link else ""


def personal(person: Advocate, when: datetime) -> dict[str, Any]:
    """What of a context is the person's own, for a post of theirs at `when`.

    >>> from advocacy.clock import utc_now
    >>> from advocacy.people import Advocate
    >>> personal(Advocate(id="ada", name="Ada Morel", team="board", author="executive"), utc_now())["author"]
    <Author.EXECUTIVE: 'executive'>
    """
    return {
        "when": when,
        "advocate": person.id,
        "author": person.author,
        "author_country": person.country,
        "author_tz": person.timezone,
        "author_on_leave": person.is_away(when.astimezone(ZoneInfo(person.timezone)).date()),
        "author_contacts": [person.email] if person.email else [],
    }


def to_confirm(review: Review) -> list[Finding]:
    """The findings that a person may pass with a reason."""
    return [finding for finding in review if finding.severity == "warn"]


def unconfirmed(review: Review, reasons: Mapping[str, str]) -> list[str]:
    """The rules that warn and were given no reason."""
    warned = dict.fromkeys(finding.rule for finding in to_confirm(review))
    return [rule for rule in warned if not reasons.get(rule, "").strip()]


def network_facts(name: str) -> NetworkFacts:
    """What a charter needs to know of a network: its limit, its cut-off, its way of counting."""
    from advocacy.charter import NetworkFacts  # noqa: PLC0415 - heavy: imported on first use

    try:
        network = registry.network(name)
    except UnknownNetwork:  # a place to write, such as a review site, that we do not publish to
        return NetworkFacts()
    capabilities = network.capabilities
    return NetworkFacts(
        limit=capabilities.max_length, cut_off=capabilities.cut_off, length=network.text_length
    )


def images_of(story: Story, language: str) -> list[dict[str, Any]]:
    """The media of a story, as the charter's context has them."""
    kept = {"rights", "people", "consent", "ai_generated", "retouched", "document", "badge", "video"}
    return [medium.model_dump(include=kept) | {"alt": medium.alt.say(language)} for medium in story.media]


def sample_advocate(language: str) -> Advocate:
    """A colleague nobody is, to write a message out for its review."""
    from advocacy.people.advocate import Advocate  # noqa: PLC0415 - heavy: imported on first use

    return Advocate(
        id="sample",
        name="Camille Martin",
        job="technicienne" if language.startswith("fr") else "technician",
        team="sample",
        city="Lyon",
        country="FR",
        language=language,
    )


_BLOCKED = Text(
    fr="La charte bloque le message {name} ; chaque remarque dit pourquoi et comment l’arranger.",
    en="The charter blocks the message {name}; each finding says why and how to mend it.",
)
_WARNED = Text(
    fr="Message {name} : la charte demande une raison pour {rules}. Changez le texte, ou confirmez.",
    en="Message {name}: the charter asks a reason for {rules}. Change the text, or confirm.",
)
