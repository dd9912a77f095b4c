"""What a site may say of its guides."""

from plugins.settings import Group


class KnowhowSettings(Group, frozen=True, kw_only=True):
    """`handouts`: whether each guide is a PDF as well, to be handed out; WeasyPrint makes them."""

    handouts: bool = False
