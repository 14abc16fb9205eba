"""The command line: the verbs of `Program`."""

from __future__ import annotations


def main() -> None:
    """Run ``advocacy``; exit code 0 fine, 1 findings that block or work that failed, 2 wrong use."""
    from advocacy.cli.app import run  # noqa: PLC0415 - heavy: imported when the command is run

    run()


__all__ = ["main"]
