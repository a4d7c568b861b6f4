"""The team's Telegram bot: its public username, and links to it (vendor document 4).

A bot that is connected to MOS brings what people write to it into the same inbox as the chat.
"""

from __future__ import annotations

import re
import unicodedata

from .problems import ContentError, quoted
from .tokens import WORDS

_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?(?:t|telegram)\.me/", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9_]{5,32}")
_TOKEN_LIKE = re.compile(r"[0-9]{3,}:")
_LONGEST_PAYLOAD = 64
"""Characters of what a link hands to the bot as `start`, all of `A-Za-z0-9_-`: Telegram's own limits."""


def username(text: str) -> str:
    """Return a bot's username from itself, `@acme_help_bot` or `https://t.me/acme_help_bot`.

    Raises:
        ContentError: it cannot be one, or is a token.
    """
    if _TOKEN_LIKE.search(text):
        raise ContentError(f"it holds {WORDS}; write the bot's public username, such as acme_help_bot", "telegram")
    name = _ADDRESS.sub("", text.strip()).removeprefix("@").removesuffix("/")
    if not _NAME.fullmatch(name):
        words = "has 5 to 32 letters, digits and _; write one such as acme_help_bot"
        raise ContentError(f"{quoted(text)} is not a bot's username, which {words}", "telegram")
    if not name.lower().endswith("bot"):
        raise ContentError(
            f"{quoted(text)} does not end in “bot”, as every bot's username does; write the bot's own name", "telegram"
        )
    return name


def telegram_link(bot: str, source: str | None = None) -> str:
    """Return the link that opens a chat with a bot, its channel as far as Telegram's `start` can say it."""
    payload = _payload(source or "")
    return f"https://t.me/{bot}?start={payload}" if payload else f"https://t.me/{bot}"


def _payload(source: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", source) if not unicodedata.combining(c))
    return re.sub("[^A-Za-z0-9_-]+", "-", plain).strip("-")[:_LONGEST_PAYLOAD].strip("-")
