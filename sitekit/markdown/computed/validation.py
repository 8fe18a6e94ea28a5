"""Compute `/// validation`: what fails, in words, with the pages it touches; a figure; every row, folded."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections import Counter
from statistics import median
from typing import TYPE_CHECKING, Any

from pymdownx.blocks.block import Block

from sitekit.knowledge.measured_uses import Place, find_uses
from sitekit.markdown.computed.base import link_claim, link_page, tabulate
from sitekit.markup.scatter import Point, draw_scatter
from sitekit.markup.works import cite
from sitekit.text.numbers import write_number, write_numbers
from sitekit.text.typography import space_text
from virtfaq import evidence

if TYPE_CHECKING:
    from sitekit.knowledge.context import Context

TIERS = ("same study", "across studies", "law")
COLUMNS = ("verdict", "observed", "published", "predicted", "error", "tolerance")
MOST_PLACES = 2  # that a failure shows; it counts the others
_SCALES = {
    "bytes": ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")),
    "seconds": ((1, "s"), (1e-3, "ms"), (1e-6, "us")),
    "ms": ((1e3, "s"),),
    "us": ((1e3, "ms"),),
    "Mbit/s": ((1e3, "Gbit/s"),),
    "MB/s": ((1e3, "GB/s"),),
}
_LOAD = re.compile(r"^boot-(?:serial|parallel-(?P<count>\d+))-")
_MACHINE = re.compile(r"^fc\.(?:mem\.)?rn\.(?P<name>haswell|nehalem)\.")
# Proper names, the same in every language.
_NAMES = {
    "chv": "Cloud Hypervisor",
    "clh": "Cloud Hypervisor",
    "criu": "CRIU",
    "docker": "Docker",
    "dockerbridge": "Docker NAT",
    "dockerhost": "Docker host",
    "dragonball": "Dragonball",
    "fc": "Firecracker",
    "firecracker": "Firecracker",
    "gvisor": "gVisor",
    "kata": "Kata",
    "kvm": "KVM",
    "micropython": "MicroPython",
    "nat": "NAT",
    "qemu": "QEMU",
    "runsc": "gVisor",
    "solaris": "Solaris",
    "tinyx": "Tinyx",
    "uvm": "microvm",
    "xen": "Xen",
    "borg": "Borg",
    "haswell": "Haswell",
    "nehalem": "Nehalem",
}
_UNSAID = ("dir", "repo", "Table", "I", "vhost", "and", "serial", "of")


class Validation(Block):
    """The models that fail, a figure, and a folded table for each model."""

    NAME = "validation"
    context: Context

    @property
    def words(self) -> dict[str, Any]:
        """The words of the block, in the language of the page."""
        found: dict[str, Any] = self.context.words["validation"]
        return found

    def on_create(self, parent: etree.Element) -> etree.Element:  # noqa: D102 - as pymdownx calls it
        found = evidence.validate()
        self.checks = found.checks
        self.models: dict[str, list[int]] = {}
        for number, check in enumerate(found.checks):
            self.models.setdefault(check.rule.name, []).append(number)
        self.labels = self._make_labels()
        section = etree.SubElement(parent, "div", {"class": "register validation"})
        counts = {name: found.count(name) for name in self.words["verdicts"]}
        counts["n"] = sum(counts[name] for name in ("holds", "fails", "inverts"))
        for name in ("summary", "apart"):
            etree.SubElement(section, "p").text = self._space(self.words[name].format(**counts))
        self._add_heading(section, "failures")
        self._add_failures(section)
        self._add_heading(section, "plot")
        self._add_plot(section)
        self._add_heading(section, "rows")
        for tier in TIERS:
            heading = etree.SubElement(section, "h3", {"id": tier.replace(" ", "-")})
            heading.text = self.words["tiers"][tier]
            folds = etree.SubElement(section, "div", {"class": "folds"})
            for name, numbers in self.models.items():
                if found.checks[numbers[0]].rule.tier == tier:
                    self._add_model(folds, name, numbers)
        return section

    def _add_heading(self, section: etree.Element, name: str) -> None:
        etree.SubElement(section, "h2", {"id": name}).text = self.words[name]

    def _space(self, text: str) -> str:
        return space_text(text, self.context.language)

    # What fails.

    def _add_failures(self, section: etree.Element) -> None:
        uses = find_uses(self.context.tree)
        listed = etree.SubElement(section, "ul", {"class": "failures"})
        for name, numbers in self.models.items():
            failed = [number for number in numbers if not self.checks[number].holds]
            if failed:
                item = etree.SubElement(listed, "li")
                self._add_sentence(item, name, failed, len(numbers))
                self._add_places(item, failed, uses)

    def _add_sentence(self, item: etree.Element, name: str, failed: list[int], total: int) -> None:
        """Say what the model claims, what the measurement furthest off says, and which order is wrong."""
        title = etree.SubElement(item, "a", {"href": f"#{self._name_model(name)}"})
        etree.SubElement(title, "strong").text = self._space(self._say_model(name))
        off = [number for number in failed if not self.checks[number].within]
        said = []
        if off:
            furthest = max(off, key=lambda number: _find_distance(self.checks[number]))
            worst = self.checks[furthest]
            published, predicted, unit = self._write_pair(worst)
            text = self.words["worst_one" if len(off) == 1 else "worst_other"]
            numbers = {"published": f"{published} {unit}".rstrip(), "predicted": predicted}
            said.append(text.format(count=len(off), total=total, **numbers) + f" ({self.labels[furthest]})")
        pairs = _find_pairs([self.checks[number] for number in failed])
        if pairs:
            named = {check.prediction.observed: self._name_system(check) for check in self.checks}
            first, second = (named[observed] for observed in pairs[0])
            text = self.words["order_one" if len(pairs) == 1 else "order_other"]
            said.append(text.format(count=len(pairs), first=first, second=second))
        title.tail = self._space(self.context.words["colon"] + self._join(said) + ". ")
        if off:
            cite(item, evidence.get(worst.prediction.keys[0]).source, self.context).tail = "."

    def _join(self, said: list[str]) -> str:
        return f"{self.context.words['semicolon'].strip()} ".join(said)

    def _add_places(self, item: etree.Element, failed: list[int], uses: dict[str, list[Place]]) -> None:
        """Say where pages rest on what fails: on the measurements that refute, or on those predicted from."""
        keys = [self.checks[number].prediction.keys for number in failed]
        direct = _find_places([found[0] for found in keys], uses)
        others = direct or _find_places([key for found in keys for key in found[1:]], uses)
        line = etree.SubElement(item, "small")
        if not others:
            line.text = self.words["none"]
            return
        line.text = self._space(self.words["direct" if direct else "indirect"] + " ")
        for number, place in enumerate(others[:MOST_PLACES]):
            if number:
                line[-1].tail = (line[-1].tail or "") + self.context.words["semicolon"]
            self._add_place(line, place)
        if (more := len(others) - MOST_PLACES) > 0:
            text = self.words["more_one" if more == 1 else "more_other"].format(count=more)
            line[-1].tail = (line[-1].tail or "") + " " + text
        line[-1].tail = (line[-1].tail or "") + "."

    def _add_place(self, line: etree.Element, place: Place) -> None:
        """Add the claim of a page with its verdict, or the page at one of its headings."""
        if place.claim:
            claim = link_claim(line, place.claim, self.context, 90)
            claim.text = (claim.text or "").rstrip(".…") + ("…" if (claim.text or "").endswith("…") else "")
            verdict = self.context.words["verdicts"].get(place.claim.verdict, place.claim.verdict)
            claim.tail = f" ({verdict})"
        else:
            link = link_page(line, place.page, self.context)
            link.set("href", f"{place.page.path}#{place.anchor}" if place.anchor else place.page.path)

    # The figure.

    def _add_plot(self, section: etree.Element) -> None:
        figure = etree.SubElement(section, "figure", {"class": "measured"})
        points, spreads = [], {tier: [] for tier in TIERS}  # type: ignore[var-annotated]
        for number, check in enumerate(self.checks):
            if check.rule.use == "validation" and min(check.prediction[1:3]) > 0:
                factor, _ = _choose_unit(check)
                spreads[check.rule.tier].append(check.tolerance)
                place = (check.prediction.published / factor, check.prediction.predicted / factor)
                points.append(Point(*place, check.verdict, self.labels[number], f"#r{number}"))
        same, across = (median(spreads[tier]) for tier in TIERS[:2])
        said = self.words["plot"], self.words["published"], self.words["predicted"]
        drawing = draw_scatter(figure, points, (1 + across, 1 + same), said, self.context.language)
        figure.remove(drawing)  # MkDocs would follow the `href` of each link, which it has not
        figure.text = self.md.htmlStash.store(etree.tostring(drawing, encoding="unicode"))
        numbers = {"same": f"{same * 100:.0f} %", "across": f"{1 + across:.2g}"}
        text = write_numbers(self.words["caption"].format(**numbers), self.context.language)
        etree.SubElement(figure, "figcaption").text = self._space(text)

    # The rows.

    def _add_model(self, folds: etree.Element, name: str, numbers: list[int]) -> None:
        fold = etree.SubElement(folds, "details", {"class": "uses", "id": self._name_model(name)})
        summary = etree.SubElement(fold, "summary")
        summary.text = self._space(self._say_model(name)) + " "
        checks = [self.checks[number] for number in numbers]
        holds = sum(check.holds for check in checks)
        count = etree.SubElement(summary, "small")
        counted = self.words["counted"].format(holds=holds, total=len(checks))
        count.text = self._space(self.words["verdicts"]["calibrates"] if _sets_model(checks[0]) else counted)
        reason = etree.SubElement(fold, "p")
        text = f"{self.words['tolerance_from']} {self.words['spreads'][checks[0].rule.spread]}"
        reason.text = self._space(f"{text} {self.context.words['sources']}{self.context.words['colon']}")
        sources = dict.fromkeys(evidence.get(check.prediction.keys[0]).source for check in checks)
        for number, source in enumerate(sources):
            last = number + 1 == len(sources)
            cite(reason, source, self.context).tail = "." if last else self.context.words["semicolon"]
        body = tabulate(fold, (self.words[name] for name in COLUMNS))
        for number in numbers:
            self._add_row(body, number)

    def _add_row(self, body: etree.Element, number: int) -> None:
        check = self.checks[number]
        row = etree.SubElement(body, "tr", {"id": f"r{number}"})
        badge = {"class": f"verdict verdict--{check.verdict}"}
        verdict = etree.SubElement(etree.SubElement(row, "td"), "strong", badge)
        verdict.text = self.words["verdicts"][check.verdict]
        head = etree.SubElement(row, "th", {"scope": "row"})
        head.text = self.labels[number]
        published, predicted, unit = self._write_pair(check)
        error = f"{check.error * 100:+.{0 if abs(check.error) >= 0.1 else 1}f} %"
        tolerance = check.bounds.replace("factor", self.words["factor"])
        texts = (f"{published} {unit}".rstrip(), predicted, error, tolerance)
        for name, text in zip(COLUMNS[2:], texts, strict=True):
            cell = etree.SubElement(row, "td", {"data-label": self.words[name]})
            written = text if name in COLUMNS[2:4] else write_numbers(text, self.context.language)
            cell.text = self._space(written)

    # Names and numbers.

    def _name_model(self, name: str) -> str:
        return "m" + str([*self.models].index(name))

    def _say_model(self, name: str) -> str:
        said: str = self.words["models"].get(name, name)
        return said

    def _write_pair(self, check: Any) -> tuple[str, str, str]:
        """Return the published and the predicted number, as people write them, and their unit."""
        factor, unit = _choose_unit(check)
        numbers = (check.prediction.published / factor, check.prediction.predicted / factor)
        published, predicted = (write_number(number, self.context.language) for number in numbers)
        return published, predicted, self.words["units"].get(unit, unit)

    def _make_labels(self) -> list[str]:
        """Return the name of each row; those of a model that are alike end in the last part of their keys."""
        labels = [self._label(check) for check in self.checks]
        for numbers in self.models.values():
            alike = Counter(labels[number] for number in numbers)
            for number in numbers:
                if alike[labels[number]] > 1:
                    labels[number] += f", {self.checks[number].prediction.keys[0].rpartition('.')[2]}"
        return labels

    def _label(self, check: Any) -> str:
        """Return what was measured and of which system, in the page's language as far as its words go."""
        quantity = evidence.get(check.prediction.keys[0]).quantity
        return f"{self._space(self.words['things'].get(quantity, quantity))}, {self._name_system(check)}"

    def _name_system(self, check: Any) -> str:
        """Return the system that was measured, on which machine and under which load."""
        key = check.prediction.keys[0]
        system = evidence.get(key).system
        load = _LOAD.match(system)
        parts = [self._translate(system[load.end() if load else 0 :])]
        if load and load["count"]:
            parts.append(f"{load['count']} {self.words['terms']['at once']}")
        if machine := _MACHINE.match(key):
            parts.append(_NAMES[machine["name"]])
        part = check.prediction.part.strip(" ,-")
        if " / " in system and part:  # one row for several systems
            parts = []
        if part and part != "p50":
            parts.append(self._translate(part))
        return self._space(", ".join(dict.fromkeys(filter(None, parts))))

    def _translate(self, text: str) -> str:
        """Return a name that data use, word for word: proper names as they are written, others translated."""
        terms = self.words["terms"]
        if text in terms:
            return str(terms[text])
        words = re.findall(r"[\w.:/]+", text.replace("_", " "))
        said = [_NAMES.get(word, terms.get(word, word)) for word in words]
        return " ".join(dict.fromkeys(word for word in said if word not in _UNSAID))


def _sets_model(check: Any) -> bool:
    return bool(check.rule.use == "calibration")


def _choose_unit(check: Any) -> tuple[float, str]:
    """Return by what to divide the numbers of a check, so that they read easily, and their unit then."""
    unit, size = check.prediction.unit, abs(check.prediction.published)
    for scale, name in _SCALES.get(unit, ()):
        if size >= scale:
            return scale, name
    return 1, unit


def _find_distance(check: Any) -> float:
    """Return how far a prediction is off as a factor, whichever way."""
    ratio = check.prediction.predicted / check.prediction.published
    return max(ratio, 1 / ratio) if ratio > 0 else float("inf")


def _find_pairs(checks: list[Any]) -> list[tuple[str, ...]]:
    """Return the pairs that are in the wrong order, each once."""
    pairs = (sorted((check.prediction.observed, other)) for check in checks for other in check.inverts)
    return list(dict.fromkeys(map(tuple, pairs)))


def _find_places(keys: list[str], uses: dict[str, list[Place]]) -> list[Place]:
    """Return where pages read measurements: each claim, then pages that do it beside their claims alone."""
    found = list(dict.fromkeys(place for key in keys for place in uses.get(key, ())))
    claims = [place for place in found if place.claim]
    named = {place.page.path for place in claims}
    beside = {place.page.path: place for place in found if place.page.path not in named}
    return [*claims, *beside.values()]
