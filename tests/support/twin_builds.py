"""Build the site by what may come after Material, in an environment of requirements.twin.lock."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "twin"


def build_with_properdocs(folder: Path) -> None:
    """Build each language as `sitekit build` does, by ProperDocs with MaterialX, in html/<language>/."""
    import properdocs.replacement  # noqa: F401 - from here on who imports mkdocs gets properdocs

    from sitekit.build.site import Places, render
    from sitekit.languages import languages

    for language in languages():
        settings = _read(language.config)
        settings["theme"] |= {"name": "materialx", "custom_dir": str(ROOT / "theme")}
        _write(folder / language.config.name, settings)
    places = Places(ROOT / "docs", folder, folder / "site", folder)
    if errors := "\n".join(filter(None, [render(places, language) for language in languages(folder)])):
        raise SystemExit(errors)


def build_with_zensical(folder: Path) -> None:
    """Build each language by Zensical with its stock theme, in html/<language>/."""
    from sitekit.build.python.install_lines import complete_all
    from sitekit.languages import languages
    from sitekit.translation.weave.tree import weave

    for language in languages():
        place, html = folder / language.code, folder / "html" / language.code
        weave(ROOT / "docs", language.code, place / "docs")
        settings = _read(language.config) | {"docs_dir": "docs", "site_dir": "html"}
        del settings["theme"]["custom_dir"]
        own = {"docs": str(ROOT / "docs"), "tree": str(place / "docs")}
        settings["markdown_extensions"]["sitekit.markdown"] |= own
        _write(place / "mkdocs.yml", settings)
        command = [sys.executable, "-m", "zensical", "build", "--clean", "-f", "mkdocs.yml"]
        subprocess.run(command, cwd=place, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
        complete_all(place / "html", settings["site_url"], language.path)
        (place / "html").rename(html)


def _read(config: Path) -> dict[str, Any]:
    """Return a configuration with all that it inherits."""
    from sitekit.languages import settings

    return {name: value for name, value in deepcopy(settings(config)).items() if name != "INHERIT"}


def _write(path: Path, settings: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), encoding="utf-8")


BUILDERS = {"properdocs": build_with_properdocs, "zensical": build_with_zensical}

if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    work = WORK / sys.argv[1]
    shutil.rmtree(work / "html", ignore_errors=True)
    (work / "html").mkdir(parents=True)
    BUILDERS[sys.argv[1]](work)
