"""What must be known of an image."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from advocacy.content import Media


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../secret.jpg", "a/../../b.jpg", "~/a.jpg", "C:\\a.jpg", "\\\\host\\a", " "]
)
def test_a_path_stays_beside_the_story(path: str) -> None:
    with pytest.raises(ValidationError, match="path relative"):
        Media(path=path, alt="A pump", rights="own")


@pytest.mark.parametrize("place", [{}, {"path": "a.jpg", "url": "https://a.example/a.jpg"}])
def test_it_has_one_place(place: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="one of the two"):
        Media(alt="A pump", rights="own", **place)


def test_people_who_can_be_recognised_have_agreed_or_not() -> None:
    with pytest.raises(ValidationError, match="consent"):
        Media(path="a.jpg", alt="Ada", rights="own", people=1)
    assert Media(path="a.jpg", alt="Ada", rights="own", people=1, consent=False).consent is False


def test_an_address_is_on_the_web() -> None:
    with pytest.raises(ValidationError, match="web address"):
        Media(url="file:///etc/passwd", alt="A pump", rights="own")
