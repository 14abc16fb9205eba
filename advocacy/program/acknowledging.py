"""Who has read the charter: acknowledgement per person and version, and where each article stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from advocacy.charter.acknowledgement import Acknowledgement, Readiness, concerning, digests, due
from advocacy.charter.version import version_of
from advocacy.errors import NotAllowed, NotFound
from advocacy.language import Language, Text
from advocacy.program.reviewing import Reviewing
from advocacy.storage import acknowledgements, advocates, charters, reviews

if TYPE_CHECKING:
    from advocacy.charter import Charter
    from advocacy.charter.ruling import Article
    from advocacy.people.advocate import Advocate
    from advocacy.reach.number import Number


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleReadiness:
    """How many of the people an article concerns have read it as it is now."""

    article: str
    title: Text
    read: Number
    """The share of them, rounded; not shown where there are fewer than `programme.min_group`."""

    def to_json(self) -> dict[str, Any]:
        """As the command line writes it."""
        read = self.read
        return {"article": self.article, "title": dict(self.title), "low": read.low, "high": read.high}


class Acknowledging(Reviewing):
    """The part of `Program` that knows who has read the charter."""

    def to_acknowledge(self, advocate: str) -> tuple[Article, ...]:
        """The articles that concern a person and that they have not read as they are now.

        Raises:
            NotFound: there is no such advocate.
        """
        charter, person = self.charter, self.advocate(advocate)
        return due(digests(charter), _concerning(charter, person), self._read_by(advocate))

    def acknowledge(self, advocate: str, *, by: str, language: str | None = None) -> Acknowledgement:
        """Write down that a person has read the charter that holds; saying it twice changes nothing.

        Args:
            advocate: who has read it.
            by: the same person; nobody reads for another.
            language: in which language; their own without it.

        Raises:
            NotAllowed: `by` is someone else.
            NotFound: there is no such advocate.
        """
        if by != advocate:
            raise NotAllowed(_OWN)
        person, charter, now = self.advocate(advocate), self.charter, self.clock()
        one = Acknowledgement(
            advocate=advocate,
            version=charter.hash,
            language=Language.of(language or person.language),
            articles=digests(charter),
            at=now,
        )
        with self.store.begin() as tx:
            charters.put(tx, version_of(charter, now), self._files_of(charter))
            if acknowledgements.put(tx, one):
                subject = f"charter:{charter.stamp}"
                reviews.note(tx, by=by, verb="acknowledge", subject=subject, now=now)
        return one

    def read_lesson(self, advocate: str, article: str) -> None:
        """Write down that a person was taught an article.

        Raises:
            NotFound: there is no such advocate, or no such article.
        """
        self.advocate(advocate)
        if article not in {each.id for each in self.charter.articles}:
            raise NotFound(_NO_ARTICLE.format(article=article))
        with self.store.begin() as tx:
            reviews.note(
                tx,
                by=advocate,
                verb="lesson",
                subject=f"advocate:{advocate}",
                now=self.clock(),
                detail={"article": article},
            )

    def readiness(self, advocate: str, *, by: str) -> list[Readiness]:
        """Where a person stands with each article; only they may ask.

        Raises:
            NotAllowed: `by` is someone else.
            NotFound: there is no such advocate.
        """
        if by != advocate:
            raise NotAllowed(_ONLY_OWN)
        charter, person = self.charter, self.advocate(advocate)
        with self.store.read() as tx:
            read = acknowledgements.select(tx, advocate=advocate)
            met = dict(_met(tx, advocate))
        now, concerned = digests(charter), {each.id for each in _concerning(charter, person)}
        return [_standing(article.id, now, concerned, read, met) for article in charter.articles]

    def readiness_of_all(self) -> list[ArticleReadiness]:
        """For each article, how many of the people it concerns have read it; small groups are not shown."""
        charter = self.charter
        with self.store.read() as tx:
            people = advocates.select(tx)
            known = acknowledgements.select(tx)
        read: dict[str, dict[str, str]] = {}
        for one in known:
            read.setdefault(one.advocate, {}).update(one.articles)
        now = digests(charter)
        concerned = {person.id: {each.id for each in _concerning(charter, person)} for person in people}
        return [
            ArticleReadiness(
                article=article.id,
                title=article.title,
                read=self._shown(
                    [
                        read.get(person, {}).get(article.id) == now[article.id]
                        for person, articles in concerned.items()
                        if article.id in articles
                    ]
                ),
            )
            for article in charter.articles
        ]

    def _shown(self, have_read: list[bool]) -> Number:
        """A share of people, rounded so that nobody's answer can be told."""
        from advocacy.reach.number import Number  # noqa: PLC0415 - heavy: imported on first use
        from advocacy.reach.privacy import rounded  # noqa: PLC0415

        if len(have_read) < self.settings.programme.min_group:
            return Number.withheld()
        return Number.between(rounded(sum(have_read), of=len(have_read)), of=len(have_read))

    def _read_by(self, advocate: str) -> dict[str, str]:
        """The digest of each article as the person last read it."""
        with self.store.read() as tx:
            found = acknowledgements.select(tx, advocate=advocate)
        return {article: digest for one in found for article, digest in one.articles.items()}

    def _files_of(self, charter: Charter) -> list[dict[str, Any]]:
        """The texts of the charter that holds, to be kept with who has read it."""
        if self.active_charter == charter.hash:
            return []  # it is kept already
        from advocacy.charter.sources import sources_of  # noqa: PLC0415 - heavy: imported on first use

        return [source.model_dump() for source in sources_of(self._working_whole)]


def _concerning(charter: Charter, person: Advocate) -> Iterator[Article]:
    return concerning(charter, author=person.author, country=person.country)


def _met(tx: Any, advocate: str) -> Iterator[tuple[str, datetime]]:
    """When a person last met each article: in what was found in their words, or in a lesson."""
    found = [
        (kept.at, finding["article"]) for kept in reviews.select(tx, by=advocate) for finding in kept.findings
    ]
    yield from ((article, at) for at, article in sorted(found + reviews.lessons(tx, advocate)))


def _standing(
    article: str,
    now: dict[str, str],
    concerned: set[str],
    read: list[Acknowledgement],
    met: dict[str, datetime],
) -> Readiness:
    last = next((one for one in reversed(read) if article in one.articles), None)
    return Readiness(
        article=article,
        concerns=article in concerned,
        acknowledged_at=last.at if last else None,
        changed=last is not None and last.articles[article] != now[article],
        met_at=met.get(article),
    )


_OWN = Text(fr="Chacun lit la charte pour soi.", en="Everyone reads the charter for themselves.")
_ONLY_OWN = Text(
    fr="Chacun ne voit que soi ; pour tous ensemble : advocacy charter readiness",
    en="Everyone sees only themselves; for all together: advocacy charter readiness",
)
_NO_ARTICLE = Text(
    fr="Aucun article « {article} » dans la charte.", en="There is no article “{article}” in the charter."
)
