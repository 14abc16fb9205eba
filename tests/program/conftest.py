from __future__ import annotations

import pytest

from advocacy.vault import VARIABLE, new_key


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, new_key())
