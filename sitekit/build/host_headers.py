"""Write the headers that hosts send with the site's files, the security policy among them."""

from __future__ import annotations

from collections.abc import Iterable

from sitekit.build.python.package_index import FOLDER

LISTED = "_headers"  # the file that Netlify, Cloudflare Pages and others read
RUNTIME, MACHINE = "/assets/run/", "/assets/kernel/"  # each version has a folder of its own there
POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",  # Python is WebAssembly; its worker has the policy too
    "style-src": "'self'",
    "img-src": "'self' data:",  # the theme's icons are in its stylesheets
    "connect-src": "'self'",
    "worker-src": "'self'",
    "font-src": "'self'",
    "base-uri": "'self'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
_NOT_IN_PAGES = {"frame-ancestors"}  # browsers take it from headers alone
KEPT = {  # how long browsers and hosts may take what is in a folder for what it is
    RUNTIME: "public, max-age=31536000, immutable",
    MACHINE: "public, max-age=31536000, immutable",
    f"/{FOLDER}": "no-cache",  # each build may publish another wheel, of which the index has the digest
}


def write_policy(directives: Iterable[str] = POLICY) -> str:
    """Return the policy with these directives.

    >>> write_policy(["script-src", "font-src"])
    "script-src 'self' 'wasm-unsafe-eval'; font-src 'self'"
    """
    return "; ".join(f"{name} {POLICY[name]}" for name in directives)


def write_page_policy() -> str:
    """Return the policy for the pages themselves, since some hosts send no headers."""
    return write_policy(name for name in POLICY if name not in _NOT_IN_PAGES)


def find_headers(path: str = "/") -> dict[str, str]:
    """Return the headers of an address of the site.

    >>> find_headers("/assets/run/1f/python.zip")["Cache-Control"]
    'public, max-age=31536000, immutable'
    >>> find_headers("/simple/virtfaq/")["Cache-Control"]
    'no-cache'
    >>> "Cache-Control" in find_headers("/assets/run.js")
    False
    """
    every = {
        "Content-Security-Policy": write_policy(),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    kept = next((how for folder, how in KEPT.items() if path.startswith(folder)), "")
    return {**every, "Cache-Control": kept} if kept else every


def write_headers() -> str:
    """Return the headers as the file `_headers` has them."""
    kept = "".join(f"{folder}*\n  Cache-Control: {how}\n" for folder, how in KEPT.items())
    return "/*\n" + "".join(f"  {name}: {value}\n" for name, value in find_headers().items()) + kept
