"""What a page's scripts tell MOS, as far as it stands in them as it is; what they build by themselves is not seen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ..core import snippet

if TYPE_CHECKING:
    from .html import Element

# Comments, and strings, whose content is the third group. A // in the middle of something is none.
_PARTS = re.compile(
    r"(?=[/+\"'`])(?:(?<![^\s;{}(),])//[^\n]*|/\*.*?(?:\*/|\Z)|"  # one look at most characters is enough
    r"""(?P<before>\+\s*)?(?P<quote>["'`])(?P<text>(?:\\.|(?!(?P=quote))[^\\\n])*)(?P=quote)(?P<after>\s*\+)?)""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_RUNS = re.compile(r"\s*(?:(?:text|application)/(?:x-)?(?:java|ecma)script.*|module)?\s*", re.IGNORECASE)
_VENDOR = snippet.SCRIPT.partition(":")[2]


def parts(code: str) -> tuple[str, list[tuple[str, int]]]:
    """Return a script without its comments, each character where it was; its strings, and where each begins.

    A string that is joined to something is none of these.
    """
    strings = []

    def part(match: re.Match[str]) -> str:
        if not match["quote"]:
            return re.sub(r"[^\n]", " ", match[0])
        if not (match["before"] or match["after"]):
            strings.append((unescaped(match["text"]), match.start("quote")))
        return match[0]

    return _PARTS.sub(part, code), strings


def unescaped(text: str) -> str:
    """Return what a string of a script stands for, as far as an address needs it."""
    return _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)) if match[1] or match[2] else match[3], text)


def runs(attributes: Mapping[str, str]) -> bool:
    """Say whether browsers run a script element."""
    return _RUNS.fullmatch(attributes.get("type", "")) is not None


def loads(script: Element, code: str) -> bool:
    """Say whether a script element is our loader, or the vendor's, and runs; `code` is its content without comments."""
    attributes = script.attributes
    if script.asleep or not runs(attributes):
        return False
    if snippet.MARKER in attributes or _VENDOR in attributes.get("src", "").lower():
        return True
    return "src" not in attributes and _VENDOR in code


def has_loader(page: str) -> bool:
    """Say whether a real script element of the page is our loader, or the vendor's; text that shows one is none."""
    if snippet.MARKER not in page and _VENDOR not in page:
        return False
    return any(loads(script, parts(text)[0]) for script, text in _scripts(page))


def has_script(page: str, attribute: str) -> bool:
    """Say whether a page has a script of our own already, as where the plugin is listed twice."""
    return attribute in page and any(attribute in script.attributes for script, _ in _scripts(page))


def _scripts(page: str) -> Iterator[tuple[Element, str]]:
    """Yield the script elements that may have to do with us, and what they hold."""
    from .html import Document  # the parser, which most sites never need

    document = Document(page)
    return ((found, document.content(found)) for found in document.elements() if found.tag == "script")
