"""The form in the browser: what Decap is told, who may be asked, and that a site without it has nothing of it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from plugins.channels.form.decap import SCRIPT, script_in
from plugins.channels.form.policy import policy_of
from plugins.channels.form.settings import BACKENDS, FormSettings
from plugins.channels.form.widgets import LEFT_OUT
from plugins.cli.host import load
from plugins.hosting import apache, caddy, netlify, nginx
from plugins.hosting.serving import POLICY, serving_of
from plugins.i18n.greek import ADDRESS_RULES, slugify
from plugins.i18n.messages import say
from plugins.model.errors import UsageError
from plugins.model.kinds import FIELDS_OF
from plugins.model.titles import CHOICES, TITLES, choice_of
from plugins.read.schemas import schema
from plugins.settings import Settings
from tests.conftest import ROOT, SmallSite
from tests.programs import needs

FETCHED = script_in(ROOT / ".cache")
needs_decap = needs(FETCHED)
GITLAB = {"name": "gitlab", "repo": "union/site", "app_id": "abc"}
SITE = f"""
from html import unescape
from pathlib import Path
exec(Path({str(ROOT / "tests" / "sites" / "settings.py")!r}).read_text(encoding="utf-8"))
FORM_BACKEND = {GITLAB!r}
"""


def lent(site: SmallSite) -> None:
    """Give a site Decap, as `invoke form` does."""
    own = script_in(site.folder / "cache")
    own.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(FETCHED, own)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """A small site with the form."""
    folder = tmp_path_factory.mktemp("form")
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", folder / "content")
    (folder / "settings.py").write_text(SITE.replace("__file__", repr(str(ROOT / "tests/sites/settings.py"))), "utf-8")
    made = SmallSite(folder, folder / "settings.py")
    lent(made)
    made.build()
    return made


def told(site: SmallSite, lang: str = "") -> dict[str, Any]:
    """What the form is told in a language."""
    found: dict[str, Any] = json.loads((site.output / "admin" / lang / "form.json").read_text(encoding="utf-8"))
    return found


def collections(site: SmallSite, lang: str = "") -> dict[str, dict[str, Any]]:
    """The collections of the form by name."""
    return {one["name"]: one for one in told(site, lang)["config"]["collections"]}


def widgets(fields: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """All widgets, those within others too."""
    for one in fields:
        yield one
        yield from widgets(one.get("fields", []))


@needs_decap
def test_a_kind_has_a_collection_with_all_of_its_fields(site: SmallSite) -> None:
    """And a show one for its episodes: the same fields as the checks know, but those that nobody writes by hand."""
    found = collections(site)
    for kind, fields in FIELDS_OF.items():
        known = schema(kind, "Europe/Athens", settings_of(site).fields(kind))
        own = found.get("episodes-deltio" if kind == "episode" else fields.folder)
        assert own or fields.is_optional
        if own:
            assert {one["name"] for one in own["fields"]} == {*known, "body"} - {*LEFT_OUT}
            assert own["folder"] == ("content/shows/deltio" if kind == "episode" else f"content/{fields.folder}")


def settings_of(site: SmallSite, **more: Any) -> Settings:
    """The settings of a site."""
    found: Settings = load(site.settings, {"PATH": str(site.content), **more}).typed
    return found


@needs_decap
def test_what_is_stated_once_stands_in_the_original_alone(site: SmallSite) -> None:
    """`i18n` of a field is for those that each language states."""
    fields = {one["name"]: one for one in collections(site)["news"]["fields"]}
    assert all(fields[name].get("i18n") is True for name in ("title", "summary", "slug", "image_alt", "body"))
    assert not any("i18n" in fields[name] for name in ("id", "date", "axes", "image", "status", "author"))


@needs_decap
def test_what_may_be_chosen_has_its_name_in_the_language_of_the_form(site: SmallSite) -> None:
    """Terms of taxonomies, members, and the words of fields."""
    greek = {one["name"]: one for one in collections(site)["news"]["fields"]}
    english = {one["name"]: one for one in collections(site, "en")["news"]["fields"]}
    assert greek["title"]["label"] == "Τίτλος" and english["title"]["label"] == "Title"
    assert {one["value"] for one in greek["axes"]["options"]} == {one["value"] for one in english["axes"]["options"]}
    assert greek["axes"]["options"] != english["axes"]["options"]
    assert {"label": "πρόχειρο", "value": "draft"} in greek["status"]["options"]
    assert {one["value"] for one in english["member"]["options"]} == {"volos-energy"}
    assert collections(site)["news"]["label"] != collections(site, "en")["news"]["label"]


@needs_decap
def test_texts_with_another_original_have_a_collection_of_their_own(site: SmallSite) -> None:
    """Where there are such texts: Decap knows one original for a collection."""
    found = collections(site)
    others = {name: one for name, one in found.items() if name.endswith("-en")}
    assert others and all(one["i18n"] == {"default_locale": "en"} for one in others.values())
    assert all(one["filter"] == {"field": "original", "value": "en"} for one in others.values())


@needs_decap
def test_the_page_loads_its_own_files_alone(site: SmallSite) -> None:
    """With a policy that says so; no page of the site has the right to make code of words."""
    page = unescape((site.output / "admin" / "index.html").read_text(encoding="utf-8"))
    assert re.findall(r'(?:src|href)="([^"]*)"', page) == ["/admin/form.css", "/admin/form.js", f"/admin/{SCRIPT}"]
    assert "'unsafe-eval'" in page and "https://gitlab.com" in page and 'content="noindex"' in page
    others = [path for path in site.output.rglob("*.html") if "admin" not in path.parts]
    assert others and not any("unsafe-eval" in path.read_text(encoding="utf-8") for path in others)


@needs_decap
def test_every_host_is_told_of_its_policy(site: SmallSite) -> None:
    """For the folder alone; all else stays as it was."""
    serving = serving_of(settings_of(site))
    policy = f"{policy_of(settings_of(site).of(FormSettings))}; frame-ancestors 'none'"
    assert dict(serving.apart) == {"admin": policy} and "admin" not in serving.open
    assert serving.policy == POLICY
    for said in (apache.configuration(serving), netlify.configuration(serving)):
        assert said.count(policy) == 1
    for server in (caddy, nginx):
        assert server.configuration(serving, Path("/srv")).count(policy) == 1
    assert "/admin/*\n  ! Content-Security-Policy\n" in netlify.configuration(serving)


def test_a_site_that_wants_none_has_nothing_of_it(small_site: SmallSite) -> None:
    """No file, no policy, and no need of Decap."""
    small_site.build()
    assert not (small_site.output / "admin").exists()
    headers = (small_site.output / "_headers").read_text(encoding="utf-8")
    assert "admin" not in headers and "unsafe-eval" not in headers and "allow-popups" not in headers


def test_a_form_that_was_not_fetched_is_told_with_the_way_out(small_site: SmallSite) -> None:
    """The build ends before it begins."""
    settings = small_site.folder / "settings.py"
    settings.write_text(SITE, encoding="utf-8")
    done = SmallSite(small_site.folder, settings).run("check")
    assert done.returncode == 1
    assert "Decap CMS has not been fetched — run “invoke form”" in done.stderr


@pytest.mark.parametrize(
    ("backend", "said"),
    [
        ({"name": "gitlub"}, "there is no backend 'gitlub'; there are git-gateway, github, gitlab, gitea, forgejo"),
        ({"name": "github"}, "the backend 'github' needs 'repo' as well"),
        (GITLAB | {"appid": "x"}, "'appid' says nothing to a backend; did you mean app_id?"),
        ({"name": "gitea", "repo": "a/b", "app_id": "c"}, "the backend 'gitea' needs 'base_url' as well"),
    ],
)
def test_a_backend_of_which_too_little_is_said(
    backend: dict[str, str], said: str, make_settings: Callable[..., Settings]
) -> None:
    """What is missing is named: Gitea's and Forgejo's defaults are somebody else's server."""
    with pytest.raises(UsageError) as caught:
        make_settings(FORM_BACKEND=backend)
    assert said in str(caught.value.message)


@pytest.mark.parametrize("name", BACKENDS)
def test_a_form_asks_its_backend_and_nobody_else(name: str) -> None:
    """The hosts of the policy are those that were stated, or those of the forge."""
    more = {"repo": "a/b", "app_id": "c", "base_url": "https://git.example", "api_root": "https://git.example/api/v1"}
    form = FormSettings(form_backend={"name": name} | {word: more[word] for word in BACKENDS[name]})
    hosts = {
        "git-gateway": set[str](),
        "github": {"https://api.github.com"},
        "gitlab": {"https://gitlab.com"},
        "gitea": {"https://git.example"},
        "forgejo": {"https://git.example"},
    }
    assert set(re.findall(r"https?://[\w.]+", policy_of(form))) == hosts[name]
    assert form.is_reviewed is (name != "gitea")


def test_a_form_on_this_machine_writes_into_the_folder() -> None:
    """Without a login, and without pull requests."""
    form = FormSettings(form_backend=GITLAB, form_server="http://127.0.0.1:8001/api/v1")
    assert form.backend == {"name": "proxy", "proxy_url": "http://127.0.0.1:8001/api/v1"}
    assert not form.is_reviewed and "connect-src 'self' blob: data: http://127.0.0.1:8001;" in policy_of(form)


def test_every_field_and_choice_has_its_words_in_each_language() -> None:
    """Those of all kinds and channels, and of what stands in them; licences and types of media are names."""
    from plugins.channels import chosen

    for kind in FIELDS_OF:
        more = tuple(own for channel in chosen({}) if (own := channel.fields(kind)))
        known = schema(kind, "Europe/Athens", more)
        assert known.keys() <= TITLES.keys(), known.keys() - TITLES.keys()
        words = {word for field in known.values() for word in field.choices if not re.match("cc[0-9-]", word)}
        assert words <= CHOICES.keys(), words - CHOICES.keys()
    greek = [say(words, "el") for words in (*TITLES.values(), *map(choice_of, CHOICES))]
    assert not [words for words in greek if re.search("[a-z]{3}", re.sub("podcast|mail|[Gg]uid|Bytes", "", words))]


def test_an_address_is_made_of_a_title_as_everywhere() -> None:
    """By rules that Python and browsers read alike; initials, which stay apart, are left to whoever writes."""
    import unicodedata

    def as_the_form(title: str) -> str:
        text = unicodedata.normalize("NFKD", title).lower()
        for pattern, latin in ADDRESS_RULES:
            text = re.sub(pattern, latin, text)
        return re.sub("[^a-z0-9]+", "-", text).strip("-")

    titles = re.findall(r"^title: *(.+)$", "\n".join(_heads()), re.MULTILINE)
    assert len(titles) > 100
    wrong = {title: as_the_form(title) for title in titles if "." not in title and len(title) < 60}
    assert {title: made for title, made in wrong.items() if made != slugify(title)} == {}


def _heads() -> Iterator[str]:
    for path in sorted((ROOT / "content").rglob("*.md")):
        yield path.read_text(encoding="utf-8")[:600]
