"""Complete `pip install virtfaq` on the built pages with the address of this site's own index.

Authors write the command without an address, in a shell session, in a line of text or in a notebook. Where
the site is served from another address than the one it was built for, theme/assets/virtfaq.js puts that in.
"""

from __future__ import annotations

import html
import ipaddress
import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

from sitekit.build.python.package_index import FOLDER
from sitekit.files import write

_GAP = r'(?:<span class="w">)? +(?:</span>)?'  # the highlighter marks spaces
_COMMAND = re.compile(rf"pip{_GAP}install{_GAP}virtfaq(?!{_GAP}--index-url)(?!(?:<[^>]*>)*[\w\[=~!-])")
_SEEN = re.compile(r'(?P<copied> data-copy="[^"]*")|<code\b.*?</code>', re.DOTALL)
_PLAIN = ("*.txt", "*.ipynb")  # what of a site is no page, and says the command


def complete_all(folder: Path, site_url: str, place: str) -> None:
    """Complete the command in all files that were built for a language, in place.

    `site_url` is where that will be published, `place` where it lies below the root of the site. A site that
    does not know its address keeps the command as it is written.
    """
    if not site_url:
        return
    root = site_url.removesuffix(place)
    for path in sorted(path for name in ("*.html", *_PLAIN) for path in folder.rglob(name)):
        text = path.read_text(encoding="utf-8")
        is_page = path.suffix == ".html"
        write(path, complete(text, root, place) if is_page else complete_text(text, write_options(root)))


def complete(page: str, root: str, place: str) -> str:
    """Return the HTML of a page with the command complete, in its code and in what its buttons copy.

    >>> complete("<code>pip install virtfaq</code>", "https://site.example/", "en/")
    '<code>pip install virtfaq --index-url <span data-index="../simple/">https://site.example/simple/</span></code>'
    """
    said = html.escape(write_options(root))
    shown = f'<span data-index="{"../" * place.count("/")}{FOLDER}">{said}</span>'
    return _SEEN.sub(lambda match: complete_text(match[0], said if match["copied"] else shown), page)


def complete_text(text: str, said: str) -> str:
    """Return a text in which each command says `said` after `--index-url`.

    >>> complete_text("pip install virtfaq, or pip install virtfaq-more", "https://site.example/simple/")
    'pip install virtfaq --index-url https://site.example/simple/, or pip install virtfaq-more'
    """
    return _COMMAND.sub(lambda match: f"{match[0]} --index-url {said}", text)


def write_options(root: str) -> str:
    """Return the options of pip for a site: its index, and that pip trusts a host without TLS.

    pip asks for nothing where the host is the machine itself.

    >>> write_options("https://site.example/repo/"), write_options("http://127.0.0.1:8000/")
    ('https://site.example/repo/simple/', 'http://127.0.0.1:8000/simple/')
    >>> write_options("http://lab.example:8000/")
    'http://lab.example:8000/simple/ --trusted-host lab.example'
    """
    address = urlsplit(root)
    host = address.hostname or ""
    trusted = address.scheme != "http" or host == "localhost" or _is_loopback(host)
    return shlex.quote(root + FOLDER) + ("" if trusted else f" --trusted-host {host}")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
