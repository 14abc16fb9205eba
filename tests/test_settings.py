"""``advocacy.toml``: its defaults, its paths, the environment above it, and no secret in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from advocacy.errors import InvalidInput, NotFound
from advocacy.program import settings_of
from advocacy.settings import NetworkSettings, Settings, Utm, network_secrets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def loaded(folder: Path, text: str, **environ: str) -> Settings:
    (folder / "advocacy.toml").write_text(text, encoding="utf-8")
    return Settings.load(folder / "advocacy.toml", environ=environ)


def test_an_empty_file_is_a_good_one(folder: Path) -> None:
    settings = loaded(folder, "")
    assert settings.programme.min_group == 10
    assert settings.charter.file is None
    assert settings.database.url == str(folder / "advocacy.db")


def test_a_file_must_be_there(folder: Path) -> None:
    with pytest.raises(NotFound):
        Settings.load(folder / "advocacy.toml")


def test_paths_are_found_beside_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parent)
    settings = loaded(
        folder, '[database]\nurl = "sqlite:///data/a.db"\n[charter]\nfile = "rules/charter.yaml"'
    )
    assert settings.database.url == f"sqlite:///{folder}/data/a.db"
    assert settings.charter.file == str(folder / "rules/charter.yaml")


@pytest.mark.parametrize(
    "url", ["sqlite:////var/a.db", "postgresql://db/acme", "sqlite://", "sqlite:///:memory:", "/var/a.db"]
)
def test_complete_addresses_stay(folder: Path, url: str) -> None:
    assert loaded(folder, f'[database]\nurl = "{url}"').database.url == url


def test_the_environment_stands_above_the_file(folder: Path) -> None:
    settings = loaded(
        folder,
        '[database]\nurl = "a.db"\n[tracking.utm]\nmedium = "people"',
        ADVOCACY_DATABASE_URL="postgresql://ada:s3cr3t@db/acme",
        ADVOCACY_BASE_URL="https://go.acme.example",
        ADVOCACY_KEY="other",
    )
    assert settings.database.url == "postgresql://ada:s3cr3t@db/acme"
    assert settings.tracking.base_url == "https://go.acme.example"
    assert settings.tracking.utm.medium == "people"


def test_a_wrong_variable_is_told_by_its_name(folder: Path) -> None:
    with pytest.raises(InvalidInput, match=r"ADVOCACY_BASE_URL.*complete web address expected"):
        loaded(folder, "", ADVOCACY_BASE_URL="go.acme")


def test_a_database_s_password_is_not_shown(folder: Path) -> None:
    settings = loaded(folder, "", ADVOCACY_DATABASE_URL="postgresql://ada:s3cr3t@db/acme")
    assert "s3cr3t" not in repr(settings) + str(settings)


@pytest.mark.parametrize(
    "text",
    [
        '[database]\nurl = "postgresql://ada:c4nary@db/acme"',
        '[networks.x]\nclient_secret = "c4nary"',
        '[networks.x.options]\naccess_token = "c4nary"',
        '[networks.x]\nPASSWORD = "c4nary"',
        '[networks.x.options]\napi_key = "c4nary"',
    ],
)
def test_a_secret_has_no_place_in_the_file_nor_in_what_is_told(folder: Path, text: str) -> None:
    with pytest.raises(InvalidInput, match="a secret has no place in this file") as caught:
        loaded(folder, text)
    assert "c4nary" not in caught.value.text.fr + caught.value.text.en


def test_every_mistake_is_told_at_once(folder: Path) -> None:
    text = '[programme]\nmin_group = 9\ntimezone="Mars"\n[networks.Bad]\npolicy = "x"\n[publishing]\nlease=0'
    with pytest.raises(InvalidInput) as caught:
        loaded(folder, text)
    assert [(mistake.line, mistake.field) for mistake in caught.value.mistakes] == [
        (2, "programme.min_group"),
        (3, "programme.timezone"),
        (4, "networks.Bad"),
        (5, "networks.Bad.policy"),
        (7, "publishing.lease"),
    ]


def test_a_network_without_a_section_has_the_usual_ways(folder: Path) -> None:
    settings = loaded(folder, '[networks.x]\nallow_private_hosts = ["localhost"]\noptions = {app_view = "a"}')
    assert settings.network("x").options == {"app_view": "a"}
    assert settings.network("y") == NetworkSettings()


def test_secrets_of_a_network_come_from_the_environment_and_hide() -> None:
    others = {"ADVOCACY_XY_TOKEN": "no", "ADVOCACY_X_CLIENT_ID": "7"}
    found = network_secrets("x", {"ADVOCACY_X_CLIENT_SECRET": "s3cr3t", **others})
    assert found["client_secret"].get_secret_value() == "s3cr3t"
    assert list(found) == ["client_secret"]
    assert "s3cr3t" not in repr(found)


@pytest.mark.parametrize("value", ["{person}", "{", "}", "{network", "{0}", "{network!r}", "{network.x}"])
def test_a_utm_parameter_names_no_person_and_runs_nothing(folder: Path, value: str) -> None:
    with pytest.raises(InvalidInput, match=r"only .network., .campaign. and .story. are filled in"):
        loaded(folder, f'[tracking.utm]\nsource = "{value}"')


def test_utm_parameters_are_in_lower_case() -> None:
    utm = Utm(source="{network}-people", term="A")
    assert utm.parameters(network="x", campaign="Spring", story="pump") == {
        "utm_source": "x-people",
        "utm_medium": "social",
        "utm_campaign": "spring",
        "utm_content": "pump",
        "utm_term": "a",
    }


@pytest.mark.parametrize("url", ["advocacy.db", "sqlite:///advocacy.db"])
def test_a_database_has_the_settings_that_name_it(
    folder: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded(folder, f'[programme]\nmin_group = 20\n[database]\nurl = "{url}"')
    monkeypatch.chdir(folder)
    assert settings_of("advocacy.db").programme.min_group == 20
    assert settings_of(folder / "advocacy.db").programme.min_group == 20
    assert settings_of("backup.db").programme.min_group == 10
