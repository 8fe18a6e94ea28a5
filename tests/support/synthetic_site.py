"""Make a site of any size, of pages like ours: claims, proofs, terms and links, in French and in English."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from sitekit.build.site import Places
from sitekit.commands.new import start
from sitekit.grammar.reading import read_page
from sitekit.knowledge.claims import read_record
from sitekit.knowledge.passages import FIELDS, PASSAGES, Passage, load_passages
from sitekit.knowledge.sources import load
from sitekit.languages import ROOT
from sitekit.translation.pages import update

GROUP = 25  # pages, with the one that opens the group
FIXED = (
    "index",
    "affirmations",
    "validation",
    "sources",
    "glossaire",
    "traduire",
    "accessibilite",
    "a-propos",
)
_FRENCH = """---
title: "Que mesure l’essai {n} ?"
description: "L’essai {n} compare la mémoire d’une machine virtuelle à celle d’un conteneur."
---

L’essai {n} compare un conteneur et une machine virtuelle sur un même hôte [@nist-800-190, § 2.3].
Le noyau de l’hôte sert les conteneurs ; l’hyperviseur présente à chaque machine un matériel virtuel.

!!! abstract "En bref"

    - **Le noyau.** Les conteneurs utilisent celui de l’hôte ; voir [l’essai voisin]({near}).
    - **La mémoire.** Une machine virtuelle réserve la sienne ; voir [un autre essai]({far}).

## Le noyau de l’essai { #noyau }

Les conteneurs de l’essai {n} utilisent un seul noyau.
{ .claim #noyau-{n} data-verdict=true data-sources="nist-800-125#essai nist-800-190#2.3" }

```pycon
>>> from virtfaq import Container, Host, VirtualMachine
>>> host = Host("hote-{n}").run(Container("web"), Container("base"), VirtualMachine("vm"))
>>> host.kernel_of("web") is host.kernel_of("base")
True
>>> len(host.kernels())
2
```

L’espace de noms et le groupe de contrôle isolent les processus ; la densité en dépend.

## La frontière de l’essai { #frontiere }

La frontière d’une machine virtuelle est un appel système.
{ .claim #frontiere-{n} data-verdict=false data-sources="nist-800-125#essai" }

```python
from virtfaq import runtime

print(runtime("qemu-kvm").boundary)
```

```{.text .output}
virtual hardware
```

| instance | noyau propre |
|---|---|
| conteneur | non |
| machine virtuelle | oui |

Un instantané se restaure ailleurs : c’est ce que fait la migration à chaud.
"""
_ENGLISH = {
    "Que mesure l’essai {n} ?": "What does trial {n} measure?",
    "L’essai {n} compare la mémoire d’une machine virtuelle à celle d’un conteneur.": (
        "Trial {n} compares the memory of a virtual machine with that of a container."
    ),
    "L’essai {n} compare un conteneur et une machine virtuelle sur un même hôte [@nist-800-190, § 2.3].": (
        "Trial {n} compares a container and a virtual machine on one host [@nist-800-190, § 2.3]."
    ),
    "Le noyau de l’hôte sert les conteneurs ; l’hyperviseur présente à chaque machine un matériel virtuel.": (
        "The kernel of the host serves containers; the hypervisor gives each machine virtual hardware."
    ),
    "Le noyau de l’essai": "The kernel of the trial",
    "Les conteneurs de l’essai {n} utilisent un seul noyau.": "The containers of trial {n} use one kernel.",
    "L’espace de noms et le groupe de contrôle isolent les processus ; la densité en dépend.": (
        "Namespaces and control groups isolate processes; density depends on it."
    ),
    "La frontière d’une machine virtuelle est un appel système.": (
        "The boundary of a virtual machine is a system call."
    ),
    "| instance | noyau propre |": "| instance | own kernel |",
    "| conteneur | non |": "| container | no |",
    "| machine virtuelle | oui |": "| virtual machine | yes |",
}

_PASSAGES = {
    "nist-800-125#essai": Passage("nist-800-125#essai", "§ 2.1", "itself", "a quotation"),
    "nist-800-190#2.3": Passage("nist-800-190#2.3", "§ 2.3, p. 6", "itself", "another quotation"),
}


def make(root: Path, pages: int, others: Sequence[str] = ()) -> Places:
    """Write the pages and the configuration of a site below `root`; part of it is in English too.

    It may have `others`, languages of the same words: what one costs hardly depends on which it is.
    """
    names = [_make_name(number) for number in range(pages)]
    for name in ("sources.bib", "glossary.tsv", "accessibility.json", "words.fr.txt"):
        _write(root / "docs" / name, (ROOT / "docs" / name).read_text(encoding="utf-8"))
    _write(root / "docs" / PASSAGES.name, _list_passages())
    _configure(root, names)
    for code in others:
        start(code, root)
    for name in FIXED:
        _copy("fr", f"{name}.md", root)
    for number, name in enumerate(names):
        _write(root / "docs" / "fr" / name, _make_page(number, names))
    for code in ("en", *others):
        for name in FIXED:
            _copy("en", f"{name}.md", root, code)
        for number, name in enumerate(names):
            if number % 3:  # two pages of three are translated, half of those for the most part only
                _write(root / "docs" / code / name, _translate(number, _make_page(number, names)))
        update(root / "docs", code)
    return Places(root / "docs", root / "build", root / "site", root)


def _list_passages() -> str:
    """Return the passages that these pages cite, as a file has them."""
    records = [read_record(read_page(ROOT / "docs" / "fr" / f"{name}.md")) for name in FIXED]
    cited = {one for record in records for claim in record.claims for one in claim.passages}
    known = {key: one for key, one in load_passages(PASSAGES, load()).items() if key in cited} | _PASSAGES
    lines = []
    for key in sorted(known):
        given = {name: value for name in FIELDS if (value := getattr(known[key], name))}
        lines.append(f'["{key}"]')
        lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in given.items()]
    return "\n".join([*lines, ""])


def _make_name(number: int) -> str:
    return f"groupe-{number // GROUP}/{f'essai-{number}' if number % GROUP else 'index'}.md"


def _make_page(number: int, names: list[str]) -> str:
    near, far = (number + 1) % len(names), (number + len(names) // 2) % len(names)
    filled = {"{n}": str(number), "{near}": f"../{names[near]}#noyau", "{far}": f"../{names[far]}"}
    text = _FRENCH
    for mark, value in filled.items():
        text = text.replace(mark, value)
    return text


def _translate(number: int, text: str) -> str:
    pairs = list(_ENGLISH.items())
    for french, english in pairs[: len(pairs) if number % 2 else -5]:
        text = text.replace(french.replace("{n}", str(number)), english.replace("{n}", str(number)))
    return text


def _copy(language: str, name: str, root: Path, place: str = "") -> None:
    text = (ROOT / "docs" / language / name).read_text(encoding="utf-8")
    unlinked = text.replace("bases/difference-vm-conteneur.md", "groupe-0/index.md")
    unlinked = unlinked.replace("bases/index.md", "groupe-0/index.md")
    for page in ("idees-recues/index", "accessibilite"):
        unlinked = unlinked.replace(f"({page}.md", "(sources.md")
    _write(root / "docs" / (place or language) / name, unlinked.replace("laboratoire/", "groupe-0/"))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _configure(root: Path, names: list[str]) -> None:
    """Write a configuration that inherits from the site's own; the English one inherits from it."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name.partition("/")[0], []).append(name)
    nav = ["index.md", *({group: pages} for group, pages in groups.items())]
    nav += [f"{name}.md" for name in FIXED[1:]]
    values = {
        "INHERIT": str(ROOT / "mkdocs.yml"),
        "nav": json.dumps(nav),  # JSON is YAML
        "theme": json.dumps({"custom_dir": str(ROOT / "theme")}),
        "extra": f"\n  asked: {json.dumps(names[:1])}\n  alternate:",
    }
    menu = '    - { lang: fr, name: Français, path: "" }\n    - { lang: en, name: English, path: en/ }\n'
    _write(root / "mkdocs.yml", "".join(f"{key}: {value}\n" for key, value in values.items()) + menu)
    shutil.copy(ROOT / "mkdocs.en.yml", root)
