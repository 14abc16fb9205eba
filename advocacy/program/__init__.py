"""The door to everything: one object, with verbs in the order of the stages."""

from advocacy.program.checking import Diagnosis, Health
from advocacy.program.delivering import Swept
from advocacy.program.program import Program, settings_of
from advocacy.program.publishing import Answer, Drained, Hold
from advocacy.program.reviewing import StoryReview, network_facts

__all__ = [
    "Answer",
    "Diagnosis",
    "Drained",
    "Health",
    "Hold",
    "Program",
    "StoryReview",
    "Swept",
    "network_facts",
    "settings_of",
]
