"""A file that people wrote → a model, with the file, line and field of everything that is wrong in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advocacy.lazy import lazily

if TYPE_CHECKING:
    from advocacy.documents.csv_text import csv_rows, read_csv
    from advocacy.documents.fields import (
        Country,
        Day,
        LanguageTag,
        Line,
        Moment,
        NetworkName,
        Slug,
        TimeZone,
        WebAddress,
        Words,
        slug,
    )
    from advocacy.documents.files import decode, load, read, read_text, resource, resource_names
    from advocacy.documents.node import Node, Path
    from advocacy.documents.shape import json_schema
    from advocacy.documents.toml_text import read_toml
    from advocacy.documents.validation import (
        Unfit,
        attempt,
        did_you_mean,
        near_miss,
        understood,
        validate,
        validate_each,
    )
    from advocacy.documents.yaml_text import read_yaml

__all__ = [
    "Country",
    "Day",
    "LanguageTag",
    "Line",
    "Moment",
    "NetworkName",
    "Node",
    "Path",
    "Slug",
    "TimeZone",
    "Unfit",
    "WebAddress",
    "Words",
    "attempt",
    "csv_rows",
    "decode",
    "did_you_mean",
    "json_schema",
    "load",
    "near_miss",
    "read",
    "read_csv",
    "read_text",
    "read_toml",
    "read_yaml",
    "resource",
    "resource_names",
    "slug",
    "understood",
    "validate",
    "validate_each",
]

__getattr__ = lazily(
    __name__,
    {
        **dict.fromkeys(("csv_rows", "read_csv"), "advocacy.documents.csv_text"),
        **dict.fromkeys(
            (
                "Country",
                "Day",
                "LanguageTag",
                "Line",
                "Moment",
                "NetworkName",
                "Slug",
                "TimeZone",
                "WebAddress",
                "Words",
                "slug",
            ),
            "advocacy.documents.fields",
        ),
        **dict.fromkeys(
            ("decode", "load", "read", "read_text", "resource", "resource_names"), "advocacy.documents.files"
        ),
        **dict.fromkeys(("Node", "Path"), "advocacy.documents.node"),
        **dict.fromkeys(("json_schema",), "advocacy.documents.shape"),
        **dict.fromkeys(("read_toml",), "advocacy.documents.toml_text"),
        **dict.fromkeys(
            ("Unfit", "attempt", "did_you_mean", "near_miss", "understood", "validate", "validate_each"),
            "advocacy.documents.validation",
        ),
        **dict.fromkeys(("read_yaml",), "advocacy.documents.yaml_text"),
    },
)
