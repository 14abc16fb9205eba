"""What a trial of cause and effect says in words, and how its figures are written."""

from __future__ import annotations

import math

from advocacy.language import Text
from advocacy.reach.estimate import Estimate
from advocacy.reach.wording import text


def written(estimate: Estimate, language: str) -> str:
    """An effect with its sign and as many decimals as its interval deserves."""
    parts = (short(part, signed=True) for part in (estimate.value, estimate.low, estimate.high))
    value, low, high = (part.say(language) for part in parts)
    level = f"{100 * estimate.level:.0f}"
    return EFFECT.format(value=value, low=low, high=high, level=level).say(language)


def short(value: float, *, signed: bool = False) -> Text:
    """A number to three digits, in both languages."""
    digits = max(0, 2 - math.floor(math.log10(abs(value)))) if value else 0
    shown = f"{value:+,.{digits}f}" if signed else f"{value:,.{digits}f}"
    shown = shown.replace("-", "\N{MINUS SIGN}")
    return Text(fr=shown.replace(",", "\N{NARROW NO-BREAK SPACE}").replace(".", ","), en=shown)


EFFECT = text(
    fr="{value} (intervalle à {level}\N{NARROW NO-BREAK SPACE}% : de {low} à {high})",
    en="{value} ({level}% interval {low} to {high})",
)
ASKED = text(
    fr="Effet d’être invité, par contenu et équipe : ", en="Effect of being asked, for each item and team: "
)
SHARED = text(fr="Effet d’un partage obtenu ainsi : ", en="Effect of a share won that way: ")
UPTAKE = text(
    fr="Partages ajoutés par l’invitation, par contenu et équipe : ",
    en="Shares that asking added, for each item and team: ",
)
NO_CHANCE = text(
    fr="Ces données ne peuvent dire ce que le partage a causé : personne n’a été laissé de côté par le sort. "
    "La prochaine fois : encourage(…).",
    en="These data cannot say what sharing caused: nobody was left unasked by chance. "
    "Next time: encourage(…).",
)
TOO_FEW = text(
    fr="Ces données ne peuvent répondre : trop peu de cas, ou rien ne distingue ceux qui furent invités.",
    en="These data cannot answer: too few cells, or nothing sets those that were asked apart.",
)
NO_COMPARISON = text(
    fr="Les clics suivis restent ce qu’ils sont : suivis, non causés.",
    en="Tracked clicks remain what they are: tracked, not caused.",
)
MORE = text(
    fr="Inviter à partager a causé davantage ({outcome}).", en="Asking people to share caused more {outcome}."
)
LESS = text(
    fr="Inviter à partager a causé moins ({outcome}).", en="Asking people to share caused fewer {outcome}."
)
UNSHOWN = text(
    fr="Aucun effet n’est montré ({outcome}), ni exclu jusqu’à {high} ; le plan pouvait montrer {smallest}.",
    en="No effect on {outcome} is shown, nor excluded up to {high}; the design could show {smallest}.",
)
NO_MORE_SHARES = text(
    fr="Aucune cause ne peut être affirmée : inviter n’a pas amené plus de partages ; une différence "
    "({outcome}) ne peut être venue par le partage : le hasard, ou autre chose.",
    en="No cause can be claimed: asking led to no more shares; a difference in {outcome} cannot have come "
    "through sharing: chance, or something else.",
)
PERHAPS_NO_SHARES = text(
    fr="Aucune cause ne peut être affirmée : il n’est pas montré qu’inviter ait amené plus de partages ; une "
    "différence ({outcome}) peut venir du hasard, ou d’autre chose.",
    en="No cause can be claimed: asking is not shown to have led to more shares; a difference in {outcome} "
    "may be chance, or something else.",
)
ITT = text(
    fr="Intention de traiter : contenus et équipes invités contre les autres, comme tirés au sort.",
    en="Intention to treat: items and teams that were asked against the others, as drawn by chance.",
)
FIRST = text(
    fr="Partages là où l’on fut invité contre les autres, comme tirés au sort.",
    en="Shares where people were asked against the others, as drawn by chance.",
)
LATE = text(
    fr="Effet sur ceux qui partagent parce qu’invités : le premier divisé par le second (Anderson et Rubin).",
    en="Effect of those shares that asking won: the first divided by the second (Anderson and Rubin).",
)
AS_DRAWN = text(
    fr="Le sort a été suivi, et chaque cas est compté, invité ou non.",
    en="The draw was followed, and every cell is counted, asked or not.",
)
ONLY_BY_SHARING = text(fr="Inviter n’agit que par les partages.", en="Asking acts through shares only.")
NO_DEFIERS = text(
    fr="Nul ne partage moins parce qu’invité.", en="Nobody shares less because they were asked."
)
SPILL = text(
    fr="Débordement : en moyenne {part} % du public des cas non invités suit aussi une équipe invitée ; "
    "l’effet en est sous-estimé jusqu’à cette part.",
    en="Spill-over: on average {part}% of the public of cells not asked also follows a team that was; "
    "the effect is understated by up to that part.",
)
SPILL_UNKNOWN = text(
    fr="Débordement inconnu : si le public d’équipes non invitées suit aussi des équipes invitées, l’effet "
    "est sous-estimé.",
    en="Spill-over unknown: where the public of teams not asked also follows teams that were, the effect is "
    "understated.",
)
CELLS = text(
    fr="donnez chaque contenu et équipe du plan une fois, avec des nombres ; absent n’est pas zéro",
    en="give each item and team of the design once, with numbers; missing is not zero",
)
SOME_BEFORE = text(fr="donnez before partout ou nulle part", en="give before for every cell or for none")
BY_REGION = text(
    fr="Évolution des régions actives contre celles que le sort a fait attendre, en %.",
    en="Change of active regions against those that chance made wait, in %.",
)
BY_SWITCH = text(
    fr="Périodes avec et sans programme, tirées au sort par paires, en %.",
    en="Blocks with and without the programme, drawn by chance in pairs, in %.",
)
REGIONS_MIX = text(
    fr="Débordement : un public qui suit des collègues d’autres régions rapproche les deux ; "
    "l’effet est sous-estimé.",
    en="Spill-over: a public that follows colleagues of other regions brings both together; the "
    "effect is understated.",
)
CARRY_OVER = text(
    fr="Débordement : ce qui agit au-delà des jours écartés rapproche les deux ; l’effet est sous-estimé.",
    en="Spill-over: what acts beyond the days left out brings both together, and the effect is understated.",
)
NOT_POSITIVE = text(
    fr="il manque des jours, ou leur moyenne est nulle : réunissez de petites régions, allongez les périodes",
    en="days are missing, or their mean is 0: combine small regions, or lengthen the blocks",
)
PERCENT_MORE = text(fr="Le programme a causé une hausse.", en="The programme caused a rise.")
PERCENT_LESS = text(fr="Le programme a causé une baisse.", en="The programme caused a fall.")
PERCENT_UNSHOWN = text(
    fr="Aucun effet n’est montré, ni exclu jusqu’à {most} %.",
    en="No effect is shown, nor excluded up to {most}%.",
)
PERCENT = text(fr="Effet en % : ", en="Effect in %: ")


def of_percent(effect: Estimate) -> Text:
    """The verdict on an effect in per cent."""
    if effect.low > 0:
        return PERCENT_MORE
    if effect.high < 0:
        return PERCENT_LESS
    return PERCENT_UNSHOWN.format(most=short(max(effect.high, -effect.low)))
