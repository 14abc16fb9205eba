"""What a file may write shorter: a text for a mapping, one value for a list; editors are told both forms."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class Part(BaseModel):
    """A part of a charter file: frozen, and without other keys than its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Shorthand(Part):
    """A part that may be written as plain text, which then is its field `main`.

    >>> class Source(Shorthand):
    ...     main: ClassVar[str] = "title"
    ...     title: str
    >>> Source.model_validate("House rule")
    Source(title='House rule')
    """

    main: ClassVar[str]

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return cls.spelled_out(value) if isinstance(value, str) else value

    @classmethod
    def spelled_out(cls, text: str) -> dict[str, Any]:
        """The mapping that `text` stands for."""
        return {cls.main: text}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, handler(core)]}


def several(value: Any) -> Any:
    """A list of the one `value`, where it is none."""
    return value if isinstance(value, list | tuple) else [value]


def one_or_several(of: Any) -> BeforeValidator:
    """Lets a field that is a list of `of` be written as one of them."""
    return BeforeValidator(several, json_schema_input_type=of | list[of])


class AloneToo:
    """Tells editors that a list may be written as one of its parts, whose type its use decides."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        whole = handler(core)
        return {"anyOf": [whole["items"], whole]}
