"""The command that asks whether a Telegram bot is ready for MOS: what the Bot API says of it (vendor document 4).

Two questions are asked, `getMe` and `getWebhookInfo` (https://core.telegram.org/bots/api); nothing is changed. The
token is a secret that stands in the address of each question: no address and no library's exception is ever shown.
"""

from __future__ import annotations

import json
import os
import re
import ssl
import sys
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from getpass import getpass
from http.client import HTTPException
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPErrorProcessor, ProxyHandler, Request, build_opener

import click

from ..core import telegram
from ..core.problems import ContentError, quoted
from ..core.tokens import EXAMPLE
from .output import CallError, call_checked

T = TypeVar("T")

API_URL = "https://api.telegram.org"
VARIABLE = "TELEGRAM_BOT_TOKEN"
"""The environment variable that the token is read from."""

_ENTER_IT = (
    "in the MOS app open Service → Customer Service → any menu item (such as “Data”) → Settings → Telegram Integration"
    ", paste the token into “Telegram Bot Token” and press Save"
)
_COPY_IT = "in Telegram, send /mybots to @BotFather, choose the bot, and press “API Token”"
_UNKNOWN = f"Telegram does not know this token: it was mistyped or has been revoked; copy it again: {_COPY_IT}"
_LATER = "Telegram cannot answer right now; wait a few minutes and try again. The token may be right"
_GIVE_IT = f"set the environment variable {VARIABLE}, or write it to standard input"
_NO_ARGUMENT = (
    "a token is never given as an argument, where every program on this machine and the history of your shell can see "
    f"it; {_GIVE_IT}. If that was your bot's token, send /revoke to @BotFather, and use the new one"
)
_LONGEST = 1 << 20  # bytes; real answers have a few hundred
_TOKEN = re.compile(r"[0-9]{6,}:[A-Za-z0-9_-]{30,}")
# An address that a secret may be sent to, and nothing more: no other colon, so that it holds no token.
_SAFE_URL = re.compile(
    r"(?:https://[a-z0-9.-]+|http://(?:localhost|127\.0\.0\.1|\[::1\]))(?::[0-9]{1,4}|:[1-5][0-9]{4})?(?:/[\w./~-]*)?",
    re.ASCII | re.IGNORECASE,
)


class _AsAnswered(HTTPErrorProcessor):
    """Takes every answer as it is: a refusal explains itself, and to follow a redirect would give the token away."""

    def http_response(self, request: Request, response: Any) -> Any:
        return response

    https_response = http_response


@dataclass(frozen=True)
class Api:
    """The Bot API at an address, as the bot of a token sees it; it may take some seconds to answer."""

    token: str = field(repr=False)
    url: str = API_URL
    seconds: float = 10.0

    def ask(self, method: str) -> dict[str, Any]:
        """Return the `result` of a method that answers with an object.

        Raises:
            ContentError: it did not.
        """
        status, body = self._answer(method)
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        match answer:
            case {"ok": True, "result": dict(result)}:
                return result
            case {"ok": False}:
                words = _UNKNOWN if status in (401, 404) else _LATER
                reason = self.shown(str(answer.get("description", "no reason")))
                raise ContentError(f"{words} (status {status}, {reason})")
        raise self.nonsense(status)  # as of a network that asks for a password, or redirects

    def shown(self, text: str) -> str:
        """Return what Telegram wrote as a message may show it: without the token, and without its secret half."""
        for hidden in (self.token, self.token.partition(":")[2]):
            text = text.replace(hidden, "(the token)")
        return quoted(text, 200)

    def nonsense(self, status: int = 200) -> ContentError:
        """Return that this was no answer of the Bot API."""
        return self._failure(f"did not answer as Telegram's Bot API does (status {status})")

    def _failure(self, words: str) -> ContentError:
        cure = "correct --api-url, or ask who runs your network whether it blocks Telegram"
        return ContentError(f"{urlsplit(self.url).netloc} {words}; {cure}")

    def _answer(self, method: str) -> tuple[int, bytes]:
        """Return the status and the content of an answer."""
        request = Request(f"{self.url.rstrip('/')}/bot{self.token}/{method}", headers={"User-Agent": "mkdocs-mos"})
        # A server on this machine is not asked through a proxy.
        proxies = [ProxyHandler({})] if request.type == "http" else []

        def answer() -> tuple[int, bytes]:
            with build_opener(_AsAnswered, *proxies).open(request, timeout=self.seconds) as response:
                return response.status, response.read(_LONGEST)

        try:
            return _within(self.seconds, answer)
        except (OSError, HTTPException, ValueError) as error:  # whose own words may hold the address, and so the token
            reason = error.reason if isinstance(error, URLError) else error
        words = "was not found, refuses the connection, or broke it off"
        if isinstance(reason, TimeoutError):
            words = "did not answer in time"
        elif isinstance(reason, ssl.SSLError):
            words = "cannot prove who it is (TLS), so the token was not sent; check the clock of this machine"
        raise self._failure(words)


def _within(seconds: float, work: Callable[[], T]) -> T:
    """Return what some work returns, or raise TimeoutError: a socket's own timeout begins anew with every byte."""
    result: Future[T] = Future()

    def run() -> None:
        try:
            result.set_result(work())
        except Exception as error:
            result.set_exception(error)

    Thread(target=run, daemon=True).start()  # which a command that has ended does not wait for
    return result.result(seconds)


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
    name = me.get("username")
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9_]+", name):
        raise api.nonsense()
    facts = [f"the token works: it belongs to the bot @{name}, called {api.shown(str(me.get('first_name')))}"]
    problems = []
    if wanted and wanted.casefold() == name.casefold():
        facts.append(f"the site shows the same bot: @{wanted}")
    elif wanted:
        problems.append(
            f"the site shows @{wanted}, but the token belongs to @{name}: readers would write to a bot that MOS does "
            f"not hear; write “telegram: {name}” under the plugin mos, or enter the token of @{wanted} in the MOS app"
        )
    info = api.ask("getWebhookInfo")
    url, pending = info.get("url"), info.get("pending_update_count", 0)
    if not isinstance(url, str) or type(pending) is not int:  # True is an int, too
        raise api.nonsense()
    waiting = f"messages waiting: {pending:,}"
    if not url:
        words = "MOS has not connected: nobody receives this bot's messages (no webhook is set)"
        problems.append(f"{words}; {waiting}; {_ENTER_IT}")
        return facts, problems
    host = re.match(r"https://([\w.-]+)(?=[:/?#]|$)", url)  # alone: the rest of its address is often a secret
    facts.append(
        "somebody has connected: Telegram hands the bot's messages to "
        f"{api.shown(host[1] if host else 'an address')} (a webhook is set). "
        "That should be MOS, whose document gives no address; to be sure, write to the bot and see whether it "
        "arrives in MOS"
    )
    error = info.get("last_error_message")
    if error:
        waiting += f"; the last failure was {api.shown(str(error))}{_date(info.get('last_error_date'))}"
    if error and pending:
        cure = f"enter the token again: {_ENTER_IT}; if it still fails, ask MOS's support"
        problems.append(f"messages do not arrive; {waiting}; {cure}")
    else:
        facts.append(waiting)
    return facts, problems


def _date(seconds: Any) -> str:
    try:
        return f" on {datetime.fromtimestamp(seconds, UTC):%Y-%m-%d at %H:%M} UTC"
    except (TypeError, ValueError, OverflowError, OSError):
        return ""


def _read_token(variable: str) -> str:
    """Return the token from an environment variable or, where none was asked for by name, from standard input."""
    if not variable.isidentifier():
        raise CallError(f"--env takes the name of an environment variable, such as {VARIABLE}; {_NO_ARGUMENT}")
    token = os.environ.get(variable, "").strip()
    if not token and variable == VARIABLE and sys.stdin is not None:
        on_terminal = sys.stdin.isatty()
        token = getpass("The bot's token (it will not be shown): ") if on_terminal else sys.stdin.readline(1000)
        token = token.strip()
    if not token:
        raise CallError(f"no token was given, and {variable} is not set; {_GIVE_IT}. To find it: {_COPY_IT}")
    if token == EXAMPLE:
        words = "this is the token that the documentation of MOS shows as an example (4.2.1)"
        raise ContentError(f"{words}, and it belongs to no bot; take your own: {_COPY_IT}")
    if not _TOKEN.fullmatch(token):
        words = "what was given is not a bot token, and is not shown; one has digits, a colon and some 35 letters"
        raise ContentError(f"{words}, such as 110201543:AAHdqTc…; {_COPY_IT}")
    return token


def _bot_of_the_site(config: Path | None) -> str | None:
    """Return the username that the site shows to its readers, as far as it is known."""
    path = config or Path("mkdocs.yml")
    if not path.is_file():
        return None
    try:
        from ..plugin.config_file import option_text  # the other commands need no MkDocs
    except ImportError:
        raise CallError("MkDocs is not installed here, so mkdocs.yml cannot be read; give --username") from None
    name = option_text(str(path), "telegram")
    if name is None and config is not None:
        words = f"{quoted(str(path))} has no option telegram under the plugin mos; write it there, or give --username"
        raise CallError(words)
    return name


# A token may stand in any word that is not understood: whatever it is, the command itself refuses it, unseen.
@click.command("telegram-check", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.option("--env", metavar="NAME", default=VARIABLE, help="another environment variable that holds the token")
@click.option("--username", metavar="NAME", help="the bot that the site shows; by default, the one in mkdocs.yml")
@click.option(
    "--config",
    metavar="FILE",
    type=click.Path(exists=True, path_type=Path),
    help="the site's mkdocs.yml; by default, the one in this folder",
)
@click.option("--api-url", metavar="URL", default=API_URL, show_default=True, help="a Bot API server of your own")
@click.pass_context
def telegram_check(context: click.Context, env: str, username: str | None, config: Path | None, api_url: str) -> int:
    """Ask Telegram about a bot's token.

    Whether it works, whose it is, and whether MOS has connected. The token is read from the environment variable
    TELEGRAM_BOT_TOKEN, or from standard input.
    """
    if context.args:
        raise click.UsageError(f"there is no such option or argument; {_NO_ARGUMENT}.", context)
    if not _SAFE_URL.fullmatch(api_url):
        words = f"write one such as {API_URL}, with https: and without a token"
        raise CallError(f"--api-url {quoted(api_url)} is not an address that a secret may be sent to; {words}")
    with call_checked():
        bot = username or _bot_of_the_site(config)
        wanted = telegram.username(bot) if bot else None
    facts, problems = check(Api(_read_token(env), api_url), wanted)
    for fact in facts:
        print(fact)
    for problem in problems:
        print(f"problem: {problem}", file=sys.stderr)
    return 1 if problems else 0
