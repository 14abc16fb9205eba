"""What an installation is set to: ``advocacy.toml``, and the environment for what differs by machine."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr

from advocacy.documents import NetworkName, Node, Slug, read, validate
from advocacy.errors import InvalidInput
from advocacy.language import Text
from advocacy.settings import DEFAULT_FILE
from advocacy.settings.conversions import ConversionFile
from advocacy.settings.nudges import Nudges
from advocacy.settings.reports import ReportSchedule
from advocacy.settings.schedule import Schedule
from advocacy.settings.sections import (
    KEPT_OUT,
    NO_SECRET,
    Accounts,
    Approval,
    CharterFile,
    Database,
    NetworkSettings,
    Programme,
    Publishing,
    Reach,
    Section,
    Tracking,
)
from advocacy.settings.webhooks import Webhooks

OVERRIDES = {"ADVOCACY_DATABASE_URL": ("database", "url"), "ADVOCACY_BASE_URL": ("tracking", "base_url")}
"""The environment variables that stand above the file, and the field each replaces."""


class Settings(Section):
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
    conversions: dict[Slug, ConversionFile] = Field(
        default_factory=dict, description="One section a kind of file that tells of conversions."
    )
    webhooks: Webhooks = Field(default_factory=Webhooks)
    reports: dict[Slug, ReportSchedule] = Field(
        default_factory=dict, description="One section a report that is sent by itself."
    )
    accounts: Accounts = Field(default_factory=Accounts)
    approval: Approval = Field(default_factory=Approval)
    charter: CharterFile = Field(default_factory=CharterFile)
    publishing: Publishing = Field(default_factory=Publishing)
    reach: Reach = Field(default_factory=Reach)
    schedule: Schedule = Field(
        default_factory=Schedule, description="When shares go out, and how often a person is asked."
    )

    nudges: Nudges = Field(
        default_factory=Nudges, description="Whether and how people are told of offers that wait."
    )

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
            raise InvalidInput(node.mistake(NO_SECRET, ("database", "url"), hint=_DATABASE_VARIABLE))
        resolved = _beside(settings, FilePath(path).absolute().parent)
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

    def network(self, name: str) -> NetworkSettings:
        """What is set for the network called `name`, or what holds when nothing is."""
        return self.networks.get(name) or NetworkSettings()


def network_secrets(network: str, environ: Mapping[str, str] | None = None) -> dict[str, SecretStr]:
    """The secrets of an application registered with `network`, from ``ADVOCACY_<NETWORK>_<NAME>``.

    Names that a settings file may hold, such as ``client_id``, are not looked for: they are its options.

    >>> network_secrets("linkedin", {"ADVOCACY_LINKEDIN_CLIENT_SECRET": "s3cr3t"})
    {'client_secret': SecretStr('**********')}
    """
    start = f"ADVOCACY_{network.upper()}_"
    variables = os.environ if environ is None else environ
    return {
        name.removeprefix(start).lower(): SecretStr(value)
        for name, value in variables.items()
        if name.startswith(start) and re.search(KEPT_OUT, name.removeprefix(start), re.IGNORECASE)
    }


def _beside(settings: Settings, folder: FilePath) -> Settings:
    """`settings` with the paths they hold taken from `folder`."""
    url = _database_beside(settings.database.url, folder)
    changed: dict[str, Any] = {"database": settings.database.model_copy(update={"url": url})}
    if settings.charter.file is not None:
        charter = settings.charter.model_copy(update={"file": str(folder / settings.charter.file)})
        changed["charter"] = charter
    if settings.reach.files is not None and "://" not in settings.reach.files:
        files = str(folder / settings.reach.files)
        changed["reach"] = settings.reach.model_copy(update={"files": files})
    return settings.model_copy(update=changed)


def _database_beside(url: str, folder: FilePath) -> str:
    if "://" not in url:
        return str(folder / url)
    scheme, _, file = url.partition(":///")
    if scheme.startswith("sqlite") and file and not file.startswith("/") and file != ":memory:":
        return f"{scheme}:///{folder / file}"
    return url


_DATABASE_VARIABLE = Text(
    fr="mettez l’adresse entière dans ADVOCACY_DATABASE_URL",
    en="put the whole address in ADVOCACY_DATABASE_URL",
)
