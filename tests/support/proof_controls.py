"""Find a change of the code of each claim under which its proof fails: its negative control.

A change is one thing in place of another of its kind: a number, a text of the page, a container in place of
a virtual machine, an argument or an element left out. It counts where everything still runs, and the code of
the claim shows something else.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sitekit.examples.collect import Example, read_examples
from sitekit.examples.session import run
from sitekit.grammar.page import Page
from sitekit.knowledge.claims import Claim, read_record
from virtfaq import NAMESPACE_TYPES, evidence
from virtfaq.model.runtime_table import NAMES

KINDS = [list(NAMES), list(NAMESPACE_TYPES)]  # each stands for another of its kind
CLASSES = {"Container": "VirtualMachine", "VirtualMachine": "Container"}
Change = Callable[[ast.AST], None]
MOST = 8  # texts in place of one


def find_control(page: Page, claim: Claim) -> tuple[Example, str] | None:
    """Return an example of a page and the code in its place that makes the proof of a claim fail."""
    examples, own = read_examples(page), _find_own(page, claim)
    last = max(examples.index(example) for example in own)
    for at in [*range(examples.index(own[0]), last + 1), *range(examples.index(own[0]) - 1, -1, -1)]:
        for source in change_code(examples[at].source, _list_texts([examples[at], *examples])):
            changed = replace(examples[at], promise=replace(examples[at].promise, source=source))
            session = [*examples[:at], changed, *examples[at + 1 : last + 1]]
            if _fails(session, [session[examples.index(example)] for example in own]):
                return examples[at], source
    return None


def _find_own(page: Page, claim: Claim) -> list[Example]:
    """Return the examples that a claim rests on."""
    stops = [other.line for other in read_record(page).claims if other.line > claim.line]
    stops += [number for number, line in page.unfenced if number > claim.line and line.startswith("#")]
    end = min(stops, default=len(page.lines) + 1)
    return [example for example in read_examples(page) if claim.line < example.line < end]


def _fails(session: Sequence[Example], own: Sequence[Example]) -> bool:
    """Tell whether all of a session runs, and shows something else where it should not."""
    outcomes = run(session)
    if any(bool(one.result.error) != one.example.promise.raises for one in outcomes):
        return False
    return any(one.example in own and not one.passed for one in outcomes)


def _list_texts(examples: Sequence[Example]) -> list[str]:
    """Return the texts that code has."""
    nodes = (node for example in examples for node in ast.walk(ast.parse(example.source)))
    texts = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return list(dict.fromkeys(texts))


def change_code(source: str, texts: Sequence[str] = ()) -> Iterator[str]:
    """Yield a piece of code with one thing after the other changed; `texts` are those of its page.

    >>> list(change_code("f('runc', 2)"))[:4]
    ['f(2)', "f('runc')", "f('gvisor', 2)", "f('kata', 2)"]
    """
    tree = ast.parse(source)
    for number, node in enumerate(ast.walk(tree)):
        for change in _list_changes(node, texts):
            other = copy.deepcopy(tree)
            change([*ast.walk(other)][number])
            yield ast.unparse(other)


def _list_changes(node: ast.AST, texts: Sequence[str]) -> list[Change]:
    """Return what can be done to a node."""
    if isinstance(node, ast.Constant):
        return [_make_setter("value", value) for value in _list_others(node.value, texts)]
    if isinstance(node, ast.Name) and node.id in CLASSES:
        return [_make_setter("id", CLASSES[node.id])]
    names = [name for name in ("args", "keywords", "elts") if isinstance(getattr(node, name, None), list)]
    return [_make_remover(name, at) for name in names for at in range(len(getattr(node, name)))]


def _list_others(value: object, texts: Sequence[str]) -> list[object]:
    """Return values of the same kind."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [value * 2 + 1]
    if isinstance(value, str):
        known = [other for kind in KINDS if value in kind for other in kind]
        keys = [measurement.key for measurement in evidence.search("")]
        others = known or (keys if value in keys else texts)
        return [other for other in others if other != value][:MOST]
    return []


def _make_setter(field: str, value: object) -> Change:
    return lambda node: setattr(node, field, value)


def _make_remover(field: str, at: int) -> Change:
    def remove(node: ast.AST) -> None:
        getattr(node, field).pop(at)

    return remove
