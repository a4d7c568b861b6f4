"""The command that asks whether a Telegram bot is ready for MOS: what the Bot API says of it (vendor document 4).

Two questions are asked, `getMe` and `getWebhookInfo` (https://core.telegram.org/bots/api); nothing is changed. The
token is a secret that stands in the address of each question: no address and no library's exception is ever shown.
"""

from __future__ import annotations

import json
import os
import re
import socket
import ssl
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from getpass import getpass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPErrorProcessor, ProxyHandler, Request, build_opener

import click

from ..core import telegram
from ..core.problems import ContentError, quoted
from ..core.tokens import EXAMPLE, masked
from .output import CallError, call_checked

API_URL = "https://api.telegram.org"
VARIABLE = "TELEGRAM_BOT_TOKEN"
"""The environment variable that the token is read from."""

_ENTER_IT = (
    "in the MOS app open Service → Customer Service → any menu item (such as “Data”) → Settings → Telegram Integration"
    ", paste the token into “Telegram Bot Token” and press Save"
)
_COPY_IT = "in Telegram, send /mybots to @BotFather, choose the bot, and press “API Token”"
_NO_ARGUMENT = (
    "a token is never given as an argument, where every program on this machine and the history of your shell can see "
    f"it; set the environment variable {VARIABLE}, or write it to standard input. If that was your bot's token, send "
    "/revoke to @BotFather, and use the new one"
)
_REFUSALS = {
    300: "{host} redirects to another address, to which the token was not sent; "
    "correct --api-url, or ask who runs your network",
    401: "Telegram does not know this token{said}: it was mistyped or has been revoked; "
    f"copy it again: {_COPY_IT}; then {_ENTER_IT}",
    404: "Telegram does not recognise this as a token{said}: a part of it is missing, or --api-url is wrong; "
    f"copy it again: {_COPY_IT}",
    429: "Telegram was asked too often; wait {wait} and try again. The token may be right",
    500: "Telegram cannot answer right now{said}; try again later. The token may be right",
}
"""What a status means; 300 and 500 stand for all like them."""

_FAILURES: dict[type[object], str] = {
    TimeoutError: "did not answer within {seconds:g} seconds; try again, or ask who runs your network",
    ssl.SSLError: "cannot prove who it is (TLS), so the token was not sent; "
    "correct --api-url or the clock of this machine, or ask who runs your network",
    socket.gaierror: "was not found (DNS); correct --api-url, or check that this machine is on the network",
    ConnectionRefusedError: "refuses the connection; correct --api-url, or ask who runs your network",
    object: "broke off the connection; try again, or ask who runs your network",
}
"""Why there is no answer. What an exception itself says may hold the address, and so the token."""

_LONGEST = 1 << 20  # bytes; real answers have a few hundred
_TOKEN = re.compile(r"[0-9]{6,}:[A-Za-z0-9_-]{30,}")
_LOCAL = ("localhost", "127.0.0.1", "::1")


class _AsAnswered(HTTPErrorProcessor):
    """Takes every answer as it is: a refusal explains itself, and a redirect would take the token elsewhere."""

    def http_response(self, request: Request, response: Any) -> Any:
        return response

    https_response = http_response


@dataclass(frozen=True)
class Api:
    """The Bot API at an address, as the bot of a token sees it; an answer may take some seconds.

    Raises:
        ContentError: the token cannot be one, or the address is not one that a secret may be sent to.
    """

    token: str = field(repr=False)
    url: str = API_URL
    seconds: float = 10.0

    def __post_init__(self) -> None:
        _check_token(self.token)
        _check_url(self.url)

    def ask(self, method: str) -> dict[str, Any]:
        """Return the `result` of a method that answers with an object.

        Raises:
            ContentError: it did not.
        """
        status, answer = self._answer(method)
        result, code = answer.get("result"), _number(answer.get("error_code"))
        if answer.get("ok") is True and isinstance(result, dict):
            return result
        description, parameters = answer.get("description"), answer.get("parameters")
        said = f" ({self.shown(description)})" if isinstance(description, str) else ""
        seconds = _number(parameters.get("retry_after")) if isinstance(parameters, dict) else None
        wait = "a few minutes" if seconds is None else f"{seconds} seconds"
        if code is not None and (words := _REFUSALS.get(min(code, 500))):
            raise ContentError(words.format(host=self._host, said=said, wait=wait))
        if answer.get("ok") is False and said:
            raise ContentError(f"Telegram refuses to answer{said}; this command knows no remedy for that")
        raise self.nonsense(status)

    def shown(self, text: str) -> str:
        """Return what Telegram wrote as a message may show it: without the token, in whatever spelling."""
        secret = self.token.partition(":")[2]
        for hidden in (self.token, quote(self.token, safe=""), secret):
            text = text.replace(hidden, "(the token)")
        return quoted(text, 200)

    def nonsense(self, status: int = 200) -> ContentError:
        """Return that this was no answer of the Bot API."""
        words = f"{self._host} did not answer as Telegram's Bot API does (status {status})"
        return ContentError(f"{words}; correct --api-url, or ask who runs your network whether it blocks Telegram")

    @property
    def _host(self) -> str:
        return urlsplit(self.url).netloc

    def _answer(self, method: str) -> tuple[int, Mapping[str, Any]]:
        """Return the status and the object of an answer; of what is none, an empty one."""
        request = Request(f"{self.url.rstrip('/')}/bot{self.token}/{method}", headers={"User-Agent": "mkdocs-mos"})
        # A server on this machine is not asked through a proxy.
        proxies = [ProxyHandler({})] if request.type == "http" else []
        until, body = time.monotonic() + self.seconds, b""
        try:
            with build_opener(_AsAnswered, *proxies).open(request, timeout=self.seconds) as response:
                while len(body) <= _LONGEST and (part := response.read1(1 << 16)):
                    if time.monotonic() > until:  # it sends byte by byte
                        raise TimeoutError
                    body += part
        except (OSError, HTTPException, ValueError) as error:
            reason = error.reason if isinstance(error, URLError) else error
            words = next(words for kind, words in _FAILURES.items() if isinstance(reason, kind))
            raise ContentError(f"{self._host} {words.format(seconds=self.seconds)}") from None
        if 300 <= response.status < 400:
            return response.status, {"error_code": 300}
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        return response.status, answer if isinstance(answer, dict) else {}


def _check_token(token: str) -> None:
    """Refuse what cannot be a bot's token, and the example of the vendor's document (4.2.1)."""
    if token == EXAMPLE:
        raise ContentError(
            "this is the token that the documentation of MOS shows as an example (4.2.1), and it is nobody's bot; "
            f"take your own: {_COPY_IT}"
        )
    if not _TOKEN.fullmatch(token):
        raise ContentError(
            "what was given is not a bot token, and is not shown; one has the form 110201543:AAHdqTc…, digits, a colon "
            f"and some 35 letters; {_COPY_IT}"
        )


def _read_token(variable: str | None) -> str:
    """Return the token from a variable that must be set, else from `VARIABLE`, else from standard input."""
    if variable is not None and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", variable):
        raise ContentError(f"--env takes the name of an environment variable, such as {VARIABLE}; {_NO_ARGUMENT}")
    token = os.environ.get(variable or VARIABLE, "").strip()
    if not token and variable is not None:
        state = "is empty" if variable in os.environ else "is not set"
        raise ContentError(f"the environment variable {variable} {state}; set it to the bot's token")
    if not token and sys.stdin is not None:
        on_terminal = sys.stdin.isatty()
        token = getpass("The bot's token (it will not be shown): ") if on_terminal else sys.stdin.readline(1000)
        token = token.strip()
    if not token:
        raise ContentError(
            f"no token was given; set the environment variable {VARIABLE}, or write it to standard input. "
            f"To find it: {_COPY_IT}"
        )
    return token


def _check_url(url: str) -> None:
    """Refuse an address that a secret should not be sent to: it must be https, or on this machine, and hold no more."""
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


def check(api: Api, wanted: str | None = None) -> tuple[list[str], list[str]]:
    """Ask whether the token works, whose it is, and whether MOS has connected (vendor document 4.2.2).

    Args:
        api: whom to ask, with the token.
        wanted: the username that the site shows to its readers, or None.

    Returns:
        What is well, and what is wrong, a sentence each.

    Raises:
        ContentError: Telegram could not be asked, or does not know the token.
    """
    me = api.ask("getMe")
    name, title = me.get("username"), me.get("first_name")
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9_]+", name):
        raise api.nonsense()
    called = f", called {api.shown(title)}" if isinstance(title, str) and title.strip() else ""
    facts, problems = [f"the token works: it belongs to the bot @{name}{called}"], []
    if wanted is not None and wanted.casefold() == name.casefold():
        facts.append(f"the site shows the same bot: @{wanted}")
    elif wanted is not None:
        problems.append(
            f"the site shows @{wanted}, but the token belongs to @{name}: readers would write to a bot that MOS does "
            f"not hear; write “telegram: {name}” under the plugin mos, or enter the token of @{wanted} in the MOS app"
        )
    _webhook(api, facts, problems)
    return facts, problems


def _webhook(api: Api, facts: list[str], problems: list[str]) -> None:
    """Say what is known of the address to which Telegram hands the bot's messages."""
    info = api.ask("getWebhookInfo")
    url, pending = info.get("url"), _number(info.get("pending_update_count", 0))
    if not isinstance(url, str) or pending is None:
        raise api.nonsense()
    waiting = "1 message is waiting" if pending == 1 else f"{pending:,} messages are waiting"
    if not url:
        lost = f", and {waiting} for an answer" if pending else ""
        words = f"MOS has not connected: nobody receives this bot's messages (no webhook is set){lost}"
        problems.append(f"{words}; {_ENTER_IT}")
        return
    facts.append(
        f"somebody has connected: Telegram hands the bot's messages to {api.shown(_host(url))} (a webhook is set). "
        "That should be MOS, whose document gives no address; to be sure, write to the bot and see whether it "
        "arrives in MOS"
    )
    error = info.get("last_error_message")
    if not isinstance(error, str) or not error.strip():
        facts.append(f"{waiting} to be handed over" if pending else "no message is waiting to be handed over")
        return
    failure = f"{api.shown(error)}{_date(info.get('last_error_date'))}"
    if not pending:
        facts.append(f"a message failed once, {failure}; none is waiting now")
        return
    words = f"messages do not arrive: {waiting}, and the last failure was {failure}"
    problems.append(f"{words}; enter the token again: {_ENTER_IT}; if it lasts, ask MOS's support")


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _host(url: str) -> str:
    """Return an address's host alone: the rest of a webhook's address is often a secret."""
    try:
        return urlsplit(url).hostname or "an address"
    except ValueError:
        return "an address"


def _date(seconds: object) -> str:
    number = _number(seconds)
    if number is None:
        return ""
    try:
        return f" on {datetime.fromtimestamp(number, UTC):%Y-%m-%d at %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        return ""


# A token may stand in any word that is not understood: whatever it is, the command itself refuses it, unseen.
@click.command("telegram-check", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.option("--env", metavar="NAME", help="another environment variable that holds the token")
@click.option("--username", metavar="NAME", help="the bot that the site shows; by default, the one in mkdocs.yml")
@click.option("--config", metavar="FILE", type=Path, help="the site's mkdocs.yml; by default, the one in this folder")
@click.option("--api-url", metavar="URL", default=API_URL, show_default=True, help="a Bot API server of your own")
@click.pass_context
def telegram_check(
    context: click.Context, env: str | None, username: str | None, config: Path | None, api_url: str
) -> int:
    """Ask Telegram about a bot's token.

    Whether it works, whose it is, and whether MOS has connected. The token is read from the environment variable
    TELEGRAM_BOT_TOKEN, or from standard input.
    """
    if context.args:
        options = [word.partition("=")[0] for word in context.args]
        unknown = next((option for option in options if re.fullmatch("--[a-z-]{1,20}", option)), None)
        raise CallError(f"there is no option {unknown}; {_NO_ARGUMENT}" if unknown else _NO_ARGUMENT)
    with call_checked():
        _check_url(api_url)
        wanted = telegram.username(username) if username is not None else _bot_of_the_site(config)
        token = _read_token(env)
    facts, problems = check(Api(token, api_url), wanted)
    for fact in facts:
        print(fact)
    for problem in problems:
        print(f"problem: {problem}", file=sys.stderr)
    return 1 if problems else 0


def _bot_of_the_site(config: Path | None) -> str | None:
    """Return the username that the site shows to its readers, as far as it is known."""
    path = config or Path("mkdocs.yml")
    if not path.is_file():
        if config is None:
            return None
        raise ContentError(f"there is no file {quoted(str(path))}; name the site's mkdocs.yml, or give --username")
    try:
        from ..plugin.config_file import option_text  # the other commands need no MkDocs
    except ImportError:
        raise ContentError("MkDocs is not installed here, so mkdocs.yml cannot be read; give --username") from None
    text = option_text(str(path), "telegram")
    if text is not None:
        return telegram.username(text)
    if config is None:
        return None
    words = f"{quoted(str(path))} has no option telegram under the plugin mos; write it there, or give --username"
    raise ContentError(words)
