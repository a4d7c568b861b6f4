"""What all pages of a site must agree on: one spelling of each channel, and one price of each product."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from .problems import quoted

_SEPARATORS = re.compile(r"[\W_]+")


class Use(Protocol):
    """Where a page uses MOS, and what it tells, each blank where there is none: a link, a card, a window.

    The place is the page with its line, where that is known; it is asked only where it must be named.
    """

    @property
    def page(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def price(self) -> str: ...


U = TypeVar("U", bound=Use)


def spellings(uses: Iterable[U]) -> Iterator[tuple[U, str]]:
    """Find sources that differ only in case or separators, since they split the team's statistics.

    Yields one use of the rarest spelling, with the words for all of them.
    """
    groups: dict[str, dict[str, list[U]]] = defaultdict(lambda: defaultdict(list))
    for use in uses:
        if use.source:
            folded = _SEPARATORS.sub("/", unicodedata.normalize("NFKC", use.source).casefold()).strip("/")
            groups[folded or use.source][use.source].append(use)
    for found in groups.values():
        if len(found) > 1:
            common, *rare = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
            names = ", ".join(
                f"{quoted(source)} ({times(len(used))}, as on {used[0].page})" for source, used in (common, *rare)
            )
            words = f"one source is spelt in {len(found)} ways, which statistics count separately: {names}; choose one"
            yield rare[0][1][0], words


def prices(uses: Iterable[U]) -> Iterator[tuple[U, str]]:
    """Find products that cost one thing here and another there; a page may offer one product at two prices.

    Yields one use of each rarer price, with words that name the other place.
    """
    products: dict[tuple[str, str], dict[str, list[U]]] = defaultdict(lambda: defaultdict(list))
    for use in uses:
        price = " ".join(use.price.split())
        for what, value in (("", use.title), ("product ", use.name)):
            if price and (key := " ".join(value.split())):
                products[what, key][price].append(use)
    told = set()
    for (what, key), found in products.items():
        (usual, there), *others = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
        for price, here in others:
            pairs = ((use, other) for use in here for other in there if use.page != other.page)
            pair = next((pair for pair in pairs if _alike(*pair)), None)
            if pair and id(pair[0]) not in told:
                use, other = pair
                told.add(id(use))
                yield (
                    use,
                    (
                        f"{what}{quoted(key)} costs {quoted(price)} here and {quoted(usual)} on {other.place}; "
                        "write the same price on both"
                    ),
                )


def _alike(one: Use, other: Use) -> bool:
    """Say whether two titles share a word: a name belongs to its page, and may be another product's elsewhere."""
    return one.title == other.title or not set(_words(one.title)).isdisjoint(_words(other.title))


def _words(title: str) -> list[str]:
    return re.findall(r"\w+", title.casefold())


def times(count: int) -> str:
    """Return how often, in words."""
    return "once" if count == 1 else f"{count:,} times"
