"""Test where pages read measurements: through the library too, and under what claim or heading."""

from pathlib import Path

from sitekit.knowledge.measured_uses import find_uses
from virtfaq import evidence

PAGE = """---
title: Une page
---

## Le noyau { #noyau }

```pycon
>>> from virtfaq import boot, evidence
>>> evidence.number("felter.linpack.native") > 0
True
```

Un conteneur démarre vite.
{ .claim #vite data-verdict=true data-sources="lightvm" }

```pycon
>>> boot("runc").seconds
0.2
```

## La suite { #suite }

```pycon
>>> boot("runc").seconds
0.2
>>> len("sans mesure")
11
```
"""


def test_a_measurement_is_used_where_an_example_reads_it(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(PAGE, encoding="utf-8")
    uses = find_uses(tmp_path)
    (plain,) = uses["felter.linpack.native"]
    assert (plain.page.title, plain.claim, plain.anchor) == ("Une page", None, "noyau")
    claimed, beside = uses["lightvm.docker.start"]
    assert claimed.claim is not None
    assert (claimed.claim.id, beside.anchor) == ("vite", "suite")
    assert set(uses) == {"felter.linpack.native", "lightvm.docker.start"}


def test_evidence_is_as_it_was_afterwards(tmp_path: Path) -> None:
    before = evidence.get
    (tmp_path / "page.md").write_text(PAGE.replace("0.2", "0.3"), encoding="utf-8")
    assert find_uses(tmp_path)  # whatever the page promises
    assert evidence.get is before
