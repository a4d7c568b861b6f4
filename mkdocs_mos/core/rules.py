"""The rules by name: what each asks for, what to do, how much it matters; for the build, `check` and the docs."""

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
    """What a rule asks for, what to do where it is broken, and how much that matters unless said otherwise."""

    severity: Severity
    asks: str
    cure: str


def _error(asks: str, cure: str) -> Rule:
    return Rule(Severity.ERROR, asks, cure)


def _warning(asks: str, cure: str) -> Rule:
    return Rule(Severity.WARNING, asks, cure)


RULES: Mapping[str, Rule] = {
    # Chat links, and what they carry
    "host": _error(
        "a chat link begins with `https://mos.me/`",
        "write that, or a `mos:` link in Markdown: `mos:`, `mos:NAME` or `mos:NAME?source=CHANNEL`",
    ),
    "service-id": _error(
        "a customer service ID is the one of the MOS app, and nothing else",
        'copy the ID again; it has only letters, digits and `- _ . ~`. Quote one that YAML takes for a number: `"007"`',
    ),
    "placeholder": _error(
        "the placeholder of the MOS documentation is replaced",
        "write your own ID in place of `YOUR_CUSTOMER_SERVICE_ID`",
    ),
    "no-id": _warning("a chat link names a customer service ID", "write `https://mos.me/ID`"),
    "other-id": _error(
        "a whole site has one customer service ID", "correct the link, or give `check` each ID with `--service-id`"
    ),
    "unknown-parameter": _error(
        "a chat link holds only what MOS knows",
        "correct the name; after a product's name only `?source=CHANNEL` may follow",
    ),
    "repeated-parameter": _error("a chat link holds each parameter once", "delete one of the two"),
    "encoding": _error(
        "every value is encoded as `encodeURIComponent` does it",
        "let the build make the link: write `mos:` in Markdown",
    ),
    "encoded-twice": _warning("no value is encoded twice", "write the text itself, not its encoded form"),
    "message-card": _error(
        "a link with a product begins with `isMsgCard=1`", "put it first; without it MOS shows no product"
    ),
    "length": _error(
        "a link has at most 2000 characters", "shorten what the message shows as costly; a Chinese character costs nine"
    ),
    "source": _error(
        "a source is a channel, and its placeholders are known", "write a text; for a literal brace write `{{` or `}}`"
    ),
    "unfilled": _warning(
        "no program has left its own words in place of a value",
        "write the real value: `undefined`, `null`, `{{ title }}` or `&amp;` is what customers and agents would read",
    ),
    "quotes": _warning("no value is in curly quotes", "write straight quotes, or none"),
    "private-address": _error(
        "no `mos:` address is published as it is",
        "write it as a Markdown link, in `nav` or in `href`; elsewhere write the whole link, `https://mos.me/ID`",
    ),
    # Records
    "title": _error("a product has a title", "write one"),
    "text": _error(
        "a text holds nothing that no page can show", "delete the invisible character; retyping the line helps"
    ),
    "address": _error(
        "a `cover` or `linkUrl` is an `https:` address, or names a file in the docs",
        "correct it; a file is written as seen from its page, in a catalogue as seen from the docs folder",
    ),
    "missing-target": _error("a file or page that is named exists", "correct the name, or add the file"),
    "missing-anchor": _warning("a place in a page that is named exists", "correct what follows the `#`"),
    "value": _error(
        "a field or an option holds one value of its kind",
        "write one text after the colon; quote what YAML takes for more",
    ),
    "unknown-field": _error("a name is that of a field or an option", "correct the name as the message says"),
    "duplicate": _error("a name is used once", "delete one of the two, or rename it"),
    "cut-off": _warning(
        "no value is cut off where YAML sees a comment", "put quotes around a value that holds a space and a `#`"
    ),
    "token": _error(
        "no file holds a Telegram bot token",
        "delete it, and revoke it with BotFather: whoever reads it controls your bot. Where no line is named, it comes "
        "from a template, a macro or an included file",
    ),
    # A page's text
    "yaml": _error("YAML can be read", "correct the line; put quotes around a value that holds `: `"),
    "front-matter": _error(
        "front matter begins on the first line, and has an end",
        "write `---` on the first line, and again after the last option",
    ),
    "directive": _error(
        "a block takes a name where it has one, and its options stand under it",
        "indent the options by four spaces, or write a line `:::` after them",
    ),
    "misplaced": _error(
        "a block does not stay on the page as text", "write three colons and the block's own name, on a line of its own"
    ),
    "unknown-directive": _error("a block has one of the known names", "correct the word after `:::`"),
    "unknown-product": _error(
        "a product that is named exists", "correct the name, or describe the product on this page or in the catalogue"
    ),
    "shadowed": Rule(
        Severity.INFO,
        "a page's product has another name than those of the catalogue",
        "nothing, where the page's own is meant",
    ),
    "template": _error("a template of your theme can be filled in", "correct it on the line that the message names"),
    # Product files
    "product-file": _error(
        "a product file can be read, and holds products by name", "correct the file as the message says"
    ),
    "column": _error(
        "each column of a table is a field's, and each row has a cell for it", "correct the first row, or the row"
    ),
    # Options
    "option": _error("an option has one of its values", "write one of those that the message lists"),
    "unknown-option": _error("an option has one of the known names", "correct the name as the message says"),
    "sdk": _error(
        "a chat window has the vendor's SDK", "download the file, put it into the docs folder, and name it under `sdk`"
    ),
    "telegram": _error(
        "the bot is named by its public username", "write it as Telegram shows it, such as `acme_help_bot`"
    ),
    "words": _error("words of your own have names and languages that we know", "correct the name as the message says"),
    # Built pages
    "json": _error("what our script is told is JSON", "build the page again; another plugin may have changed it"),
    "window": _error("a chat window is told what the SDK takes, and has a size", "write what the message says"),
    "record": _error("a record that is sent has MOS's fields, as texts", "write what the message says"),
    "two-loaders": _error("a page loads the chat once", "delete one of the two snippets"),
    "unclosed": _error(
        "an element whose content is text has an end before the chat",
        "write `</iframe>`: `<iframe …/>` has no end, and browsers take all that follows for text",
    ),
    "sandbox": _error(
        "a site that customers see does not play MOS", "build it without `sandbox: true`: nobody would answer"
    ),
    # Whole sites
    "source-spelling": _warning(
        "a channel is spelt one way", "choose one spelling: your statistics count each of them separately"
    ),
    "price": _warning("a product has one price", "write one price, or give one of two products another name"),
    "example-address": _warning(
        "the site's address is not an example's", "write the real one as `site_url`: agents get links to it"
    ),
    # Other files of a site
    "unbuilt": _warning(
        "no feed or text file holds what only a page's build understands",
        "give the page a `description`, leave it out of that file, or write the whole link, `https://mos.me/ID`",
    ),
    "unreadable": _error("a file of the site can be read", "give the permission, or delete the file"),
    "not-utf8": _warning("a page has the encoding that it declares", "save it as UTF-8"),
    "too-large": _warning("a file of the site is small enough to be read", "split it"),
}
"""Every rule, by the name that it has in messages and reports."""
