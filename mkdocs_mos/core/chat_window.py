"""The embedded chat window: what the vendor's SDK is told, and how large its container is (vendor document 2.3.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

from .problems import ContentError, quoted

TIMEOUT = 30_000
"""Milliseconds that the SDK waits for a message (vendor document 2.3.3.5)."""

WIDTH, HEIGHT = "100%", "600px"
"""The size of a window whose author gives none; mos.css has it, too."""

WHERE_THE_SDK_IS = (
    "download mos-customer-service-sdk.umd.js from the link in the documentation of MOS (2.3.2.1; it gives no fixed "
    "address), put it into the docs folder, and write “sdk: mos-customer-service-sdk.umd.js” under the plugin mos"
)

_LENGTH = re.compile(r"(?P<number>[0-9]{1,4}(?:\.[0-9]{1,3})?)(?P<unit>px|rem|em|ch|vw|vh|dvh|svh|%)?")
_LIMITS = {"px": (100, inf), "rem": (0.001, inf), "em": (0.001, inf), "ch": (0.001, inf)}  # the others are shares
_LONGEST = 2**31 - 1  # that a browser's timer takes


@dataclass(frozen=True, slots=True)
class Window:
    """One chat window.

    Attributes:
        service_id: the customer service ID, `apiKey` there.
        timeout: milliseconds for a message.
        source: the channel, or nothing.
        product: the record's fields that the window begins with, addresses absolute; or nothing.
        width: a CSS length.
        height: a CSS length.
    """

    service_id: str
    timeout: int = TIMEOUT
    source: str | None = None
    product: Mapping[str, str] | None = None
    width: str = WIDTH
    height: str = HEIGHT

    @property
    def config(self) -> dict[str, object]:
        """The second argument of `MosCustomerService.init` (vendor document 2.3.3.5)."""
        known = {"apiKey": self.service_id, "timeout": self.timeout, "source": self.source, "product": self.product}
        return {name: value for name, value in known.items() if value is not None}

    @property
    def sizes(self) -> dict[str, str]:
        """The classes that give its container a size of its own, with the rule of each; there is no style attribute."""
        lengths = (("width", self.width, WIDTH), ("height", self.height, HEIGHT))
        return {
            f"mos-{name}-{length.replace('.', '_').replace('%', 'pc')}": f"{name}: {length}"
            for name, length, usual in lengths
            if length != usual
        }


def length(name: str, text: str) -> str:
    """Return a `width` or `height` as a CSS length; a bare number is pixels.

    Raises:
        ContentError: it is not a length, or nothing would be left to see.
    """
    match = _LENGTH.fullmatch(text.strip().lower())
    number = float(match["number"]) if match else 0
    unit = (match and match["unit"]) or "px"
    smallest, largest = _LIMITS.get(unit, (0.001, 100))
    is_of_nothing = unit == "%" and name == "height"  # a percentage of a height that is not fixed
    if is_of_nothing or not smallest <= number <= largest:
        example = "600, 40rem or 100%" if name == "width" else "600, 40rem or 80vh"
        words = f"{name} {quoted(text)} is not the size of a usable window; write one such as {example}"
        raise ContentError(words, "window")
    return f"{number:g}{unit}"


def timeout(text: str) -> int:
    """Return a `timeout` in milliseconds.

    Raises:
        ContentError: it is not a whole number from one to what a timer takes.
    """
    text = text.strip()
    if not re.fullmatch(r"[0-9]{1,10}", text) or not 0 < int(text) <= _LONGEST:
        words = f"timeout is {quoted(text)}; write milliseconds as a whole number, such as {TIMEOUT}"
        raise ContentError(words, "window")
    return int(text)
