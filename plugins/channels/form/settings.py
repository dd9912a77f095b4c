"""What a site's owner chooses of the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.settings import Group, SiteSettings
from plugins.settings.convert import near_to

#: Where git lives, by Decap's names → what must be said beside the name.
#: https://decapcms.org/docs/backends-overview/
BACKENDS: Mapping[str, tuple[str, ...]] = {
    "git-gateway": (),
    "github": ("repo",),
    "gitlab": ("repo", "app_id"),
    "gitea": ("repo", "app_id", "base_url", "api_root"),
    "forgejo": ("repo", "app_id", "base_url", "api_root"),
}
#: Those by which a draft is a pull request until somebody merges it; Decap refuses this of "gitea".
REVIEWED: Final = ("git-gateway", "github", "gitlab", "forgejo")
#: What may be said of each, as Decap names it.
KNOWN: Final = (
    *("name", "repo", "branch", "app_id", "auth_type", "auth_endpoint", "base_url", "api_root"),
    *("identity_url", "gateway_url", "site_domain", "squash_merges"),
)


class FormSettings(Group, frozen=True, kw_only=True):
    """The form: without either setting a site has none."""

    form_backend: Mapping[str, str] = {}  # where git lives: {"name": "gitlab", "repo": …, "app_id": …}
    form_reviewed: bool = True  # drafts are pull requests, where the backend knows how
    form_server: str = ""  # the address of decap-server on this machine; `serve --form` gives it

    def check(self, site: SiteSettings) -> None:
        """Refuse a backend that Decap does not know, and one of which too little is said."""
        if not self.form_backend:
            return
        name = self.form_backend.get("name", "")
        if name not in BACKENDS:
            known = ", ".join(BACKENDS)
            raise UsageError(
                _("settings: FORM_BACKEND: there is no backend {name}; there are {known}").format(
                    name=repr(name), known=known
                )
            )
        for word in self.form_backend:
            if word not in KNOWN:
                near = near_to(word, KNOWN) or ", ".join(KNOWN)
                raise UsageError(
                    _("settings: FORM_BACKEND: {word} says nothing to a backend; did you mean {near}?").format(
                        word=repr(word), near=near
                    )
                )
        for word in BACKENDS[name]:
            if not self.form_backend.get(word):
                raise UsageError(
                    _("settings: FORM_BACKEND: the backend {name} needs {word} as well").format(
                        name=repr(name), word=repr(word)
                    )
                )

    @property
    def is_wanted(self) -> bool:
        """Whether the site has a form."""
        return bool(self.form_backend or self.form_server)

    @property
    def is_reviewed(self) -> bool:
        """Whether what is saved waits as a pull request."""
        return self.form_reviewed and not self.form_server and self.form_backend.get("name") in REVIEWED

    @property
    def backend(self) -> dict[str, str]:
        """The backend as Decap reads it; on this machine, the server that writes into the folder."""
        if self.form_server:
            return {"name": "proxy", "proxy_url": self.form_server}
        pkce = {"auth_type": "pkce"} if "app_id" in self.form_backend else {}
        return {"branch": "main", **pkce, **self.form_backend}
