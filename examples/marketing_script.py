"""A marketing script: the story of `examples/acme` from its file to a report, on servers of this machine.

Run it as often as you like: `python examples/marketing_script.py`. What it makes is in a folder of its own.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from advocacy import Program
from advocacy.errors import CharterRefusal
from advocacy.people import Lane
from advocacy.settings import NetworkSettings, Settings
from advocacy.testing.server import FakeNetworks
from advocacy.vault import new_key

ACME = Path(__file__).parent / "acme"


def main() -> None:
    """From a file to a report."""
    os.environ.setdefault("ADVOCACY_KEY", new_key())
    with tempfile.TemporaryDirectory() as folder, FakeNetworks("bluesky", "mastodon") as servers:
        shutil.copytree(ACME, folder, dirs_exist_ok=True)
        with Program.open(settings=settings(Path(folder), servers)) as program:
            program.import_advocates(Path(folder) / "advocates.csv")
            connect_everyone(program, servers)
            share_story(program, Path(folder) / "stories/repair-guide.yaml")
            print(program.report(language="en"))


def settings(folder: Path, servers: FakeNetworks) -> Settings:
    """The settings of the file, with the addresses of these servers."""
    read = Settings.load(folder / "advocacy.toml")
    networks = {}
    for name in servers.names:
        options = servers.settings(name)
        hosts = options.pop("allow_private_hosts")
        networks[name] = NetworkSettings(allow_private_hosts=hosts, options=options)
    return read.model_copy(update={"networks": networks})


def connect_everyone(program: Program, servers: FakeNetworks) -> None:
    """In life each person connects their own accounts; here everybody gets one."""
    for person in program.advocates():
        for profile in person.profiles:
            if profile.lane is Lane.TOKEN and profile.network in servers.names:
                program.connect(
                    person.id, profile.network, servers.add_account(profile.network, person.id), by=person.id
                )


def share_story(program: Program, file: Path) -> None:
    """Add, submit, approve, offer; then everyone answers for themselves."""
    story = program.add_story(file)
    program.submit(story)
    program.approve(story, by="maria", role="marketing")
    program.approve(story, by="claire", role="hr")
    offers = program.offer(story)
    for share in offers:
        try:
            program.accept(share, by=share.advocate)
        except CharterRefusal as refusal:  # colleagues said the same: say why it is right all the same
            reasons = {finding.rule: "I mean it too" for finding in refusal.review}
            program.accept(share, by=share.advocate, confirm=reasons)
    done = program.publish()
    print(f"{len(offers)} offers, {done.published} posts\n")


if __name__ == "__main__":
    main()
