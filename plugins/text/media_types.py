"""The media type of a file by the ending of its name.

Python's own table (mimetypes) asks the machine's, which differs from one to the other.
"""

from __future__ import annotations

RSS, ATOM, JSON_FEED = "application/rss+xml", "application/atom+xml", "application/feed+json"
#: Of feeds, by the ending that tells their format.
FEEDS = {"rss.xml": RSS, "atom.xml": ATOM, "json": JSON_FEED}
HLS = "application/x-mpegURL"
CHAPTERS = "application/json+chapters"
TYPES = {
    "avif": "image/avif",
    "css": "text/css",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "flac": "audio/flac",
    "html": "text/html",
    "ico": "image/x-icon",
    "ics": "text/calendar",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "m3u": "audio/x-mpegurl",
    "m3u8": HLS,
    "m4a": "audio/mp4",
    "mp2": "audio/mpeg",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ogg": "audio/ogg",
    "opml": "text/x-opml",
    "opus": "audio/ogg",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rdf": "application/rdf+xml",
    "sqlite": "application/vnd.sqlite3",
    "srt": "application/x-subrip",
    "svg": "image/svg+xml",
    "ttml": "application/ttml+xml",
    "txt": "text/plain",
    "vtt": "text/vtt",
    "wav": "audio/wav",
    "webm": "video/webm",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff2": "font/woff2",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "text/xml",
    "zip": "application/zip",
}


def type_of(path: str) -> str:
    """Return the media type of a file, or that of plain bytes where its ending is not known."""
    return TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")


def types_of(*endings: str) -> dict[str, str]:
    """Return the types of endings, by ending, in this order."""
    return {ending: TYPES[ending] for ending in endings}
