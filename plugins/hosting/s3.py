"""What a bucket of S3 is told once: that pages of other sites may use what lies in it. Types travel with each file."""

from __future__ import annotations

import json
from pathlib import Path

from plugins.hosting.serving import Serving


def configuration(serving: Serving, folder: Path) -> str:
    """Return it, as `aws s3api put-bucket-cors` reads it. A rule of a bucket holds for all its files."""
    rule = {
        "AllowedOrigins": ["*"],
        "AllowedMethods": ["GET", "HEAD"],
        "AllowedHeaders": ["Range"],
        "ExposeHeaders": ["Content-Length", "Content-Range", "ETag"],
        "MaxAgeSeconds": 86400,
    }
    return json.dumps({"CORSRules": [rule]}, indent=1) + "\n"
