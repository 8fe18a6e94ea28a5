"""Write the headers that hosts send with the site's files, the security policy among them."""

from __future__ import annotations

from collections.abc import Iterable

from sitekit.build.python.package_index import FOLDER

LISTED = "_headers"  # the file that Netlify, Cloudflare Pages and others read
RUNTIME = "/assets/run/"  # each version has a folder of its own there
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
_KEPT = {  # how long browsers and hosts may take what is in a folder for what it is
    RUNTIME: "public, max-age=31536000, immutable",
    f"/{FOLDER}": "no-cache",  # each build may publish another wheel, of which the index has the digest
}


def policy(directives: Iterable[str] = POLICY) -> str:
    """Return the policy with these directives.

    >>> policy(["script-src", "font-src"])
    "script-src 'self' 'wasm-unsafe-eval'; font-src 'self'"
    """
    return "; ".join(f"{name} {POLICY[name]}" for name in directives)


def in_pages() -> str:
    """Return the policy for the pages themselves, since some hosts send no headers."""
    return policy(name for name in POLICY if name not in _NOT_IN_PAGES)


def headers(path: str = "/") -> dict[str, str]:
    """Return the headers of an address of the site.

    >>> headers("/assets/run/1f/python.zip")["Cache-Control"]
    'public, max-age=31536000, immutable'
    >>> headers("/simple/virtfaq/")["Cache-Control"]
    'no-cache'
    >>> "Cache-Control" in headers("/assets/run.js")
    False
    """
    every = {
        "Content-Security-Policy": policy(),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    kept = next((how for folder, how in _KEPT.items() if path.startswith(folder)), "")
    return {**every, "Cache-Control": kept} if kept else every


def listed() -> str:
    """Return the headers as the file `_headers` has them."""
    kept = "".join(f"{folder}*\n  Cache-Control: {how}\n" for folder, how in _KEPT.items())
    return "/*\n" + "".join(f"  {name}: {value}\n" for name, value in headers().items()) + kept


def nginx() -> str:
    """Return the lines for the `server` of nginx, where a location with headers has none from outside."""
    every = _format_lines('add_header {} "{}" always;', headers())
    inside = every.replace("add_header", "    add_header")
    kept = "".join(
        f'location {folder} {{\n{inside}    add_header Cache-Control "{how}";\n}}\n'  # not of a missing file
        for folder, how in _KEPT.items()
    )
    return f"{every}{kept}types {{ text/javascript mjs; }}\ninclude mime.types;\nerror_page 404 /404.html;\n"


def apache() -> str:
    """Return the lines for the `VirtualHost` of Apache, or for `.htaccess` at the root of the site."""
    kept = "".join(
        f'<If "%{{REQUEST_URI}} =~ m#^{folder}#">\n    Header set Cache-Control "{how}"\n</If>\n'
        for folder, how in _KEPT.items()
    )
    return (
        _format_lines('Header always set {} "{}"', headers())
        + kept
        + "AddType text/javascript .mjs\nAddType application/wasm .wasm\nErrorDocument 404 /404.html\n"
    )


def _format_lines(form: str, values: dict[str, str]) -> str:
    return "".join(form.format(name, value) + "\n" for name, value in values.items())
