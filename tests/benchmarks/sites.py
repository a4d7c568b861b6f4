"""Sites to measure: pages of about 4 KB of varied Markdown, as many as wanted, with products or without."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

PRODUCTS = ("Starter", "Team", "Business", "Flagship", "Support", "Training", "Migration", "Audit", "Hosting", "Backup")
WORDS = (
    "open the settings and choose the members that the change is for",
    "press save, and it takes effect at once",
    "an owner may invite others, remove them, and hand the team over",
    "the report lists every order of the last thirty days",
    "write to us when the number on the invoice is not the one that you expect",
    "a backup is made every night and kept for a month",
    "you can undo this within a day",
    "*nothing* is sent before you have seen it",
    "see the [overview](index.md) for the terms",
    "the key `team.limit` says how many there may be",
)


def product(page: int, number: int) -> dict[str, str]:
    """A record with all six fields."""
    return {
        "title": f"{PRODUCTS[number % len(PRODUCTS)]} package {page}-{number}",
        "desc": f"Everything that a team of up to {page % 90 + 10} people needs; set up in a day, with no contract.",
        "price": f"${page % 900 + number}.00",
        "linePrice": f"${page % 900 + number + 100}.00",
        "cover": f"https://example.com/img/{page}-{number}.jpg",
        "linkUrl": f"https://example.com/products/{page}-{number}",
    }


def page(number: int, products: int = 0, from_catalog: bool = False, length: int = 4000) -> str:
    """A page's Markdown: front matter, headings, paragraphs, lists, code and tables, and its products among them."""
    chance = random.Random(number)

    def sentence() -> str:
        words = chance.choice(WORDS)
        return words[:1].upper() + words[1:] + "."

    def paragraph(count: int) -> str:
        return " ".join(sentence() for _ in range(count))

    kinds = {
        "text": lambda: paragraph(4),
        "list": lambda: "\n".join(f"- {sentence()}" for _ in range(5)),
        "steps": lambda: "\n".join(f"{step}. {sentence()}\n    - {sentence()}" for step in range(1, 4)),
        "code": lambda: f"```yaml\nteam:\n  limit: {chance.randrange(100)}\n  owner: “{sentence()}”\n```",
        "table": lambda: (
            "| setting | what it does |\n| --- | --- |\n"
            + "\n".join(f"| `team.{row}` | {sentence()} |" for row in range(4))
        ),
        "quote": lambda: f"> {paragraph(2)}",
    }
    front: dict[str, Any] = {"description": f"How to do the work number {number}"}
    names = [f"p{number}-{k}" if from_catalog else f"product-{k}" for k in range(products)]
    if products and not from_catalog:
        front["mos"] = {"products": {name: product(number, k) for k, name in enumerate(names)}}
    blocks = [f"# Work number {number}", paragraph(3)]
    part = 0
    while sum(map(len, blocks)) < length:
        part += 1
        blocks += [f"## Part {part} of {number}", *(kinds[kind]() for kind in chance.sample(list(kinds), 3))]
    for k, name in enumerate(names):  # spread over the page
        blocks.insert(2 + (len(blocks) - 2) * k // products, f"::: mos-product {name}")
    return f"---\n{yaml.safe_dump(front, sort_keys=False)}---\n\n" + "\n\n".join(blocks) + "\n"


def write(
    folder: Path,
    pages: int,
    plugins: list[Any],
    products: int = 0,
    theme: str = "mkdocs",
    from_catalog: bool = False,
    length: int = 4000,
    extensions: list[str] | None = None,
    extra: Mapping[str, str] | None = None,
    **config: Any,
) -> Path:
    """Write a site, and return its mkdocs.yml.

    Args:
        folder: where it goes.
        pages: how many there are.
        plugins: as in mkdocs.yml.
        products: how many each page has.
        theme: `mkdocs` or `material`.
        from_catalog: whether the products stand in products.yml instead of the pages.
        length: characters of each page.
        extensions: Markdown extensions beside tables and fenced code.
        extra: more files of the docs.
        config: more of mkdocs.yml.
    """
    docs = folder / "docs"
    docs.mkdir(parents=True, exist_ok=True)
    texts = {f"work-{n}.md": page(n, products, from_catalog, length) for n in range(1, pages)}
    texts["index.md"] = page(0, products, from_catalog, length)
    for name, text in {**texts, **(extra or {})}.items():
        (docs / name).write_text(text, "utf-8")
    if from_catalog:
        shop = {f"p{n}-{k}": product(n, k) for n in range(pages) for k in range(products)}
        (folder / "products.yml").write_text(yaml.dump(shop, Dumper=yaml.CSafeDumper, sort_keys=False), "utf-8")
    settings = {
        "site_name": "Help",
        "site_url": "https://help.example.com/",
        "theme": {"name": theme, **({"font": False} if theme == "material" else {})},
        "nav": [{"Home": "index.md"}],  # a navigation of all pages is their square
        "not_in_nav": "*.md",
        "plugins": plugins,
        "markdown_extensions": ["tables", "fenced_code", *(extensions or [])],
        **config,
    }
    file = folder / "mkdocs.yml"
    file.write_text(yaml.safe_dump(settings, sort_keys=False), "utf-8")
    return file
