"""The measures: each a named, versioned definition in one portable SQL text that runs verbatim."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from advocacy.errors import NotFound
from advocacy.language import Text
from advocacy.reach.wording import text


class Form(StrEnum):
    """What a measure's number is."""

    COUNT = "count"
    """Whole things, column `value`."""
    PERCENT = "percent"
    """A part of a whole, columns `part` and `whole`; read as a percentage."""
    QUOTIENT = "quotient"
    """So many of one thing for each of another, columns `part` and `whole`."""
    MONEY = "money"
    """Units to be paid for, column `value`; prices come from a rate card."""


class Behind(StrEnum):
    """Whom a number is about, and so what protects them."""

    NOBODY = "nobody"
    """What the programme did, or what anyone can see on the networks."""
    INVITED = "invited"
    """People's answers to offers."""
    AUTHORS = "authors"
    """Those whose posts were followed."""
    MEMBERS = "members"
    """Those who take part."""
    LISTED = "listed"
    """Those who asked to be shown by name."""


class Use(StrEnum):
    """When a measure is told."""

    REPORT = "report"
    """In every report."""
    ASKED = "asked"
    """When someone asks for it by its name."""
    OFF = "off"
    """Only where the settings turn it on: it misleads easily, or sets people against each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One definition, as it stands in ``reach/definitions/<name>.sql``.

    >>> adoption = measure("adoption")
    >>> adoption.id, adoption.form, adoption.columns
    ('adoption v1', <Form.PERCENT: 'percent'>, ('part', 'whole'))
    """

    name: str
    version: int
    form: Form
    grain: tuple[str, ...]
    """What its rows are told apart by, besides the numbers."""
    behind: Behind
    source: str
    title: Text
    means: Text
    is_not: Text
    counts: tuple[str, ...] = ()
    """What must be known of somebody's posts for that person to be behind it; ``*``: each count by itself."""
    use: Use = Use.REPORT
    watermark: Text | None = None
    """What stands beside each of its numbers, so that nobody takes it for what it is not."""
    sql: str
    """The whole text, header included, as every engine runs it."""

    @property
    def id(self) -> str:
        """Name and version, as they stand beside each number."""
        return f"{self.name} v{self.version}"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that hold its numbers."""
        return ("value",) if self.form in {Form.COUNT, Form.MONEY} else ("part", "whole")

    @property
    def may_be_missing(self) -> bool:
        """Whether it rests on what others may or may not tell, so that no row is not zero."""
        return any(name in self.source for name in _TOLD)

    @property
    def heading(self) -> Text:
        """Its title, and its watermark where it has one."""
        if self.watermark is None:
            return self.title
        return Text(fr="{title} ({mark})", en="{title} ({mark})").format(
            title=self.title, mark=self.watermark
        )

    def over(self, *dimensions: str) -> str:
        """SQL that sums this measure over all but `dimensions`; its own text stands inside, unchanged."""
        kept = ", ".join(f"measured.{name}" for name in dimensions)
        sums = ", ".join(f"SUM(measured.{name}) AS {name}" for name in self.columns)
        start = f"{kept}, " if kept else ""
        end = f"\nGROUP BY {kept}\nORDER BY {kept}" if kept else ""
        return f"SELECT {start}{sums}\nFROM (\n{self.sql}\n) AS measured{end}"

    def explain(self, language: str) -> str:
        """Its definition in plain words, for a terminal."""
        said = {
            "means": self.means,
            "is_not": self.is_not,
            "unit": UNITS[self.form],
            "grain": ", ".join(self.grain),
            "source": self.source,
            "behind": PROTECTION[self.behind],
            "use": USES[self.use],
        }
        lines = [
            f"  {_LABELS[name].say(language)}{value.say(language) if isinstance(value, Text) else value}"
            for name, value in said.items()
        ]
        return "\n".join([f"{self.heading.say(language)}  ({self.id})", *lines])


def measures() -> tuple[Measure, ...]:
    """Every measure, in the order in which a reader meets them."""
    return tuple(_all().values())


def reported() -> tuple[Measure, ...]:
    """Those that stand in every report."""
    return tuple(found for found in measures() if found.use is Use.REPORT)


def measure(name: str) -> Measure:
    """The measure of that name.

    Raises:
        NotFound: there is none; the nearest is named.
    """
    found = _all().get(name)
    if found is not None:
        return found
    near = get_close_matches(name, _all(), n=1)
    raise NotFound(
        fr=f"Aucune mesure « {name} ».{f' Voulez-vous dire « {near[0]} » ?' if near else ''} "
        "La liste : advocacy metrics list",
        en=f"There is no measure “{name}”.{f' Did you mean “{near[0]}”?' if near else ''} "
        "The list: advocacy metrics list",
    )


@cache
def behind(crowd: str) -> str:
    """The text that finds the people behind a number, such as ``authors``; see ``definitions/behind``."""
    return _folder().joinpath("behind", f"{crowd}.sql").read_text(encoding="utf-8").strip()


@cache
def _all() -> dict[str, Measure]:
    found = {
        file.name.removesuffix(".sql"): _parse(file.read_text(encoding="utf-8"))
        for file in _folder().iterdir()
        if file.name.endswith(".sql")
    }
    return {name: found[name] for name in sorted(found, key=_place)}


def _place(name: str) -> tuple[int, str]:
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER), name)


def _folder() -> Traversable:
    return resources.files("advocacy.reach").joinpath("definitions")


def _parse(sql: str) -> Measure:
    head = dict(
        line.removeprefix("-- ").split(": ", 1) for line in sql.splitlines() if line.startswith("-- ")
    )
    return Measure(
        name=head["name"],
        version=int(head["version"]),
        form=Form(head["form"]),
        grain=tuple(head["grain"].split(", ")),
        behind=Behind(head["behind"]),
        source=head["source"],
        counts=tuple(head["counts"].split(", ")) if "counts" in head else (),
        use=Use(head.get("use", Use.REPORT)),
        watermark=_both(head, "watermark") if "watermark.en" in head else None,
        title=_both(head, "title"),
        means=_both(head, "means"),
        is_not=_both(head, "not"),
        sql=sql.strip(),
    )


def _both(head: dict[str, str], field: str) -> Text:
    return text(fr=head[f"{field}.fr"], en=head[f"{field}.en"])


_ORDER = (
    *("shares_offered", "shares_accepted", "shares_declined", "share_rate"),
    *("posts", "posts_gone", "shares_handed_off", "shares_unknown", "shares_on_hold", "shares_rejected"),
    *("clicks_people", "clicks_bots", "clicks_per_post", "clicks"),
    *("advocates", "adoption"),
    *("activation", "retention", "visitor_days"),
    *("impressions", "posts_counted", "summed_members_reached", "engagements", "engagement_rate"),
    *("amplification", "network_counts"),
    *("leaderboard", "leaderboard_teams", "summed_followers"),
    *("emv_clicks", "emv_impressions", "emv_reactions", "emv_actions", "emv_everything"),
)

UNITS = {
    Form.COUNT: text(fr="un nombre entier", en="a whole number"),
    Form.PERCENT: text(fr="un pourcentage, partie ÷ tout", en="a percentage, part ÷ whole"),
    Form.QUOTIENT: text(fr="un quotient, tant pour chacun", en="a quotient, so many for each"),
    Form.MONEY: text(
        fr="un montant dans la monnaie de la grille de tarifs", en="an amount in the rate card’s currency"
    ),
}

USES = {
    Use.REPORT: text(fr="dans chaque rapport", en="in every report"),
    Use.ASKED: text(
        fr="quand on la demande : advocacy metrics show", en="when asked for: advocacy metrics show"
    ),
    Use.OFF: text(
        fr="seulement si les réglages l’autorisent, [reach] : elle trompe, ou oppose des personnes",
        en="only where the settings allow it, [reach]: it misleads, or sets people against each other",
    ),
}

PROTECTION = {
    Behind.NOBODY: text(
        fr="montré tel quel : le programme l’a fait, ou chacun peut le voir sur les réseaux ; "
        "par équipe, arrondi et seulement pour des groupes assez grands",
        en="shown as it is: the programme did it, or anyone can see it on the networks; "
        "by team, rounded and only for groups that are large enough",
    ),
    Behind.INVITED: text(
        fr="réponses de personnes : dans le détail, arrondies, et seulement avec assez de personnes derrière",
        en="people's answers: in breakdowns, rounded, and only with enough people behind them",
    ),
    Behind.AUTHORS: text(
        fr="clics sur les posts de personnes : montrés seulement si assez d’auteurs sont derrière",
        en="clicks on people's posts: shown only with enough authors behind them",
    ),
    Behind.MEMBERS: text(
        fr="participation de personnes : par équipe, arrondie, et seulement pour des groupes assez grands",
        en="people's participation: by team, rounded, and only for groups that are large enough",
    ),
    Behind.LISTED: text(
        fr="personne par personne : de qui l’a demandé soi-même, et à chacune la sienne",
        en="person by person: only of those who asked for it themselves, and to each person their own",
    ),
}

_LABELS = {
    "means": text(fr="Ce qu’elle compte : ", en="What it counts: "),
    "is_not": text(fr="Ce qu’elle n’est pas : ", en="What it is not: "),
    "unit": text(fr="Unité : ", en="Unit: "),
    "grain": text(fr="Détaillée par : ", en="Told apart by: "),
    "source": text(fr="Lue dans : ", en="Read from: "),
    "behind": text(fr="Vie privée : ", en="Privacy: "),
    "use": text(fr="Dite : ", en="Told: "),
}
_TOLD = ("count_facts", "growth_facts", "visitor_facts", "follower_facts")
"""Relations of what networks and visitors' keys tell, or do not."""
