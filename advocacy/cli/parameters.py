"""What many commands take: whom, which story, campaign or network, and which days; each said in one way."""

from __future__ import annotations

from typing import Annotated

import typer

from advocacy.cli.speech import say

AdvocateId = Annotated[
    str, typer.Argument(metavar="ADVOCATE", help=say("L’identifiant de la personne.", "The person's id."))
]
NetworkName = Annotated[
    str,
    typer.Argument(
        metavar="NETWORK",
        help=say("Le réseau, comme mastodon.", "The network, such as mastodon."),
    ),
]
CampaignId = Annotated[
    str, typer.Argument(metavar="CAMPAIGN", help=say("L’identifiant de la campagne.", "The campaign's id."))
]
StoryId = Annotated[
    str, typer.Argument(metavar="STORY", help=say("L’identifiant de l’histoire.", "The story's id."))
]
ShareId = Annotated[
    str,
    typer.Argument(
        metavar="SHARE",
        help=say(
            "L’identifiant du partage ; la liste : advocacy shares.",
            "The share’s id; advocacy shares has them.",
        ),
    ),
]

OnlyAdvocate = Annotated[
    str | None, typer.Option("--advocate", help=say("Seulement cette personne.", "Only this person."))
]
OnlyNetwork = Annotated[
    str | None, typer.Option("--network", help=say("Seulement ce réseau.", "Only this network."))
]
OnlyCampaign = Annotated[
    str | None, typer.Option("--campaign", help=say("Seulement cette campagne.", "Only this campaign."))
]
OnlyStory = Annotated[
    str | None, typer.Option("--story", help=say("Seulement cette histoire.", "Only this story."))
]

Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        help=say("Premier jour, comme 2026-03-01.", "First day, such as 2026-03-01."),
    ),
]
Until = Annotated[
    str | None,
    typer.Option(
        "--until",
        help=say("Dernier jour, comme 2026-03-31.", "Last day, such as 2026-03-31."),
    ),
]

Role = Annotated[
    str,
    typer.Option("--role", help=say("Pour quel rôle, comme hr.", "For which role, such as hr.")),
]
Decider = Annotated[
    str, typer.Option("--by", help=say("Qui décide, pour mémoire.", "Who decides, for the record."))
]
Doer = Annotated[
    str, typer.Option("--by", help=say("Qui le fait, pour mémoire.", "Who does it, for the record."))
]
