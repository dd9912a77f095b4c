"""Open data: all that is published, as JSON, CSV and SQLite, and each table as a Data Package; with its licence."""

from plugins.channels.protocol import Channel, later
from plugins.settings import Group


class OpenDataSettings(Group, frozen=True, kw_only=True):
    """Settings of the open data.

    `data_licence`: under what the data may be used, by its name in SPDX. `grants_prefix`: what the identifiers of
    grants begin with; 360Giving's helpdesk gives one to those who publish.
    """

    data_licence: str = "CC-BY-4.0"
    grants_prefix: str = "unregistered"


CHANNEL = Channel(
    "opendata",
    settings=OpenDataSettings,
    addresses={
        "data.table": "data/{name}/{file}",
        "data.api": "api/v1/{name}",
        "data.catalogue": "data/catalogue.{ending}",
        "data.database": "data/{name}.sqlite",
    },
    rules=(later("plugins.channels.shared.tables.rules:find"),),
    artifacts=later(f"{__name__}.artifacts:artifacts"),
    late=later(f"{__name__}.artifacts:late"),
    offers=later(f"{__name__}.packages:offers"),
)
