"""A text about to be shared, and everything around it that a rule may need to know."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
)

from advocacy.charter.terms import Day
from advocacy.documents import Country, TimeZone, understood
from advocacy.language import Language
from advocacy.people.author import Author


def _day_or_none(value: Any) -> Any:
    """A date that cannot be read counts as lapsed, never as granted."""
    try:
        return _DAY.validate_python(value)
    except ValidationError:
        return None


_DAY: TypeAdapter[datetime | date] = TypeAdapter(Day)
LenientDay = Annotated[Day | None, BeforeValidator(_day_or_none)]


def _as_code(value: Any) -> Any:
    """A country’s code as one writes it in passing: ``gb``, ``UK``."""
    code = value.strip().upper() if isinstance(value, str) else value
    return "GB" if code == "UK" else code


AuthorCountry = Annotated[Country, BeforeValidator(_as_code)]
Sector = Annotated[str, AfterValidator(lambda value: value.strip().lower())]
"""Such as ``finance``, whatever its capitals."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class Image(_Part):
    """A picture or film that goes with the text."""

    alt: str | None = None
    """Alternative text; none or empty means that there is none."""
    rights: str | None = None
    """Where it comes from: ``own``, a licence such as ``cc-by-4.0``, ``unknown``, ``third-party``."""
    people: int | bool = 0
    """How many people can be recognised."""
    consent: bool | None = None
    """Whether they agreed in writing."""
    ai_generated: bool = False
    retouched: bool = False
    document: bool = False
    """Whether a screen, minutes or a whiteboard can be read on it."""
    badge: bool = False
    video: bool = False


class Exemption(_Part):
    """A leave not to follow a rule; without a readable `until` it counts as lapsed.

    >>> Exemption(rule="conf.client-nda", value="Banque Lumen", by="legal", until="soon").until is None
    True
    """

    rule: str
    """The id of a rule, or ``conf.*`` for a family."""
    value: str | None = None
    """What may be said; none means anything the rule finds."""
    by: str | None = None
    until: LenientDay = None
    reason: str | None = None
    who: str | None = None
    """The advocate it was given to; none means all."""
    id: str | None = None
    """What the programme knows it by; none for one that stands in a charter's file."""


class PublishedFact(_Part):
    """Something the company has made public: ``client:Banque Lumen``, ``churn 2.1 %``."""

    fact: str
    since: LenientDay = None


class RecentPost(_Part):
    """What a colleague posted lately."""

    author: str | None = None
    text: str


class Crisis(_Part):
    """A declared crisis: posts pause from `from_` until `until`, where `scope` says."""

    name: str
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    scope: str | tuple[str, ...] = "all"
    """``all``, or the countries concerned."""
    approved: tuple[str, ...] = ()
    """Texts that may go out all the same."""
    topics: tuple[str, ...] = ()
    """Words that show what it is about, beside its name."""


class Context(BaseModel):
    """What surrounds a text. A key that is not listed here is kept in `unknown` and gives a warning.

    >>> Context(author="agency", mood="sunny").unknown
    ('mood',)
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    profile: str | None = None
    """Which charter applies, where there are several."""
    when: AwareDatetime | None = None
    """When it is (or will be) published. Without it nothing dated is taken for granted."""
    author: Author = Author.EMPLOYEE
    advocate: str | None = None
    """Who publishes, as the programme knows them: an exemption given to one person counts for them only."""
    author_country: AuthorCountry | None = None
    """ISO 3166 code, such as ``GB``; the charter's country when absent."""
    author_tz: TimeZone | None = None
    """IANA zone, such as ``Europe/Paris``; the charter's working hours when absent."""
    author_on_leave: bool = False
    author_contacts: tuple[str, ...] = ()
    """The author's own telephone numbers and addresses, which are theirs to share."""
    posts_this_week: int = Field(default=0, ge=0)
    """How many programme posts the author has shared this week."""
    scheduled_by: Literal["self", "programme"] = "self"
    sector: Sector | None = None
    reward: bool | str | None = None
    """Whether (or what) the author gets for the post."""
    quiet_period: bool = False
    election_reserve: bool = False
    embargo: dict[str, Day] = Field(default_factory=dict)
    """Words that may not be said before a moment."""
    crisis: Crisis | None = None
    exemptions: tuple[Exemption, ...] = ()
    published: tuple[PublishedFact, ...] = ()
    recent_posts: tuple[RecentPost, ...] = ()
    same_text_count: int = Field(default=0, ge=0)
    """How many colleagues are known to have posted this very text."""
    template: str | None = None
    """The suggested message that the author started from."""
    public_addresses: tuple[str, ...] = ()
    allowed_domains: tuple[str, ...] = ()
    tracking_hosts: tuple[str, ...] = ()
    """Hosts whose links are counted where they lead, so that they need no parameters."""
    images: tuple[Image, ...] = ()

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        """What another programme says surrounds a text: a key without a value is as good as absent.

        A key that no part knows gives a warning too, by its whole name.

        Raises:
            InvalidInput: with every key whose value cannot be read.

        >>> Context.of({"author": None, "images": [{"altt": "A bike"}]}).unknown
        ('images[0].altt',)
        """
        return understood(tidied(given), cls, field="context")

    @property
    def unknown(self) -> tuple[str, ...]:
        """The keys that no rule knows, in order."""
        return tuple(self.model_extra or ())


def tidied(given: Any) -> Any:
    """The plain data of a context without empty keys, and with those of its parts that no part knows."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        return given
    odd = {name: None for key, value in given.items() for name in _odd_keys(key, value)}
    return {key: value for key, value in given.items() if value is not None} | odd


def _odd_keys(key: str, value: Any) -> Iterator[str]:
    part = _PARTS.get(key)
    if part is None:
        return
    known = set(part.model_fields) | {field.alias for field in part.model_fields.values()}
    several = isinstance(value, list | tuple)
    for place, each in enumerate(value if several else [value]):
        if isinstance(each, Mapping):
            where = f"{key}[{place}]" if several else key
            yield from (f"{where}.{name}" for name in each if name not in known)


_PARTS: dict[str, type[_Part]] = {
    "crisis": Crisis,
    "exemptions": Exemption,
    "images": Image,
    "published": PublishedFact,
    "recent_posts": RecentPost,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFacts:
    """What the host knows of a network; the charter knows none by name."""

    limit: int | None = None
    cut_off: int | None = None
    length: Callable[[str], int] = len
    """The network's own way of counting."""


_NOTHING_KNOWN, _NO_FACTS = Context(), NetworkFacts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text about to be shared on `network`, in `language`.

    >>> Draft(text="Bonjour", network="linkedin", language="fr").context.author.value
    'employee'
    """

    text: str
    network: str = ""
    language: Language = Language.EN
    context: Context = _NOTHING_KNOWN
    facts: NetworkFacts = _NO_FACTS

    def __post_init__(self) -> None:
        if type(self.language) is not Language:
            object.__setattr__(self, "language", Language.of(self.language))
