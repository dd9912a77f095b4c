"""The media type of a file by the ending of its name.

Python's own table (mimetypes) asks the machine's, which differs from one to the other.
"""

from __future__ import annotations

RSS, ATOM, JSON_FEED = "application/rss+xml", "application/atom+xml", "application/feed+json"
HLS = "application/x-mpegURL"
TYPES = {
    "avif": "image/avif",
    "csv": "text/csv",
    "flac": "audio/flac",
    "html": "text/html",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "json": "application/json",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "pdf": "application/pdf",
    "png": "image/png",
    "srt": "application/x-subrip",
    "ttml": "application/ttml+xml",
    "txt": "text/plain",
    "vtt": "text/vtt",
    "wav": "audio/wav",
    "webp": "image/webp",
    "zip": "application/zip",
}


def type_of(path: str) -> str:
    """Return the media type of a file, or that of plain bytes where its ending is not known."""
    return TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")


def types_of(*endings: str) -> dict[str, str]:
    """Return the types of endings, by ending, in this order."""
    return {ending: TYPES[ending] for ending in endings}
