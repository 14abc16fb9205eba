"""What a charter file and a pack file may say."""

from __future__ import annotations

import operator
import re
from datetime import date
from functools import lru_cache, reduce
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar, cast

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema

from advocacy.charter.checks import OURS, registered
from advocacy.charter.checks.base import Check
from advocacy.charter.conditions import Conditions
from advocacy.charter.draft import Exemption
from advocacy.charter.granter import Granters
from advocacy.charter.rule import (
    Circumstances,
    Examples,
    Levels,
    Names,
    Period,
    Saying,
    Source,
    Whens,
    Window,
)
from advocacy.charter.settings import House, NetworkSettings, WorkingHours
from advocacy.charter.shorthand import AloneToo, Part, Shorthand, one_or_several, several
from advocacy.charter.terms import Fact, Terms
from advocacy.documents import Country, Unfit, did_you_mean
from advocacy.documents.wording import shown


def _one_or_more(value: Any) -> Any:
    if value in (None, [], {}):
        raise Unfit(fr="donnez au moins une vérification", en="give at least one check")
    return several(value)


def _version(value: Any) -> str:
    """A version as it is compared and kept; 1.10 without quotes has become the number 1.1."""
    written = str(value) if isinstance(value, str) or type(value) is int else ""
    if _VERSION.fullmatch(written):
        return written
    near = re.search(_VERSION, written)
    if isinstance(value, float):
        raise Unfit(
            fr='un nombre à point perd ses zéros (2.10 devient 2.1) : mettez-le entre guillemets, "2.10"',
            en='a number with a point loses its zeros (2.10 becomes 2.1): put it in quotes, such as "2.10"',
        )
    raise Unfit(
        fr=f'nombre (3, "3.1" entre guillemets) ou date (2026-11-22) attendus, pas {shown(value).fr}',
        en=f'a number (3, "3.1" in quotes) or a date (2026-11-22) expected, not {shown(value).en}',
        hint=did_you_mean(near[0]) if near else None,
    )


_VERSION = re.compile(r"[0-9]{1,9}(?:[.\-][0-9]{1,9}){0,3}")
Version = Annotated[
    str,
    BeforeValidator(_version),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": f"^{_VERSION.pattern}$"}]}
    ),
]
"""``3``, ``"3.1"`` or ``2026-11-22``: something that one can tell the next of."""

C = TypeVar("C")


_LATER = ConfigDict(defer_build=True)
"""For models that are built as parts of the charter's or the pack's, once the kinds of checks are known."""


class RuleText(Part, Generic[C]):
    """One rule as a file gives it."""

    model_config = _LATER

    id: str = Field(min_length=1)
    group: str | None = None
    severity: Levels
    when: Whens = ()
    check: Annotated[tuple[C, ...], BeforeValidator(_one_or_more), AloneToo()]
    guards: Names = ()
    message: Saying
    tip: Saying | None = None
    fix: Saying | None = None
    exempt: Granters = ()
    source: Annotated[tuple[Source, ...], one_or_several(Source)] = ()
    ok: Examples = Examples()
    nok: Examples = Examples()


class Illustration(Part):
    """An example of an article, for people."""

    fr: str
    en: str
    good: bool = False


class ArticleText(Part, Generic[C]):
    """One article as a file gives it; an article of a pack may be completed by the charter."""

    model_config = _LATER

    id: str = Field(min_length=1)
    title: Saying | None = None
    text: Saying | None = None
    reason: Saying | None = None
    lesson: Saying | None = None
    examples: tuple[Illustration, ...] = ()
    rules: tuple[RuleText[C], ...] = ()


class ProtectedPost(Shorthand):
    """A post that no `block` or `warn` may touch: on pay, hours, safety, unions or wrongs."""

    main: ClassVar[str] = "text"

    text: str
    language: str = "fr"
    network: str = ""
    context: dict[str, Any] = Field(default_factory=dict)
    topic: str | None = None


class Change(Part):
    """What a charter changes in a rule of a pack."""

    severity: Levels = ()
    when: Whens | None = None
    message: Saying | None = None
    tip: Saying | None = None
    exempt: Granters = ()


class ExemptionText(Exemption):
    """An exemption that stands in the charter: a misspelt key is told, for the exemption would not hold."""

    model_config = ConfigDict(extra="forbid")


class PackText(Part, Generic[C]):
    """A pack: rules, and the words they use."""

    model_config = _LATER

    title: Saying | None = None
    version: Version = "1"
    facts: dict[str, tuple[Fact, ...]] = Field(default_factory=dict)
    invented: dict[str, tuple[Fact, ...]] = Field(default_factory=dict)
    """Names of the invented company of its examples: its examples are tried with them, no post ever is."""
    lists: dict[str, Terms] = Field(default_factory=dict)
    guards: dict[str, Conditions] = Field(default_factory=dict)
    articles: tuple[ArticleText[C], ...] = ()
    protected: tuple[ProtectedPost, ...] = ()


class CharterText(PackText[C], Generic[C]):
    """A charter: what a pack has, and what is the company's own."""

    id: str | None = None
    title: Saying  # pyright: ignore[reportGeneralTypeIssues]  # a pack's is optional, keys may come in any order
    brand: str = ""
    country: Country | None = None
    consulted: date | None = None
    contact: str | None = None
    packs: Names = ()
    override: dict[str, Literal["off"] | Change] = Field(default_factory=dict)
    networks: dict[str, NetworkSettings] = Field(default_factory=dict)
    working_hours: WorkingHours = Field(default_factory=WorkingHours)
    windows: dict[Window, tuple[Period, ...]] = Field(default_factory=dict)
    exemptions: tuple[ExemptionText, ...] = ()

    @property
    def circumstances(self) -> Circumstances:
        """Its country and its windows."""
        return Circumstances(country=self.country, windows=self.windows)

    @property
    def house(self) -> House:
        """Its figures."""
        return House(networks=self.networks, working_hours=self.working_hours)


def has_other_kinds(data: Any) -> bool:
    """Whether any rule in the plain `data` of a file uses a kind of check that is not ours."""
    if isinstance(data, list):
        return any(map(has_other_kinds, data))
    if not isinstance(data, dict):
        return False
    kind = data.get("kind")
    return (isinstance(kind, str) and kind not in OURS) or any(
        has_other_kinds(data.get(key)) for key in ("articles", "rules", "check")
    )


@lru_cache(maxsize=2)
def _any_check(*, others: bool) -> Any:
    kinds = tuple((registered() if others else OURS).values())
    return Annotated[reduce(operator.or_, kinds), Field(discriminator="kind")]


@lru_cache(maxsize=2)
def charter_model(*, others: bool = True) -> type[CharterText[Check]]:
    """The model of a charter file; with `others`, it takes the checks of other packages too."""
    return cast("type[CharterText[Check]]", CharterText[_any_check(others=others)])  # type: ignore[misc]


@lru_cache(maxsize=2)
def pack_model(*, others: bool = True) -> type[PackText[Check]]:
    """The model of a pack file; with `others`, it takes the checks of other packages too."""
    return cast("type[PackText[Check]]", PackText[_any_check(others=others)])  # type: ignore[misc]


# With the module, as other models are: nearly every charter needs it.
charter_model(others=False).model_rebuild(force=True)
