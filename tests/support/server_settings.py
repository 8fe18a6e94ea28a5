"""Write the headers of the site as nginx and Apache want them, to compare with what CONTRIBUTING.md shows."""

from __future__ import annotations

from sitekit.build.host_headers import KEPT, find_headers


def nginx() -> str:
    """Return the lines for the `server` of nginx, where a location with headers has none from outside."""
    every = _format_lines('add_header {} "{}" always;', find_headers())
    inside = every.replace("add_header", "    add_header")
    kept = "".join(
        f'location {folder} {{\n{inside}    add_header Cache-Control "{how}";\n}}\n'  # not of a missing file
        for folder, how in KEPT.items()
    )
    return f"{every}{kept}types {{ text/javascript mjs; }}\ninclude mime.types;\nerror_page 404 /404.html;\n"


def apache() -> str:
    """Return the lines for the `VirtualHost` of Apache, or for `.htaccess` at the root of the site."""
    kept = "".join(
        f'<If "%{{REQUEST_URI}} =~ m#^{folder}#">\n    Header set Cache-Control "{how}"\n</If>\n'
        for folder, how in KEPT.items()
    )
    return (
        _format_lines('Header always set {} "{}"', find_headers())
        + kept
        + "AddType text/javascript .mjs\nAddType application/wasm .wasm\nErrorDocument 404 /404.html\n"
    )


def _format_lines(form: str, values: dict[str, str]) -> str:
    return "".join(form.format(name, value) + "\n" for name, value in values.items())
