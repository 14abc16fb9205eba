"""Who decides says for which role, and a role without a say decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from advocacy.errors import NotAllowed
from advocacy.program import Program
from advocacy.share import Share, ShareState
from builders import advocate, approved, running

Verb = Callable[[Program, str], object]
BRAND: dict[str, Verb] = {
    "freeze": lambda program, role: program.freeze(by="maria", role=role, reason="fire"),
    "resume": lambda program, role: program.resume(by="maria", role=role),
}
INSTALLATION: dict[str, Verb] = {
    "release": lambda program, role: program.release("network", by="maria", role=role),
    "adopt": lambda program, role: program.adopt(by="maria", role=role),
    "rotate": lambda program, role: program.rotate_vault(by="maria", role=role),
}


@pytest.mark.parametrize("verb", (BRAND | INSTALLATION).values(), ids=(BRAND | INSTALLATION))
def test_a_role_without_a_say_is_refused_in_both_languages(tmp_path: Path, verb: Verb) -> None:
    with running(tmp_path) as (program, _), pytest.raises(NotAllowed) as refused:
        verb(program, "intern")
    assert "“intern”" in refused.value.text.en
    assert "« intern »" in refused.value.text.fr
    assert "marketing, hr" in refused.value.text.fr


@pytest.mark.parametrize("verb", INSTALLATION.values(), ids=INSTALLATION)
@pytest.mark.parametrize("role", ["marketing", "hr", "operator"])
def test_who_looks_after_the_installation_may(tmp_path: Path, verb: Verb, role: str) -> None:
    with running(tmp_path) as (program, _):
        verb(program, role)


@pytest.mark.parametrize("verb", BRAND.values(), ids=BRAND)
def test_an_operator_does_not_speak_for_the_brand(tmp_path: Path, verb: Verb) -> None:
    with running(tmp_path) as (program, _):
        program.freeze(by="maria", role="hr", reason="fire")
        with pytest.raises(NotAllowed):
            verb(program, "operator")
        verb(program, "marketing")


def in_doubt(program: Program, lose: Callable[[str], None]) -> Share:
    share = program.accept(approved(program)[0], by="ada")
    lose(share.network)
    program.publish(patience=timedelta(0))
    return share


def test_one_answers_for_ones_own_share_and_a_role_for_anybodys(tmp_path: Path) -> None:
    with running(tmp_path, [advocate("ada")]) as (program, fake):
        share = in_doubt(program, lambda network: fake.lose_answers(1, name=network))
        for role in (None, "intern"):
            with pytest.raises(NotAllowed):
                program.settle(share.id, "give-up", by="maria", role=role)
        assert program.share(share.id).state is ShareState.UNKNOWN
        done = program.settle(share.id, "give-up", by="maria", role="hr")
        assert done.state is ShareState.CANCELLED
        assert program.history(share.id)[-1].detail["role"] == "hr"
