"""What a lint may say: each code with its level, its message and what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advocacy.charter.formats import Code, Level
from advocacy.language import Text

E, W, N = Level.ERROR, Level.WARNING, Level.NOTE


@dataclass(frozen=True, slots=True)
class _Told:
    """A code: how grave, what is said at the place, and the reason."""

    level: Level
    fr: str
    en: str
    why_fr: str
    why_en: str


_EMPTY = (
    "Une règle qui cherche dans une liste vide ne trouve rien, sans le dire.",
    "A rule that looks in an empty list finds nothing, and does not say so.",
)
_IDLE = ("Ce qui ne sert à rien trompe qui relit.", "What is not used misleads those who read it.")
_OWN_LANGUAGE = ("Chacun lit la charte dans sa langue.", "Everyone reads the charter in their own language.")
_GAP = ("Un message avec un trou ne se comprend pas.", "A message with a gap is not understood.")

_ALL: Mapping[str, _Told] = {
    "no-contact": _Told(
        E,
        "la charte n’a pas de contact : ajoutez « contact: »",
        "the charter has no contact: add “contact:”",
        "Qui est bloqué doit savoir à qui s’adresser.",
        "Who is blocked must know whom to turn to.",
    ),
    "no-consultation": _Told(
        N,
        "pas de date de consultation : ajoutez « consulted: » (le jour où les élus ont été consultés)",
        "no date of consultation: add “consulted:” (the day staff representatives were consulted)",
        "Une charte qui contrôle des salariés se présente d’abord à leurs représentants.",
        "A charter that checks employees is first shown to their representatives.",
    ),
    "no-rules": _Told(
        W,
        "aucune règle : prenez un jeu de règles (« packs: [core] ») ou écrivez des articles",
        "no rules: take a pack (“packs: [core]”) or write articles",
        "Une charte sans règle laisse tout passer.",
        "A charter without rules lets everything pass.",
    ),
    "touches-protected": _Told(
        E,
        "« {rule} » touche une parole protégée : « {text} »{more} ; resserrez la règle ou ajoutez une garde",
        "“{rule}” touches protected speech: “{text}”{more}; narrow the rule or add a guard",
        "Salaire, horaires, sécurité, syndicat, alerte : aucune règle ne doit y toucher.",
        "Pay, hours, safety, unions, whistle-blowing: no rule may touch them.",
    ),
    "bare-article": _Told(
        W,
        "l’article « {article} » n’a pas de {missing} : c’est ce que les gens lisent",
        "the article “{article}” has no {missing}: that is what people read",
        "Un article se lit d’abord ; ses règles ne font que l’appliquer.",
        "An article is read first; its rules only apply it.",
    ),
    "unknown-exempted": _Told(
        W,
        "aucune règle ne s’appelle « {rule} » : la dérogation ne sert à rien",
        "no rule is called “{rule}”: the exemption does nothing",
        "Une dérogation nomme une règle, ou une famille comme « conf.* ».",
        "An exemption names a rule, or a family such as “conf.*”.",
    ),
    "off-exempted": _Told(
        W,
        "« {rule} » est désactivée ici : la dérogation ne sert à rien",
        "“{rule}” is turned off here: the exemption does nothing",
        "De ce qui est désactivé, personne n’a besoin d’être exempté.",
        "Nobody needs an exemption from what is turned off.",
    ),
    "closed-exemption": _Told(
        E,
        "de « {rule} », personne ne peut exempter : la dérogation ne sert à rien ; retirez-la",
        "nobody may grant an exemption from “{rule}”: it does nothing; take it out",
        "Une règle dit qui peut y déroger ; « nobody » veut dire personne.",
        "A rule says who may grant an exemption; “nobody” means no one.",
    ),
    "foreign-exemption": _Told(
        W,
        "« {by} » n’est pas un rôle qui peut exempter de « {rule} » : {roles} le peut",
        "“{by}” is not a role that may grant an exemption from “{rule}”: {roles} may",
        "Une règle dit qui peut y déroger.",
        "A rule says who may grant an exemption.",
    ),
    "endless-exemption": _Told(
        E,
        "dérogation sans fin lisible : elle compte comme échue ; écrivez « until: 2026-12-31 »",
        "the exemption has no readable end: it counts as lapsed; write “until: 2026-12-31”",
        "Ce qui n’a pas de fin n’est jamais revu.",
        "What has no end is never looked at again.",
    ),
    "long-exemption": _Told(
        W,
        "dérogation de plus de 90 jours (jusqu’au {until}) : raccourcissez, ou changez la règle",
        "an exemption of more than 90 days (until {until}): shorten it, or change the rule",
        "Une longue dérogation est une règle qui n’est pas la bonne.",
        "A long exemption is a rule that is not the right one.",
    ),
    "lapsed-exemption": _Told(
        W,
        "dérogation échue depuis le {until} : la règle s’applique de nouveau ; retirez-la",
        "the exemption lapsed on {until}: the rule fires again; take it out",
        "Une dérogation échue n’exempte plus rien.",
        "A lapsed exemption exempts nothing.",
    ),
    "bare-exemption": _Told(
        W,
        "dérogation sans {missing} : on doit savoir qui l’a donnée et pourquoi",
        "an exemption without {missing}: one must know who gave it and why",
        "Une dérogation a une raison et quelqu’un qui en répond.",
        "An exemption has a reason and someone who answers for it.",
    ),
    "unfilled-name": _Told(
        N,
        "personne ne remplit ${name}, dont se servirait {by}",
        "nobody fills ${name}, which {by} would use",
        *_EMPTY,
    ),
    "sleeping": _Told(
        N,
        "personne ne remplit ${name} ; d’ici là, ceci dort : {rules}",
        "nobody fills ${name}; until you name some, this sleeps: {rules}",
        *_EMPTY,
    ),
    "misspelt-name": _Told(
        W, "personne ne remplit ${name}, attendu par {by}", "nobody fills ${name}, awaited by {by}", *_EMPTY
    ),
    "misspelt-own": _Told(
        W,
        "aucune règle n’utilise {kind} « {given} » ; pour {by}, c’est ${name}",
        "no rule uses the {kind} “{given}”; for {by} it is ${name}",
        *_EMPTY,
    ),
    "unknown-network": _Told(
        W,
        "aucun réseau ne s’appelle « {name} » : cela ne vaut que pour les textes qui s’y disent destinés ; si"
        " c’est voulu, ajoutez « {name}: {{}} » sous « networks: »",
        "no network is called “{name}”: this holds only for texts that say they are for it; if that is meant,"
        " add “{name}: {{}}” under “networks:”",
        "Une règle pour un réseau qui n’existe pas ne trouve rien, sans le dire.",
        "A rule for a network that there is not finds nothing, and does not say so.",
    ),
    "unused-name": _Told(
        N, "aucune règle n’utilise {kind} « {name} »", "no rule uses the {kind} “{name}”", *_IDLE
    ),
    "unused-guard": _Told(
        N, "aucune règle n’utilise la garde « {name} »", "no rule uses the guard “{name}”", *_IDLE
    ),
    "twice": _Told(
        W,
        "« {term} » est deux fois dans la même liste",
        "“{term}” is twice in the same list",
        "Un terme écrit deux fois se corrige à un seul endroit sur deux.",
        "A term that is written twice gets mended in one of two places.",
    ),
    "covered": _Told(
        N,
        "« {term} » se trouve déjà par « {other} »",
        "“{term}” is already found by “{other}”",
        "Accents, majuscules, traits d’union, pluriels et féminins comptent déjà pour un seul terme.",
        "Accents, capitals, hyphens, plurals and feminines already count as one term.",
    ),
    "pattern-never": _Told(
        E,
        "ce motif lit le texte sans majuscule ni accent, et cherche « {mark} » : il ne trouve jamais ;"
        " écrivez « {better} », ou /…/c pour lire l’original",
        "this pattern reads text without capitals or accents, and looks for “{mark}”: it never finds"
        " anything; write “{better}”, or /…/c to read the original",
        "Le texte simple est en minuscules, sans accent, avec des apostrophes et des traits droits.",
        "Plain text is in lower case, without accents, with straight quotes and hyphens.",
    ),
    "pattern-empty": _Told(
        E,
        "ce motif accepte un texte vide : il ne trouve rien de sûr ; demandez au moins une lettre",
        "this pattern accepts an empty text: it finds nothing for sure; ask for at least one letter",
        "Un motif dont tout est facultatif ne dit pas ce qu’il cherche.",
        "A pattern in which everything is optional does not say what it looks for.",
    ),
    "pattern-wide": _Told(
        W,
        "« {part} » va jusqu’au bout de la ligne : bornez-le, par exemple « [^.!?\\n]{{0,60}}? »",
        "“{part}” runs to the end of the line: bound it, for example “[^.!?\\n]{{0,60}}?”",
        "La preuve citée doit être courte ; un motif sans borne relie des phrases sans rapport.",
        "The evidence should be short; a pattern without bounds joins sentences that have nothing in common.",
    ),
    "no-source": _Told(
        W,
        "la règle « {rule} » n’a pas de source : ajoutez « source: »",
        "the rule “{rule}” has no source: add “source:”",
        "Une règle dit d’où elle vient, même « règle de la maison ».",
        "A rule says where it comes from, if only “house rule”.",
    ),
    "undated-source": _Told(
        W,
        "« {title} » : dites quel jour vous l’avez lue, par « read: 2026-03-02 »",
        "“{title}”: say on which day you read it, by “read: 2026-03-02”",
        "Le droit change : une source a la date à laquelle on l’a lue.",
        "The law changes: a source has the day on which it was read.",
    ),
    "old-source": _Told(
        N,
        "« {title} » a été lue le {read} : relisez-la",
        "“{title}” was read on {read}: read it again",
        "Le droit change : une source de plus d’un an est à relire.",
        "The law changes: a source older than a year is to be read again.",
    ),
    "no-examples": _Told(
        E,
        "la règle « {rule} » n’a pas d’exemple pour {missing}",
        "the rule “{rule}” has no example for {missing}",
        "Chaque règle a des exemples qui passent et d’autres qui sont relevés, dans les deux langues.",
        "Each rule has examples that pass and others that are found, in both languages.",
    ),
    "same-example": _Told(
        E,
        "« {text} » est à la fois sous ok et sous nok",
        "“{text}” stands under both ok and nok",
        "Un exemple ne peut pas à la fois passer et être relevé.",
        "An example cannot both pass and be found.",
    ),
    "no-exempter": _Told(
        N,
        "la règle « {rule} » ne dit pas qui peut y déroger : ajoutez « exempt: »"
        " (« nobody » s’il n’y a personne)",
        "the rule “{rule}” does not say who may grant an exemption: add “exempt:” (“nobody” if no one may)",
        "Qui est arrêté doit savoir qui peut dire oui.",
        "Who is stopped must know who can say yes.",
    ),
    "no-way-out": _Told(
        W,
        "la règle « {rule} » dit ce qui ne va pas, pas quoi écrire : ajoutez un conseil (tip),"
        " un remplacement (fix) ou un meilleur texte (better)",
        "the rule “{rule}” says what is wrong, not what to write: add a tip, a fix or a better text",
        "Une remarque aide ; elle ne fait pas que refuser.",
        "A finding helps; it does not only refuse.",
    ),
    "same-text": _Told(
        W,
        "{field} de « {rule} » est le même en français et en anglais",
        "{field} of “{rule}” is the same in French and English",
        *_OWN_LANGUAGE,
    ),
    "empty-text": _Told(
        E,
        "{field} de « {rule} » est vide en {language}",
        "{field} of “{rule}” is empty in {language}",
        *_OWN_LANGUAGE,
    ),
    "unreachable-severity": _Told(
        W,
        "« {level} » n’est jamais atteint : le niveau d’avant vaut toujours",
        "“{level}” is never reached: the level before it always holds",
        "Le premier niveau qui vaut l’emporte : le plus précis vient d’abord.",
        "The first level that holds wins: the most precise one comes first.",
    ),
    "media-terms": _Told(
        N,
        "« {rule} » vaut pour toute image de ce genre : ses « terms » sont seulement cités ;"
        " ajoutez « need: alt » si l’un d’eux doit être dit (« need: none » si c’est bien voulu)",
        "“{rule}” is about every image of that kind: its “terms” are only quoted; add “need: alt”"
        " if one of them must be said (“need: none” if this is meant)",
        "Des mots qui ne restreignent rien font croire le contraire.",
        "Words that narrow nothing look as if they did.",
    ),
    "no-cut-off": _Told(
        W,
        "un message de « {rule} » dit {{cut_off}}, que tous les réseaux n’ont pas : il s’y lit « … » ;"
        " ajoutez « when: {{network: …}} », ou une règle à part pour « demand: position »",
        "a message of “{rule}” says {{cut_off}}, which not every network has: it reads “…” there;"
        " add “when: {{network: …}}”, or a rule of its own for “demand: position”",
        *_GAP,
    ),
    "no-brand": _Told(
        W,
        "un message de « {rule} » dit {{brand}}, et la charte n’a pas de « brand: »",
        "a message of “{rule}” says {{brand}}, and the charter has no “brand:”",
        *_GAP,
    ),
}

LEVELS: Mapping[str, Level] = {code: told.level for code, told in _ALL.items()}
MESSAGES: Mapping[str, Text] = {code: Text(fr=told.fr, en=told.en) for code, told in _ALL.items()}
CODES: Mapping[str, Code] = {
    "invalid": Code(title=Text(fr="La charte ne se lit pas.", en="The charter cannot be read."))
} | {code: Code(title=Text(fr=told.why_fr, en=told.why_en)) for code, told in _ALL.items()}
