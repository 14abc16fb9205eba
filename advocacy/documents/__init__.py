"""A file that people wrote → a model, with the file, line and field of everything that is wrong in it."""

from __future__ import annotations

from advocacy.documents.node import Node, Path
from advocacy.documents.shape import json_schema
from advocacy.documents.validation import Unfit, near_miss, validate, validate_each
from advocacy.documents.yaml_text import read_yaml

__all__ = ["Node", "Path", "Unfit", "json_schema", "near_miss", "read_yaml", "validate", "validate_each"]
