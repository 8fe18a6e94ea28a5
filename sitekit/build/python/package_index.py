"""Make the index from which pip installs the library, so that the site itself is where it is published.

simple/ names the project, simple/<project>/ its wheel with the digest, as PEP 503 says, and the wheel's
metadata beside it, as PEP 658 does. All links are relative: the index works wherever the site lies. The wheel
lies in a folder named by its digest, because pip and hosts keep a file by its address, and the next build may
give the same version another content.
"""

from __future__ import annotations

import hashlib
import html
import shutil
import tempfile
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

from sitekit.build.python.wheel import build_wheel

FOLDER = "simple/"  # below the root of the site
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<meta name="pypi:repository-version" content="1.0">
<title>{title}</title>
</head>
<body>
<h1>{title}</h1>
<p>{link}</p>
</body>
</html>
"""


def write_index(folder: Path) -> None:
    """Write the index of this tree's wheel to `folder`, in place of what is there."""
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as beside:
        wheel = build_wheel(Path(beside))
        content, metadata = wheel.read_bytes(), _read_metadata(wheel)
    about = message_from_bytes(metadata)
    project, digest = about["Name"], _digest(content)
    place = folder / project / digest[:16]
    place.mkdir(parents=True)
    (place / wheel.name).write_bytes(content)
    (place / f"{wheel.name}.metadata").write_bytes(metadata)
    attributes = {
        "href": f"{place.name}/{wheel.name}#sha256={digest}",
        "data-requires-python": about["Requires-Python"],
        "data-core-metadata": f"sha256={_digest(metadata)}",
        "data-dist-info-metadata": f"sha256={_digest(metadata)}",  # its first name (PEP 714)
    }
    _write(place.parent / "index.html", f"Wheels of {project}", _link(wheel.name, attributes))
    _write(folder / "index.html", "Packages for pip", _link(project, {"href": f"{project}/"}))


def _read_metadata(wheel: Path) -> bytes:
    with ZipFile(wheel) as archive:
        return archive.read(next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA")))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _link(text: str, attributes: dict[str, str]) -> str:
    """Return a link as HTML.

    >>> _link("a.whl", {"href": "a.whl", "data-requires-python": ">=3.11"})
    '<a href="a.whl" data-requires-python="&gt;=3.11">a.whl</a>'
    """
    written = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items())
    return f"<a{written}>{html.escape(text)}</a>"


def _write(path: Path, title: str, link: str) -> None:
    path.write_text(_PAGE.format(title=title, link=link), encoding="utf-8", newline="\n")
