"""Start Python in a Web Worker of a real browser, from one folder or another, and measure it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sitekit.build.python.compiler import PYODIDE
from sitekit.build.python.wheel import build_wheel
from tests.support.serving import serving

STATEMENT = "import virtfaq; 1 + 1"
_PAGE = "<!doctype html><title>Python</title>"
_WORKER = """
onmessage = async ({ data: { folder, library, wheel, code } }) => {
  try {
    const { loadPyodide } = await import(folder + "pyodide.mjs")
    const python = await loadPyodide({ indexURL: folder, stdLibURL: folder + library })
    if (wheel) python.unpackArchive(await (await fetch(folder + wheel)).arrayBuffer(), "wheel")
    postMessage(String(python.runPython(code)))
  } catch (error) {
    postMessage(String(error))
  }
}
"""
_START = """given => new Promise(resolve => {
  const start = performance.now()
  const worker = new Worker("/worker.js", { type: "module" })
  worker.onmessage = ({ data }) => {
    worker.terminate()
    resolve([data, performance.now() - start])
  }
  worker.postMessage(given)
})"""


@dataclass(frozen=True, slots=True)
class Start:
    """The record of a start: the answer of the code, the milliseconds, the requests of the browser."""

    answer: str
    milliseconds: float
    requests: tuple[str, ...]


@contextmanager
def serve(ours: Path, root: Path) -> Iterator[str]:
    """Serve `ours/`, which is that folder, and `stock/`, Pyodide as it comes with virtfaq's wheel."""
    root.joinpath("index.html").write_text(_PAGE, encoding="utf-8")
    root.joinpath("worker.js").write_text(_WORKER, encoding="utf-8")
    shutil.copytree(ours, root / "ours")
    shutil.copytree(PYODIDE, root / "stock", ignore=shutil.ignore_patterns("node_modules"))
    build_wheel(root / "stock").rename(root / "stock" / "virtfaq.whl")
    with serving(root) as address:
        yield address


def start(browser, address: str, stock: bool = False, code: str = STATEMENT) -> Start:
    """Start cold, in a new context without a cache; measure from the new worker to the result."""
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(address)
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        given = {"folder": f"{address}{'stock' if stock else 'ours'}/", "code": code}
        given |= {"library": "python_stdlib.zip" if stock else "python.zip"}
        answer, milliseconds = page.evaluate(_START, given | ({"wheel": "virtfaq.whl"} if stock else {}))
        return Start(answer, milliseconds, tuple(asked))
    finally:
        context.close()
