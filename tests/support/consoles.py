"""Put consoles that a kernel answers on a page of the site, on a host of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from sitekit.knowledge.machine import find_machine
from tests.support.hosting import Host, hosting
from tests.support.needs import skip_or_fail

PAGE = "a-propos/"
NAMESPACE = """$ unshare --user --map-root-user --uts sh -c 'hostname box; hostname'
box
$ hostname
<host>
$ echo $((40 + 1)); echo refuted
42
"""
FATE = """a# sleep 100 &
a# unshare --mount --pid --fork sh -c 'echo c > /proc/sysrq-trigger'
Kernel panic - not syncing: sysrq triggered crash
b# cat /proc/sys/kernel/random/boot_id
<other>
"""


def write_block(claim: str, console: str) -> str:
    """Return a console that a kernel answers as a page has it."""
    code = f"<pre><code>{escape(console)}</code></pre>"
    return f'<div class="language-console highlight kernel" data-kernel="{claim}">{code}</div>'


@contextmanager
def hosting_consoles(site: Path) -> Iterator[Host]:
    """Serve the site with two consoles on a page: `one` has one machine, `two` has two."""
    if not find_machine():
        skip_or_fail("`make kernel` has not made the machine")
    added = f"{write_block('one', NAMESPACE)}{write_block('two', FATE)}</article>".encode()
    places = [f"{lang}{PAGE}index.html" for lang in ("", "en/")]
    patches = dict.fromkeys(places, lambda data: data.replace(b"</article>", added))
    with hosting(site, patches=patches) as one:
        yield one
