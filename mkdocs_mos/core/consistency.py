"""What all pages of a site must agree on: one spelling of each channel, and one price of each product."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from .problems import Problem, quoted

_SEPARATORS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Use:
    """What a link, loader, window or card tells MOS, as far as the whole site must agree on it.

    Attributes:
        page: the page as messages name it.
        line: its line, or None.
        column: its column, where that is known.
        kind: which of these it is, in a word.
        service_id: the customer service ID, or nothing.
        source: the channel, or nothing.
        product: the fields of the product, or nothing.
        find_line: gives the line where there is none, and is asked only where the place must be named.
    """

    page: str
    line: int | None = None
    column: int | None = None
    kind: str = ""
    service_id: str = ""
    source: str = ""
    product: Mapping[str, str] = field(default_factory=dict)
    find_line: Callable[[], int | None] | None = None

    def problem(self, rule: str, words: str) -> Problem:
        """Return what is wrong there, with its place."""
        line = self.line
        if line is None and self.find_line:
            line = self.find_line()
        return Problem(rule, words, self.page, line, self.column)


def disagreements(uses: Iterable[Use]) -> Iterator[Problem]:
    """Yield what the pages of a site do not agree on, each once."""
    uses = list(uses)
    yield from _spellings(uses)
    yield from _prices(uses)


def _spellings(uses: Iterable[Use]) -> Iterator[Problem]:
    """Find sources that differ only in case or separators, since they split the team's statistics."""
    channels: dict[str, dict[str, list[Use]]] = defaultdict(lambda: defaultdict(list))
    for use in uses:
        if use.source:
            # “docs/faq”, “Docs-FAQ” and “docs_faq” were meant as one.
            folded = _SEPARATORS.sub("/", unicodedata.normalize("NFKC", use.source).casefold()).strip("/")
            channels[folded or use.source][use.source].append(use)
    for spellings in channels.values():
        if len(spellings) > 1:
            ordered = _commonest_first(spellings)
            names = ", ".join(f"{quoted(source)} ({times(len(at))}, as on {at[0].page})" for source, at in ordered)
            words = f"one source is spelt in {len(ordered)} ways, which statistics count separately: {names}"
            yield ordered[1][1][0].problem("source-spelling", f"{words}; choose one")


def _prices(uses: Iterable[Use]) -> Iterator[Problem]:
    """Find products that cost one thing here and another there; a page may offer one product at two prices."""
    products: dict[str, dict[str, list[Use]]] = defaultdict(lambda: defaultdict(list))
    for use in uses:
        title, price = (" ".join(use.product.get(name, "").split()) for name in ("title", "price"))
        if title and price:
            products[title][price].append(use)
    for title, by_price in products.items():
        (usual, there), *others = _commonest_first(by_price)
        for price, here in others:
            first = there[0]
            # The place to compare with is one on another page: two prices on one page may be meant.
            second = next((other for other in there if other.page != first.page), first)
            pairs = ((use, second if use.page == first.page else first) for use in here)
            if pair := next((pair for pair in pairs if pair[0].page != pair[1].page), None):
                use, other = pair
                place = other.problem("price", "").place
                words = f"{quoted(title)} costs {quoted(price)} here and {quoted(usual)} on {place}"
                yield use.problem("price", f"{words}; write the same price on both")


def _commonest_first(uses: Mapping[str, list[Use]]) -> list[tuple[str, list[Use]]]:
    return sorted(uses.items(), key=lambda item: (-len(item[1]), item[0]))


def times(count: int) -> str:
    """Return how often, in words."""
    return "once" if count == 1 else f"{count:,} times"
