"""Headless Chromium for the tests of the web page, with all that it says and asks for."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,900",
)


@contextmanager
def chromium(profile: Path) -> Iterator[Any]:
    """Give a selenium driver of Debian's Chromium; the test is skipped without one."""
    pytest.importorskip("selenium", reason="navigateur absent : pip install selenium")
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if browser is None or driver is None:
        pytest.skip("navigateur absent : apt-get install chromium chromium-driver")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for option in (*OPTIONS, f"--user-data-dir={profile}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    opened = webdriver.Chrome(options=options, service=Service(driver))
    try:
        opened.get("about:blank")
        requests(opened)
        yield opened
    finally:
        opened.quit()


def requests(driver: Any) -> list[str]:
    """Addresses asked for since the last call."""
    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    return [
        message["params"]["request"]["url"]
        for message in messages
        if message["method"] == "Network.requestWillBeSent"
    ]


class Carte:
    """The interactive map open in a browser, as a person uses it."""

    def __init__(self, driver: Any, page: Path) -> None:
        from selenium.webdriver.common.action_chains import ActionChains
        from selenium.webdriver.common.by import By
        from selenium.webdriver.common.keys import Keys

        self.driver, self.keys = driver, Keys
        self._css, self._actions = By.CSS_SELECTOR, ActionChains
        driver.get(page.as_uri())
        self.settle()

    def js(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def settle(self) -> None:
        """Wait for the fonts, for flights to end and for two frames."""
        self.driver.execute_async_script(
            "const done = arguments[0]; let last = '', still = 0;"
            "const seen = () => document.getElementById('poles').innerHTML;"
            "const look = () => { const now = seen(); still = now === last ? still + 1 : 0;"
            " last = now; still > 8 ? done() : requestAnimationFrame(look); };"
            "document.fonts.ready.then(() => requestAnimationFrame(look));"
        )

    def find(self, selector: str) -> Any:
        return self.driver.find_element(self._css, selector)

    def text(self, selector: str) -> str:
        """Text of an element as it is in the page, hidden or not; empty without the element."""
        return self.js("return document.querySelector(arguments[0])?.textContent ?? ''", selector)

    def shown(self, selector: str) -> bool:
        return self.find(selector).is_displayed()

    def type(self, *keys: str) -> None:
        """Press keys where the focus is."""
        self._actions(self.driver).send_keys(*keys).perform()
        self.settle()

    def search(self, *keys: str) -> None:
        field = self.find("#nom")
        field.clear()
        field.click()
        self.type(*keys)

    def results(self) -> list[str]:
        return self.js(
            "return [...document.querySelectorAll('#resultats [role=option] span')]"
            ".map((row) => row.firstChild.textContent)"
        )

    def poles(self) -> dict[str, dict[str, float]]:
        """Screen place and radius of the circles shown, by name."""
        return self.js(
            "return Object.fromEntries([...document.querySelectorAll('.pole')]"
            ".filter((node) => node.style.display !== 'none').map((node) => {"
            " const [x, y] = node.getAttribute('transform').match(/-?\\d[\\d.e-]*/g).map(Number);"
            " return [node.getAttribute('aria-label').split(', ')[0],"
            "  {x, y, r: +node.lastChild.getAttribute('r')}]; }))"
        )

    def names(self) -> list[dict[str, Any]]:
        """Names written on the map: text, box (left, top, right, bottom), line to its symbol."""
        return self.js("return document.getElementById('noms').names")

    def zoom(self, times: int) -> None:
        """Press « + » so many times."""
        for _ in range(times):
            self.find("#plus").click()
            self.settle()

    def covered(self) -> list[str]:
        """Pôles shown whose centre lies under a button or anything else but the map."""
        return self.js(
            "const map = document.getElementById('poles');"
            "return [...map.querySelectorAll('.pole')].filter((node) => {"
            " const box = node.getBoundingClientRect();"
            " const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];"
            " return !map.contains(document.elementFromPoint(x, y)); })"
            ".map((node) => node.getAttribute('aria-label'))"
        )

    def hover(self, x: float, y: float) -> None:
        """Bring the mouse to a point of the map, from its upper left corner."""
        self._at(x, y).perform()
        self.settle()

    def click(self, x: float, y: float) -> None:
        self._at(x, y).click().perform()
        self.settle()

    def tap(self, x: float, y: float) -> None:
        """Touch a point of the map with a finger, and lift it."""
        area = self.find("#poles").rect
        finger = {"x": area["x"] + x, "y": area["y"] + y}
        touch = "Input.dispatchTouchEvent"
        self.driver.execute_cdp_cmd(touch, {"type": "touchStart", "touchPoints": [finger]})
        self.driver.execute_cdp_cmd(touch, {"type": "touchEnd", "touchPoints": []})
        self.settle()

    def _at(self, x: float, y: float) -> Any:
        area = self.find("#poles")
        size = area.size
        return self._actions(self.driver).move_to_element_with_offset(
            area, round(x - size["width"] / 2), round(y - size["height"] / 2)
        )

    def focused(self) -> str:
        return self.js("return document.activeElement.getAttribute('aria-label') ?? ''")

    def messages(self) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log("browser")]
