"""The door to everything: one object, with verbs in the order of the stages."""

from advocacy.program.program import Program

__all__ = ["Program"]
