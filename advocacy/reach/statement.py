"""What a works council must know: what is computed, on whom, kept how long and seen by whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from advocacy.language import Language, Text
from advocacy.reach.kept import Kept, kept
from advocacy.reach.metrics import PROTECTION, UNITS, USES, Behind, Measure, measures
from advocacy.reach.privacy import STEP
from advocacy.reach.wording import text
from advocacy.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What a programme computes and keeps of people. Made by `works_council_statement`."""

    programme: str
    language: Language
    min_group: int
    measures: tuple[Measure, ...]
    kept: tuple[Kept, ...]
    click_ids: bool
    """Whether a click may be followed up to a sale."""

    @property
    def title(self) -> str:
        """Its heading."""
        return _TITLE.format(programme=self.programme).say(self.language)

    def to_dict(self) -> dict[str, object]:
        """Everything as plain values, for JSON."""
        return {
            "title": self.title,
            "min_group": self.min_group,
            "computed": [
                {
                    "measure": found.id,
                    "title": found.title.say(self.language),
                    "means": found.means.say(self.language),
                    "is_not": found.is_not.say(self.language),
                    "unit": UNITS[found.form].say(self.language),
                    "about": ABOUT[found.behind].say(self.language),
                    "protection": PROTECTION[found.behind].say(self.language),
                    "told": USES[found.use].say(self.language),
                }
                for found in self.measures
            ],
            "kept": [{"tables": list(each.tables), **dict(self._told(each))} for each in self.kept],
            "protection": self.protection(),
        }

    def protection(self) -> tuple[str, ...]:
        """How small groups are protected, a sentence or two each."""
        said = (*_PROTECTION, _CLICK_IDS if self.click_ids else _NO_CLICK_IDS)
        return tuple(one.format(n=self.min_group, step=STEP).say(self.language) for one in said)

    def to_html(self) -> str:
        """One self-contained page, which asks nothing of any other address."""
        from advocacy.reach.html import self_contained  # noqa: PLC0415 - heavy: imported on first use

        return self_contained(self.title, "".join(self._html()), language=self.language)

    def save(self, path: str | Path) -> Path:
        """Write the page of `to_html` to a file."""
        written = Path(path)
        written.write_text(self.to_html(), encoding="utf-8")
        return written

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _repr_html_(self) -> str:
        return "".join(self._html())

    def _parts(self) -> Iterator[tuple[str, list[tuple[str, list[str]]]]]:
        """Its sections; each has items, and each item sentences."""
        estimates = (self._say(_ESTIMATES), [self._say(_ESTIMATED.format(n=self.min_group))])
        yield self._say(_COMPUTED), [*map(self._computed, self.measures), estimates]
        yield self._say(_KEPT), [self._kept(each) for each in self.kept]
        yield self._say(_PROTECTED), [("", list(self.protection()))]
        yield self._say(_RIGHTS), [("", [self._say(one) for one in _PERSON])]

    def _computed(self, found: Measure) -> tuple[str, list[str]]:
        not_ = _IS_NOT.format(said=found.is_not)
        about = _ABOUT.format(who=ABOUT[found.behind], how=PROTECTION[found.behind], when=USES[found.use])
        title = f"{self._say(found.title)} ({found.id})"
        return title, [self._say(each) for each in (found.means, not_, about)]

    def _kept(self, each: Kept) -> tuple[str, list[str]]:
        said = [f"{self._say(_HEADS[name])}{words}" for name, words in self._told(each) if name in _HEADS]
        return f"{self._say(each.title)} ({', '.join(each.tables)})", said

    def _told(self, each: Kept) -> Iterator[tuple[str, str]]:
        for name in ("title", "what", "until", "seen_by"):
            yield name, self._say(getattr(each, name))

    def _lines(self) -> Iterator[str]:
        yield self.title
        for head, items in self._parts():
            yield from ("", head, "")
            for title, sentences in items:
                if title:
                    yield f"- {title}"
                yield from (f"  {sentence}" for sentence in sentences)

    def _html(self) -> Iterator[str]:
        yield f"<h1>{escape(self.title)}</h1>"
        for head, items in self._parts():
            yield f"<h2>{escape(head)}</h2>"
            for title, sentences in items:
                yield f"<h3>{escape(title)}</h3>" if title else ""
                yield from (f"<p>{escape(sentence)}</p>" for sentence in sentences)

    def _say(self, said: Text) -> str:
        return said.say(self.language)


def works_council_statement(language: str, *, settings: Settings) -> Statement:
    """What is computed, on whom, kept how long and seen by whom, for those who must agree to it.

    It is made from the definitions and the settings, so that it says what this programme does.

    >>> found = works_council_statement("en", settings=Settings())
    >>> "share_rate v1" in str(found), "48 hours at most" in str(found)
    (True, True)
    """
    reach = settings.reach
    return Statement(
        programme=settings.programme.name,
        language=Language.of(language),
        min_group=settings.programme.min_group,
        measures=measures(),
        kept=kept(keep_days=reach.keep_days, forget_days=reach.forget_days, has_files=bool(reach.files)),
        click_ids=settings.tracking.click_ids,
    )


ABOUT = {
    Behind.NOBODY: text(fr="ce que le programme a fait", en="what the programme did"),
    Behind.INVITED: text(fr="les personnes à qui l’on a proposé", en="people who were made offers"),
    Behind.AUTHORS: text(fr="les personnes dont le post a été suivi", en="people whose posts were followed"),
    Behind.MEMBERS: text(fr="les personnes qui prennent part", en="people who take part"),
    Behind.LISTED: text(
        fr="les personnes qui ont mis leur nom au tableau", en="people who listed themselves"
    ),
}
"""Whom a measure is about."""

_TITLE = text(
    fr="{programme} : ce qui est calculé et gardé sur les personnes",
    en="{programme}: what is computed and kept of people",
)
_COMPUTED = text(fr="Ce qui est calculé", en="What is computed")
_ESTIMATES = text(fr="Estimations", en="Estimates")
_ESTIMATED = text(
    fr="Les personnes atteintes (à partir de {n} auteurs), l’audience unique et ce que l’on a causé : d’une "
    "campagne, jamais d’une personne, et toujours avec un intervalle. Ce que rapportent histoires, sujets, "
    "réseaux et heures, derrière chacun {n} auteurs au moins, comme derrière tous les autres ensemble. Les "
    "essais ne comptent que des équipes de {n} personnes au moins.",
    en="People reached (from {n} authors on), unique audience, and what was caused: of a campaign, never of "
    "a person, and always with an interval. What stories, topics, networks and hours earn, each with {n} "
    "authors or more behind it, and behind all others together. Trials count teams of {n} people or more.",
)
_KEPT = text(fr="Ce qui est gardé, sur qui, combien de temps", en="What is kept, on whom, for how long")
_PROTECTED = text(fr="Comment les petits groupes sont protégés", en="How small groups are protected")
_RIGHTS = text(fr="Ce que chacun peut faire", en="What each person can do")
_IS_NOT = text(fr="Ce que ce n’est pas : {said}", en="What it is not: {said}")
_ABOUT = text(
    fr="Sur : {who}. Protection : {how}. Dite : {when}.", en="About: {who}. Protection: {how}. Told: {when}."
)
_HEADS = {
    "what": text(fr="Quoi : ", en="What: "),
    "until": text(fr="Combien de temps : ", en="How long: "),
    "seen_by": text(fr="Vu par : ", en="Seen by: "),
}
_PROTECTION = (
    text(
        fr="Un rapport ne nomme personne. Il montre des groupes fixes (campagne, histoire, réseau, équipe, "
        "jour), "
        "sans filtre sur les personnes.",
        en="A report names nobody. It shows fixed groups (campaign, story, network, team, day), with no "
        "filter on "
        "people.",
    ),
    text(
        fr="Une équipe, ou des auteurs suivis, n’apparaissent qu’à partir de {n} personnes ; celles qui "
        "restent, "
        "prises ensemble, doivent être {n} aussi.",
        en="A team, or followed authors, appear with {n} people or more; those left over, taken as one, "
        "must be "
        "{n} too.",
    ),
    text(
        fr="Dans le détail, réponses et participation sont arrondies à des multiples de {step} ; les "
        "réponses ne "
        "se disent jamais par équipe.",
        en="In a breakdown, answers and participation are rounded to multiples of {step}; answers are never "
        "told "
        "by team.",
    ),
    text(
        fr="Avant de rien montrer, le rapport vérifie qu’aucune addition ou soustraction de ses chiffres ne "
        "donne "
        "celui d’une seule personne ; une comparaison n’use que de chiffres montrés.",
        en="Before anything is shown, the report checks that no adding or subtracting of its figures gives "
        "one "
        "person's; a comparison uses shown figures only.",
    ),
    text(
        fr="Ce que cela n’empêche pas : le total du programme est exact, et un pilote de moins de {n} "
        "auteurs est "
        "dit en tout ; qui peut lire la base ou la liste des partages n’a pas besoin d’un rapport.",
        en="What this does not prevent: the programme's total is exact, and a pilot of fewer than {n} "
        "authors is "
        "told as a whole; whoever may read the database or the list of shares needs no report.",
    ),
)
_CLICK_IDS = text(
    fr="Les identifiants de clic sont en service : une vente peut être rattachée à un lien, avec l’accord du "
    "visiteur.",
    en="Click ids are on: a sale may be credited to a link, with the visitor's consent.",
)
_NO_CLICK_IDS = text(
    fr="Les identifiants de clic sont éteints : aucun visiteur n’est suivi au-delà du clic.",
    en="Click ids are off: no visitor is followed beyond the click.",
)
_PERSON = (
    text(
        fr="Prendre part est volontaire ; ne pas répondre, refuser et partir n’ont besoin d’aucune raison.",
        en="Taking part is voluntary; not answering, declining and leaving need no reason.",
    ),
    text(
        fr="Chacun déconnecte un compte quand il veut (advocacy disconnect), part (advocacy advocate leave) "
        "et "
        "demande en partant l’effacement de ce qui dit qui il est (--erase).",
        en="Anyone may disconnect an account at any time (advocacy disconnect), leave (advocacy advocate "
        "leave), "
        "and ask on leaving for what says who they are to be erased (--erase).",
    ),
)
