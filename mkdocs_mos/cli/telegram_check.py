"""Whether a Telegram bot is ready for MOS: what the Bot API says of its token (vendor document 4).

Two questions are asked, `getMe` and `getWebhookInfo` (https://core.telegram.org/bots/api); nothing is changed. The
token is a secret that stands in the address of each question: no address and no library's exception is ever shown.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from getpass import getpass
from typing import Any, TextIO
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from ..core.problems import ContentError, quoted
from ..core.tokens import EXAMPLE, masked

API_URL = "https://api.telegram.org"
SECONDS = 10.0
"""How long an answer may take."""

WHERE_THE_TOKEN_GOES = (
    "in the MOS app open Service → Customer Service → any menu item (such as “Data”) → Settings → Telegram Integration"
    ", paste the token into “Telegram Bot Token” and press Save"
)
WHERE_THE_TOKEN_IS = "in Telegram, send /mybots to @BotFather, choose the bot, and press “API Token”"

VARIABLE = "TELEGRAM_BOT_TOKEN"
"""The environment variable that the token is read from."""

NO_ARGUMENT = (
    "a token is never given as an argument, where every program of this machine and the history of your shell can see "
    f"it; set the environment variable {VARIABLE}, or write it to standard input. If that was your bot's token, send "
    "/revoke to @BotFather, and use the new one"
)

_LONGEST = 1 << 20  # bytes; real answers have a few hundred
_TOKEN = re.compile(r"[0-9]{6,}:[A-Za-z0-9_-]{30,}")
_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of a bot: sentences, good news and bad apart."""

    facts: tuple[str, ...]
    problems: tuple[str, ...]


class _NoRedirect(HTTPRedirectHandler):
    """The token goes nowhere but to the address that was given."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass(frozen=True)
class Api:
    """The Bot API, as one bot sees it.

    Attributes:
        token: the bot's token, which nothing here shows.
        url: the API's address.
        seconds: how long an answer may take.

    Raises:
        ContentError: the token is none, or the address is not one that a secret may be sent to.
    """

    token: str = field(repr=False)
    url: str = API_URL
    seconds: float = SECONDS

    def __post_init__(self) -> None:
        check_token(self.token)
        check_url(self.url)

    def ask(self, method: str) -> dict[str, Any]:
        """Return the `result` of a method that answers with an object.

        Raises:
            ContentError: it did not.
        """
        status, answer = self._answer(method)
        if answer.get("ok") is True and isinstance(answer.get("result"), dict):
            result: dict[str, Any] = answer["result"]
            return result
        raise self._refusal(status, answer)

    def shown(self, text: str) -> str:
        """Return what Telegram wrote as a message may show it: without the token, in whatever spelling."""
        secret = self.token.partition(":")[2]
        for hidden in (self.token, quote(self.token, safe=""), secret):
            text = text.replace(hidden, "(the token)")
        return quoted(text, 200)

    def _answer(self, method: str) -> tuple[int, Mapping[str, Any]]:
        """Return the status and the object of an answer."""
        request = Request(f"{self.url.rstrip('/')}/bot{self.token}/{method}", headers={"User-Agent": "mkdocs-mos"})
        until = time.monotonic() + self.seconds
        try:
            try:
                response = self._opener.open(request, timeout=self.seconds)
            except HTTPError as error:  # an answer, too: the API explains there what is wrong
                response = error
            with response:
                status, body = response.status, _read(response, until)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise ContentError(f"{self._host} {_failure(error, self.seconds)}") from None
        if 300 <= status < 400:
            raise ContentError(
                f"{self._host} sends on to another address, to which the token was not sent; "
                "correct --api-url, or ask who runs your network"
            )
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise self.nonsense(status)
        return status, answer

    def _refusal(self, status: int, answer: Mapping[str, Any]) -> ContentError:
        """Say why Telegram gave no result."""
        code = answer.get("error_code")
        code = code if isinstance(code, int) else status
        description = answer.get("description")
        said = f" ({self.shown(description)})" if isinstance(description, str) else ""
        if code == 401:
            words = f"Telegram does not know this token{said}: it was mistyped or has been revoked"
            return ContentError(f"{words}; copy it again: {WHERE_THE_TOKEN_IS}; then {WHERE_THE_TOKEN_GOES}")
        if code == 404:
            words = f"Telegram takes this for no token{said}: a part of it is missing, or --api-url is wrong"
            return ContentError(f"{words}; copy it again: {WHERE_THE_TOKEN_IS}")
        if code == 429:
            parameters = answer.get("parameters")
            wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
            span = f"{wait} seconds" if isinstance(wait, int) and not isinstance(wait, bool) else "a few minutes"
            return ContentError(f"Telegram was asked too often; wait {span} and try again. The token may be right")
        if code >= 500:
            return ContentError(f"Telegram cannot answer now{said}; try again later. The token may be right")
        if answer.get("ok") is False and said:
            return ContentError(f"Telegram refuses to answer{said}; this command knows no cure for it")
        return self.nonsense(status)

    def nonsense(self, status: int = 200) -> ContentError:
        """Return that this was no answer of the Bot API."""
        words = f"{self._host} did not answer as Telegram's Bot API does (status {status})"
        return ContentError(f"{words}; correct --api-url, or ask who runs your network whether it blocks Telegram")

    @property
    def _opener(self) -> OpenerDirector:
        """What opens addresses: never another one; and a server on this machine is not asked for through a proxy."""
        own = [] if urlsplit(self.url).scheme == "https" else [ProxyHandler({})]
        return build_opener(_NoRedirect, *own)

    @property
    def _host(self) -> str:
        return urlsplit(self.url).netloc


def _read(response: Any, until: float) -> bytes:
    """Return a body, up to the longest that is read; a server that sends it byte by byte is not waited for."""
    body = b""
    while len(body) <= _LONGEST and (part := response.read1(1 << 16)):
        if time.monotonic() > until:
            raise TimeoutError
        body += part
    return body[: _LONGEST + 1]


def _failure(error: Exception, seconds: float) -> str:
    """Say in words why there is no answer. What the error itself says may hold the address, and so the token."""
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TimeoutError):
        return f"did not answer within {seconds:g} seconds; try again, or ask who runs your network"
    if isinstance(reason, ssl.SSLError):
        return (
            "cannot prove who it is (TLS), so the token was not sent; correct --api-url and the clock of this machine, "
            "or ask who runs your network"
        )
    if isinstance(reason, socket.gaierror):
        return "was not found (DNS); correct --api-url, or check that this machine is on the network"
    if isinstance(reason, ConnectionRefusedError):
        return "takes no connection; correct --api-url, or ask who runs your network"
    return "broke the connection off; try again, or ask who runs your network"


def check_token(token: str) -> None:
    """Refuse what cannot be a bot's token.

    Raises:
        ContentError: it is the example of the vendor's document (4.2.1), or none.
    """
    if token == EXAMPLE:
        raise ContentError(
            "this is the token that the documentation of MOS shows as an example (4.2.1), and nobody's bot; "
            f"take your own: {WHERE_THE_TOKEN_IS}"
        )
    if not _TOKEN.fullmatch(token):
        raise ContentError(
            "what was given is not a bot token, and is not shown; one has the form 110201543:AAHdqTc…, digits, a colon "
            f"and some 35 letters; {WHERE_THE_TOKEN_IS}"
        )


def read_token(variable: str | None, stream: TextIO) -> str:
    """Return the token from an environment variable, or else the first line of a stream; on a terminal it is asked for.

    Args:
        variable: the variable's name; without one it is `VARIABLE`, which need not be set.
        stream: standard input.

    Raises:
        ContentError: there is none.
    """
    if variable is not None and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", variable):
        raise ContentError(f"--env takes the name of an environment variable, such as {VARIABLE}; {NO_ARGUMENT}")
    name = variable or VARIABLE
    token = os.environ.get(name, "").strip()
    if not token and variable is not None:
        state = "is empty" if variable in os.environ else "is not set"
        raise ContentError(f"the environment variable {variable} {state}; set it to the bot's token")
    if not token and stream.isatty():
        token = getpass("The bot's token (it will not be shown): ").strip()
    elif not token:
        token = stream.readline(1000).strip()
    if not token:
        raise ContentError(
            f"no token was given; set the environment variable {VARIABLE}, or write it to standard input. "
            f"To find it: {WHERE_THE_TOKEN_IS}"
        )
    return token


def check_url(url: str) -> None:
    """Refuse an address that a secret should not be sent to.

    Raises:
        ContentError: it is not https, nor on this machine; or holds more than a host and a path.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or masked(url) != url or not url.isascii() or not url.isprintable() or " " in url:
        raise ContentError(f"--api-url {quoted(url)} is not an address; write one such as {API_URL}, without a token")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOCAL):
        raise ContentError(f"--api-url {quoted(url)} is not secure, and a token is a secret; write an https: address")
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise ContentError(f"--api-url {quoted(url)} holds more than an address; write one such as {API_URL}")


def check(api: Api, wanted: str | None = None) -> Report:
    """Ask whether the token works, whose it is, and whether MOS has connected (vendor document 4.2.2).

    Args:
        api: whom to ask, with the token.
        wanted: the username that the site shows to its readers, or nothing.

    Raises:
        ContentError: Telegram could not be asked, or does not know the token.
    """
    facts, problems = [], []
    me = api.ask("getMe")
    name, title = me.get("username"), me.get("first_name")
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9_]+", name):
        raise api.nonsense()
    called = f", called {api.shown(title)}" if isinstance(title, str) and title.strip() else ""
    facts.append(f"the token works: it is that of the bot @{name}{called}")
    if wanted is not None and wanted.casefold() == name.casefold():
        facts.append(f"the site shows the same bot: @{wanted}")
    elif wanted is not None:
        problems.append(
            f"the site shows @{wanted}, but the token is that of @{name}: readers would write to a bot that MOS does "
            f"not hear; write “telegram: {name}” under the plugin mos, or enter the token of @{wanted} in the MOS app"
        )
    _webhook(api, api.ask("getWebhookInfo"), facts, problems)
    return Report(tuple(facts), tuple(problems))


def _webhook(api: Api, info: Mapping[str, Any], facts: list[str], problems: list[str]) -> None:
    """Say what is known of the address to which Telegram hands the bot's messages."""
    url, pending = info.get("url"), info.get("pending_update_count", 0)
    if not isinstance(url, str) or not isinstance(pending, int) or isinstance(pending, bool):
        raise api.nonsense()
    waiting = f"{pending:,} message{'' if pending == 1 else 's'} {'waits' if pending == 1 else 'wait'}"
    if not url:
        lost = f", and {waiting} for an answer" if pending else ""
        words = f"MOS has not connected: nobody receives this bot's messages (no webhook is set){lost}"
        problems.append(f"{words}; {WHERE_THE_TOKEN_GOES}")
        return
    facts.append(
        f"somebody has connected: Telegram hands the bot's messages to {api.shown(_host(url))} (a webhook is set). "
        "That should be MOS, whose document names no address; to be sure, write to the bot and see whether it "
        "arrives in MOS"
    )
    error, when = info.get("last_error_message"), info.get("last_error_date")
    said = f"{api.shown(error)}{_date(when)}" if isinstance(error, str) and error.strip() else ""
    if said and pending:
        words = f"messages do not arrive: {waiting}, and the last failure was {said}"
        problems.append(f"{words}; enter the token again: {WHERE_THE_TOKEN_GOES}; if it lasts, ask the support of MOS")
    elif said:
        facts.append(f"a message failed once, {said}; none waits now")
    else:
        facts.append(f"{waiting} to be handed over" if pending else "no message waits to be handed over")


def _host(url: str) -> str:
    """Return an address's host alone: the rest of a webhook's address is often a secret."""
    try:
        return urlsplit(url).hostname or "an address"
    except ValueError:
        return "an address"


def _date(seconds: object) -> str:
    try:
        if isinstance(seconds, int) and not isinstance(seconds, bool):
            return f" on {datetime.fromtimestamp(seconds, UTC):%Y-%m-%d at %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        pass
    return ""
