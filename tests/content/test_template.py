"""The template language: what it fills in, and that nothing else can be done in it."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.content.sandbox import MAX_TEMPLATE, NAMES
from advocacy.content.template import render
from advocacy.content.template_check import faults
from advocacy.errors import InvalidInput

LINK = "https://go.acme.example/ab12"
ADA = {"first_name": "Ada", "name": "Ada Morel", "team": "sales", "link": LINK}


def told(template: str) -> list[str]:
    return [f"{fault.line}: {fault.text.en}" for fault in faults(template)]


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Hello {{ first_name }}: {{ link }}", f"Hello Ada: {LINK}"),
        ("{{ first_name|upper }}\n{{ link }}\n", f"ADA\n{LINK}"),
        ("{% if city %}In {{ city }}{% else %}Here{% endif %}\n{{ link }}", f"Here\n{LINK}"),
        ("{% if team == 'sales' and not city %}\nYes\n{% endif %}\n{{ link }}", f"Yes\n{LINK}"),
        ("{% if team in ('hr', 'sales') %}A{% elif city is defined %}B{% endif %} {{ link }}", f"A {LINK}"),
        ("One\n{% if city %}\nTwo\n{% endif %}\nThree {{ link }}", f"One\nThree {LINK}"),
        ("One\n  {% if name %}  \nTwo\n{% endif %}\n\n{{ link }}", f"One\nTwo\n\n{LINK}"),
        ("{{ city|default('Lyon') }} ({{ link }})", f"Lyon ({LINK})"),
        ("{{ first_name ~ '!' }} {{ 'x' if city else 'y' }}", "Ada! y"),
        ("{# not said #}{{ name }}", "Ada Morel"),
        ("50 % & <b> “é” 👋", "50 % & <b> “é” 👋"),
    ],
)
def test_what_is_filled_in(template: str, text: str) -> None:
    assert told(template) == []
    assert render(template, ADA) == text


def test_a_fact_is_never_a_template() -> None:
    assert render("{{ name }}", {"name": "{{ link }}{% for x in y %}"}) == "{{ link }}{% for x in y %}"


def test_a_fact_that_is_not_known_is_not_printed() -> None:
    with pytest.raises(InvalidInput, match=r"prints “city”.*not known of this person"):
        render("In {{ city }}", ADA)


@pytest.mark.parametrize(
    "template",
    [
        "{% for a in name %}{% for b in name %}x{% endfor %}{% endfor %}",
        "{{ 'a' * 999999999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ name.__class__ }}",
        "{{ name['__class__'] }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ name|attr('__class__') }}",
        "{{ '%999999999s'|format(name) }}",
        "{{ name|replace('a', 'aaaaaaaa') }}",
        "{{ range(999999999)|list }}",
        "{{ lipsum(999) }}",
        "{{ self }}",
        "{{ cycler('a').next() }}",
        "{% set name = 'x' %}",
        "{% macro m() %}{% endmacro %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% block b %}{% endblock %}",
        "{% filter upper %}x{% endfilter %}",
        "{% call m() %}{% endcall %}",
        "{% with a = 1 %}{% endwith %}",
        "{{ name is callable }}",
        "{{ name is filter }}",
        "{{ name[0:1] }}",
        "{{ -1 }}",
        "{{ {'a': 1} }}",
    ],
)
def test_nothing_else_can_be_done(template: str) -> None:
    assert told(template)
    with pytest.raises(InvalidInput):
        render(template, ADA)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("a\n{{ nme }}", "2: “nme” is no known fact"),
        ("{{ name|shout }}", "1: unknown filter “shout”"),
        ("a\n\n{{ first name }}", "3: one fact in each {{ }}: “{{ first name }}”"),
        ("{{ name }", "1: braces come in twos: {{ and }}: “{{ name }”"),
        ("{{ }}", "1: nothing between the braces: “{{ }}”"),
        ("{% endif %}", "1: {% endif %} without {% if %}: “{% endif %}”"),
        ("{% what %}", "1: a template that cannot be read: “{% what %}”"),
        (" \n ", "1: an empty text"),
        ("{{ link }}\n{{ link }}", "2: {{ link }} is printed twice: keep one"),
        (
            "{% if city %}{{ link }}{% else %}{% if job %}{{ link }}{% endif %}{% endif %}",
            "1: {{ link }} is not printed in every case: take it out of {% if %}",
        ),
        (
            "{% if city %}a {{ link }}{% elif job %}b {{ link }}{% else %}{{ link }} {{ link }}{% endif %}",
            "1: {{ link }} is printed twice: keep one",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(template: str, message: str) -> None:
    assert told(template) == [message]


@pytest.mark.parametrize(
    "around", ["at{{ link }}", "{{ link }}.", "{{ link }},", "{{ name }}{{ link }}", "#{{ link }}"]
)
def test_the_link_stands_apart(around: str) -> None:
    assert "touches another character" in told(around)[0]


@pytest.mark.parametrize(
    "around", ["({{ link }})", "“{{ link }}”", "a {{ link }} b", "a\n{{ link }}\nb", "{{ link }}"]
)
def test_the_link_may_stand_there(around: str) -> None:
    assert told(around) == []


@pytest.mark.parametrize("changed", ["{{ link|upper }}", "{{ link ~ 'x' }}", "{{ link if city else name }}"])
def test_the_link_is_not_changed(changed: str) -> None:
    assert any("a changed address leads nowhere" in line for line in told(changed))


def test_length_and_depth_are_bounded() -> None:
    assert "too long" in told("x" * (MAX_TEMPLATE + 1))[0]
    assert told("{{ " + "not " * 2000 + "name }}") == ["1: nested too deep"]
    assert told("{% if name %}" * 200 + "{% endif %}" * 200) == ["1: nested too deep"]
    with pytest.raises(InvalidInput, match="text too long"):
        render("{{ name }}" * 900, {"name": "x" * 200})


@given(st.text(alphabet=st.sampled_from("{}%#|~() \nanme'\"lik.+-_[]"), max_size=60))
def test_only_our_error_is_ever_raised(template: str) -> None:
    if faults(template):
        with pytest.raises(InvalidInput):
            render(template, ADA)
    else:
        assert len(render(template, dict.fromkeys(NAMES, "x"))) <= len(template)


@given(st.text(string.printable + "éœ’👋", min_size=1).filter(lambda text: "{" not in text and text.strip()))
def test_plain_text_is_said_as_it_is(text: str) -> None:
    # A template's line ends are the template language's; a post has one kind.
    assert render(text, {}) == text.replace("\r\n", "\n").replace("\r", "\n").strip()
