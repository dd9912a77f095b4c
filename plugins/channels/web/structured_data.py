"""What a page says to machines: schema.org as JSON-LD, one graph for each page (https://schema.org/docs/datamodel.html)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from html import escape, unescape
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from plugins.channels.resources import Resources
from plugins.channels.shared.offer import Offer
from plugins.channels.shared.views import Article
from plugins.channels.web.heads import PageHead
from plugins.i18n.greek import fold
from plugins.model.document import join_segments
from plugins.model.holidays import COUNTRY, WORD
from plugins.model.kinds import (
    DocumentFields,
    EpisodeFields,
    EventFields,
    GuideFields,
    MemberFields,
    OpportunityFields,
    PostalAddress,
    ProjectFields,
    ShowFields,
    TermFields,
)
from plugins.model.recurrence import last_start, parts_of
from plugins.model.rights import in_language
from plugins.model.taxonomy import NATIONWIDE
from plugins.settings import SiteSettings
from plugins.text.durations import iso_8601
from plugins.text.media_types import RSS
from plugins.text.speech import spoken

Node = dict[str, Any]
# What would end the script element or begin a comment in it; inside JSON's strings all may be written by number
# (https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements).
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
COLLECTED = ("articles", "terms", "years")  # values of templates that list something


def linked_data(
    resources: Resources, lang: str, head: PageHead, values: Mapping[str, Any], title: str | Markup = ""
) -> Markup:
    """The graph of a page, safe inside a script element: data, which no browser runs and no policy has to allow.

    `title` is what the page's own template calls it, where that is more than its name.
    """
    article = values.get("article")
    writer = _GraphWriter(resources, lang, head, title, values.get("offers", {}).get("skills", ()))
    if article is not None:
        feed = next((one.address for one in values["offers"].get("show.follow", ()) if one.sort == RSS), "")
        about = {**writer.about(article), **_given(webFeed=writer.absolute(feed) if feed else "")}
        nodes = [*writer.trail(), about, *writer.videos(article)]
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


class _GraphWriter:
    """Makes the nodes of one page."""

    def __init__(
        self, resources: Resources, lang: str, head: PageHead, title: str | Markup = "", skills: Sequence[Offer] = ()
    ):
        self.skills = tuple(offer.label for offer in skills)
        self.site: SiteSettings = resources.settings.site
        self.segments = resources.segments
        self.contact = resources.settings.site.contact
        self.lang, self.head, self.language = lang, head, self.site.language(lang)
        self.home = self.absolute(self.language.prefix)
        written = title.unescape() if isinstance(title, Markup) else title
        self.title = written.removesuffix(f" · {self.language.sitename}") or head.title

    def absolute(self, path: str) -> str:
        return self.site.absolute(path)

    def trail(self) -> list[Node]:
        """The way here from the front page; a page that bears the name of one above it does not name itself."""
        links = [(link.name, self.absolute(link.url)) for link in self.head.breadcrumbs if link.name]
        if not links:
            return []
        steps = links if self.title in dict(links) else [*links, (self.title, self.head.canonical)]
        if len(steps) == 1:
            return []
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
            **_given(description=article.summary, image=self.picture(article)),
        }
        return _BY_KIND[article.kind](self, article, node)

    def picture(self, article: Article) -> str:
        """Its picture, else the card that stands for the page elsewhere."""
        card = self.head.image.url if self.head.image else ""
        return self.absolute(article.image.url) if article.image else card

    def whole(self, article: Article) -> list[str]:
        """The text in paragraphs, its summary first."""
        return [article.summary, *spoken(self.segments[article.body.sha256])]

    def place(self, article: Article, name: str, access: Sequence[str] = ()) -> Node:
        """Where it is, by the name that its editor wrote, which begins with the town, and how it is open to all."""
        feature = {"@type": "LocationFeatureSpecification", "value": True}
        features = [{**feature, "name": key} for key in access]
        return {
            "@type": "Place",
            "name": name,
            "address": self.address(article, name),
            **_given(amenityFeature=features),
        }

    def address(self, article: Article, place: str) -> Node:
        regions = ", ".join(link.name for link in article.regions if link.key != NATIONWIDE)
        town = next((_AT.sub("", part) for part in _PARTS.split(place) if not _is_afar(part)), "")
        return {
            "@type": "PostalAddress",
            **_given(addressLocality=town, addressRegion=regions),
            "addressCountry": COUNTRY,
        }

    def videos(self, article: Article) -> Iterator[Node]:
        """What can be seen on the page: https://developers.google.com/search/docs/appearance/structured-data/video."""
        if film := article.film:
            main, still = film.main, self.absolute(film.poster.path)
            facts = _given(
                duration=iso_8601(main.seconds),
                encodingFormat=main.type,
                contentSize=f"{main.bytes} B",
            )
            yield self.video(article, "video", self.absolute(main.path), still, facts)
        body = join_segments(self.segments[article.body.sha256], article.links) if article.body.sha256 else ""
        for number, (attributes, inner) in enumerate(_VIDEO.findall(body), 1):
            source, poster = _SOURCE.search(attributes) or _SOURCE.search(inner), _POSTER.search(attributes)
            if source:
                picture = self.linked(poster[1]) if poster else self.picture(article)
                yield self.video(article, f"video-{number}", self.linked(source[1]), picture, {})

    def video(self, article: Article, id: str, content: str, picture: str, facts: Node) -> Node:
        return {
            "@type": "VideoObject",
            "@id": f"{self.head.canonical}#{id}",
            "name": article.title,
            "description": article.summary or article.title,
            "contentUrl": content,
            "inLanguage": article.lang,
            "publisher": self.publisher(),
            **facts,
            **_given(thumbnailUrl=picture, uploadDate=article.date or article.updated),
        }

    def linked(self, address: str) -> str:
        """The address of a file in a body, absolute."""
        address = unescape(address)
        return self.absolute(address.removeprefix(self.site.root)) if address.startswith("/") else address

    def work(self, article: Article) -> Node:
        """Return the properties that all creative works have."""
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


_PARTS = re.compile(r", ?| ή | or | και | and | \(")  # of a place
_AT = re.compile(r"^(?:στ(?:ην?|ον?|α|ις|ους)|in|at) ", re.IGNORECASE)
_VIDEO = re.compile(r"<video\b([^>]*)>(.*?)</video>", re.DOTALL)
_SOURCE = re.compile(r'\bsrc="([^"]+)"')
_POSTER = re.compile(r'\bposter="([^"]+)"')


def _given(**values: Any) -> Node:
    """The values that are there."""
    return {name: value for name, value in values.items() if value not in ("", None, [], ())}


def _news(writer: _GraphWriter, article: Article, node: Node) -> Node:
    return writer.article(article, node, "NewsArticle")


def _guide(writer: _GraphWriter, article: Article, node: Node) -> Node:
    """An article, and no HowTo: its headings are subjects, not steps to be done in order."""
    assert isinstance(article.fields, GuideFields)
    audience = article.fields.audience
    parts = [part.text for part in article.headings if part.level == 2]
    return {
        **writer.article(article, node, "TechArticle"),
        **_given(
            audience={"@type": "Audience", "audienceType": audience} if audience else None,
            articleSection=parts,
        ),
    }


def _question(writer: _GraphWriter, article: Article, node: Node) -> Node:
    """A page of one question: the answer is the whole text (https://schema.org/FAQPage)."""
    answer = {"@type": "Answer", "text": "\n\n".join(part for part in writer.whole(article) if part)}
    question = {"@type": "Question", "name": article.title, "acceptedAnswer": answer}
    return {"@type": "FAQPage", **node, **writer.work(article), "mainEntity": [question]}


def _term(writer: _GraphWriter, article: Article, node: Node) -> Node:
    """A word of the glossary (https://schema.org/DefinedTerm)."""
    assert isinstance(article.fields, TermFields)
    whole = {"@type": "DefinedTermSet", "name": article.category.name, "url": writer.absolute(article.category.url)}
    return {
        "@type": "DefinedTerm",
        **node,
        "inDefinedTermSet": whole,
        **_given(alternateName=article.fields.short),
    }


def _event(writer: _GraphWriter, article: Article, node: Node) -> Node:
    """In a place, on the net, or both: https://schema.org/EventAttendanceModeEnumeration."""
    fields = article.fields
    assert isinstance(fields, EventFields)
    place, is_only_online = writer.place(article, fields.place, fields.access), _is_afar(fields.place)
    where = fields.online or (writer.head.canonical if is_only_online else "")
    online = {"@type": "VirtualLocation", "url": where} if where else None
    mode = "Online" if is_only_online else "Mixed" if online else "Offline"
    return {
        "@type": "Event",
        **node,
        "description": "\n\n".join(writer.whole(article)),
        "startDate": fields.start,
        "eventStatus": f"https://schema.org/Event{_STATUS[fields.state or ('moved' if fields.formerly else '')]}",
        "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
        "location": online if is_only_online else [place, online] if online else place,
        "organizer": writer.members(article) or [writer.publisher()],
        "inLanguage": article.lang,
        **_given(
            endDate=fields.end,
            previousStartDate=fields.formerly,
            eventSchedule=_schedule(fields, writer.site.timezone) if fields.repeat else None,
            keywords=[link.name for link in (*article.axes, *article.tags)],
        ),
    }


_STATUS = {
    "": "Scheduled",
    "tentative": "Scheduled",
    "moved": "Rescheduled",
    "postponed": "Postponed",
    "cancelled": "Cancelled",
}


def _schedule(fields: EventFields, timezone: str) -> Node:
    """How often an event comes again (https://schema.org/Schedule); Google reads the next date alone, the event's own.

    https://developers.google.com/search/docs/appearance/structured-data/event
    """
    parts = parts_of(fields.repeat)
    unit = {"DAILY": "D", "WEEKLY": "W", "MONTHLY": "M", "YEARLY": "Y"}[parts["FREQ"]]
    last = last_start(fields.repeat, fields.start, ZoneInfo(timezone))
    named = [day for day in parts.get("BYDAY", "").split(",") if day]
    days, weeks = [f"https://schema.org/{_DAYS[day[-2:]]}" for day in named], {day[:-2] for day in named} - {""}
    return {
        "@type": "Schedule",
        "repeatFrequency": f"P{parts.get('INTERVAL', '1')}{unit}",
        "scheduleTimezone": timezone,
        **_given(
            byDay=days,
            byMonthWeek=int(next(iter(weeks))) if len(weeks) == 1 else None,
            endDate=last.date() if last else None,
            repeatCount=int(parts.get("COUNT", 0)) or None,
            exceptDate=[date.fromisoformat(day) for day in fields.not_on if day != WORD] + list(fields.cancelled),
        ),
    }


_DAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}


# What editors write where there is no place, folded.
_AFAR = frozenset(
    (
        *("διαδικτυακα", "διαδικτυο", "στο διαδικτυο", "εξ αποστασεωσ", "απο μακρια", "απο παντου", "τηλεδιασκεψη"),
        *("online", "on line", "remote", "remotely", "from anywhere", "anywhere", "zoom", "teams", "jitsi"),
    )
)


def _is_afar(place: str) -> bool:
    return fold(re.split(r", ?| \(", place)[0]).strip(" .") in _AFAR


def _opportunity(writer: _GraphWriter, article: Article, node: Node) -> Node:
    """Work that is not paid: schema.org has no type for volunteering, and knows it as a form of employment.

    With what https://developers.google.com/search/docs/appearance/structured-data/job-posting requires: the whole text,
    an address with its country, and of work from afar the country in which it may be done.
    """
    from babel import Locale  # takes 15 ms to import

    fields = article.fields
    assert isinstance(fields, OpportunityFields)
    node = {name: value for name, value in node.items() if name != "name"}
    country = {"@type": "Country", "name": Locale.parse(writer.language.locale).territories[COUNTRY]}
    afar = {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": country}
    is_afar = fields.remote or _is_afar(fields.place)
    return {
        "@type": "JobPosting",
        **node,
        "title": article.title,
        "description": "".join(f"<p>{escape(part, quote=False)}</p>" for part in writer.whole(article)),
        "identifier": {"@type": "PropertyValue", "name": writer.language.sitename, "value": article.key},
        "employmentType": "VOLUNTEER",
        "datePosted": article.date,
        "hiringOrganization": (writer.members(article) or [writer.publisher()])[0],
        **(afar if is_afar else {}),
        **_given(
            jobLocation=None if _is_afar(fields.place) else writer.place(article, fields.place),
            validThrough=fields.deadline,
            totalJobOpenings=fields.places or None,
            workHours=fields.hours,
            jobStartDate=fields.start,
            skills=list(writer.skills),
            directApply=False if fields.contact or fields.apply else None,
            applicationContact={"@type": "ContactPoint", "email": fields.contact} if fields.contact else None,
        ),
    }


def _document(writer: _GraphWriter, article: Article, node: Node) -> Node:
    """Data are a Dataset, other papers a document; either way the file is told with its type and size."""
    file, terms = article.files["file"], writer.language.terms
    assert isinstance(article.fields, DocumentFields)
    is_data = article.fields.document_type == "data"
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
        **_given(license={"@type": "CreativeWork", "name": terms, "url": writer.home} if terms and is_data else None),
    }


def _project(writer: _GraphWriter, article: Article, node: Node) -> Node:
    fields = article.fields
    assert isinstance(fields, ProjectFields)
    budget = fields.budget
    amount = {"@type": "MonetaryAmount", "value": budget, "currency": "EUR"} if budget else None
    grant = _given(amount=amount, description=fields.funding)
    return {
        "@type": "Project",
        **node,
        "foundingDate": fields.start,
        "parentOrganization": writer.publisher(),
        **_given(
            dissolutionDate=fields.end,
            funding={"@type": "MonetaryGrant", **grant} if grant else None,
            member=[
                *writer.members(article),
                *({"@type": "Organization", "name": name} for name in fields.partners),
            ],
            sameAs=fields.website,
        ),
    }


def _member(writer: _GraphWriter, article: Article, node: Node) -> Node:
    fields = article.fields
    assert isinstance(fields, MemberFields)
    return {
        "@type": "NGO",
        **node,
        "memberOf": writer.publisher(),
        **_given(
            sameAs=fields.website,
            email=fields.email,
            telephone=fields.phone,
            taxID=fields.tax_number,
            vatID=f"EL{fields.tax_number}" if fields.tax_number else "",
            identifier=_numbers(fields),
            address=_letters(fields.address, writer.lang) or (fields.place and writer.address(article, fields.place)),
            foundingDate=str(fields.founded) if fields.founded else None,
            knowsAbout=[link.name for link in article.axes],
            areaServed=[{"@type": "Place", "name": link.name} for link in article.regions],
        ),
    }


def _numbers(fields: MemberFields) -> list[Node]:
    """The numbers of an organisation in registers; org-id.guide has a code for the business register alone."""
    known = {"GR-CR": fields.company_number, "ΚΑΛΟ": fields.social_register}
    return [{"@type": "PropertyValue", "propertyID": name, "value": value} for name, value in known.items() if value]


def _letters(address: PostalAddress | None, lang: str) -> Node | None:
    """Where letters reach an organisation."""
    if address is None:
        return None
    return {
        "@type": "PostalAddress",
        "streetAddress": in_language(address.street, lang),
        "postalCode": address.postcode,
        "addressLocality": in_language(address.town, lang),
        "addressCountry": COUNTRY,
    }


def _show(writer: _GraphWriter, article: Article, node: Node) -> Node:
    assert isinstance(article.fields, ShowFields)
    people = [{"@type": "Person", "name": name} for name in article.fields.hosts]
    return {
        "@type": "PodcastSeries",
        **node,
        **writer.work(article),
        **_given(actor=people),
    }


def _episode(writer: _GraphWriter, article: Article, node: Node) -> Node:
    """With its recording in the form that most can play; its other forms are in the feeds."""
    fields, recording, film = article.fields, article.recording, article.film
    assert isinstance(fields, EpisodeFields)
    told = recording.sound.seconds if recording else film.main.seconds if film else 0
    sound = None
    if recording:
        main = recording.main
        sound = {
            "@type": "AudioObject",
            "contentUrl": writer.absolute(main.path),
            "encodingFormat": main.type,
            "contentSize": f"{main.bytes} B",
            "duration": iso_8601(main.seconds),
            "inLanguage": article.lang,
        }
    show = article.show
    return {
        "@type": "PodcastEpisode",
        **node,
        **writer.work(article),
        **_given(
            associatedMedia=sound,
            video={"@id": f"{writer.head.canonical}#video"} if film else None,
            duration=iso_8601(told) if told else None,
            episodeNumber=fields.episode or None,
            partOfSeries={"@type": "PodcastSeries", "name": show.name, "url": writer.absolute(show.url)}
            if show
            else None,
            partOfSeason={"@type": "PodcastSeason", "seasonNumber": fields.season} if fields.season else None,
        ),
    }


def _page(writer: _GraphWriter, article: Article, node: Node) -> Node:
    return {
        "@type": "WebPage",
        **node,
        "inLanguage": article.lang,
        "isPartOf": {"@type": "WebSite", "@id": f"{writer.home}#website"},
        **_given(dateModified=article.updated),
    }


_BY_KIND: dict[str, Callable[[_GraphWriter, Article, Node], Node]] = {
    "news": _news,
    "guide": _guide,
    "question": _question,
    "term": _term,
    "event": _event,
    "opportunity": _opportunity,
    "document": _document,
    "project": _project,
    "member": _member,
    "show": _show,
    "episode": _episode,
    "page": _page,
}
