"""The rules by name: how much each matters, and what it asks for. The build, `check` and the docs share them."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import NamedTuple


class Severity(enum.IntEnum):
    """How much a problem matters: an error stops the build, a warning stops a strict one.

    The values are those of `logging`, so that a severity is a log level.
    """

    INFO = 20
    WARNING = 30
    ERROR = 40


class Rule(NamedTuple):
    """What is asked for, and how much it matters where nobody says otherwise."""

    severity: Severity
    asks: str


def _error(asks: str) -> Rule:
    return Rule(Severity.ERROR, asks)


def _warning(asks: str) -> Rule:
    return Rule(Severity.WARNING, asks)


RULES: Mapping[str, Rule] = {
    # A chat link, and what it carries
    "host": _error("a chat link begins with https://mos.me/"),
    "service-id": _error("a customer service ID is the one of the MOS app, and nothing else"),
    "placeholder": _error("the placeholder of the MOS documentation is replaced by the ID"),
    "no-id": _warning("a chat link names a customer service ID"),
    "other-id": _error("a whole site has one customer service ID"),
    "unknown-parameter": _error("a chat link holds no parameter that MOS does not know"),
    "repeated-parameter": _error("a chat link holds each parameter once"),
    "encoding": _error("every value is encoded, once, as encodeURIComponent does it"),
    "encoded-twice": _warning("no value is encoded twice"),  # a guess: a text may be about encoding
    "message-card": _error("a link with a product begins with isMsgCard=1"),
    "length": _error("a link has at most 2000 characters"),
    "source": _error("a source is a channel, with known placeholders"),
    "unfilled": _warning("no program has left its own words in place of a value"),
    "quotes": _warning("no value is in curly quotes"),
    "private-address": _error("no mos: address is published as it is"),
    # A record
    "title": _error("a product has a title"),
    "text": _error("a text holds nothing that no page can show"),
    "address": _error("an address is https, or a file of the docs"),
    "missing-target": _error("a file or page that is named is there"),
    "missing-anchor": _warning("a place in a page that is named is there"),
    "value": _error("a field or option holds one text of its kind"),
    "unknown-field": _error("a name is a field or an option"),
    "duplicate": _error("a name is used once"),
    "cut-off": _warning("no value is cut off at a #"),
    "token": _error("no bot token is anywhere"),
    # A page's source
    "yaml": _error("what is written in YAML can be read"),
    "front-matter": _error("front matter begins in the first line, and has an end"),
    "directive": _error("a block stands where a block may, with its options under it"),
    "misplaced": _error("a block does not stay on the page as text"),
    "unknown-directive": _error("a block has one of the known names"),
    "unknown-product": _error("a product that is named exists"),
    "shadowed": Rule(Severity.INFO, "a product of the page has a name of its own"),
    "template": _error("a theme's template for our elements can be filled in"),
    # A product file
    "product-file": _error("a product file can be read, and holds products by name"),
    "column": _error("a column of a product file is a field's"),
    # Options
    "option": _error("an option has one of its values"),
    "unknown-option": _error("an option has one of the known names"),
    "sdk": _error("a chat window has the vendor's SDK"),
    "telegram": _error("the Telegram bot is named by its public username"),
    "words": _error("our words are replaced by name, in a known language"),
    # A built page
    "json": _error("what our script is told is JSON"),
    "window": _error("a chat window is told what the SDK takes, and has a size"),
    "record": _error("a record that is sent has MOS's fields, as texts"),
    "two-loaders": _error("a page loads the chat once"),
    "sandbox": _error("a site that customers see does not play MOS"),
    # A whole site
    "source-spelling": _warning("a channel is spelt one way"),
    "price": _warning("a product has one price"),
    "example-address": _warning("the site's address is not an example's"),
    # A file
    "unbuilt": _warning("no file holds what only a page's build understands"),
    "unreadable": _error("a file can be read"),
    "not-utf8": _warning("a page has the encoding that it declares"),
    "too-large": _warning("a file is small enough to be read"),
}
"""Every rule, by the name that it has in messages and reports."""
