"""LinkedIn's download: both languages, dates as they are meant, and everything wrong told by its cell."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocacy.connectors.exports import Export, ExportedPost, reader
from advocacy.connectors.linkedin_export import is_same, read_export
from advocacy.documents import workbook
from advocacy.errors import InvalidInput

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
Rows = list[list[Any]]


def urn(at: datetime, kind: str = "activity") -> str:
    """An id as LinkedIn draws them: the moment in its first bits."""
    return f"urn:li:{kind}:{(int(at.timestamp() * 1000) << 22) + 77}"


def address(at: datetime, kind: str = "activity") -> str:
    return f"https://www.linkedin.com/feed/update/{urn(at, kind)}"


def top_posts(day: str, *, french: bool = False, post: str = address(NOON)) -> Rows:
    heads = (
        ["URL du post", "Date de publication du post", "Interactions"]
        if french
        else ["Post URL", "Post publish date", "Engagements"]
    )
    seen = [*heads[:2], "Impressions"]
    return [
        ["Maximum of 50 posts available to include in this list"],
        [],
        [*heads, None, *seen],
        [post, day, 12, None, post, day, "1,340"],
    ]


def book(path: Path, sheets: dict[str, Rows]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = path / "Content.xlsx"
    made.save(file)
    return file


def english(day: str = "3/4/2026", **more: Any) -> dict[str, Rows]:
    return {
        "DISCOVERY": [["Overall Performance", "3/1/2026 - 3/28/2026"], ["Impressions", 4500]],
        "ENGAGEMENT": [["Date", "Impressions", "Engagements"], ["3/1/2026", 1, 0]],
        "TOP POSTS": top_posts(day, **more),
        "FOLLOWERS": [["Total followers on 3/28/2026:", 812]],
        "AUDIENCE DEMOGRAPHICS": [["Top Demographics", "Value", "Percentage"]],
    }


def french(day: str = "04/03/2026") -> dict[str, Rows]:
    return {
        "DÉCOUVERTE": [["Performance globale", "01/03/2026 - 28/03/2026"]],
        "MEILLEURS POSTS": top_posts(day, french=True),
        "ABONNÉS": [["Nombre total d’abonnés", 812]],
        "DONNÉES DÉMOGRAPHIQUES": [["Lieux", "Lyon", 0.2]],
    }


def read(path: Path, sheets: dict[str, Rows]) -> Export:
    return read_export(book(path, sheets))


def mistakes(path: Path, sheets: dict[str, Rows]) -> list[tuple[str | None, str]]:
    with pytest.raises(InvalidInput) as caught:
        read(path, sheets)
    assert all(each.file and each.file.endswith("Content.xlsx") for each in caught.value.mistakes)
    return [(each.field, each.message.fr) for each in caught.value.mistakes]


@pytest.mark.parametrize("sheets", [english(), french()], ids=["English", "French"])
def test_both_languages_say_the_same(tmp_path: Path, sheets: dict[str, Rows]) -> None:
    found = read(tmp_path, sheets)
    (post,) = found.posts
    assert (post.day, post.remote_id) == (date(2026, 3, 4), urn(NOON))
    assert dict(post.counts) == {"engagements": 12, "impressions": 1340}
    assert (found.since, found.until) == (date(2026, 3, 1), date(2026, 3, 28))
    assert "TOP POSTS" not in found.left_out


def test_an_ambiguous_date_is_read_as_the_id_proves(tmp_path: Path) -> None:
    """3/4 is in March for an American and in April for a Frenchman who chose an English LinkedIn."""
    british = english("4/3/2026")
    british["DISCOVERY"] = [["Overall Performance", "1/3/2026 - 2/4/2026"]]
    found = read(tmp_path, british)
    assert found.posts[0].day == date(2026, 3, 4)
    assert (found.since, found.until) == (date(2026, 3, 1), date(2026, 4, 2))


def test_dates_may_be_real_dates(tmp_path: Path) -> None:
    sheets = english()
    sheets["TOP POSTS"][3][1] = sheets["TOP POSTS"][3][5] = datetime(2026, 3, 4)  # noqa: DTZ001 - a cell has no zone
    assert read(tmp_path, sheets).posts[0].day == date(2026, 3, 4)


def test_one_post_by_itself(tmp_path: Path) -> None:
    lines: Rows = [
        ["Post URL", address(NOON, "share") + "?utm=x"],
        ["Post Date", "3/4/2026"],
        ["Impressions", 1234],
        ["Members reached", "987"],
        ["Profile viewers from this post", 12],
        ["Reactions", 40],
        ["Comments", "-"],
    ]
    found = read(tmp_path, {"PERFORMANCE": lines, "TOP DEMOGRAPHICS": [["Company size", "11-50", "12%"]]})
    assert dict(found.posts[0].counts) == {"impressions": 1234, "members_reached": 987, "likes": 40}
    assert (found.since, found.until, found.left_out) == (None, None, ("TOP DEMOGRAPHICS",))


def test_a_figure_between_the_tables_is_nothing(tmp_path: Path) -> None:
    sheets = english()
    sheets["TOP POSTS"][2][3] = "481"
    sheets["TOP POSTS"].append(["481", "481", "481", "481", address(NOON + timedelta(days=1)), "3/5/2026", 9])
    assert [dict(post.counts) for post in read(tmp_path, sheets).posts][1] == {"impressions": 9}


def test_what_nobody_knows_is_told_by_its_cell(tmp_path: Path) -> None:
    sheets = english() | {"SECRETS": [["x"]]}
    sheets["TOP POSTS"][2][2] = "Applause"
    sheets["TOP POSTS"] += [
        ["https://example.org/x", "3/4/2026", 1],
        [None, None, None, None, address(NOON + timedelta(days=1)), "3/5/2026", "many"],
        [None, None, None, None, address(NOON + timedelta(days=2)), "12/25/2026", 4],
    ]
    told = mistakes(tmp_path, sheets)
    assert [where for where, _ in told] == [
        "TOP POSTS!3",
        "TOP POSTS!5",
        "TOP POSTS!6",
        "SECRETS",
        "TOP POSTS!7",
    ]
    assert "Applause" in told[0][1]
    assert "MEILLEURS POSTS" in told[3][1]


def test_a_book_without_posts_or_period_is_refused(tmp_path: Path) -> None:
    assert "MEILLEURS POSTS" in mistakes(tmp_path, {"FOLLOWERS": [["a", 1]]})[0][1]
    assert "période" in mistakes(tmp_path, {"TOP POSTS": top_posts("3/4/2026")})[0][1]


@given(st.integers(-8_000, 8_000), st.sampled_from(["share", "ugcPost"]))
def test_share_and_activity_of_one_post_are_the_same(milliseconds: int, kind: str) -> None:
    made = ExportedPost(url="", remote_id=urn(NOON), day=NOON.date(), made_at=NOON)
    other = NOON + timedelta(milliseconds=milliseconds)
    assert is_same(made, urn(other, kind), None)
    assert not is_same(made, urn(other + timedelta(minutes=1), kind), None)


def test_other_networks_have_no_download() -> None:
    with pytest.raises(InvalidInput, match="linkedin"):
        reader("bluesky")


class TestWorkbook:
    """What is no .xlsx, or says more than it may."""

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"id;name\n", b"PK\x05\x06" + bytes(18)])
    def test_no_workbook(self, tmp_path: Path, content: bytes) -> None:
        file = tmp_path / "x.xlsx"
        file.write_bytes(content)
        with pytest.raises(InvalidInput, match="no readable Excel file"):
            workbook.read_workbook(file)

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidInput, match="not found"):
            workbook.read_workbook(tmp_path / "x.xlsx")

    def test_a_zip_bomb_is_refused_unread(self, tmp_path: Path) -> None:
        file = tmp_path / "x.xlsx"
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("xl/worksheets/sheet1.xml", bytes(workbook.MAX_UNPACKED + 1))
        assert file.stat().st_size < 100_000
        with pytest.raises(InvalidInput, match="too large"):
            workbook.read_workbook(file)

    def test_entities_are_refused(self, tmp_path: Path) -> None:
        file = book(tmp_path, english())
        parts = io.BytesIO(file.read_bytes())
        with zipfile.ZipFile(parts) as before, zipfile.ZipFile(file, "w") as after:
            for part in before.infolist():
                text = before.read(part)
                after.writestr(
                    part, b'<!DOCTYPE a [<!ENTITY b "c">]>' + text if "sheet1" in part.filename else text
                )
        with pytest.raises(InvalidInput, match="no readable Excel file"):
            workbook.read_workbook(file)

    def test_too_many_rows(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(workbook, "MAX_ROWS", 2)
        with pytest.raises(InvalidInput, match="too large"):
            workbook.read_workbook(book(tmp_path, english()))
