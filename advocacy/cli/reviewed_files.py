"""Stories and texts that a team keeps in files, reviewed where they stand: file, line and column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from advocacy.charter.formats import Case, Notice, Sheet, notice_of
from advocacy.content.message import Message
from advocacy.content.story import Story
from advocacy.documents import Node, read, read_text, validate
from advocacy.errors import InvalidInput, UnknownNetwork
from advocacy.language import Language
from advocacy.program import network_facts
from advocacy.program.reviewing import images_of, sample_advocate

if TYPE_CHECKING:
    from advocacy.charter import Charter, Context, Review
    from advocacy.charter.sheets import Lines

TOOL = "advocacy review"
STORIES = (".yaml", ".yml")


def sheet_of_files(
    files: Sequence[Path], charter: Charter, context: Context, *, network: str, language: str
) -> Sheet:
    """Review each of `files`: a story’s messages, or a text.

    The name of a text may say its network and language, as ``post.linkedin.fr.txt`` does; else `network` and
    `language` count.
    """
    from advocacy.charter.sheets import codes_of  # noqa: PLC0415 - heavy: imported on first use

    found: list[tuple[Case, Review | None]] = []
    for file in files:
        found += _reviewed(file, charter, context, network=network, language=language)
    codes = codes_of(review for _, review in found if review is not None)
    return Sheet(tool=TOOL, cases=tuple(case for case, _ in found), codes=codes)


def _reviewed(
    file: Path, charter: Charter, context: Context, *, network: str, language: str
) -> Iterator[tuple[Case, Review | None]]:
    try:
        if file.suffix.lower() in STORIES:
            node = read(file)
            yield from _story(node, validate(node, Story), charter, context)
        else:
            yield _text(file, charter, context, network=network, language=language)
    except InvalidInput as error:
        notices = tuple(notice_of(mistake) for mistake in error.mistakes)
        yield Case(name=file.name, group=str(file), file=str(file), notices=notices), None


def _story(
    node: Node, story: Story, charter: Charter, context: Context
) -> Iterator[tuple[Case, Review | None]]:
    from advocacy.charter.sheets import Lines  # noqa: PLC0415 - heavy: imported on first use

    for number, message in enumerate(story.messages):
        hosts = (*context.tracking_hosts, *_counted(story, message))
        around = context.model_copy(update={"images": _images(story, message), "tracking_hosts": hosts})
        text = story.write(message, sample_advocate(message.language), link=story.link or "")
        review = charter.read(
            text,
            network=message.network,
            language=message.language,
            context=around,
            facts=network_facts(message.network),
        )
        place = ("messages", number, "text")
        first = node.text_line(place, 1)
        lines = Lines(message.text, first=first)
        name = f"{story.id} {message.network}/{message.language}"
        yield _case(name, node.name, first, review, lines), review


def _text(
    file: Path, charter: Charter, context: Context, *, network: str, language: str
) -> tuple[Case, Review]:
    from advocacy.charter.sheets import Lines  # noqa: PLC0415 - heavy: imported on first use

    text = read_text(file)
    network, language = told_by_name(file, network, language)
    review = charter.read(
        text, network=network, language=language, context=context, facts=network_facts(network)
    )
    return _case(file.name, str(file), 1, review, Lines(text, exact=True)), review


def _case(name: str, file: str, line: int, review: Review, lines: Lines) -> Case:
    from advocacy.charter.sheets import notices_of  # noqa: PLC0415 - heavy: imported on first use

    notices: tuple[Notice, ...] = tuple(notices_of(review, file=file, lines=lines))
    return Case(name=name, group=file, file=file, line=line, notices=notices)


def told_by_name(file: Path, network: str, language: str) -> tuple[str, str]:
    """The network and language that the name of a text says, else those given."""
    for part in file.name.split(".")[1:-1]:
        if part in tuple(Language):
            language = part
        elif _is_network(part):
            network = part
    return network, language


def _is_network(name: str) -> bool:
    from advocacy.connectors import registry  # noqa: PLC0415 - heavy: imported on first use

    try:
        registry.network(name)
    except UnknownNetwork:
        return False
    return True


def _counted(story: Story, message: Message) -> Iterator[str]:
    """The host of the story's own link, which goes out as one that is counted, with its parameters.

    Not where the message itself names that host: such a link goes out as it is written.
    """
    host = urlsplit(story.link or "").hostname
    if host and host not in message.text.lower():
        yield host


def _images(story: Story, message: Message) -> object:
    from advocacy.charter import Image  # noqa: PLC0415 - heavy: imported on first use

    return tuple(Image.model_validate(image) for image in images_of(story, message.language))
