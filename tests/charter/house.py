"""A small charter of an invented company, good in every respect, for tests that change one thing in it."""

from __future__ import annotations

from advocacy.charter import Review

CHARTER = """title: {fr: Charte, en: Charter}
version: 1
brand: Acme
country: FR
consulted: 2026-01-15
contact: charte@acme.example
facts:
  codenames: [Projet Boréal]
lists:
  boasts: [le meilleur, the best]
guards:
  joking:
    - {any: [pour rire, just kidding], scope: post}
articles:
  - id: secrets
    title: {fr: Ce qui reste entre nous, en: What stays among us}
    text: {fr: Ne nommez pas un projet., en: Do not name a project.}
    reason: {fr: Un nom en dit trop., en: A name says too much.}
    examples:
      - {fr: Belle semaine !, en: A fine week!, good: true}
    rules:
      - id: house.codename
        severity: block
        guards: [joking]
        check: {kind: forbid, terms: [$codenames], guards: [quoted]}
        message: {fr: "« {term} » est interne.", en: "“{term}” is internal."}
        tip: {fr: Parlez du métier., en: Talk about the craft.}
        fix: {fr: notre projet, en: our project}
        exempt: project owner
        source: [{title: House rule, read: 2026-01-15}]
        ok:
          fr: [Belle semaine., "Projet Boréal, pour rire.", "On dit « Projet Boréal » ?"]
          en: [A fine week.]
        nok:
          fr: [{text: Vive le projet boréal !, evidence: projet boréal, fixed: Vive le notre projet !}]
          en: [{text: All in on Projet Boréal., better: All in on our project.}]
  - id: claims
    title: {fr: Nos promesses, en: Our claims}
    text: {fr: Prouvez-le., en: Prove it.}
    reason: {fr: On nous croit., en: We are believed.}
    examples:
      - {fr: Le meilleur !, en: The best!}
    rules:
      - id: house.best
        severity: [{level: block, when: {country: GB}}, warn]
        check: {kind: forbid, terms: [$boasts]}
        message: {fr: "« {term} » : dites pourquoi.", en: "“{term}”: say why."}
        tip: {fr: Citez un fait., en: Cite a fact.}
        exempt: nobody
        source: [{title: House rule, read: 2026-01-15}]
        ok: {fr: [Une bonne lampe.], en: [A good lamp.]}
        nok: {fr: [C’est le meilleur.], en: [It is the best.]}
"""


def changed(*swaps: tuple[str, str]) -> str:
    """The charter with each first text replaced by the second; a text that is not there is a mistake."""
    text = CHARTER
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new)
    return text


def proposed(review: Review) -> list[tuple[str | None, str | None]]:
    """What each finding quotes, and what it would write instead."""
    return [(finding.evidence, finding.fix.replacement if finding.fix else None) for finding in review]
