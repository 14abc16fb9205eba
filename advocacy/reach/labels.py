"""What groups are called in tables and plots, in French and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from advocacy.language import Text, day
from advocacy.outcome import ClickClass
from advocacy.reach.table import joined
from advocacy.storage.days import date_of

DIMENSIONS: Mapping[str, Text] = {
    "campaign": Text(fr="Campagne", en="Campaign"),
    "story": Text(fr="Histoire", en="Story"),
    "network": Text(fr="Réseau", en="Network"),
    "team": Text(fr="Équipe", en="Team"),
    "day": Text(fr="Jour", en="Day"),
    "month": Text(fr="Mois", en="Month"),
    "class": Text(fr="Origine de l’appel", en="What made the request"),
    "kind": Text(fr="Compte", en="Count"),
}
"""The breakdowns, as the head of their column."""

TITLES: Mapping[str, Text] = {
    "campaign": Text(fr="Par campagne", en="By campaign"),
    "story": Text(fr="Par histoire", en="By story"),
    "network": Text(fr="Par réseau", en="By network"),
    "team": Text(fr="Par équipe", en="By team"),
    "day": Text(fr="Par jour", en="By day"),
    "month": Text(fr="Par mois", en="By month"),
    "class": Text(fr="Appels des liens suivis", en="Requests for tracked links"),
    "kind": Text(fr="Par compte", en="By count"),
}

CLASSES: Mapping[str, Text] = {
    ClickClass.PERSON: Text(fr="Personnes", en="People"),
    ClickClass.DUPLICATE: Text(fr="Doubles clics", en="Double clicks"),
    ClickClass.INTERNAL: Text(fr="Nous-mêmes", en="Ourselves"),
    ClickClass.PREVIEW: Text(fr="Aperçus de liens", en="Link previews"),
    ClickClass.BOT: Text(fr="Robots", en="Robots"),
    ClickClass.SCANNER: Text(fr="Analyseurs de liens", en="Link scanners"),
    ClickClass.PREFETCH: Text(fr="Préchargements par un navigateur", en="Browsers looking ahead"),
    ClickClass.HEAD: Text(fr="Requêtes sans contenu (HEAD)", en="Requests without content (HEAD)"),
}

TOTAL = Text(fr="En tout", en="In all")
_NO_TEAM = Text(fr="(sans équipe)", en="(no team)")
_FEW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Ids turned into names.

    >>> labels = Labels(language="fr", networks={"linkedin": "LinkedIn"})
    >>> labels.of("network", "linkedin"), labels.of("network", "my_network"), labels.of("day", "20514")
    ('LinkedIn', 'My network', '2 mars 2026')
    >>> labels.together("team", ("legal", "sales"))
    'legal et sales ensemble'
    """

    language: str
    names: Mapping[tuple[str, str], Text] = field(default_factory=dict)
    """Of campaigns and stories, by kind and id."""
    networks: Mapping[str, str] = field(default_factory=dict)

    def of(self, dimension: str, group: str) -> str:
        """The name of one group."""
        if dimension == "day":
            return day(date_of(int(group)), self.language)
        if dimension == "network":
            return self.networks.get(group) or group.replace("_", " ").capitalize()
        if dimension == "class":
            return CLASSES[group].say(self.language) if group in CLASSES else group
        if dimension == "team" and not group:
            return _NO_TEAM.say(self.language)
        known = self.names.get((dimension, group))
        return known.say(self.language) if known else group

    def together(self, dimension: str, groups: tuple[str, ...]) -> str:
        """The name of several groups shown as one."""
        if len(groups) > _FEW:
            many = Text(fr="{n} autres ensemble", en="{n} others together").format(n=len(groups))
            return many.say(self.language)
        named = joined(tuple(self.of(dimension, group) for group in groups), self.language)
        one = Text(fr="{named}", en="{named}")
        both = Text(fr="{named} ensemble", en="{named} together")
        return (both if len(groups) > 1 else one).format(named=named).say(self.language)
