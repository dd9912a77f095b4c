"""What the site's owner chose: a typed group of settings for each stage and channel, read once from Pelican's names."""

from plugins.settings.chosen import AnyChannel as AnyChannel
from plugins.settings.chosen import Settings as Settings
from plugins.settings.group import Group as Group
from plugins.settings.site import LanguageSettings as LanguageSettings
from plugins.settings.site import SiteSettings as SiteSettings
