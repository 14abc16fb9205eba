"""The door to everything: one object, with verbs in the order of the stages."""

from advocacy.program.connecting import Connected
from advocacy.program.delivering import Swept
from advocacy.program.desk import Answer, Doubtful
from advocacy.program.diagnosis import Diagnosis, Health
from advocacy.program.freezing import Frozen, Resumed
from advocacy.program.limiting import Allowance
from advocacy.program.people import Imported, Left
from advocacy.program.previewing import Foreseen, Step
from advocacy.program.program import Program, settings_of
from advocacy.program.publishing import Drained
from advocacy.program.reviewing import StoryReview, network_facts
from advocacy.program.scheduling import Scheduled
from advocacy.share import Hold

__all__ = [
    "Allowance",
    "Answer",
    "Connected",
    "Diagnosis",
    "Doubtful",
    "Drained",
    "Foreseen",
    "Frozen",
    "Health",
    "Hold",
    "Imported",
    "Left",
    "Program",
    "Resumed",
    "Scheduled",
    "Step",
    "StoryReview",
    "Swept",
    "network_facts",
    "settings_of",
]
