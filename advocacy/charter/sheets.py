"""Trials and reviews as sheets, so that a forge or a build shows them beside the lines they are about."""

from __future__ import annotations

from collections.abc import Iterator

from advocacy.charter.formats import Case, Code, Level, Notice, Sheet
from advocacy.charter.places import Place
from advocacy.charter.review import Finding, Review
from advocacy.charter.rule import Severity
from advocacy.charter.trials import Touched, Trial, Trials, Tried, Untested
from advocacy.language import Text

LEVELS = {Severity.BLOCK: Level.ERROR, Severity.WARN: Level.WARNING, Severity.ADVISE: Level.NOTE}


def sheet_of_trials(trials: Trials, *, name: str, of_packs: bool = True) -> Sheet:
    """A case for each example, for each rule that lacks some, and one for protected speech.

    Without `of_packs`, an example of a pack is told of only where it fails.
    """
    cases = (
        *(_tried(each, also=of_packs or each.trial.place.file.pack is None) for each in trials.tried),
        *map(_untested, trials.untested),
        _protected(trials.touched, name),
    )
    return Sheet(tool="advocacy charter test", cases=cases, codes=_CODES)


def notices_of(review: Review, *, file: str, lines: Lines) -> Iterator[Notice]:
    """What a review noticed in a text that stands in `file`, where `lines` says."""
    for finding in review:
        yield Notice(
            code=finding.rule,
            level=LEVELS[finding.severity],
            message=finding.message,
            file=file,
            hint=_hint(finding),
            **lines.of(finding),
        )


def codes_of(reviews: Iterator[Review]) -> dict[str, Code]:
    """What each rule that found something is about."""
    found: dict[str, Code] = {}
    for review in reviews:
        for finding in review:
            article = finding.ruling.article
            url = next((source.url for source in finding.ruling.source if source.url), None)
            found[finding.rule] = Code(title=article.title, help=article.why, url=url)
    return found


class Lines:
    r"""Where the words of a text stand in a file: the text begins at `first`, or is the whole file.

    >>> Lines("Bonjour\nà tous", exact=True).place(10, 14)
    {'line': 2, 'column': 3, 'end_line': 2, 'end_column': 7}
    """

    def __init__(self, text: str, *, first: int = 1, exact: bool = False) -> None:
        self._text, self._first, self._exact = text, first, exact

    def of(self, finding: Finding) -> dict[str, int]:
        """The place of what a finding quotes; the first line where it quotes nothing."""
        if finding.start is None or finding.end is None:
            return {"line": self._first}
        if self._exact:
            return self.place(finding.start, finding.end)
        written = self._text.find(finding.evidence or "")
        return {"line": self._first + (self._text.count("\n", 0, written) if written > 0 else 0)}

    def place(self, start: int, end: int) -> dict[str, int]:
        """Lines and columns of a span, from 1."""
        return {
            "line": self._first + self._text.count("\n", 0, start),
            "column": start - self._text.rfind("\n", 0, start),
            "end_line": self._first + self._text.count("\n", 0, end),
            "end_column": end - self._text.rfind("\n", 0, end),
        }


def _tried(tried: Tried, *, also: bool) -> Case:
    trial = tried.trial
    notices = [
        Notice(
            code="example",
            level=Level.ERROR,
            message=Text(fr=f"{trial.name} : {problem.fr}", en=f"{trial.name}: {problem.en}"),
            file=trial.place.name,
            line=trial.place.line,
            hint=_shown(trial),
        )
        for problem in tried.problems
    ]
    if tried.also and also:
        notices.append(
            Notice(
                code="example-refused",
                level=Level.NOTE,
                message=_ALSO.format(name=trial.name, rules=", ".join(tried.also)),
                file=trial.place.name,
                line=trial.place.line,
            )
        )
    return Case(
        name=trial.name,
        group=trial.rule,
        file=trial.place.name,
        line=trial.place.line,
        notices=tuple(notices),
    )


def _shown(trial: Trial) -> Text:
    """The example itself, and whose it is where it is not the charter's own."""
    whose = _whose(trial.place)
    if whose is None:
        return Text(fr=f"« {trial.example.text} »", en=f"“{trial.example.text}”")
    return Text(fr=f"« {trial.example.text} » — {whose.fr}", en=f"“{trial.example.text}” — {whose.en}")


def _whose(place: Place) -> Text | None:
    return None if place.file.pack is None else _IN_PACK.format(pack=place.file.pack)


def _untested(found: Untested) -> Case:
    notice = Notice(
        code="no-examples",
        level=Level.ERROR,
        message=found.message,
        file=found.place.name,
        line=found.place.line,
    )
    return Case(
        name=f"{found.rule} examples",
        group=found.rule,
        file=found.place.name,
        line=found.place.line,
        notices=(notice,),
    )


def _protected(touched: tuple[Touched, ...], name: str) -> Case:
    notices = tuple(
        Notice(
            code="touches-protected",
            level=Level.ERROR,
            message=each.message,
            file=each.place.name,
            line=each.place.line,
            hint=_whose(each.place),
        )
        for each in touched
    )
    return Case(name="protected speech", group="meta.protected", file=name, notices=notices)


def _hint(finding: Finding) -> Text | None:
    """What to write instead: the fix, else the tip."""
    if finding.fix is None:
        return finding.tip
    if not finding.fix.replacement:
        return _DELETE
    return _WRITE.format(text=finding.fix.replacement)


_ALSO = Text(
    fr="{name} : bon pour cette règle, mais relevé par {rules} ; ce n’est pas un modèle à montrer",
    en="{name}: good by this rule, but found by {rules}; it is no model to show people",
)
_IN_PACK = Text(
    fr="dans le jeu de règles « {pack} », pas dans votre fichier : désactivez la règle sous « override »,"
    " ou signalez-le",
    en="in the pack “{pack}”, not in your file: turn the rule off under “override”, or report it",
)
_WRITE = Text(fr="Écrire : « {text} »", en="Write: “{text}”")
_DELETE = Text(fr="Effacer ces mots.", en="Delete these words.")
_CODES = {
    "example": Code(
        title=Text(fr="Un exemple ne va pas comme prévu.", en="An example does not go as it should.")
    ),
    "example-refused": Code(
        title=Text(
            fr="Un bon exemple est refusé par une autre règle.", en="A good example is refused elsewhere."
        )
    ),
    "no-examples": Code(title=Text(fr="Il manque des exemples.", en="Examples are missing.")),
    "touches-protected": Code(
        title=Text(fr="Une règle touche une parole protégée.", en="A rule touches protected speech.")
    ),
}
