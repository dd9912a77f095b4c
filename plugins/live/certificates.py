"""How long the certificate of a host is good, and why it is not."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from plugins.live.verify import Finding
from plugins.live.web import TIMEOUT
from plugins.model.problem import Level, _

SOON, NOW = timedelta(days=14), timedelta(days=7)

_BAD = _("the certificate is not good: {reason}")
_ENDS = _("the certificate ends on {day}, in {days} days")


def of_host(url: str, now: datetime, context: ssl.SSLContext | None = None) -> list[Finding]:
    """Return what is wrong with the certificate of an address; `context` is that of all requests unless given."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        return []
    context = context or ssl.create_default_context()
    try:
        with (
            socket.create_connection((parts.hostname, parts.port or 443), TIMEOUT) as line,
            context.wrap_socket(line, server_hostname=parts.hostname) as talk,
        ):
            ends = talk.getpeercert()
    except ssl.SSLCertVerificationError as error:
        return [Finding("error", url, _BAD.format(reason=error.verify_message))]
    except OSError as error:
        return [Finding("error", url, _BAD.format(reason=error))]
    return of_end(url, str(ends["notAfter"]) if ends else "", now)


def of_end(url: str, written: str, now: datetime) -> list[Finding]:
    """Return what is to be said of the moment at which a certificate ends."""
    end = datetime.fromtimestamp(ssl.cert_time_to_seconds(written), UTC)
    left = end - now
    if left > SOON:
        return []
    level: Level = "error" if left <= NOW else "warning"
    return [Finding(level, url, _ENDS.format(day=end.date().isoformat(), days=left.days))]
