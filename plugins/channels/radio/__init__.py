"""The radio: feeds and files for stations, their pages, cue sheets, scripts, and the schedule of who airs what."""

from plugins.channels.protocol import Channel, later
from plugins.channels.radio.fields import FIELDS_OF
from plugins.text.media_types import RSS

CHANNEL = Channel(
    "radio",
    for_stations=True,
    addresses={
        "radio": "radio/{lang}/{show}.xml",
        "radio.promos": "radio/{lang}/{show}-promos.xml",
        "radio.notices": "radio/{lang}/notices.xml",
        "radio.all": "radio/{lang}/",
        "radio.show": "radio/{lang}/{show}/",
        "radio.file": "radio/{lang}/{show}/{name}",
        "script": "radio/{lang}/scripts/{name}.txt",
        "schedule": "radio/{lang}/schedule/",
        "station": "radio/{lang}/stations/{station}/",
        "station.calendar": "radio/{lang}/stations/{station}.ics",
        "spi": "radiodns/spi/3.1/{path}",
    },
    types={sort: {"xml": RSS} for sort in ("radio", "radio.promos", "radio.notices")},
    fields=FIELDS_OF.get,
    rules=(later(f"{__name__}.rules:receivers"),),
    turning_points=later(f"{__name__}.programme:turning_points"),
    pages=later(f"{__name__}.pages:pages"),
    artifacts=later(f"{__name__}.artifacts:artifacts"),
    offers=later(f"{__name__}.pages:offers"),
    appearances=later(f"{__name__}.appearances:appearances"),
)
