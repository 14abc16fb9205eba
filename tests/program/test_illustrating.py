from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner

from advocacy.cli.app import app
from advocacy.content import Media, Message, Story
from advocacy.errors import InvalidInput, MediaMissing
from advocacy.program import Program
from advocacy.share import Hold, ShareState
from advocacy.storage import media
from advocacy.storage.media_schema import media_files
from advocacy.testing.media_contract import camera_picture, metadata_of
from builders import advocate, approved, running

TEXT = {"network": "bluesky", "language": "en", "text": "Look at our pump"}


def story(**medium: Any) -> Story:
    described = {"alt": "Une pompe / A pump", "rights": "own", **medium}
    return Story(
        id="pump",
        campaign="spring",
        title="La pompe / The pump",
        messages=(Message(**TEXT),),
        media=(Media(**described),),
    )


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    with running(tmp_path) as (program, _):
        yield program


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tmp_path.joinpath("pump.jpg").write_bytes(camera_picture())
    return tmp_path


def test_what_is_approved_is_what_is_sent(program: Program, folder: Path) -> None:
    edition = program.add_story(story(path="pump.jpg"), folder=folder)
    digest = hashlib.sha256(camera_picture()).hexdigest()
    assert edition.story.media[0].sha256 == digest
    folder.joinpath("pump.jpg").unlink()
    with program.store.read() as tx:
        kept = media.get(tx, digest)
    assert kept is not None
    assert (kept.kind, kept.width, kept.height, kept.tells) == ("image/jpeg", 480, 640, True)
    assert not metadata_of(kept.data)


def test_the_same_file_changes_nothing_and_another_one_is_another_edition(
    program: Program, folder: Path
) -> None:
    first = program.add_story(story(path="pump.jpg"), folder=folder)
    assert program.add_story(story(path="pump.jpg"), folder=folder) == first
    assert program.add_story(first.story) == first
    written = BytesIO()
    Image.new("RGB", (64, 64), "red").save(written, "PNG")
    folder.joinpath("pump.jpg").write_bytes(written.getvalue())
    changed = program.add_story(story(path="pump.jpg"), folder=folder)
    assert changed.story.media[0].sha256 != first.story.media[0].sha256


@pytest.mark.parametrize(
    ("medium", "field"),
    [
        ({"path": "gone.jpg"}, "media[0].path"),
        ({"path": "notes.txt"}, "media[0]"),
        ({"path": "linked.jpg"}, "media[0].path"),
        ({"path": "pump.jpg", "sha256": "0" * 64}, "media[0].sha256"),
        ({"url": "https://127.0.0.1/pump.jpg"}, "media[0].url"),
        ({"url": "http://acme.example/pump.jpg"}, "media[0].url"),
        ({"url": "https://169.254.169.254/latest/meta-data"}, "media[0].url"),
    ],
)
def test_what_cannot_be_taken_in_is_told_with_its_place(
    program: Program, folder: Path, medium: dict[str, str], field: str
) -> None:
    folder.joinpath("notes.txt").write_text("no image", "utf-8")
    folder.joinpath("linked.jpg").symlink_to("/etc/hostname")
    with pytest.raises(InvalidInput) as told:
        program.add_story(story(**medium), folder=folder)
    (mistake,) = told.value.mistakes
    assert mistake.field == field
    assert mistake.message.fr != mistake.message.en


def test_a_story_without_a_file_says_where_its_images_are(program: Program) -> None:
    with pytest.raises(InvalidInput, match="folder="):
        program.add_story(story(path="pump.jpg"))


def test_a_channel_of_colleagues_carries_no_shares(program: Program) -> None:
    nudge = story(path="pump.jpg").model_copy(
        update={"messages": (Message(network="slack_webhook", language="en", text="Look"),)}
    )
    with pytest.raises(InvalidInput, match="reminders"):
        program.add_story(nudge)


STORY = """
id: pump
campaign: spring
title: {fr: La pompe, en: The pump}
link: https://acme.example/pump
media:
  - {path: media/pump.jpg, alt: {fr: Une pompe, en: A pump}, rights: own}
messages:
  - {network: bluesky, language: en, text: "My team made a pump. {{ link }}"}
  - {network: mastodon, language: fr, text: "Mon équipe a fait une pompe. {{ link }}"}
"""


def test_from_the_file_of_a_story_to_posts_that_show_it(tmp_path: Path) -> None:
    tmp_path.joinpath("media").mkdir()
    tmp_path.joinpath("media/pump.jpg").write_bytes(camera_picture())
    tmp_path.joinpath("pump.yaml").write_text(STORY, "utf-8")
    with running(tmp_path, [advocate("ada")]) as (program, fake):
        for offer in approved(program, tmp_path / "pump.yaml"):
            program.accept(offer, by=offer.advocate)
        assert program.publish().published == 2
        shown = {
            name: [each for post in fake.posts(name) for each in fake.media(name, post.remote_id)]
            for name in fake.names
        }
    assert {name: [each.alt for each in images] for name, images in shown.items()} == {
        "bluesky": ["A pump"],
        "mastodon": ["Une pompe"],
    }
    assert not [told for images in shown.values() for each in images for told in metadata_of(each.data)]


def test_nothing_leaves_without_an_image_that_was_approved_with_it(tmp_path: Path) -> None:
    tmp_path.joinpath("media").mkdir()
    tmp_path.joinpath("media/pump.jpg").write_bytes(camera_picture())
    tmp_path.joinpath("pump.yaml").write_text(STORY, "utf-8")
    with running(tmp_path, [advocate("ada")]) as (program, fake):
        first, second = approved(program, tmp_path / "pump.yaml")
        program.accept(first, by="ada")
        with program.store.begin() as tx:
            tx.execute(media_files.delete())
    with running(tmp_path, [advocate("ada")]) as (program, fake):
        with pytest.raises(MediaMissing, match="story add"):
            program.accept(second, by="ada")
        program.publish(patience=timedelta(0))
        held = program.share(first.id)
        assert (held.state, held.hold) == (ShareState.ON_HOLD, Hold.MEDIA)
        assert "pump.jpg" in str(held.reason)
        assert not fake.posts(first.network)
        program.add_story(tmp_path / "pump.yaml")
        assert program.release("media", by="maria", role="marketing") == 1
        assert program.publish().published == 1
        (post,) = fake.posts(first.network)
        assert len(fake.media(first.network, post.remote_id)) == 1


def test_a_share_passes_the_brands_post_on(tmp_path: Path) -> None:
    brand = "urn:li:share:7300000000000000001"
    ada = advocate("ada", profiles=[{"network": "linkedin", "account": "ada"}])
    text = Message(network="linkedin", language="en", text="My team's work")
    passing = story(path="pump.jpg").model_copy(
        update={"media": (), "messages": (text,), "reshare": {"linkedin": brand}}
    )
    with running(tmp_path, [ada], networks=("linkedin",)) as (program, fake):
        (offer,) = approved(program, passing)
        program.accept(offer, by="ada")
        assert program.publish().published == 1
        (post,) = fake.posts("linkedin")
        assert fake.network("linkedin").reshares(post.remote_id) == brand


def test_what_cannot_be_passed_on_is_told_when_it_is_accepted(tmp_path: Path) -> None:
    ada = advocate("ada", profiles=[{"network": "mastodon", "account": "ada@social.test"}])
    text = Message(network="mastodon", language="en", text="My team's work")
    passing = story(path="pump.jpg").model_copy(
        update={"media": (), "messages": (text,), "reshare": {"mastodon": "https://social.test/@acme/1"}}
    )
    with running(tmp_path, [ada]) as (program, _):
        (offer,) = approved(program, passing)
        with pytest.raises(InvalidInput, match="pass a post on"):
            program.accept(offer, by="ada")


def test_a_share_is_shown_as_its_network_will(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.joinpath("media").mkdir()
    tmp_path.joinpath("media/pump.jpg").write_bytes(camera_picture())
    tmp_path.joinpath("pump.yaml").write_text(STORY, "utf-8")
    with running(tmp_path, [advocate("ada")]) as (program, _):
        offer = next(each for each in approved(program, tmp_path / "pump.yaml") if each.network == "bluesky")
        seen = program.appearance(offer, text="Mine: {link}")
    assert seen.visible == f"Mine: {offer.link}"
    assert [(image.alt, image.width, image.height) for image in seen.images] == [("A pump", 480, 640)]
    monkeypatch.setenv("ADVOCACY_LANG", "en")
    told = [
        CliRunner().invoke(app, ["-C", str(tmp_path / "advocacy.db"), "appearance", offer.id, *as_json])
        for as_json in ([], ["--json"])
    ]
    assert [each.exit_code for each in told] == [0, 0]
    assert "480 × 640" in told[0].output
    assert '"alt": "A pump"' in told[1].output
