"""What a model allows at each place of a file, read from its JSON Schema."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from advocacy.documents.node import Path

_Schema = dict[str, Any]


def json_schema(model: type[BaseModel]) -> _Schema:
    """The JSON Schema of `model`, for editors that complete and check while one types.

    >>> class Place(BaseModel):
    ...     city: str
    >>> json_schema(Place)["required"]
    ['city']
    """
    schema = copy.deepcopy(_schema(model))
    for part in (schema, *schema.get("$defs", {}).values()):
        if "description" in part:
            # A docstring's first paragraph is for people; its example is for Python.
            part["description"] = part["description"].split("\n\n")[0].replace("\n", " ")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema


@lru_cache(maxsize=64)
def _schema(model: type[BaseModel]) -> _Schema:
    return model.model_json_schema(by_alias=True)


def allowed_keys(model: type[BaseModel], data: Any, path: Path) -> tuple[str, ...]:
    """The fields that may stand in the mapping at `path` of `data`."""
    shapes = _at(_schema(model), data, path)
    return tuple(dict.fromkeys(key for shape in shapes for key in shape.get("properties", ())))


def misfits(model: type[BaseModel], data: Any) -> Iterator[tuple[Path, str]]:
    """Places where a bare word was written for a number or a boolean, or the other way round.

    These would be converted in silence (``yes`` to true, 20260301 to a date of 1970); the type
    that is expected there comes with each: ``boolean``, ``integer``, ``number`` or ``date-time``.
    """
    root = _schema(model)
    return _misfits(root, [root], data, ())


def may_be_converted(data: Any, read: Any = None) -> bool:
    """Whether a value in `data` may have become one of another type in `read`, the model made of it.

    Most values plainly did not; where it takes more than a look to say so, they may have.

    >>> may_be_converted({"title": "Charter"}), may_be_converted({"title": ["yes"]})
    (False, True)
    >>> may_be_converted({"version": 3}, {"version": "3"}), may_be_converted({"days": "3"}, {"days": 3})
    (False, True)
    """
    if isinstance(data, dict):
        known = read if isinstance(read, dict) else getattr(read, "__dict__", None) or {}
        return any(may_be_converted(part, known.get(key)) for key, part in data.items())
    if isinstance(data, list):
        found = read if isinstance(read, list | tuple) and len(read) == len(data) else (None,) * len(data)
        return any(map(may_be_converted, data, found))
    if data is None or isinstance(read, str) or (type(read) is type(data) and read == data):
        return False  # what is read as text was asked for as text, whatever it looks like
    return not isinstance(data, str) or data.strip().lower() in _BOOLEANS or _is_number(data)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _misfits(root: _Schema, shapes: list[_Schema], data: Any, path: Path) -> Iterator[tuple[Path, str]]:
    shapes = list(_open(root, shapes, data))
    if isinstance(data, dict | list):
        for step in data if isinstance(data, dict) else range(len(data)):
            yield from _misfits(root, list(_step(shapes, step)), data[step], (*path, step))
    elif shapes and not any(_fits(shape, data) for shape in shapes):
        wanted = shapes[0].get("format") or shapes[0].get("type")
        if wanted in _CONVERTED:
            yield path, wanted


def _fits(shape: _Schema, data: Any) -> bool:
    """Whether a scalar is of the type a shape asks for; what has no single type fits anything."""
    kind = shape.get("type")
    if kind == "null":
        return data is None
    if kind in ("boolean", "integer", "number"):
        return type(data) in _PYTHON[kind]
    if kind == "string" and shape.get("format") in ("date-time", "date", "time", "duration"):
        return isinstance(data, str)
    return True


def _at(root: _Schema, data: Any, path: Path) -> list[_Schema]:
    shapes = list(_open(root, [root], data))
    for step in path:
        data = data[step]
        shapes = list(_open(root, list(_step(shapes, step)), data))
    return shapes


def _step(shapes: list[_Schema], step: str | int) -> Iterator[_Schema]:
    for shape in shapes:
        inner = shape.get("items") if isinstance(step, int) else shape.get("properties", {}).get(step)
        if inner is None and isinstance(step, int) and step < len(shape.get("prefixItems", ())):
            inner = shape["prefixItems"][step]
        if inner is None and isinstance(step, str):
            inner = _by_pattern(shape, step) or shape.get("additionalProperties")
        if isinstance(inner, dict):
            yield inner


def _by_pattern(shape: _Schema, key: str) -> Any:
    patterns = shape.get("patternProperties", {})
    return next((inner for pattern, inner in patterns.items() if re.search(pattern, key)), None)


def _open(root: _Schema, shapes: list[_Schema], data: Any) -> Iterator[_Schema]:
    """Follow references and alternatives; of tagged alternatives only the one that `data` names."""
    for shape in shapes:
        if "$ref" in shape:
            yield from _open(root, [_referred(root, shape["$ref"])], data)
        tag = shape.get("discriminator", {})
        named = data.get(tag.get("propertyName")) if isinstance(data, dict) else None
        if isinstance(named, str) and named in tag.get("mapping", {}):
            yield from _open(root, [_referred(root, tag["mapping"][named])], data)
            continue
        alternatives = [part for word in ("anyOf", "oneOf", "allOf") for part in shape.get(word, ())]
        yield from _open(root, alternatives, data)
        if not alternatives and "$ref" not in shape:
            yield shape


def _referred(root: _Schema, reference: str) -> _Schema:
    found: Any = root
    for part in reference.removeprefix("#/").split("/"):
        found = found[part.replace("~1", "/").replace("~0", "~")]
    return dict(found)


_PYTHON: dict[str, tuple[type, ...]] = {"boolean": (bool,), "integer": (int,), "number": (int, float)}
_BOOLEANS = {"0", "1", "f", "n", "t", "y", "no", "on", "off", "yes", "true", "false"}
_CONVERTED = {"boolean", "integer", "number", "date-time", "date", "time", "duration"}
