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
    """One message about all of it: each story with its networks, and where to say yes or no.

    Opening a link decides nothing: mail filters open them all.
    """
    language = Language.of(person.language)
    many = _stories(len({share.story for share, _why in about}), about)
    parts = [_HELLO.format(name=person.facts()["first_name"]), _FREE]
    offers = "\n\n".join(_offer(share, of[share.story], language, address) for share, _why in about)
    return Outgoing(
        share=key,
        text="\n\n".join([parts[0].say(language), many.say(language) + ".", offers, parts[1].say(language)]),
        language=language,
        link=f"{address.rstrip('/')}/offers" if address else "",
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


def _offer(share: Share, story: Story, language: Language, address: str | None) -> str:
    network = registry.network(share.network).title
    return "\n".join([f"{story.title.say(language)} · {network}", *_answers(share, language, address)])


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
_ANSWERS = {
    "accept": Text(fr="Oui, à ma façon", en="Yes, in my own way"),
    "decline": Text(fr="Non merci", en="No, thank you"),
}
