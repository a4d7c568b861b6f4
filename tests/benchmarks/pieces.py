"""One page's injection, one block, ten blocks: ours and what others have, in microseconds."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any

import markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs_ai_chatbot.plugin import build_tag, insert_tag

from mkdocs_mos.audit.signs import may_hold
from mkdocs_mos.core import snippet
from mkdocs_mos.plugin.build import MkDocsHost
from mkdocs_mos.plugin.config import MosConfig
from mkdocs_mos.plugin.injection import Injection

from .measure import Table, side_by_side
from .sites import product

SENTENCES = {
    "ASCII": "<p>Open the settings, choose the members that the change is for, and press save.</p>\n",
    "ASCII, an address in each paragraph": '<p>See the <a href="https://example.com/settings/">settings</a> first.</p>\n',
    "not ASCII": "<p>Öffnen Sie die Einstellungen – 打开设置，选择成员，然后保存。</p>\n",
}
SIZE = 60_000
"""Characters of the page into which something is injected."""


def injection(runs: int) -> Table:
    """Put a script before `</body>`: the least that it can cost, ours, and the nearest peer's."""
    table = Table(
        f"Injection into a page of {SIZE // 1000} KB, microseconds",
        ("page", "the least: rfind and one concatenation", "ours: placing", "ratio", "ours: all of it", "ratio", "mkdocs-ai-chatbot", "ratio"),
        note="“All of it” also proves that no loader stands in the page yet, for which the page must be read once; with colons it is read to its end.",
    )  # fmt: skip
    loader = snippet.loader("acme")
    tag = build_tag("asyntai_acme", "https://widget.asyntai.com/static/js/chat-widget.js")
    options = MosConfig()
    options.load_dict({"service_id": "acme"})
    options.validate()
    config = MkDocsConfig()
    config.load_dict({"site_name": "Help", "docs_dir": "."})
    config.validate()
    host = MkDocsHost(options, config, serving=False)
    ours, file = (
        Injection(options, config, host.site, host.cards),
        File("a.md", "docs", "site", use_directory_urls=True),
    )

    def whole(page: str) -> str:
        view = partial(host.page_of, file)
        if may_hold(page):
            host.check_built(page, file)
        return ours.inject(host.without_tokens(page, view), view, "a/", True, host.report)

    for name, sentence in SENTENCES.items():
        page = f"<!doctype html>\n<html><head></head><body>{sentence * (SIZE // len(sentence))}</body></html>\n"

        def least(page: str = page) -> str:
            at = page.rfind("</body>")
            return page[:at] + loader + page[at:]

        assert snippet.inject(page, loader) == least() == whole(page)
        found = side_by_side(
            {
                "least": least,
                "place": lambda page=page: snippet.inject(page, loader),
                "whole": lambda page=page: whole(page),
                "peer": lambda page=page: insert_tag(page, tag),
            },
            runs,
        )
        base = found["least"].median
        cells = [cell for way in ("place", "whole", "peer") for cell in (found[way], found[way].median / base)]
        table.rows.append((name, found["least"], *cells))
    return table


ADMONITION = "/// note\nOpen the settings and press save.\n///\n"
ADMONITION_OF_SIX = "/// note\n" + "\n\n".join(["Open the settings and press save."] * 6) + "\n///\n"
CLICK = "::: mkdocs-click\n    :module: tests.benchmarks.command\n    :command: command\n"
NEOTEROI = "::cards:: cols=1\n\n- title: {title}\n  content: {desc}\n  image: {cover}\n  url: {linkUrl}\n\n::/cards::\n"
TEXT = "Open the settings and press save.\n\n"


def _html(*extensions: str, **options: Any) -> Callable[[str], str]:
    """Return what turns text into HTML."""
    md = markdown.Markdown(extensions=list(extensions), extension_configs=options)
    return lambda text: md.reset().convert(text)


def _record(number: int) -> dict[str, str]:
    return product(number, number)


def blocks(runs: int) -> Table:
    """One block and ten of them, less the page without any: text in, HTML out."""
    logging.getLogger("neoteroi").setLevel(logging.ERROR)
    ours = _html("mkdocs_mos", mkdocs_mos={"service_id": "acme"})
    admonition = _html("pymdownx.blocks.admonition")
    neoteroi, click = _html("neoteroi.cards"), _html("mkdocs-click")
    numbers = count()  # no two records are the same: nothing is remembered from one to the next

    def front(many: int) -> str:
        lines = "".join(
            f"    p{k}:\n" + "".join(f"      {name}: {text!r}\n" for name, text in _record(next(numbers)).items())
            for k in range(many)
        )
        return f"---\nmos:\n  products:\n{lines}---\n"

    def named(many: int, shown: int) -> str:
        return front(many) + TEXT + "".join(f"::: mos-product p{k}\n\n" for k in range(shown))

    def inline(many: int) -> str:
        return TEXT + "".join(
            "::: mos-product\n"
            + "".join(f"    {name}: {text!r}\n" for name, text in _record(next(numbers)).items())
            + "\n"
            for _ in range(many)
        )

    def cards(many: int) -> str:
        return TEXT + "".join(NEOTEROI.format(**_record(next(numbers))) + "\n" for _ in range(many))

    ways: dict[str, tuple[Callable[[str], str], *tuple[Callable[[], str], ...]]] = {
        "pymdownx.blocks admonition, one line": (
            admonition, lambda: TEXT, lambda: TEXT + ADMONITION, lambda: TEXT, lambda: TEXT + f"{ADMONITION}\n" * 10),
        "pymdownx.blocks admonition, six paragraphs": (
            admonition, lambda: TEXT, lambda: TEXT + ADMONITION_OF_SIX, lambda: TEXT, lambda: TEXT + f"{ADMONITION_OF_SIX}\n" * 10),
        "mkdocs-mos card, from the front matter": (
            ours, lambda: named(1, 0), lambda: named(1, 1), lambda: named(10, 0), lambda: named(10, 10)),
        "mkdocs-mos card, fields under it": (ours, lambda: TEXT, lambda: inline(1), lambda: TEXT, lambda: inline(10)),
        "neoteroi-mkdocs card": (neoteroi, lambda: TEXT, lambda: cards(1), lambda: TEXT, lambda: cards(10)),
        "mkdocs-click, an empty command": (
            click, lambda: TEXT, lambda: TEXT + CLICK, lambda: TEXT, lambda: TEXT + f"{CLICK}\n" * 10),
    }  # fmt: skip
    texts = {name: [iter(_endless(make)) for make in makes] for name, (_, *makes) in ways.items()}
    found = side_by_side(
        {
            f"{name}/{size}": lambda convert=ways[name][0], text=text: convert(next(text))
            for name, four in texts.items()
            for size, text in zip(SIZES, four, strict=True)
        },
        runs,
    )
    table = Table(
        "A block, from text to HTML, microseconds",
        ("block", "one", "ratio to the admonition", "each of ten", "ratio to the admonition"),
        note="Each is a page with the block less the same page without it. A card has all six fields, and no two records are alike. "
        "Fields in the front matter are read in both pages.",
    )  # fmt: skip
    base: list[float] = []
    for name in ways:
        without, one, without_ten, ten = (found[f"{name}/{size}"].median for size in SIZES)
        each = (one - without, (ten - without_ten) / 10)
        base = base or list(each)
        table.rows.append((name, each[0], each[0] / base[0], each[1], each[1] / base[1]))
    return table


SIZES = ("without one", "one", "without ten", "ten")


def _endless(make: Callable[[], str], kept: int = 200) -> Any:
    """Texts made before they are measured, and used again only after many others."""
    made = [make() for _ in range(kept)]
    while True:
        yield from made
