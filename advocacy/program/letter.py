"""What a person is told of the offers that wait for them, in their language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from advocacy.connectors import registry
from advocacy.connectors.base import Outgoing
from advocacy.language import Language, Text, counted
from advocacy.storage.nudges import Occasion

if TYPE_CHECKING:
    from advocacy.content.story import Story
    from advocacy.people.advocate import Advocate
    from advocacy.share import Share


def letter(
    key: str,
    person: Advocate,
    about: Sequence[tuple[Share, Occasion]],
    of: Mapping[str, Story],
    *,
    address: str | None,
) -> Outgoing:
    """One message about all of it: each story, the words offered for each network, where to say yes or no.

    That is all it takes to decide, on a phone and without opening anything. Opening a link decides nothing:
    mail filters open them all.
    """
    language = Language.of(person.language)
    many = _stories(len({share.story for share, _why in about}), about)
    parts = [_HELLO.format(name=person.facts()["first_name"]), _FREE]
    told: set[str] = set()
    offers = "\n\n".join(_offer(share, of[share.story], language, address, told) for share, _why in about)
    return Outgoing(
        share=key,
        text="\n\n".join([parts[0].say(language), many.say(language) + ".", offers, parts[1].say(language)]),
        language=language,
        title=many.say(language),
    )


def _stories(count: int, about: Sequence[tuple[Share, Occasion]]) -> Text:
    if all(why is Occasion.REMINDER for _share, why in about):
        return counted(
            count,
            fr=("histoire attend toujours votre réponse", "histoires attendent toujours votre réponse"),
            en=("story still waits for your answer", "stories still wait for your answer"),
        )
    return counted(
        count,
        fr=("histoire à partager, si vous le voulez", "histoires à partager, si vous le voulez"),
        en=("story to share, if you like", "stories to share, if you like"),
    )


def _offer(share: Share, story: Story, language: Language, address: str | None, told: set[str]) -> str:
    """An offer; what its story is about is said once, for all its networks."""
    network = registry.network(share.network).title
    head = [f"{story.title.say(language)} · {network}"]
    if story.summary and story.id not in told:
        head.append(story.summary.say(language))
    told.add(story.id)
    words = "\n".join(f"> {line}".rstrip() for line in share.text.strip().splitlines())
    answers = "\n".join(_answers(share, language, address))
    parts = ["\n".join(head), f"{_WORDS.say(language)}\n\n{words}" if words else "", answers]
    return "\n\n".join(part for part in parts if part)


def _answers(share: Share, language: Language, address: str | None) -> Iterator[str]:
    colon = " : " if language is Language.FR else ": "
    where = f"{address.rstrip('/')}/offers/{share.id}" if address else None
    for verb, word in _ANSWERS.items():
        command = f"advocacy {verb} {share.id} --by {share.advocate}"
        yield f"{word.say(language)}{colon}{f'{where}?answer={verb}' if where else command}"


_HELLO = Text(fr="Bonjour {name},", en="Hello {name},")
_FREE = Text(
    fr="C’est à vous de décider, et vos mots valent mieux que les nôtres. Rien ne part sans votre oui.",
    en="It is yours to decide, and your words are better than ours. Nothing leaves without your yes.",
)
_WORDS = Text(fr="Ce que nous vous proposons d’écrire :", en="What we suggest that you write:")
_ANSWERS = {
    "accept": Text(fr="Oui, à ma façon", en="Yes, in my own way"),
    "decline": Text(fr="Non merci", en="No, thank you"),
}
