"""Measure how soon a kernel answers in a page, beside v86 with nothing to run, and how smooth that stays."""

from __future__ import annotations

from pathlib import Path
from shutil import copy
from statistics import median

from sitekit.build.kernel.machine import KEPT
from sitekit.languages import ROOT
from tests.support.consoles import PAGE, hosting_consoles
from tests.support.hosting import hosting
from virtfaq.lab import read_package

AIM_OF_EMPTY, AIM_FRAMES = 3, 40
V86 = ROOT / "node_modules" / "v86" / "build"
EMPTY = """<!doctype html><title>v86</title><div id=screen><div></div><canvas></canvas></div>
<button>Start</button><script type=module>
document.querySelector("button").onclick = async () => {
  const start = performance.now()
  const { V86 } = await import("./libv86.mjs")
  const emulator = new V86({
    wasm_path: "v86.wasm", bios: { url: "bios.bin" }, vga_bios: { url: "vga.bin" }, memory_size: 96 << 20,
    screen_container: document.getElementById("screen"), autostart: true,
  })
  emulator.add_listener("emulator-started", () => window.started = performance.now() - start)
  const look = () => {
    const isShown = /SeaBIOS/.test(document.getElementById("screen").textContent)
    if (isShown) window.shown = performance.now() - start
    else setTimeout(look, 5)
  }
  look()
}
</script>"""
PRESS = """
const start = performance.now()
new MutationObserver(() => {
  if (!document.querySelector(".terminal-log:not([hidden])")) return
  window.ready ??= performance.now() - start
}).observe(document.querySelector(".terminal"), { attributes: true, childList: true, subtree: true })
document.querySelector("button[data-kernel=one]").click()
"""
FRAMES = """seconds => new Promise(done => {
  const end = performance.now() + 1000 * seconds
  let frames = 0
  const next = () => {
    frames += 1
    if (performance.now() < end) requestAnimationFrame(next)
    else done(frames / seconds)
  }
  requestAnimationFrame(next)
})"""


def start_empty(browser, folder: Path) -> tuple[float, float]:
    """Return the milliseconds from a press to an empty machine, and to the first words on its screen."""
    with hosting(folder) as host:
        page = browser.new_page()
        page.goto(host.address)
        page.click("button")
        page.wait_for_function("window.started && window.shown")
        found = page.evaluate("[window.started, window.shown]")
        page.close()
    return found[0], found[1]


def start_kernel(browser, address: str, seconds: float) -> tuple[float, float, float]:
    """Return the milliseconds from a press to a shell, and frames a second: before, and as it computes."""
    page = browser.new_page()
    page.goto(address)
    page.wait_for_selector("button[data-kernel=one]")
    before = page.evaluate(FRAMES, seconds)
    page.evaluate(f"() => {{{PRESS}}}")
    page.wait_for_selector(".terminal-verdict >> nth=2", timeout=120_000)
    page.fill(".terminal-form input", "while :; do :; done")
    page.press(".terminal-form input", "Enter")
    frames = page.evaluate(FRAMES, seconds)
    ready = page.evaluate("window.ready")
    page.close()
    return ready, before, frames


def test_a_kernel_beside_an_empty_machine(benchmark, sized, site, browser, tmp_path) -> None:
    with hosting_consoles(site) as host:
        (package,) = KEPT.glob("packages/*/seabios_*.deb")
        for name, content in read_package(package):
            for file, ours in (("bios.bin", "bios.bin"), ("vgabios-stdvga.bin", "vga.bin")):
                if name == f"usr/share/seabios/{file}":
                    (tmp_path / ours).write_bytes(content)
        for name in ("libv86.mjs", "v86.wasm"):
            copy(V86 / name, tmp_path)
        (tmp_path / "index.html").write_text(EMPTY, encoding="utf-8")
        start_kernel(browser, host.address + PAGE, 0.1)  # the browser's own first start

        def both() -> tuple[float, ...]:
            empty = start_empty(browser, tmp_path)
            return (*empty, *start_kernel(browser, host.address + PAGE, sized(5, 0.1)))

        times = benchmark.pedantic(lambda: [both() for _ in range(sized(5, 1))], rounds=1)
    started, shown, ready, before, frames = (median(column) for column in zip(*times, strict=True))
    benchmark.extra_info["a kernel's shell, ms"] = ready
    benchmark.extra_info["an empty machine, ms: first instruction"] = started
    benchmark.extra_info["an empty machine, ms: first words"] = shown
    benchmark.extra_info[f"ratio to the first instruction (aim: at most {AIM_OF_EMPTY})"] = ready / started
    benchmark.extra_info[f"ratio to the first words (aim: at most {AIM_OF_EMPTY})"] = ready / shown
    benchmark.extra_info["frames a second while nothing computes"] = before
    benchmark.extra_info[f"frames a second while it computes (aim: at least {AIM_FRAMES})"] = frames
