"""Write scripts and stylesheets again in fewer bytes, as pages fetch them.

Files keep their names, modules what they import and export, and other scripts their global names. A site that
is built without Node has them as they are written.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from sitekit.build.scripts.nodejs import run_under_node
from sitekit.files import write

_SCRIPT = Path(__file__).with_suffix(".mjs")
SCRIPTS = ("*.js", "javascripts/bundle.*.js")  # ours and the theme's: of its other ones pages fetch none


def shorten_all(folder: Path) -> None:
    """Rewrite the scripts and stylesheets that pages of one language fetch."""
    paths = sorted(path for pattern in ("*.css", *SCRIPTS) for path in (folder / "assets").glob(pattern))
    short = shorten(*((path.name, path.read_text(encoding="utf-8")) for path in paths))
    for path in paths:
        write(path, short[path.name])


@lru_cache(maxsize=4)  # each save asks for the same ones again
def shorten(*files: tuple[str, str]) -> dict[str, str]:
    """Return by name the files, shortened. Raises NoRuntime, which says where one is no valid script.

    >>> files = ("a.css", "/* Red. */\\na {\\n  color: red;\\n}\\n"), ("a.js", "var many = [1] // « 1 »\\n")
    >>> shorten(*files)
    {'a.css': 'a{color:red}\\n', 'a.js': 'var many=[1];\\n'}
    >>> shorten(("a.mjs", "const many = [1]\\nexport const all = () => many.concat('« 1 »')"))["a.mjs"]
    'const c=[1];export const all=()=>c.concat("« 1 »");\\n'
    """
    made: dict[str, str] = json.loads(run_under_node("esbuild", _SCRIPT, given=json.dumps(dict(files))))
    return made
