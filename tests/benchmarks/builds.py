"""Real `mkdocs` builds in this process, with a watch around the host's real calls: who takes how long, for which page."""

from __future__ import annotations

import functools
import gc
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from statistics import median
from typing import Any

import markdown
from mkdocs.commands import build as mkdocs_build
from mkdocs.commands import serve as mkdocs_serve
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

from mkdocs_mos.markdown import extension
from mkdocs_mos.markdown.blocks import Blocks, Build
from mkdocs_mos.markdown.chat_links import Links
from mkdocs_mos.markdown.option_lines import GiveBack, TakeOptions
from mkdocs_mos.markdown.unresolved import Finish

from .measure import NOISE, Spread, Table
from .sites import product, write

MOS = {"mos": {"service_id": "acme"}}
CATALOG = {"mos": {"service_id": "acme", "catalog": "products.yml"}}
PARTS = (
    (extension.MosExtension, "extendMarkdown"),
    *((part, "run") for part in (extension.Start, TakeOptions, GiveBack, Blocks, Links, Build, Finish)),
    (Blocks, "test"),
)
"""What our extension does to a page."""

SITES: dict[str, dict[str, Any]] = {
    "nothing": {"plugins": []},
    "mkdocs-ai-chatbot": {"plugins": [{"asyntai": {"widget_id": "asyntai_acme"}}]},
    "mkdocs-glightbox": {"plugins": ["glightbox"]},
    "mkdocs-minify-plugin": {"plugins": [{"minify": {"minify_html": True}}]},
    "mkdocstrings, no block": {"plugins": ["mkdocstrings"]},
    "mkdocs-mos, no product": {"plugins": [MOS]},
    "mkdocs-mos, 1 product": {"plugins": [MOS], "products": 1},
    "mkdocs-mos, 2 products": {"plugins": [MOS], "products": 2},
    "mkdocs-mos, 10 products": {"plugins": [MOS], "products": 10},
    "mkdocs-mos, 1 product of a catalogue": {"plugins": [CATALOG], "products": 1, "from_catalog": True},
    "mkdocs-mos, 10 products of a catalogue": {"plugins": [CATALOG], "products": 10, "from_catalog": True},
}

logging.getLogger("mkdocs").setLevel(logging.ERROR)


@dataclass
class Watch:
    """Where the time of one build went, in nanoseconds."""

    events: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    """By plugin and event."""
    extension: int = 0
    """In our Markdown extension."""
    markdown: int = 0
    total: int = 0
    pages: int = 0

    def of_plugin(self, name: str, *events: str) -> int:
        return sum(
            spent for (who, event), spent in self.events.items() if who == name and (not events or event in events)
        )


PAGE_EVENTS = ("page_markdown", "page_content", "page_context", "post_page", "pre_page", "page_read_source")


def _timed(function: Callable[..., Any], take: Callable[[int], None]) -> Callable[..., Any]:
    clock = time.thread_time_ns  # of the processor: others use the machine, too

    @functools.wraps(function)
    def call(*args: Any, **options: Any) -> Any:
        start = clock()
        try:
            return function(*args, **options)
        finally:
            take(clock() - start)

    return call


def _cost_of_a_watch() -> int:
    """Return what a watch itself adds to what it shows."""
    spent: list[int] = []
    nothing = _timed(lambda: None, spent.append)
    for _ in range(2000):
        nothing()
    return int(median(spent))


@contextmanager
def _watched_extension(watch: Watch) -> Iterator[None]:
    """Put a watch around everything that our extension does."""
    own = _cost_of_a_watch()

    def take(spent: int) -> None:
        watch.extension += max(0, spent - own)

    def convert(spent: int) -> None:
        watch.markdown += spent

    saved = [(owner, name, getattr(owner, name)) for owner, name in PARTS]
    for owner, name, function in saved:
        setattr(owner, name, _timed(function, take))
    plain = markdown.Markdown.convert
    markdown.Markdown.convert = _timed(plain, convert)  # type: ignore[method-assign]
    try:
        yield
    finally:
        markdown.Markdown.convert = plain  # type: ignore[method-assign]
        for owner, name, function in saved:
            setattr(owner, name, function)


@contextmanager
def _watched_reading(take: Callable[[int], None]) -> Iterator[None]:
    plain = File.content_string
    File.content_string = property(_timed(plain.fget, take), plain.fset)  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        File.content_string = plain  # type: ignore[method-assign]


def configured(file: Path, command: str = "build") -> MkDocsConfig:
    config = load_config(str(file))
    config.plugins.on_startup(command=command, dirty=False)
    return config


def build(file: Path) -> Watch:
    """Build a site once, watched."""
    watch = Watch()
    config = configured(file)
    own = _cost_of_a_watch()
    origins = {id(method): name for method, name in config.plugins._event_origins.items()}
    read = 0  # in the event that is running: what a plugin reads in the host's place is no cost of its own

    def take_read(spent: int) -> None:
        nonlocal read
        read += spent

    for event, methods in config.plugins.events.items():
        for at, method in enumerate(methods):
            key = (origins.get(id(method)) or config.plugins._event_origins.get(method, "?"), event)

            def take(spent: int, key: tuple[str, str] = key) -> None:
                nonlocal read
                if key[1] == "page_read_source":
                    spent -= read + own
                watch.events[key] += max(0, spent - own)
                read = 0

            methods[at] = _timed(method, take)
    gc.collect()
    with _watched_extension(watch), _watched_reading(take_read), redirect_stdout(StringIO()):
        start = time.thread_time_ns()
        mkdocs_build.build(config)
        watch.total = time.thread_time_ns() - start
    watch.pages = len(list((file.parent / "docs").glob("*.md")))
    return watch


def side_by_side(runs: int, pages: int, theme: str) -> list[Table]:
    """Build one site in every way, turn by turn."""
    found: dict[str, list[Watch]] = defaultdict(list)
    whole: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as made:
        files = {
            name: write(Path(made) / str(number), pages, theme=theme, **settings)
            for number, (name, settings) in enumerate(SITES.items())
        }
        for turn in range(runs):
            for name in list(files)[:: -1 if turn % 2 else 1]:
                found[name].append(build(files[name]))
        for turn in range(runs):
            for name in list(files)[:: -1 if turn % 2 else 1]:
                whole[name].append(_process(files[name]))
    table = Table(
        f"A build of {pages} pages of 4 KB, theme {theme}, microseconds a page",
        ("plugin", "the plugin's events", "its Markdown extension", "Markdown, all of it", "the whole build", "ours or theirs, per cent"),
    )  # fmt: skip
    for name, watches in found.items():
        who = next((who for who, _ in watches[0].events), "")  # the only one
        per_page = 1000 * pages
        events = [watch.of_plugin(who, *PAGE_EVENTS) / per_page for watch in watches]
        extension = [watch.extension / per_page for watch in watches]
        total = [watch.total / per_page for watch in watches]
        share = [(e + x) / t * 100 for e, x, t in zip(events, extension, total, strict=True)]
        spent = Spread.of([watch.markdown / per_page for watch in watches])
        table.rows.append((name, Spread.of(events), Spread.of(extension), spent, Spread.of(total), Spread.of(share)))
    base = median(whole["nothing"])
    processes = Table(
        f"The same as whole processes, seconds of processor time, theme {theme}",
        ("plugin", "seconds", "ratio to nothing", ""),
        [
            (name, Spread.of(times), median(times) / base, "noise" if median(times) / base < NOISE else "")
            for name, times in whole.items()
        ],
        note=f"Ratios below {NOISE} are noise on a shared machine.",
    )
    by_event = Table(f"Our own events, microseconds a page, theme {theme}", ("event", "no product", "10 products"))
    for event in sorted({event for name in found for who, event in found[name][0].events if who == "mos"}):
        cells = [
            Spread.of([watch.of_plugin("mos", event) / 1000 / pages for watch in found[name]])
            for name in ("mkdocs-mos, no product", "mkdocs-mos, 10 products")
        ]
        by_event.rows.append((event, *cells))
    return [table, by_event, processes]


QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


def _process(file: Path) -> float:
    before = os.times()
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(file)],
        check=True, env=os.environ | QUIET, capture_output=True,
    )  # fmt: skip
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def growth(runs: int, sizes: tuple[int, ...]) -> Table:
    """Say how our part of a page, and what we keep of it, grow with the number of pages."""
    table = Table(
        "Growth with the number of pages, theme mkdocs",
        ("pages", "without a product, ours, µs a page", "with two, ours, µs a page", "the whole build, µs a page", "kept for a page without, bytes", "peak of the process, MB"),
        note="“Kept” is what our view of a page without blocks holds at the end of a build, for pages of 4 KB; for pages of 40 KB see the next table. "
        "The peak is that of a process of its own, which builds the site with two products a page.",
    )  # fmt: skip
    for size in sizes:
        with tempfile.TemporaryDirectory() as made:
            bare = write(Path(made) / "bare", size, [MOS])
            cards = write(Path(made) / "cards", size, [MOS], products=2)
            turns = runs if size < 10_000 else 1
            watches = [(build(bare), build(cards)) for _ in range(turns)]
            own = [
                Spread.of([(w.of_plugin("mos", *PAGE_EVENTS) + w.extension) / 1000 / size for w in each])
                for each in zip(*watches, strict=True)
            ]
            total = Spread.of([w.total / 1000 / size for _, w in watches])
            table.rows.append((size, *own, total, kept(bare, size), _peak(cards)))
    return table


def kept(file: Path, pages: int) -> float:
    """Return the bytes that we keep for each page of a site: what the host's plugin frees when it forgets its pages."""
    config = configured(file)
    with redirect_stdout(StringIO()):
        mkdocs_build.build(config)
    plugin: Any = config.plugins["mos"]
    views = plugin.host._pages
    tracemalloc.start()
    copies = {uri: _copy(view) for uri, view in views.items()}
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del copies
    return size / pages


def _copy(view: Any) -> Any:
    """Return a copy of our view of a page with texts of its own, as far as the view has them."""
    twin = type(view)(view.site)
    twin.__dict__.update(
        {name: "".join([*value]) if isinstance(value, str) else value for name, value in vars(view).items()}
    )
    return twin


def kept_by_length(lengths: tuple[int, ...] = (4_000, 40_000)) -> Table:
    """Say whether what we keep grows with a page's length."""
    table = Table("Kept for a page without blocks, by the page's length", ("bytes of Markdown", "bytes kept"))
    for length in lengths:
        with tempfile.TemporaryDirectory() as made:
            file = write(Path(made), 50, [MOS], length=length)
            table.rows.append((length, kept(file, 50)))
    return table


def _peak(file: Path) -> float:
    code = (
        "import sys, resource, logging; logging.disable(); from tests.benchmarks.builds import configured, mkdocs_build;"
        "from pathlib import Path; mkdocs_build.build(configured(Path(sys.argv[1])));"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    run = subprocess.run([sys.executable, "-c", code, str(file)], check=True, capture_output=True, text=True)
    return float(run.stdout.split()[-1])


def served(runs: int, pages: int, records: int) -> Table:
    """Time from a save to the site built again, by the function that `mkdocs serve` calls; each site in a process."""
    table = Table(
        f"mkdocs serve: from a save to the site built again, {pages} pages with two products each, milliseconds",
        ("site", "a page saved", "the catalogue saved"),
        note=f"Processor time. The catalogue is JSON and has {records:,} products.",
    )
    with tempfile.TemporaryDirectory() as made:
        for name, plugins, many in (("without us", [], 0), ("with us", [MOS], 2), ("with a catalogue", [SHOP], 2)):
            file = write(Path(made) / name.replace(" ", "-"), pages, plugins, products=many)
            shop = file.parent / "products.json"
            if SHOP in plugins:
                shop.write_text(json.dumps({f"sku-{n}": product(n, n % 10) for n in range(records)}), "utf-8")
            code = "import sys; from tests.benchmarks.builds import saved; saved(*sys.argv[1:])"
            run = subprocess.run(
                [sys.executable, "-c", code, str(file), str(runs)], check=True, capture_output=True, text=True
            )
            times = json.loads(run.stdout.splitlines()[-1])
            table.rows.append((name, *(Spread.of(each) if each else None for each in times)))
    return table


SHOP = {"mos": {"service_id": "acme", "catalog": "products.json"}}


class _Server:
    """Stands in for the server of `mkdocs serve`, of which the builder is wanted."""

    builder: Callable[[], None]

    def __init__(self, builder: Callable[[], None], **_options: object) -> None:
        type(self).builder = staticmethod(builder)

    def __getattr__(self, _name: str) -> Callable[..., None]:
        return lambda *_args, **_options: None


def saved(file: str, runs: str) -> None:
    """Print how long each build after a save took: of a page, then of the catalogue."""
    mkdocs_serve.LiveReloadServer = _Server  # type: ignore[assignment,misc]
    times: tuple[list[float], list[float]] = ([], [])
    shop, page = Path(file).parent / "products.json", Path(file).parent / "docs" / "work-1.md"
    with redirect_stdout(StringIO()):
        mkdocs_serve.serve(file, livereload=True)
        for _ in range(int(runs)):
            for kind in range(1 + shop.exists()):
                changed = (page, shop)[kind]
                changed.write_text(changed.read_text("utf-8") + "\n", "utf-8")
                start = time.process_time()
                _Server.builder()
                times[kind].append((time.process_time() - start) * 1000)
    print(json.dumps(times))
