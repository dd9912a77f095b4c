"""The form: a page on which whoever knows no git writes, in a browser (Decap CMS)."""

from plugins.channels.form.settings import FormSettings
from plugins.channels.protocol import Channel, later

CHANNEL = Channel(
    "form",
    settings=FormSettings,
    addresses={
        "form": "admin/{prefix}",
        "form.choices": "admin/{prefix}form.json",
        "form.file": "admin/{name}",
    },
    rules=(later(f"{__name__}.rules:find"),),
    artifacts=later(f"{__name__}.artifacts:artifacts"),
    policies=later(f"{__name__}.policy:policies"),
)
