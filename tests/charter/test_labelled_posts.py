"""The example charters judge labelled posts as their readers did."""

from __future__ import annotations

import importlib.util
import json
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
DATA = Path(__file__).parent / "data"


@cache
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_charter", ROOT / "scripts" / "score_charter.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look for their annotations
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", sorted(DATA.glob("*.jsonl")), ids=lambda path: path.stem)
def test_posts_are_judged_as_labelled(path: Path) -> None:
    scoring = scorer()
    charters = scoring.charters_in(ROOT / "examples" / "charters")
    score = scoring.Score()
    posts = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    wrong = [told for post in posts for told in scoring.judged(post, scoring.reviewed(post, charters), score)]
    assert score.f1 >= 0.97, wrong
    assert score.alone >= 0.96 * score.clean, wrong
    assert score.exact >= 0.95 * score.shown, wrong
    assert score.touched == 0, wrong
