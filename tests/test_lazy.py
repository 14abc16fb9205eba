from __future__ import annotations

import gc
import subprocess
import sys

import pytest

import advocacy


def test_names_are_found_and_unknown_ones_are_refused_as_python_does() -> None:
    assert advocacy.Program.__name__ == "Program"
    with pytest.raises(AttributeError, match="'advocacy' has no attribute 'Programme'"):
        advocacy.Programme  # noqa: B018 - asking is the test
    assert gc.isenabled()


def test_the_package_itself_imports_nothing_heavy() -> None:
    heavy = ["requests", "pydantic", "sqlalchemy", "jinja2", "yaml", "re2", "rich", "typer", "cryptography"]
    code = f"import advocacy, sys; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_programme_imports_neither_networks_nor_templates_nor_the_charter() -> None:
    late = [
        "requests",
        "jinja2",
        "yaml",
        "re2",
        "rich",
        "typer",
        "cryptography",
        "phonenumbers",
        "holidays",
        "tweepy",
        "uvicorn",
    ]
    code = (
        f"from advocacy import Program; import sys; print([name for name in {late} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
