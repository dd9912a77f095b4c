"""What the page of the form may do: more than any page of the site, and nothing beyond the form's folder."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from plugins.channels.form.settings import FormSettings
from plugins.settings import Settings

FOLDER = "admin"
#: Decap compiles the check of its own configuration, and writes its style into the page.
#: `upgrade-insecure-requests` is left out: on this machine its server speaks http.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' blob: data:{hosts}; media-src 'self' blob:; font-src 'self' data:; "
    "connect-src 'self' blob: data:{hosts}; base-uri 'none'; form-action 'none'"
)
#: Where the interfaces of hosts are that have an address of their own.
INTERFACES = {
    "github": ("https://api.github.com",),
    "gitlab": ("https://gitlab.com",),
}


def policies(settings: Settings) -> Iterator[tuple[str, str]]:
    """The folder of the form, with its policy; an empty one where the site has no form."""
    form = settings.of(FormSettings)
    yield FOLDER, f"{policy_of(form)}; frame-ancestors 'none'" if form.is_wanted else ""


def policy_of(form: FormSettings) -> str:
    """The policy of the page, as it may say it itself: the hosts that it asks are those of the backend alone."""
    hosts = "".join(f" {host}" for host in hosts_of(form))
    return POLICY.format(hosts=hosts)


def hosts_of(form: FormSettings) -> tuple[str, ...]:
    """The hosts that the form asks, beside the site's own."""
    stated = [form.backend[name] for name in ("api_root", "base_url", "proxy_url") if name in form.backend]
    stated += [form.backend[name] for name in ("identity_url", "gateway_url") if name in form.backend]
    known = INTERFACES.get(form.backend["name"], ()) if "api_root" not in form.backend else ()
    parts = (urlsplit(address) for address in (*known, *stated))
    return tuple(dict.fromkeys(f"{one.scheme}://{one.netloc}" for one in parts if one.netloc))
