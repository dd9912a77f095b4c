"""What a page says to machines: schema.org as JSON-LD, one graph for each page (https://schema.org/docs/datamodel.html)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from plugins.channels.web.heads import Head
from plugins.channels.web.views import Article
from plugins.model import Resources
from plugins.settings import SiteSettings

Node = dict[str, Any]
# What would end the script element or begin a comment in it; inside JSON's strings all may be written by number
# (https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements).
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
COLLECTED = ("articles", "terms", "years")  # values of templates that list something


def linked_data(resources: Resources, lang: str, head: Head, values: Mapping[str, Any]) -> Markup:
    """The graph of a page, safe inside a script element: data, which no browser runs and no policy has to allow."""
    writer = _Writer(resources, lang, head)
    article = values.get("article")
    if article is not None:
        feed = values.get("podcast", "")
        nodes = [*writer.trail(), {**writer.about(article), **_given(webFeed=writer.absolute(feed) if feed else "")}]
    elif head.section == "home":
        nodes = [writer.website(), writer.organisation()]
    elif any(name in values for name in COLLECTED):
        nodes = [*writer.trail(), writer.collection()]
    else:
        nodes = writer.trail()
    graph = {"@context": "https://schema.org", "@graph": nodes}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"), default=_moment)
    return Markup(text.translate(_UNSAFE))


def _moment(value: date) -> str:
    return value.isoformat()


class _Writer:
    """Makes the nodes of one page."""

    def __init__(self, resources: Resources, lang: str, head: Head):
        self.site: SiteSettings = resources.settings.site
        self.contact = resources.settings.web.contact
        self.lang, self.head, self.language = lang, head, self.site.language(lang)
        self.home = self.absolute(self.language.prefix)

    def absolute(self, path: str) -> str:
        return f"{self.site.url}/{path.removeprefix('/')}"

    def trail(self) -> list[Node]:
        """The way here from the front page."""
        links = [(link.name, self.absolute(link.url)) for link in self.head.breadcrumbs if link.name]
        if not links:
            return []
        steps = [*links, (self.head.title, self.head.canonical)]
        items = [
            {"@type": "ListItem", "position": number, "name": name, "item": {"@id": address}}
            for number, (name, address) in enumerate(steps, 1)
        ]
        return [{"@type": "BreadcrumbList", "itemListElement": items}]

    def website(self) -> Node:
        return {
            "@type": "WebSite",
            "@id": f"{self.home}#website",
            "name": self.language.sitename,
            "url": self.home,
            "inLanguage": self.lang,
            "publisher": {"@id": self._publisher},
            **_given(description=self.language.subtitle),
        }

    def organisation(self) -> Node:
        return {**self.publisher(), **_given(description=self.language.subtitle, email=self.contact)}

    @property
    def _publisher(self) -> str:
        return f"{self.site.url}/#organisation"

    def publisher(self) -> Node:
        return {"@type": "NGO", "@id": self._publisher, "name": self.language.sitename, "url": self.home}

    def collection(self) -> Node:
        return {
            "@type": "CollectionPage",
            "name": self.head.title,
            "url": self.head.canonical,
            "inLanguage": self.lang,
            "isPartOf": {"@type": "WebSite", "@id": f"{self.home}#website"},
            **_given(description=self.head.description),
        }

    def about(self, article: Article) -> Node:
        """The node of an entry, by its kind."""
        node = {
            "@id": f"{self.head.canonical}#{article.kind}",
            "name": article.title,
            "url": self.head.canonical,
            **_given(description=article.summary, image=self.absolute(article.image.url) if article.image else ""),
        }
        return _BY_KIND[article.kind](self, article, node)

    def work(self, article: Article) -> Node:
        """What all works have."""
        return {
            "inLanguage": article.lang,
            "publisher": self.publisher(),
            **_given(
                datePublished=article.date,
                dateModified=article.updated,
                keywords=[link.name for link in (*article.axes, *article.tags)],
                contentLocation=[{"@type": "Place", "name": link.name} for link in article.regions],
            ),
        }

    def members(self, article: Article) -> list[Node]:
        found = ((link.name, self.absolute(link.url)) for link in article.members)
        return [{"@type": "NGO", "name": name, "url": url} for name, url in found]

    def article(self, article: Article, node: Node, type: str) -> Node:
        authors = [{"@type": "Organization", "name": str(name)} for name in article.authors]
        return {
            "@type": type,
            **node,
            "headline": article.title,
            "mainEntityOfPage": self.head.canonical,
            "author": authors or [{"@id": self._publisher}],
            "wordCount": article.words,
            **self.work(article),
            **_given(about=self.members(article)),
        }


def _given(**values: Any) -> Node:
    """The values that are there."""
    return {name: value for name, value in values.items() if value not in ("", None, [], ())}


def _news(writer: _Writer, article: Article, node: Node) -> Node:
    return writer.article(article, node, "NewsArticle")


def _guide(writer: _Writer, article: Article, node: Node) -> Node:
    """An article, and no HowTo: its headings are subjects, not steps to be done in order."""
    audience = article.fields.get("audience")
    parts = [part.text for part in article.headings if part.level == 2]
    return {
        **writer.article(article, node, "TechArticle"),
        **_given(
            audience={"@type": "Audience", "audienceType": audience} if audience else None,
            articleSection=parts,
        ),
    }


def _event(writer: _Writer, article: Article, node: Node) -> Node:
    """In a place, on the net, or both: https://schema.org/EventAttendanceModeEnumeration."""
    fields = article.fields
    place = {"@type": "Place", "name": fields["place"], "address": fields["place"]}
    online = {"@type": "VirtualLocation", "url": fields["online"]} if "online" in fields else None
    is_only_online = online is not None and fields["place"].casefold() in _ONLINE
    mode = "Online" if is_only_online else "Mixed" if online else "Offline"
    return {
        "@type": "Event",
        **node,
        "startDate": fields["start"],
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
        "location": online if is_only_online else [place, online] if online else place,
        "organizer": writer.members(article) or [writer.publisher()],
        "inLanguage": article.lang,
        **_given(
            endDate=fields.get("end"),
            keywords=[link.name for link in (*article.axes, *article.tags)],
        ),
    }


_ONLINE = ("διαδικτυακά", "διαδίκτυο", "online", "on line")  # what editors write where there is no place


def _opportunity(writer: _Writer, article: Article, node: Node) -> Node:
    """Work that is not paid: schema.org has no type for volunteering, and knows it as a form of employment."""
    fields = article.fields
    node = {name: value for name, value in node.items() if name != "name"}
    place = {"@type": "Place", "name": fields["place"], "address": fields["place"]}
    return {
        "@type": "JobPosting",
        **node,
        "title": article.title,
        "employmentType": "VOLUNTEER",
        "datePosted": article.date,
        "hiringOrganization": (writer.members(article) or [writer.publisher()])[0],
        "jobLocation": place,
        **_given(
            validThrough=fields.get("deadline"),
            totalJobOpenings=fields.get("places"),
            workHours=fields.get("hours"),
            jobLocationType="TELECOMMUTE" if fields.get("remote") else None,
        ),
    }


def _document(writer: _Writer, article: Article, node: Node) -> Node:
    """Data are a Dataset, other papers a document; either way the file is told with its type and size."""
    file = article.files["file"]
    is_data = article.fields["document_type"] == "data"
    download = {
        "@type": "DataDownload" if is_data else "MediaObject",
        "contentUrl": writer.absolute(file.url),
        "encodingFormat": file.type,
        "contentSize": f"{file.bytes} B",
    }
    return {
        "@type": "Dataset" if is_data else "DigitalDocument",
        **node,
        **writer.work(article),
        ("distribution" if is_data else "encoding"): download,
        "isAccessibleForFree": True,
        **({"creator": writer.publisher()} if is_data else {}),
    }


def _project(writer: _Writer, article: Article, node: Node) -> Node:
    fields = article.fields
    budget = fields.get("budget")
    amount = {"@type": "MonetaryAmount", "value": budget, "currency": "EUR"} if budget else None
    grant = _given(amount=amount, description=fields.get("funding"))
    return {
        "@type": "Project",
        **node,
        "foundingDate": fields["start"],
        "parentOrganization": writer.publisher(),
        **_given(
            dissolutionDate=fields.get("end"),
            funding={"@type": "MonetaryGrant", **grant} if grant else None,
            member=[
                *writer.members(article),
                *({"@type": "Organization", "name": name} for name in fields.get("partners", ())),
            ],
            sameAs=fields.get("website"),
        ),
    }


def _member(writer: _Writer, article: Article, node: Node) -> Node:
    fields = article.fields
    founded = fields.get("founded")
    return {
        "@type": "NGO",
        **node,
        "memberOf": writer.publisher(),
        **_given(
            sameAs=fields.get("website"),
            email=fields.get("email"),
            telephone=fields.get("phone"),
            address=fields.get("place"),
            foundingDate=str(founded) if founded else None,
            knowsAbout=[link.name for link in article.axes],
            areaServed=[{"@type": "Place", "name": link.name} for link in article.regions],
        ),
    }


def _show(writer: _Writer, article: Article, node: Node) -> Node:
    people = [{"@type": "Person", "name": name} for name in article.fields.get("hosts", ())]
    return {
        "@type": "PodcastSeries",
        **node,
        **writer.work(article),
        **_given(actor=people),
    }


def _episode(writer: _Writer, article: Article, node: Node) -> Node:
    """With its recording in the form that most can play; its other forms are in the feeds."""
    fields, recording = article.fields, article.recording
    sound = None
    if recording:
        main = recording.main
        sound = {
            "@type": "AudioObject",
            "contentUrl": main.path if recording.is_remote else writer.absolute(main.path),
            "encodingFormat": main.type,
            "contentSize": f"{main.bytes} B",
            "duration": length(main.seconds),
            "inLanguage": article.lang,
        }
    show = article.show
    return {
        "@type": "PodcastEpisode",
        **node,
        **writer.work(article),
        **_given(
            associatedMedia=sound,
            duration=length(recording.sound.seconds) if recording else None,
            episodeNumber=fields.get("episode"),
            partOfSeries={"@type": "PodcastSeries", "name": show.name, "url": writer.absolute(show.url)}
            if show
            else None,
            partOfSeason={"@type": "PodcastSeason", "seasonNumber": fields["season"]} if "season" in fields else None,
        ),
    }


def length(seconds: float) -> str:
    """ISO 8601: PT1H2M30S."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "H"), (minutes, "M"), (rest, "S"))
    return "PT" + ("".join(f"{number}{unit}" for number, unit in parts if number) or "0S")


def _page(writer: _Writer, article: Article, node: Node) -> Node:
    return {
        "@type": "WebPage",
        **node,
        "inLanguage": article.lang,
        "isPartOf": {"@type": "WebSite", "@id": f"{writer.home}#website"},
        **_given(dateModified=article.updated),
    }


_BY_KIND: dict[str, Callable[[_Writer, Article, Node], Node]] = {
    "news": _news,
    "guide": _guide,
    "event": _event,
    "opportunity": _opportunity,
    "document": _document,
    "project": _project,
    "member": _member,
    "show": _show,
    "episode": _episode,
    "page": _page,
}
