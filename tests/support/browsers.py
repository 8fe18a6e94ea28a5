"""Name the programs that Chromium may be, and the flags with which every test starts it."""

from __future__ import annotations

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# The same engine without a window, where it is installed: a page takes a third of the time.
HEADLESS = ("chromium-headless-shell", *CHROMIUM)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
