"""The sentences of a report, in French and English."""

from __future__ import annotations

from collections.abc import Mapping

from advocacy.language import Text
from advocacy.reach.wording import text

NOTHING_OFFERED = text(
    fr="Aucun partage n’a été proposé dans cette période.", en="No share was offered in this period."
)
NOTHING_HAPPENED = text(
    fr="Aucun partage n’a été proposé ni posté dans cette période : il ne s’est rien passé.",
    en="No share was offered or posted in this period: nothing happened.",
)
ACCEPTED = text(
    fr="Sur {offered} partage{o_s} proposé{o_s}, {accepted} {were} ({rate}) ; {posts} post{s} en {is_} "
    "connu{s}.",
    en="Of {offered} share{o_s} offered, {accepted} {were} ({rate}); {posts} post{s} {is_} known to "
    "have come of them.",
)
UNANSWERED = text(
    fr="De ces offres, {open} {is_} sans réponse ; de celles qui en ont reçu une, {rate} ont été acceptées.",
    en="Of these offers, {open} {is_} unanswered; of those answered, {rate} were accepted.",
)
WERE_ACCEPTED = (
    text(fr="a été accepté", en="was accepted"),
    text(fr="ont été acceptés", en="were accepted"),
)
"""Of one, and of several."""
OFFERED = text(
    fr="{offered} partages ont été proposés ; {posts} post{s} {is_} connu{s}.",
    en="{offered} shares were offered; {posts} post{s} {is_} known.",
)
FOLLOWED = text(
    fr="Des personnes ont suivi leurs liens {clicks} fois, soit {each} fois par post.",
    en="People followed their links {clicks} time{s}, which is {each} a post.",
)
FOLLOWED_IN_A_PERIOD = text(
    fr="Dans cette période, des personnes ont suivi {clicks} fois les liens des posts faits jusqu’à sa fin.",
    en="In this period, people followed the links of posts made by its end {clicks} time{s}.",
)
"""Not per post: the posts are of all time, the clicks of the period."""
BOTS = (
    text(
        fr="{bots} autre appel venait d’un robot ou d’un aperçu de lien : il ne compte pas.",
        en="Another {bots} request came from a robot or a link preview: it does not count.",
    ),
    text(
        fr="{bots} autres appels venaient de robots et d’aperçus de liens : ils ne comptent pas.",
        en="Another {bots} requests came from robots and link previews: they do not count.",
    ),
)
"""Of one, and of several."""
NO_CLICKS = text(fr="Personne n’a encore ouvert un lien suivi.", en="Nobody has followed a tracked link yet.")
CLICKS_WITHHELD = text(
    fr="Les clics ne sont pas montrés : moins de {n} auteurs sont derrière.",
    en="Clicks are not shown: fewer than {n} authors are behind them.",
)
ADOPTION = text(
    fr="Au {day}, {part} des {whole} ambassadeurs et ambassadrices avaient partagé au moins une fois "
    "({rate}).",
    en="By {day}, {part} of the {whole} advocates had shared at least once ({rate}).",
)
ACTIVATION = text(
    fr="De celles et ceux qui sont là depuis quatre semaines au moins, {rate} avaient partagé pendant les "
    "quatre premières.",
    en="Of those who have been there for four weeks or more, {rate} had shared within the first four.",
)
BUSIEST = text(
    fr="Le jour le plus suivi est le {day}, avec {n} clic{s} de personnes ; au {half}, la moitié "
    "des clics étaient venus.",
    en="The busiest day was {day}, with {n} click{s} of people; half of all clicks had come by {half}.",
)
BUSIEST_TIED = text(
    fr="Plusieurs jours culminent à {n} clic{s} de personnes, le premier étant le {day} ; au {half}, la "
    "moitié des clics étaient venus.",
    en="Several days tie at {n} click{s} of people, the first being {day}; half of all clicks had come "
    "by {half}.",
)
NETWORK = text(
    fr="{network} porte {posts} des posts et {clicks} des clics de personnes.",
    en="{network} carries {posts} of the posts and {clicks} of the clicks of people.",
)
STORY_MOST = text(
    fr="Par post, l’histoire la plus suivie est « {first} » ({most} clics), devant « {second} » ({next}).",
    en="Per post, the story followed most is “{first}” ({most} clicks), before “{second}” ({next}).",
)
STORY_LEAST = text(
    fr="L’histoire la moins suivie par post est « {last} » ({least} clics), derrière « {second} » ({next}).",
    en="The story followed least per post is “{last}” ({least} clicks), after “{second}” ({next}).",
)
STORIES_NO_WHY = text(
    fr="Ces chiffres ne disent pas pourquoi : personne n’a tiré au sort qui partagerait laquelle.",
    en="These figures do not say why: nobody drew by lot who would share which.",
)
STORIES_ALIKE = text(
    fr="Par post, les histoires ont de {least} à {most} clics : le hasard peut l’expliquer, aucune ne se "
    "distingue.",
    en="Per post, the stories have {least} to {most} clicks: luck may explain it, none stands out.",
)

BESIDE: Mapping[str, Text] = {
    "posts": text(fr="partages acceptés : {accepted}", en="accepted shares: {accepted}"),
    "clicks_people": text(fr="{each} par post ; les robots à part", en="{each} a post; bots not among them"),
    "adoption": text(fr="{sharers} personnes sur {advocates}", en="{sharers} of {advocates} advocates"),
    "share_rate": text(
        fr="{accepted} offres prises sur {offered}", en="{accepted} of {offered} offers taken"
    ),
}
"""What stands below each large figure."""
BESIDE_CLICKS_OF_A_PERIOD = text(fr="dans cette période ; les robots à part", en="in this period; bots apart")
BESIDE_RATE_UNANSWERED = text(
    fr="{accepted} offres prises sur {offered} ; {open} sans réponse, {rate} des autres acceptées",
    en="{accepted} of {offered} offers taken; {open} unanswered, {rate} of the others accepted",
)

COUNTS = text(
    fr="Ce sont des comptes complets de ce qui a été enregistré, pas un échantillon : ils n’ont pas de "
    "marge d’erreur. Ce qui est incertain, c’est ce qu’ils veulent dire.",
    en="These are complete counts of what was recorded, not a sample: they have no margin of error. "
    "What is uncertain is what they stand for.",
)
CLICKS = text(
    fr="Un clic n’est pas une personne : qui revient un autre jour, sur un autre appareil ou par un "
    "autre lien compte à nouveau. Un robot qui se fait passer pour un navigateur compte comme une "
    "personne ; qui a lu un post sans suivre le lien ne compte pas.",
    en="A click is not a person: whoever comes back on another day, another device or another link "
    "counts again. A robot that passes for a browser counts as a person; whoever read a post without "
    "following its link does not count.",
)
MAYBE_MORE_POSTS = text(
    fr="{posts} post{s} {is_} connu{s}, et il peut y en avoir jusqu’à {most} : {why}.",
    en="{posts} post{s} {is_} known, and there may be up to {most}: {why}.",
)
MAYBE: Mapping[str, Text] = {
    "unknown": text(fr="{n} envoi{s} {is_} dans le doute", en="{n} sending{s} {is_} in doubt"),
    "handed_off": text(
        fr="{n} remise{s} à la personne {is_} sans adresse de post",
        en="{n} hand-off{s} {is_} without an address",
    ),
}
NO_VIEWS = text(
    fr="Rien ici ne dit combien de personnes ont vu les posts. Additionner les abonnés de chacun "
    "compterait plusieurs fois ceux qui suivent plusieurs collègues ; ce rapport ne le fait pas.",
    en="Nothing here says how many people saw the posts. Adding up everyone’s followers would count "
    "those who follow several colleagues several times; this report does not.",
)
NO_CAUSE = text(
    fr="Rien ici ne prouve un effet : une partie de ces visites aurait eu lieu sans le programme.",
    en="Nothing here proves an effect: some of these visits would have happened without the programme.",
)

STEPS: Mapping[str, Text] = {
    "unknown": text(
        fr="Levez le doute sur {n} partage{s} : cherchez le post sur le réseau et dites ce que vous "
        "avez vu. Rien n’est renvoyé d’ici là.",
        en="Clear up {n} share{s} in doubt: look for the post on the network and say what you saw. "
        "Nothing is sent again until then.",
    ),
    "on_hold": text(
        fr="Voyez ce qui retient {n} partage{s} accepté{s} : une autorisation, le réseau ou la charte.",
        en="See what keeps {n} accepted share{s} waiting: an authorisation, the network or the charter.",
    ),
    "handed_off": text(
        fr="{n} partage{s} remis pour être publié{s} à la main {is_} en attente : demandez à chaque personne "
        "l’adresse de son post.",
        en="{n} share{s} handed over to be posted by hand {is_} waiting: ask each person for the address of "
        "their post.",
    ),
    "rejected": text(
        fr="Lisez pourquoi le réseau a refusé {n} partage{s}, et dites-le aux personnes concernées.",
        en="Read why the network refused {n} share{s}, and tell the people concerned.",
    ),
}
"""By the state of the shares that someone must look at."""

FEWER_OFFERS = text(
    fr="Proposez moins, et plus près de ce que chacun fait : la plupart des offres restent sans suite.",
    en="Offer less, and closer to what each person does: most offers come to nothing.",
)
ASK_THOSE_WHO_DID_NOT = text(
    fr="Plus de la moitié n’a pas encore partagé. Avant de proposer davantage, demandez à quelques-uns "
    "ce qui leur manque : le sujet, les mots, le temps, l’envie. Ne pas partager est leur droit.",
    en="More than half have not shared yet. Before offering more, ask a few of them what is missing: "
    "the topic, the words, the time, the wish. Not sharing is their right.",
)
TELL_THOSE_WHO_DID = text(
    fr="Dites à celles et ceux qui ont partagé ce qui en est venu, et demandez-leur quelle histoire manque.",
    en="Tell those who shared what came of it, and ask them which story is missing.",
)
NEXT_TIME_BY_LOT = text(
    fr="Pour savoir la prochaine fois si le programme cause quelque chose, tirez au sort à qui chaque "
    "histoire est proposée d’abord, et comparez.",
    en="To learn next time whether the programme causes anything, draw by lot who is offered each story "
    "first, and compare.",
)
