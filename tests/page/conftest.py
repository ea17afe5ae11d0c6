"""The page over the sample library, listening on a free port, and a Chromium before it."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from qa.engine import Engine

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Without a screen, and without what a browser asks of its maker by itself.
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Site:
    """A page that listens, and the engine behind it."""

    address: str
    engine: Engine


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium; where there is none the tests are skipped, but not on a server that checks the project."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        why = "no Chromium here (sh .ci/browser installs one, as root on Debian)"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Site]:
    """The page over the sample library and one document full of what must not run."""
    import ui
    from commands.first_run import sample_questions
    from commands.library import sample_documents
    from corpus.ingest import ingest_paths
    from corpus.library import Library
    from index.build import update_index
    from index.settings import Settings
    from qa.engine import Engine
    from tests.page.texts import HOSTILE

    home = tmp_path_factory.mktemp("home")
    # Words and addresses find what these tests ask for; vectors would cost more time than the tests themselves.
    (home / "zhengce.toml").write_text("dense = false\n", encoding="utf-8")
    hostile = write(tmp_path_factory.mktemp("files"), "测试.txt", HOSTILE)
    with Library.open(home) as library:
        ingest_paths(library, [sample_documents(), hostile])
        update_index(library, Settings.load(home))
    engine = Engine.open(home)
    blocks, _ = ui.make(engine, sample_questions())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    yield Site(ui.launch(blocks, "127.0.0.1", port).rstrip("/"), engine)
    blocks.close()
    engine.close()


class Visitor:
    """One person's browser: opens the page, and remembers what it asked for and what went wrong in it."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self._site, self._browser = site, browser
        self._contexts: list[BrowserContext] = []
        self.requests: list[str] = []
        self.errors: list[str] = []

    def open(self, address: str = "/", size: dict[str, int] | None = None, **options: Any) -> Page:
        """A new browser profile at the page."""
        context = self._browser.new_context(viewport=size or DESK, **{"locale": "zh-CN", **options})  # type: ignore[arg-type]
        context.set_default_timeout(60_000)  # for machines that are busy
        self._contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.goto(self._site.address + address)
        page.locator("#question textarea").wait_for()
        return page

    def close(self) -> None:
        """Leave, having asked nothing of any other machine and met no error of a script."""
        for context in self._contexts:
            context.close()
        own = (self._site.address, "data:", "blob:", self._site.address.replace("http", "ws", 1))
        assert [url for url in self.requests if not url.startswith(own)] == []
        assert self.errors == []


@pytest.fixture
def visitor(site: Site, browser: Browser) -> Iterator[Visitor]:
    """Someone who comes to the page."""
    made = Visitor(site, browser)
    yield made
    made.close()


def write(folder: Path, name: str, text: str) -> Path:
    """A file to bring along."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
