"""Read which languages the site has, and where the configuration, pages and words of each lie."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mkdocs.utils.yaml import yaml_load

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "fr"
_RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the site: its code (BCP 47), configuration file, and place below the site's root."""

    code: str
    config: Path
    path: str

    @property
    def is_source(self) -> bool:
        """Tell whether the pages are written in this language first."""
        return self.code == SOURCE


def languages(root: Path = ROOT) -> list[Language]:
    """Return all languages, the source first. mkdocs.yml configures it, mkdocs.<lang>.yml another."""
    others = sorted(path for path in root.glob("mkdocs.*.yml"))
    codes = [path.name.split(".")[1] for path in others]
    return [
        Language(SOURCE, root / "mkdocs.yml", ""),
        *(Language(code, path, f"{code}/") for code, path in zip(codes, others, strict=True)),
    ]


def language(code: str, root: Path = ROOT) -> Language:
    """Return a language of the site by its code; without a configuration it has the words of the source."""
    found = {one.code: one for one in languages(root)}
    return found.get(code) or Language(code, root / "mkdocs.yml", f"{code}/")


def name(code: str) -> str:
    """Return a language's name in that language, as the language menu shows it."""
    entries = settings(ROOT / "mkdocs.yml")["extra"]["alternate"]
    return next((entry["name"] for entry in entries if entry["lang"] == code), code)


def choose_french_attributes(lang: str) -> dict[str, str]:
    """Return the attributes of French in a page of another language; none in a French page.

    >>> choose_french_attributes("en"), choose_french_attributes("ar"), choose_french_attributes("fr")
    ({'lang': 'fr'}, {'lang': 'fr', 'dir': 'ltr'}, {})
    """
    if lang == SOURCE:
        return {}
    return {"lang": SOURCE} | ({"dir": "ltr"} if lang.split("-")[0] in _RIGHT_TO_LEFT else {})


@cache
def settings(config: Path) -> dict[str, Any]:
    """Return the configuration file as plain data, with what it inherits."""
    with config.open(encoding="utf-8") as stream:
        return yaml_load(stream)


def words(config: Path) -> dict[str, Any]:
    """Return the words of the interface in the language of `config`."""
    return settings(config)["extra"]["words"]
