"""What is kept of people: which tables, on whom, until when, and who sees it."""

from __future__ import annotations

from dataclasses import dataclass

from advocacy.language import Text
from advocacy.reach.wording import text
from advocacy.storage.salts import KEPT_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One kind of thing that is kept."""

    title: Text
    tables: tuple[str, ...]
    """Where it stands in the database."""
    what: Text
    until: Text
    seen_by: Text


_TEAM = text(fr="La personne elle-même et l’équipe du programme.", en="The person and the programme's team.")
_ADMIN = text(
    fr="Personne par un rapport ; l’administrateur de la base peut le lire.",
    en="Nobody in a report; whoever runs the database can read it.",
)
_UNDER_ID = text(
    fr="Sans terme ; un effacement les laisse, sous l’identifiant de la personne.",
    en="No end is set; erasure leaves them, under the person's id.",
)


def kept(*, keep_days: int, forget_days: int, has_files: bool) -> tuple[Kept, ...]:
    """Everything that is kept of people, under the settings for old clicks."""
    clicks = (_FILED if has_files else _UNFILED).format(days=keep_days, end=forget_days)
    return (
        *_BEFORE,
        Kept(title=_CLICKS, tables=("clicks",), what=_CLICK, until=clicks, seen_by=_ADMIN),
        *_AFTER,
    )


_CLICKS = text(fr="Clics", en="Clicks")
_CLICK = text(
    fr="Chaque appel d’un lien suivi : le lien (donc le ou la collègue), le moment, la sorte d’appel et "
    "pourquoi, le site d’origine, et une empreinte du visiteur faite avec le sel du jour. Ni adresse IP ni "
    "navigateur n’y restent.",
    en="Each request for a tracked link: the link (hence the colleague), the moment, the class of request "
    "and "
    "why, the site it came from, and a hash of the visitor made with the day's salt. Neither IP address nor "
    "browser is kept in it.",
)
_UNFILED = text(
    fr="{end} jours dans la base, puis supprimés ; leurs comptes restent.",
    en="{end} days in the database, then deleted; their counts stay.",
)
_FILED = text(
    fr="{days} jours dans la base, puis dans des fichiers jusqu’à {end} jours (au mois près), puis "
    "supprimés ; leurs comptes restent. L’effacement de la personne les ôte des fichiers.",
    en="{days} days in the database, then in files until {end} days (to the month), then deleted; their "
    "counts stay. Erasing the person takes them out of the files.",
)

_BEFORE = (
    Kept(
        title=text(fr="Qui prend part", en="Who takes part"),
        tables=("advocates", "past_memberships", "follower_counts"),
        what=text(
            fr="Nom, équipe, adresse électronique, langue, pays, ville, métier, mots-clés, heures et "
            "absences, "
            "comptes et combien de personnes les suivent, dates d’arrivée et de départ, si la personne a mis "
            "son nom au tableau.",
            en="Name, team, e-mail address, language, country, city, job, tags, hours and absences, "
            "accounts and how many follow them, "
            "days of joining and leaving, whether the person put their name on the leaderboard.",
        ),
        until=text(
            fr="Sans terme. L’effacement demandé en partant ne laisse que l’identifiant, l’équipe et les "
            "dates.",
            en="No end is set. Erasure on leaving keeps only the id, the team and the dates.",
        ),
        seen_by=_TEAM,
    ),
    Kept(
        title=text(fr="Offres, réponses et posts", en="Offers, answers and posts"),
        tables=(
            *("shares", "asks", "slots", "posts", "attempts", "deletion_offers"),
            *("nudges", "nudged"),
        ),
        what=text(
            fr="Ce qui a été proposé à qui, quand un message l’a dit, la réponse, le texte accepté, "
            "l’adresse du post, chaque essai d’envoi.",
            en="What was offered to whom, when a message told them, the answer, the words accepted, the "
            "post's address, each attempt to send.",
        ),
        until=text(
            fr="Sans terme. L’effacement ôte le texte, l’adresse, les créneaux et les messages ; l’offre et "
            "son état restent sous l’identifiant.",
            en="No end is set. Erasure takes words, address, slots and messages away; the offer and its "
            "state stay under the id.",
        ),
        seen_by=text(
            fr="La personne et l’équipe du programme, personne par personne (commande « shares ») : un refus "
            "s’y voit. Aucun rapport ne le montre.",
            en="The person and the programme's team, person by person (the command `shares`): a decline is "
            "seen "
            "there. No report shows it.",
        ),
    ),
    Kept(
        title=text(fr="Jetons des comptes", en="Tokens of accounts"),
        tables=("grants", "consents", "collectors"),
        what=text(
            fr="Quel compte est relié, et le jeton que le réseau a donné, chiffré ; une demande en cours ; "
            "le "
            "nombre de lectures du jour.",
            en="Which account is connected, and the token that the network gave, encrypted; a consent that "
            "is "
            "being asked for; how often counts were read that day.",
        ),
        until=text(
            fr="Le jeton jusqu’à la déconnexion ou au départ ; il est alors rendu au réseau et détruit. Une "
            "demande en cours expire d’elle-même.",
            en="The token until the person disconnects or leaves; it is then given back to the network and "
            "destroyed. A consent that is being asked for ends by itself.",
        ),
        seen_by=text(
            fr="Personne : le programme seul s’en sert. La personne et l’équipe voient quel compte est "
            "relié.",
            en="Nobody: only the programme uses it. The person and the team see which account is connected.",
        ),
    ),
    Kept(
        title=text(fr="Relectures et charte", en="Reviews and charter"),
        tables=(
            *("reviews", "confirmations", "disputes", "exemptions", "exemption_uses", "acknowledgements"),
        ),
        what=text(
            fr="Ce que la charte a relevé dans un texte, les raisons données, les contestations, les "
            "dérogations, "
            "qui a lu la charte.",
            en="What the charter found in a text, reasons given, disputes, exemptions, who read the charter.",
        ),
        until=text(
            fr="Sans terme. L’effacement vide ce qui fut relevé, les raisons et les contestations de ses "
            "partages.",
            en="No end is set. Erasure empties findings, reasons and disputes of that person's shares.",
        ),
        seen_by=text(
            fr="La personne et celles et ceux qui relisent.", en="The person, and those who review."
        ),
    ),
    Kept(
        title=text(fr="Liens suivis", en="Tracked links"),
        tables=("tracked_links",),
        what=text(
            fr="Un lien par personne, histoire et réseau : un clic dit donc sur le post de qui il fut fait.",
            en="One link for each person, story and network: a click thus says whose post it was on.",
        ),
        until=_UNDER_ID,
        seen_by=_ADMIN,
    ),
    Kept(
        title=text(fr="Sels des visiteurs", en="Salts of visitors"),
        tables=("salts",),
        what=text(
            fr="Le nombre tiré au sort chaque jour, sans lequel l’empreinte d’un visiteur ne se refait pas.",
            en="The number drawn each day, without which a visitor's hash cannot be made again.",
        ),
        until=text(
            fr="{hours} heures au plus, puis détruit.", en="{hours} hours at most, then destroyed."
        ).format(hours=24 * KEPT_DAYS),
        seen_by=_ADMIN,
    ),
)

_AFTER = (
    Kept(
        title=text(fr="Clics comptés", en="Counted clicks"),
        tables=(
            "rolled_clicks",
            "rolled_teams",
            "visitor_days",
            "co_clicks",
            "metric_snapshots",
        ),
        what=text(
            fr="Combien de clics et de visiteurs par lien et par jour, combien de visiteurs communs à deux "
            "collègues, combien de vues le réseau annonce par post. Aucun visiteur n’y est.",
            en="How many clicks and visitors for each link and day, how many visitors two colleagues share, "
            "how "
            "many views the network tells of a post. No visitor is in it.",
        ),
        until=text(fr="Sans terme.", en="No end is set."),
        seen_by=text(
            fr="De ses propres posts, la personne elle-même (advocacy own-posts) ; sinon personne par un "
            "rapport ; l’administrateur de la base peut le lire.",
            en="Of their own posts, the person themselves (advocacy own-posts); else nobody in a report; "
            "whoever runs the database can read it.",
        ),
    ),
    Kept(
        title=text(fr="Listes publiques d’abonnés", en="Public lists of followers"),
        tables=("follower_lists",),
        what=text(
            fr="Si la personne l’accepte et que sa liste est publique : une esquisse, faite d’empreintes à "
            "clé d’au plus 1 024 abonnés, et leur nombre. Ni nom ni identifiant ; la clé est chiffrée à "
            "part. Qui a la clé et l’identifiant d’un abonné peut vérifier s’il y figure.",
            en="Where the person agrees and their list is public: a sketch, made of keyed hashes of at most "
            "1,024 followers, and how many there are. No name and no id; the key is encrypted apart. Whoever "
            "has the key and a follower's id can check whether they are in it.",
        ),
        until=text(
            fr="Jusqu’à ce que la personne retire son accord, déconnecte le compte ou parte ; aussitôt si "
            "elle cache sa liste. Détruire la clé détruit tout.",
            en="Until the person withdraws, disconnects the account or leaves; at once where they hide the "
            "list. Destroying the key destroys all.",
        ),
        seen_by=text(
            fr="Personne : seule l’audience de dix auteurs ou plus est dite. Chacun voit combien le suivent.",
            en="Nobody: only the audience of ten authors or more is told. Each person sees how many follow "
            "them.",
        ),
    ),
    Kept(
        title=text(fr="Visiteurs qui l’acceptent", en="Visitors who agree"),
        tables=("consented_visits",),
        what=text(
            fr="Si le réglage est en service et qu’un visiteur y consent sur votre site : lesquels de nos "
            "liens il a suivis dans une campagne, et quand, sous une empreinte propre à cette campagne.",
            en="Where the setting is on and a visitor agrees on your site: which of our links they followed "
            "in one campaign, and when, under a hash that is of that campaign only.",
        ),
        until=text(
            fr="30 jours après la campagne, puis détruit avec la clé de l’empreinte ; aussitôt, si le "
            "visiteur se ravise.",
            en="30 days after the campaign, then destroyed with the key of the hash; at once where the "
            "visitor withdraws.",
        ),
        seen_by=text(
            fr="En nombres, à partir d’un groupe assez grand de visiteurs et de collègues.",
            en="As numbers, from a group of visitors and colleagues that is large enough.",
        ),
    ),
    Kept(
        title=text(fr="Ventes et contacts", en="Sales and leads"),
        tables=("conversions", "touches"),
        what=text(
            fr="Le numéro, le moment et le montant d’une vente ou d’un contact ; et les clics rapportés "
            "avec, si "
            "les identifiants de clic sont en service et que le visiteur y consent.",
            en="The number, moment and amount of a sale or lead; and the clicks brought back with it, where "
            "click ids are on and the visitor consents.",
        ),
        until=text(fr="Sans terme.", en="No end is set."),
        seen_by=text(
            fr="Par campagne, histoire ou réseau, derrière assez d’auteurs ; jamais par personne.",
            en="By campaign, story or network, with enough authors behind it; never by person.",
        ),
    ),
    Kept(
        title=text(fr="Journal et cadence", en="Journal and pace"),
        tables=(
            *("events", "approvals", "charter_approvals", "charter_activations", "freezes"),
            *("freeze_exemptions", "limits", "pauses"),
        ),
        what=text(
            fr="Qui a approuvé, gelé, changé quoi, et quand ; à quelle cadence un compte peut publier.",
            en="Who approved, froze or changed what, and when; how fast an account may post.",
        ),
        until=text(
            fr="Sans terme. L’effacement vide les détails de ses partages et la cadence de son compte ; que "
            "quelque chose fut fait, par qui et quand, reste.",
            en="No end is set. Erasure empties the details of that person's shares and their account's pace; "
            "that something was done, by whom and when, stays.",
        ),
        seen_by=text(
            fr="L’équipe du programme et l’administrateur de la base.",
            en="The programme's team and whoever runs the database.",
        ),
    ),
)
