"""`publish`: builds, looks at what would change for whoever has a link, brings the site out, and asks for it there."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

import msgspec

from plugins.channels.web.settings import WebSettings
from plugins.cli.report import LEVELS, print_problems
from plugins.engine.progress import CountedItems, Progress
from plugins.engine.result import Result
from plugins.hosting.limits import FORGES, exceeded
from plugins.hosting.serving import Serving, serving_apart, serving_of
from plugins.i18n.messages import tell
from plugins.live.announce import index_now, ping
from plugins.live.verify import Finding, LiveFile, address_of, is_served, verify
from plugins.model.errors import ContentError, MachineError, UsageError
from plugins.model.problem import Message, Problem, _, plural
from plugins.output.manifest import MANIFEST, lines
from plugins.publish import flow, gate
from plugins.publish.apart import MediaPlace, parted
from plugins.publish.gone import gone_pages
from plugins.publish.publication import PublicationPlan
from plugins.publish.targets import target_of
from plugins.publish.tree import FileLine, Tree, hash_of
from plugins.settings import Settings
from plugins.text.media_types import FEEDS as FEED_FORMATS

FEEDS, RULES = frozenset(FEED_FORMATS.values()), "_redirects"
_NO_SITE = _("publish: {folder} holds no site that a build has made; build first")
_NOTHING = _("{target}: the site is out already")
_WOULD = _("{target}: {put} files would travel ({megabytes:.1f} MB), {delete} would go, {kept} stay")
_DONE = _("{target}: {name} is out; {put} files travelled ({megabytes:.1f} MB), {delete} went, {kept} stayed")
_NOT_LIVE = plural(
    "the site is published, but {count} address does not give what was built",
    "the site is published, but {count} addresses do not give what was built",
)
_TOO_LARGE = _("publish: the site is more than {host} takes; keep long recordings elsewhere, by their address")
_HALF = _("publish: MEDIA_URL says where recordings and videos are heard, MEDIA_TARGET where they are put: state both")
_BACK = _("{target}: {name} is out again")


def publish(host: Any, options: argparse.Namespace) -> int:
    """Publish the site of a host as the options say."""
    settings: Settings = host.typed
    serving = serving_of(settings)
    target = target_of(options.target, serving, options.keep)
    if options.rollback:
        release = flow.roll_back(target)
        print(tell(_BACK.format(target=options.target, name=release.name)))
        return 0
    place = place_apart(settings, options.keep)
    result: Result = host.run()
    (tree, apart), now = parted(tree_of(settings), settings.site.is_apart), datetime.now(UTC)
    host = FORGES.get(urlsplit(options.target).hostname or "")
    if host and not fits(tree, host):
        raise UsageError(_TOO_LARGE.format(host=host))
    if options.dry_run or place:
        plan = flow.planned(tree, target, serving, now)
        look(plan, result, settings, options.accept_gone)
    if options.dry_run:
        if place:
            print_plan(place.planned(apart, now), place.name)
        print_plan(plan, options.target)
        return 0
    with ExitStack() as around:
        media = around.enter_context(place.around(apart, now, tracked)) if place else []
        plan = flow.publish(
            *(tree, target, serving, now), lambda plan: look(plan, result, settings, options.accept_gone), tracked
        )
        print(tell(_said(plan, options.target)))
    for one in media:
        if not one.is_empty():
            print(tell(_said(one, settings.run.media_target)))
    if options.live:
        pages = "{0.scheme}://{0.netloc}".format(urlsplit(options.live))
        found = [check_live(one, settings.site.media, serving_apart(settings), pages) for one in media]
        print_findings([*chain(*found), *check_live(plan, options.live, serving)])
        print_findings(announce(plan, settings))
    return 0


def place_apart(settings: Settings, keep: int) -> MediaPlace | None:
    """Return where recordings and videos lie, or None: with the site. Raises UsageError where half of it is said."""
    address = settings.run.media_target
    if bool(address) != bool(settings.site.media):
        raise UsageError(_HALF)
    serving = serving_apart(settings)
    return MediaPlace(address, target_of(address, serving, keep), serving) if address else None


def check_live(plan: PublicationPlan, url: str, serving: Serving, pages: str = "") -> list[Finding]:
    """Ask for what was carried where readers do; for the front page, where nothing was. `pages` are of another host."""
    tree, paths = plan.tree, plan.put or ("index.html",)
    wanted = [LiveFile(path, tree.files[path].size, tree.files[path].sha256) for path in paths if path in tree.files]
    return verify(url, wanted, plan.delete, redirects_of(tree), serving, pages)


def announce(plan: PublicationPlan, settings: Settings) -> list[Finding]:
    """Tell hubs of feeds and search engines of pages that changed."""
    base, serving = settings.site.url, serving_of(settings)
    changed = [path for path in (*plan.put, *plan.delete) if is_served(path)]
    feeds = [address_of(f"{base}/", path) for path in changed if serving.type_of(path) in FEEDS]
    pages = [address_of(f"{base}/", path) for path in changed if path.endswith("index.html")]
    key = settings.of(WebSettings).indexnow_key
    return [*ping(settings.feeds.hubs, feeds), *(index_now(key, base, pages) if key else ())]


def redirects_of(tree: Tree) -> list[str]:
    """Return the old addresses of a site."""
    rules = tree.read(RULES).decode().splitlines() if RULES in tree.files else []
    return [rule.split(" ")[0] for rule in rules]


def print_findings(findings: Sequence[Finding]) -> None:
    """Say what is not as it should be. Raises MachineError where readers don't get what was published."""
    for one in findings:
        print(f"{one.url}: {tell(LEVELS[one.level])}: {tell(one.message)}", file=sys.stderr)
    errors = sum(one.level == "error" for one in findings)
    if errors:
        raise MachineError(_NOT_LIVE.format(count=errors))


def fits(tree: Tree, host: str) -> bool:
    """Say what of a site is more than a free host takes, or nearly so; whether it takes the site."""
    found = list(exceeded({path: line.size for path, line in tree.files.items()}, host))
    for level, message in found:
        print(f"{tell(LEVELS[level])}: {tell(message)}", file=sys.stderr)
    return all(level != "error" for level, _message in found)


def tree_of(settings: Settings) -> Tree:
    """Return the site that lies in the output folder. Raises UsageError where there is none."""
    folder = settings.run.output
    try:
        files = {path: _line(path, *line) for path, line in lines(folder).items()}
        files[MANIFEST] = FileLine((folder / MANIFEST).stat().st_size, hash_of(folder / MANIFEST))
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError(_NO_SITE.format(folder=folder)) from error
    return Tree(folder, files)


def _line(path: str, size: int, sha256: str, channel: str, language: str, sources: tuple[str, ...]) -> FileLine:
    is_text = channel == "web" and len(sources) == 1 and path.endswith(".html")
    return FileLine(size, sha256, sources[0] if is_text else "")


def look(plan: PublicationPlan, result: Result, settings: Settings, accepts_gone: bool) -> None:
    """The gate. Raises ContentError where something must not go out like this, after all of it is printed."""
    gone = [] if accepts_gone else list(gone_pages(plan, settings.read.content))
    print_problems(gone, settings)
    refused: list[Problem] = [*gone, *(problem for problem in result.problems if problem.rule == gate.RULE)]
    if refused:
        raise ContentError(refused)


def tracked(plan: PublicationPlan, paths: Iterator[str]) -> Iterator[str]:
    """The paths as they arrive, counted on the standard error stream."""
    return Progress().track("publish", CountedItems(paths, len(plan.put)), len(plan.put), str)


def print_plan(plan: PublicationPlan, address: str) -> None:
    """What would be done, a line a file: `+` new, `~` changed, `-` deleted."""
    there = plan.before.lines()
    for path in plan.put:
        print("~" if path in there else "+", path)
    for path in plan.delete:
        print("-", path)
    print(tell(_counted(_WOULD, plan, address)))
    sys.stdout.flush()


def _said(plan: PublicationPlan, address: str) -> Message:
    if plan.is_empty():
        return _NOTHING.format(target=address)
    return _counted(_DONE, plan, address).format(name=plan.after.name)


def _counted(sentence: Message, plan: PublicationPlan, address: str) -> Message:
    put = len(plan.put)
    kept = len(plan.after.lines()) - put
    return sentence.format(target=address, put=put, megabytes=plan.size() / 1e6, delete=len(plan.delete), kept=kept)
