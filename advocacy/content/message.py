"""A suggested wording of a story for one network and language, over the advocate’s own facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from advocacy.content import template
from advocacy.content.template_check import faults
from advocacy.documents import LanguageTag, NetworkName, Unfit
from advocacy.errors import InvalidInput


def _usable(text: str) -> str:
    wrong = faults(text)
    if wrong:
        first, *more = wrong
        raise Unfit(fr=first.text.fr, en=first.text.en, hint=first.hint, line=first.line, more=more)
    return text


Template = Annotated[str, AfterValidator(_usable)]
"""A template that is known to be usable; whatever is wrong in it is told with its line."""


class Message(BaseModel):
    """One wording. A story may have several for the same network and language: colleagues then differ.

    >>> message = Message(network="mastodon", language="en", text="My team in {{ city }}: {{ link }}")
    >>> message.render({"city": "Lyon", "link": "https://go.acme.example/a1"})
    'My team in Lyon: https://go.acme.example/a1'
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    network: NetworkName = Field(description="The network it is for.")
    language: LanguageTag = Field(description="The language it is in.")
    text: Template = Field(description="What it says; {{ link }} is where the personal link goes.")

    @property
    def names(self) -> frozenset[str]:
        """The facts it names."""
        return template.names(self.text)

    def render(self, facts: Mapping[str, str]) -> str:
        """The text for somebody with these `facts` (`link` among them).

        Raises:
            InvalidInput: when it prints a fact that is not known of this person.
        """
        return template.render(self.text, facts)

    def suits(self, facts: Mapping[str, str]) -> bool:
        """Whether it can be rendered with these `facts`."""
        try:
            self.render(facts)
        except InvalidInput:
            return False
        return True
