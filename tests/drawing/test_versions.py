"""A version is what the package's metadata says."""

from __future__ import annotations

from importlib import metadata

import pytest

from plugins.drawing.versions import version


@pytest.mark.parametrize("package", ["pillow", "uharfbuzz", "pyphen", "segno", "babel", "fonttools"])
def test_the_version_of_an_installed_package(package: str) -> None:
    assert version(package) == metadata.version(package)


def test_a_package_that_is_not_there() -> None:
    with pytest.raises(metadata.PackageNotFoundError):
        version("no-such-package")
