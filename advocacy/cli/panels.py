"""In which order ``advocacy --help`` shows the verbs, under the heading of whom they serve."""

from __future__ import annotations

import typer

from advocacy.cli.speech import say

PANELS = (
    (
        say("Mettre en place", "Set up"),
        "init demo doctor check schema upgrade key vault adopt fake-networks",
    ),
    (
        say("Équipe de marque : charte, histoires, personnes", "Brand team: charter, stories, people"),
        (
            "charter review story campaign advocate offer asks schedule slots limits remind nudge nudges "
            "reminders"
        ),
    ),
    (
        say("Ambassadeurs : leurs comptes et leurs posts", "Advocates: their accounts and their posts"),
        (
            "connect grants followers disconnect accept decline edit cancel appearance confirm deletions "
            "delete keep gone own-posts"
        ),
    ),
    (
        say("Publier", "Publish"),
        "publish worker shares history desk settle release freeze freezes resume",
    ),
    (
        say("Mesurer", "Measure"),
        (
            "serve links own-link collect import-counts conversions visitors report reports webhooks export "
            "reached unique-audience effects lift metrics leaderboard roll-up compact"
        ),
    ),
)
"""Every verb stands in one of them; a test sees to it."""


def arrange(app: typer.Typer) -> None:
    """Put the verbs of `app` in that order, each under its heading."""
    headings = {name: heading for heading, names in PANELS for name in names.split()}
    for command in app.registered_commands:
        command.rich_help_panel = headings.get(str(command.name), "…")
    for group in app.registered_groups:
        group.rich_help_panel = headings.get(str(group.name), "…")
    order = [*headings]
    app.registered_commands.sort(key=lambda verb: _place(verb.name, order))
    app.registered_groups.sort(key=lambda verb: _place(verb.name, order))


def _place(name: object, order: list[str]) -> int:
    return order.index(str(name)) if name in order else len(order)
