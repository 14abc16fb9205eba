"""What an installation is set to: ``advocacy.toml``, and the environment for what differs by machine."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StrictInt,
    model_validator,
)

from advocacy.documents import (
    LanguageTag,
    Line,
    NetworkName,
    Node,
    Path,
    TimeZone,
    Unfit,
    WebAddress,
    did_you_mean,
    read,
    validate,
)
from advocacy.errors import InvalidInput
from advocacy.language import Text

OVERRIDES = {"ADVOCACY_DATABASE_URL": ("database", "url"), "ADVOCACY_BASE_URL": ("tracking", "base_url")}
"""The environment variables that stand above the file, and the field each replaces."""
PLACES = ("network", "campaign", "story")
"""What a UTM parameter may name; never a person, for it is read by anyone who sees the address."""
DEFAULT_FILE = "advocacy.toml"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _ten_or_more(value: int) -> int:
    if value < _SMALLEST_GROUP:
        raise Unfit(
            fr=f"au moins {_SMALLEST_GROUP} : un groupe plus petit laisse deviner ce que fait chacun",
            en=f"at least {_SMALLEST_GROUP}: a smaller group lets one guess what each person does",
        )
    return value


def _database(url: str) -> str:
    scheme = urlsplit(url).scheme if "://" in url else ""
    if scheme and not re.fullmatch(r"(sqlite|postgresql)(\+\w+)?", scheme):
        near = "postgresql://" if "postgres" in scheme else "advocacy.db"
        raise Unfit(
            fr=f"base inconnue « {scheme} » : un fichier SQLite ou postgresql://…",
            en=f"unknown database “{scheme}”: a SQLite file or postgresql://…",
            hint=did_you_mean(near),
        )
    return url


def _utm(value: str) -> str:
    unknown = [name for name in re.findall(r"\{([^}]*)\}", value) if name not in PLACES]
    if unknown or re.search(r"[{}]", re.sub(r"\{[a-z]+\}", "", value)):
        raise Unfit(
            fr=f"« {value} » : seuls {{network}}, {{campaign}} et {{story}} se remplacent",
            en=f"“{value}”: only {{network}}, {{campaign}} and {{story}} are filled in",
        )
    return value


UtmValue = Annotated[str, AfterValidator(_utm), Field(max_length=200)]


class Programme(_Section):
    """Who runs it, in which languages, and how small a group may be shown."""

    name: Line = Field("Advocacy", description="Name of the programme, as employees read it.")
    languages: tuple[LanguageTag, ...] = Field(
        ("fr", "en"), min_length=1, description="Languages of the stories; the first stands in for others."
    )
    timezone: TimeZone = Field("UTC", description="Time zone of those who say none, such as Europe/Paris.")
    min_group: Annotated[StrictInt, AfterValidator(_ten_or_more)] = Field(
        10, description="Fewest people a figure may be shown for; 10 or more."
    )


class Database(_Section):
    """Where everything is kept."""

    url: Annotated[str, AfterValidator(_database)] = Field(
        "advocacy.db",
        min_length=1,
        repr=False,
        description="SQLite file beside this one, or postgresql://… (with a password: ADVOCACY_DATABASE_URL).",
    )


class Utm(_Section):
    """What is added to the address a tracked link leads to; an empty value is left out."""

    source: UtmValue = Field("{network}", description="utm_source")
    medium: UtmValue = Field("social", description="utm_medium")
    campaign: UtmValue = Field("{campaign}", description="utm_campaign")
    content: UtmValue = Field("{story}", description="utm_content")
    term: UtmValue = Field("", description="utm_term")

    def parameters(self, *, network: str, campaign: str, story: str) -> dict[str, str]:
        """The parameters for one link, in lower case, for reports tell cases apart.

        >>> Utm(content="").parameters(network="bluesky", campaign="Spring", story="pump")
        {'utm_source': 'bluesky', 'utm_medium': 'social', 'utm_campaign': 'spring'}
        """
        filled = {
            f"utm_{name}": value.format(network=network, campaign=campaign, story=story).lower()
            for name, value in self
        }
        return {name: value for name, value in filled.items() if value}


class Tracking(_Section):
    """Personal tracked links."""

    base_url: WebAddress = Field(
        "http://localhost:8000",
        description="Where the links’ redirects are served, such as https://go.acme.example.",
    )
    utm: Utm = Field(default_factory=Utm, description="UTM parameters of the addresses links lead to.")


class NetworkSettings(_Section):
    """What differs from a network’s usual ways; which options it takes stands with its connector."""

    host: WebAddress | None = Field(None, description="Server of accounts whose name does not say it.")
    allow_private_hosts: tuple[Line, ...] = Field(
        (), description="Names or addresses of own servers that may be private or without https."
    )
    policy: Literal["hold", "repost"] = Field(
        "hold", description="Whether a share whose answer was lost waits (hold) or is sent again (repost)."
    )
    options: dict[str, str | int | float | bool | list[str]] = Field(
        default_factory=dict, description="Options of its connector."
    )

    @model_validator(mode="before")
    @classmethod
    def _no_secrets(cls, data: Any) -> Any:
        """A file is copied and shown: what must stay secret comes from the environment."""
        wrong = [path for path in _paths(data) if re.search(_KEPT_OUT, str(path[-1]), re.IGNORECASE)]
        if wrong:
            raise Unfit(fr=_NO_SECRET.fr, en=_NO_SECRET.en, hint=_IN_ENVIRONMENT, at=wrong[0])
        return data


class Approval(_Section):
    """Who must agree before a story is offered."""

    roles: tuple[Line, ...] = Field(
        ("marketing", "hr"), min_length=1, description="Each of these roles approves once."
    )

    @model_validator(mode="after")
    def _each_once(self) -> Approval:
        for index, role in enumerate(self.roles):
            if role in self.roles[:index]:
                raise Unfit(
                    fr=f"le rôle « {role} » est écrit deux fois",
                    en=f"the role “{role}” is written twice",
                    at=("roles", index),
                )
        return self


class CharterFile(_Section):
    """The company’s rules."""

    file: Line | None = Field(
        None, description="The charter, relative to this file; without it the core rules hold."
    )


class Publishing(_Section):
    """How the outbox is drained."""

    senders: StrictInt = Field(8, ge=1, le=64, description="How many shares are sent at a time.")
    lease: StrictInt = Field(
        60, ge=10, le=3600, description="Seconds after which a sender that is silent is taken for dead."
    )


class Settings(_Section):
    """All settings; each has a default, so that an empty file is a good one.

    >>> Settings().programme.min_group
    10
    """

    programme: Programme = Field(default_factory=Programme)
    database: Database = Field(default_factory=Database)
    tracking: Tracking = Field(default_factory=Tracking)
    networks: dict[NetworkName, NetworkSettings] = Field(
        default_factory=dict, description="One section a network."
    )
    approval: Approval = Field(default_factory=Approval)
    charter: CharterFile = Field(default_factory=CharterFile)
    publishing: Publishing = Field(default_factory=Publishing)

    @classmethod
    def load(
        cls, path: str | FilePath = DEFAULT_FILE, *, environ: Mapping[str, str] | None = None
    ) -> Settings:
        """The settings of the file at `path`, with what the environment puts above them.

        The database’s file and the charter’s are found beside it, wherever the program runs.

        Raises:
            NotFound: when there is no such file.
            InvalidInput: with every mistake of the file, or the variable that is wrong.
        """
        node = read(path)
        settings = validate(node, cls)
        if urlsplit(settings.database.url).password:
            raise InvalidInput(node.mistake(_NO_SECRET, ("database", "url"), hint=_DATABASE_VARIABLE))
        resolved = settings._beside(FilePath(path).absolute().parent)
        return resolved.overridden(os.environ if environ is None else environ)

    def overridden(self, environ: Mapping[str, str]) -> Settings:
        """These settings with the variables of `OVERRIDES` that are set in `environ`.

        >>> Settings().overridden({"ADVOCACY_BASE_URL": "https://go.acme.example"}).tracking.base_url
        'https://go.acme.example'
        """
        changed: dict[str, Any] = {}
        for variable, (section, field) in OVERRIDES.items():
            if value := environ.get(variable):
                before = getattr(self, section)
                found = validate(Node(data={field: value}, name=variable), type(before))
                changed[section] = before.model_copy(update={field: getattr(found, field)})
        return self.model_copy(update=changed)

    def _beside(self, folder: FilePath) -> Settings:
        """These settings with the paths they hold taken from `folder`."""
        changed: dict[str, Any] = {
            "database": self.database.model_copy(update={"url": _database_beside(self.database.url, folder)})
        }
        if self.charter.file is not None:
            charter = self.charter.model_copy(update={"file": str(folder / self.charter.file)})
            changed["charter"] = charter
        return self.model_copy(update=changed)

    def network(self, name: str) -> NetworkSettings:
        """What is set for the network called `name`, or what holds when nothing is."""
        return self.networks.get(name) or NetworkSettings()


def network_secrets(network: str, environ: Mapping[str, str] | None = None) -> dict[str, SecretStr]:
    """The secrets of an application registered with `network`, from ``ADVOCACY_<NETWORK>_<NAME>``.

    >>> network_secrets("linkedin", {"ADVOCACY_LINKEDIN_CLIENT_SECRET": "s3cr3t"})
    {'client_secret': SecretStr('**********')}
    """
    start = f"ADVOCACY_{network.upper()}_"
    variables = os.environ if environ is None else environ
    return {
        name.removeprefix(start).lower(): SecretStr(value)
        for name, value in variables.items()
        if name.startswith(start)
    }


def _database_beside(url: str, folder: FilePath) -> str:
    if "://" not in url:
        return str(folder / url)
    scheme, _, file = url.partition(":///")
    if scheme.startswith("sqlite") and file and not file.startswith("/") and file != ":memory:":
        return f"{scheme}:///{folder / file}"
    return url


def _paths(data: Any) -> list[Path]:
    """The fields of a network’s section, its options among them."""
    if not isinstance(data, Mapping):
        return []
    options = data.get("options")
    inner: list[Path] = [("options", name) for name in options] if isinstance(options, Mapping) else []
    return [(name,) for name in data] + inner


_SMALLEST_GROUP = 10
_KEPT_OUT = r"secret|token|password|passwd|api_?key|mot_?de_?passe"
_NO_SECRET = Text(fr="un secret n’a pas sa place dans ce fichier", en="a secret has no place in this file")
_IN_ENVIRONMENT = Text(
    fr="mettez-le dans la variable ADVOCACY_<RÉSEAU>_<NOM>",
    en="put it in the variable ADVOCACY_<NETWORK>_<NAME>",
)
_DATABASE_VARIABLE = Text(
    fr="mettez l’adresse entière dans ADVOCACY_DATABASE_URL",
    en="put the whole address in ADVOCACY_DATABASE_URL",
)
