"""The sections of ``advocacy.toml``; each field has a default, and its description is its help."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from ipaddress import ip_network
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt, model_validator

from advocacy.documents import LanguageTag, Line, Path, TimeZone, Unfit, WebAddress, did_you_mean
from advocacy.language import Text
from advocacy.settings.prices import RateCard
from advocacy.settings.rates import Limits

PLACES = ("network", "campaign", "story")
"""What a UTM parameter may name; never a person, for it is read by anyone who sees the address."""
NO_SECRET = Text(fr="un secret n’a pas sa place dans ce fichier", en="a secret has no place in this file")


class Section(BaseModel):
    """A part of the settings: frozen, and closed to fields that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


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
        raise Unfit(
            fr=f"base inconnue « {scheme} » : un fichier SQLite ou postgresql://…",
            en=f"unknown database “{scheme}”: a SQLite file or postgresql://…",
            hint=did_you_mean("postgresql://") if "postgres" in scheme else None,
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


def _network_range(value: str) -> str:
    try:
        ip_network(value, strict=False)
    except ValueError:
        raise Unfit(
            fr=f"« {value} » n’est pas un réseau : attendu 10.0.0.0/8, 192.0.2.7 ou 2001:db8::/32",
            en=f"“{value}” is no network: expected 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32",
        ) from None
    return value


NetworkRange = Annotated[str, AfterValidator(_network_range)]
UtmValue = Annotated[str, AfterValidator(_utm), Field(max_length=200)]


class Programme(Section):
    """Who runs it, in which languages, and how small a group may be shown."""

    name: Line = Field(default="Advocacy", description="Name of the programme, as employees read it.")
    languages: tuple[LanguageTag, ...] = Field(
        default=("fr", "en"),
        min_length=1,
        description="Languages of the stories; the first stands in for others.",
    )
    timezone: TimeZone = Field(
        default="UTC", description="Time zone of those who say none, such as Europe/Paris."
    )
    min_group: Annotated[StrictInt, AfterValidator(_ten_or_more)] = Field(
        default=10, description="Fewest people a figure may be shown for; 10 or more."
    )


class Database(Section):
    """Where everything is kept."""

    url: Annotated[str, AfterValidator(_database)] = Field(
        default="advocacy.db",
        min_length=1,
        repr=False,
        description="SQLite file beside this one, or postgresql://… (a password: ADVOCACY_DATABASE_URL).",
    )


class Utm(Section):
    """What is added to the address a tracked link leads to; an empty value is left out."""

    source: UtmValue = Field(default="{network}", description="utm_source")
    medium: UtmValue = Field(default="social", description="utm_medium")
    campaign: UtmValue = Field(default="{campaign}", description="utm_campaign")
    content: UtmValue = Field(default="{story}", description="utm_content")
    term: UtmValue = Field(default="", description="utm_term")

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


class Tracking(Section):
    """Personal tracked links."""

    base_url: WebAddress = Field(
        default="http://localhost:8000",
        description="Where the links’ redirects are served, such as https://go.acme.example.",
    )
    utm: Utm = Field(default_factory=Utm, description="UTM parameters of the addresses links lead to.")
    target_hosts: tuple[Line, ...] = Field(
        default=(),
        description="Hosts that links may lead to, with all below them, such as acme.example; none: any.",
    )
    internal: tuple[NetworkRange, ...] = Field(
        default=(),
        description="Networks of your own offices; clicks from there are kept and not counted as people.",
    )
    own_pages: tuple[Line, ...] = Field(
        default=(),
        description="Hosts of the pages where employees see their links, such as intranet.acme.example; who "
        "follows a link from there is its author, trying it.",
    )
    trusted_proxies: tuple[NetworkRange, ...] = Field(
        default=(), description="Proxies whose X-Forwarded-For is believed; none by default."
    )
    durability: Literal["full", "relaxed"] = Field(
        default="full",
        description="A person is redirected when the disk has the click (full), or the kernel (relaxed).",
    )
    click_ids: bool = Field(
        default=False,
        description="Whether links lead on with a click id, an identifier that needs a visitor’s consent.",
    )
    campaign_visitors: bool = Field(
        default=False,
        description="Whether the follows of a visitor who agreed may be put together within a campaign; "
        "deleted 30 days after it.",
    )


class NetworkSettings(Section):
    """What differs from a network’s usual ways; which options it takes stands with its connector."""

    host: WebAddress | None = Field(
        default=None, description="Server of accounts whose name does not say it."
    )
    allow_private_hosts: tuple[Line, ...] = Field(
        default=(), description="Names or addresses of own servers that may be private or without https."
    )
    policy: Literal["hold", "repost"] = Field(
        default="hold",
        description="Whether a share whose answer was lost waits (hold) or is sent again (repost).",
    )
    limits: Limits = Field(
        default_factory=Limits, description="How often it is asked, in place of what it documents."
    )
    budget: Annotated[Decimal, Field(ge=0, allow_inf_nan=False)] | None = Field(
        default=None, description="The most that the posts of a month may cost there, in US dollars."
    )
    options: dict[str, str | int | float | bool | list[str]] = Field(
        default_factory=dict, description="Options of its connector."
    )

    @model_validator(mode="before")
    @classmethod
    def _no_secrets(cls, data: Any) -> Any:
        """A file is copied and shown: what must stay secret comes from the environment."""
        wrong = [path for path in _paths(data) if re.search(KEPT_OUT, str(path[-1]), re.IGNORECASE)]
        if wrong:
            raise Unfit(fr=NO_SECRET.fr, en=NO_SECRET.en, hint=_IN_ENVIRONMENT, at=wrong[0])
        return data


class Approval(Section):
    """Who must agree before a story is offered."""

    roles: tuple[Line, ...] = Field(
        default=("marketing", "hr"), min_length=1, description="Each of these roles approves once."
    )
    operators: tuple[Line, ...] = Field(
        default=("operator",),
        description="Besides them, who may release what is held, adopt a database and rotate the key.",
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


class CharterFile(Section):
    """The company’s rules."""

    file: Line | None = Field(
        default=None, description="The charter, relative to this file; without it the core rules hold."
    )


class Accounts(Section):
    """Connecting people's accounts."""

    callback: WebAddress | None = Field(
        default=None,
        description="Where networks send people back to, as registered with each app: "
        "https://intranet.acme.example/advocacy/connected.",
    )
    remind: StrictInt = Field(
        default=10, ge=1, le=90, description="Days before a consent ends from which its person is reminded."
    )


class Publishing(Section):
    """How the outbox is drained."""

    senders: StrictInt = Field(default=8, ge=1, le=64, description="How many shares are sent at a time.")
    lease: StrictInt = Field(
        default=60,
        ge=10,
        le=3600,
        description="Seconds after which a sender that is silent is taken for dead.",
    )


class Reach(Section):
    """Where old clicks go, for programmes that have millions; and which numbers may be shown besides."""

    files: Line | None = Field(
        default=None,
        description="Folder, or bucket such as s3://acme/clicks, for clicks that leave the database.",
    )
    keep_days: StrictInt = Field(
        default=90, ge=2, description="Days for which clicks stay in the database beside their files."
    )
    forget_days: StrictInt = Field(
        default=760,
        ge=60,
        le=36_500,
        description="Days after which single clicks are deleted, from files too; their counts stay.",
    )
    memory: Line | None = Field(default=None, description="The most memory that DuckDB may use, such as 1GB.")
    noise: Annotated[Decimal, Field(gt=0, le=10, allow_inf_nan=False)] | None = Field(
        default=None,
        description="Noise on exported counts: the ε of a discrete Laplace distribution, such as 1.",
    )
    leaderboards: StrictBool = Field(
        default=False,
        description="Whether teams, and people who ask for it, may be shown in order of what they shared.",
    )
    summed_followers: StrictBool = Field(
        default=False,
        description="Whether followers may be added up, as others call potential reach; they are not people.",
    )
    rates: RateCard | None = Field(
        default=None,
        description="Your own prices of advertising; with them equivalents may be shown, marked as no value.",
    )


def _paths(data: Any) -> list[Path]:
    """The fields of a network’s section, its options among them."""
    if not isinstance(data, Mapping):
        return []
    options = data.get("options")
    inner: list[Path] = [("options", name) for name in options] if isinstance(options, Mapping) else []
    return [(name,) for name in data] + inner


_SMALLEST_GROUP = 10
KEPT_OUT = r"secret|token|password|passwd|api_?key|mot_?de_?passe"
"""Names of what is kept out of a settings file, and looked for in the environment."""
_IN_ENVIRONMENT = Text(
    fr="mettez-le dans la variable ADVOCACY_<RÉSEAU>_<NOM>",
    en="put it in the variable ADVOCACY_<NETWORK>_<NAME>",
)
