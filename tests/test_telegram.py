"""`mkdocs-mos telegram-check`, against a local server that answers as the Bot API documents, and against nonsense."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_mos import ContentError
from mkdocs_mos.cli import telegram_check
from mkdocs_mos.core import telegram
from mkdocs_mos.core.tokens import EXAMPLE

from .conftest import ROOT, blocks

SECRET = "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDxyz_"
TOKEN = f"987654321:{SECRET}"
ME = {"id": 987654321, "is_bot": True, "first_name": "Acme help", "username": "acme_bot"}
HOOK = {"url": f"https://hooks.example/{TOKEN}", "has_custom_certificate": False, "pending_update_count": 0}

Answer = tuple[int, Any]
Serve = Callable[..., str]


def refusal(code: int, description: str, **parameters: object) -> Answer:
    """An error as the Bot API documents it."""
    answer: dict[str, object] = {"ok": False, "error_code": code, "description": description}
    return code, answer | ({"parameters": parameters} if parameters else {})


class Server(ThreadingHTTPServer):
    """The stand-in: `answers` by method; a function may do with the connection what it likes."""

    daemon_threads = True

    def __init__(self, answers: dict[str, Any]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = answers
        self.asked: list[str] = []
        self.address = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        bot, _, method = self.path.removeprefix("/bot").partition("/")
        self.server.asked.append(self.path)
        answer = self.server.answers.get(method, refusal(404, "Not Found"))
        if bot != TOKEN:
            answer = refusal(401, "Unauthorized")
        if callable(answer):
            answer(self)
            return
        status, content = answer
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(answers: dict[str, Any]) -> Iterator[Server]:
    server = Server(answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.delenv(telegram_check.VARIABLE, raising=False)


def good(**hook: object) -> dict[str, Any]:
    return {"getMe": (200, {"ok": True, "result": ME}), "getWebhookInfo": (200, {"ok": True, "result": HOOK | hook})}


def run(
    *arguments: str, token: str | None = TOKEN, stdin: str = "", cwd: Path | None = None, **env: str
) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does. The token must not be in what it prints, whatever happens."""
    given = {telegram_check.VARIABLE: token} if token is not None else {}
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs_mos", "telegram-check", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        input=stdin,
        cwd=cwd or ROOT / "tests",  # where there is no mkdocs.yml
        env={**os.environ, "PYTHONPATH": str(ROOT), **given, **env},
    )
    assert SECRET[:12] not in result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    return result


def ask(answers: dict[str, Any], wanted: str | None = None, seconds: float = 5) -> tuple[list[str], list[str]]:
    with serving(answers) as server:
        return telegram_check.check(telegram_check.Api(TOKEN, server.address, seconds), wanted)


def test_a_bot_that_is_ready() -> None:
    with serving(good()) as server:
        result = run("--api-url", server.address + "/", "--username", "@Acme_Bot")
        assert server.asked == [f"/bot{TOKEN}/getMe", f"/bot{TOKEN}/getWebhookInfo"]
    assert (result.returncode, result.stderr) == (0, "")
    works, same, connected, waiting = result.stdout.splitlines()
    assert works == "the token works: it belongs to the bot @acme_bot, called “Acme help”"
    assert same == "the site shows the same bot: @Acme_Bot"
    assert "“hooks.example” (a webhook is set)" in connected
    assert waiting == "messages waiting: 0"


# What the Bot API answers: the webhook, the site's bot, the status, and what the reader is told.
BOTS: dict[str, tuple[dict[str, Any], str | None, int, str]] = {
    "not-connected": (
        {"url": ""},
        None,
        1,
        "(no webhook is set); messages waiting: 0; in the MOS app open",
    ),
    "not-connected-and-waiting": (
        {"url": "", "pending_update_count": 2},
        None,
        1,
        "; messages waiting: 2; ",
    ),
    "another-bot": ({}, "other_bot", 1, "the site shows @other_bot, but the token belongs to @acme_bot"),
    "as-a-link": ({}, "https://t.me/acme_bot", 0, "the same bot"),
    "fails": (
        {"pending_update_count": 1, "last_error_message": "Wrong response: 502", "last_error_date": 1767225600},
        None,
        1,
        "messages do not arrive; messages waiting: 1; the last failure was “Wrong response: 502” on 2026-01-01 at 00:00 "
        "UTC; enter the token",
    ),
    "failed-once": (
        {"last_error_message": "Connection timed out", "last_error_date": 0},
        None,
        0,
        "the last failure was “Connection timed out” on 1970",
    ),
    "waits": ({"pending_update_count": 1200}, None, 0, "messages waiting: 1,200"),
    "odd-date": ({"last_error_message": "x", "last_error_date": 10**30}, None, 0, "the last failure was “x”"),
    "token-in-the-error": ({"last_error_message": f"{SECRET} {TOKEN}"}, None, 0, "“(the token) (the token)”"),
    "controls-in-the-error": ({"last_error_message": "\x1b[31m"}, None, 0, r"“\x1b[31m”"),
    "no-address-of-a-webhook": ({"url": "https://[x"}, None, 0, "“an address”"),
}


@pytest.mark.parametrize("name", BOTS)
def test_what_is_said_of_a_bot(name: str) -> None:
    hook, wanted, status, words = BOTS[name]
    facts, problems = ask(good(**hook), telegram.username(wanted) if wanted else None)
    assert bool(problems) is bool(status)
    said = "\n".join(facts + problems)
    assert words in (problems[0] if status else said)
    assert SECRET not in said


def closed(handler: Handler) -> None:
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def cut_off(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")


def no_http(handler: Handler) -> None:
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.2 " + TOKEN.encode() + b"\r\n\r\n")


def huge(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n" + b" " * (1 << 22))


def slow(handler: Handler) -> None:
    time.sleep(1)


# What `getMe` answers, and what the reader is told.
BAD: dict[str, tuple[Any, str]] = {
    "revoked": (refusal(401, "Unauthorized"), "does not know this token: it was mistyped"),
    "not-found": (refusal(404, "Not Found"), "(status 404, “Not Found”)"),
    "too-often": (
        refusal(429, "Too Many Requests: retry after 17", retry_after=17),
        "(status 429, “Too Many Requests: retry after 17”)",
    ),
    "too-often-without-a-span": (refusal(429, "Too Many Requests"), "wait a few minutes"),
    "too-often-odd": ((429, {"ok": False, "error_code": 429, "parameters": [TOKEN]}), "wait a few minutes"),
    "broken": (refusal(500, "Internal Server Error"), "cannot answer right now; wait a few minutes and try again"),
    "gateway": ((502, b"<html>Bad Gateway</html>"), "did not answer as Telegram's Bot API does (status 502)"),
    "teapot": (refusal(418, f"about {TOKEN}"), "try again. The token may be right (status 418, “about (the token)”)"),
    "html": ((200, b"<!doctype html><title>Log in to the Wi-Fi</title>"), "whether it blocks Telegram"),
    "empty": ((200, b""), "did not answer as"),
    "not-utf8": ((200, b"\xff\xfe"), "did not answer as"),
    "deep": ((200, b"[" * 100_000), "did not answer as"),
    "list": ((200, []), "did not answer as"),
    "no-result": ((200, {"ok": True}), "did not answer as"),
    "odd-result": ((200, {"ok": True, "result": [ME]}), "did not answer as"),
    "odd-ok": ((200, {"ok": "yes", "result": ME}), "did not answer as"),
    "odd-name": ((200, {"ok": True, "result": {"username": 7}}), "did not answer as"),
    "evil-name": ((200, {"ok": True, "result": {"username": f"a\n{TOKEN}"}}), "did not answer as"),
    "no-name": ((200, {"ok": True, "result": {"id": 1}}), "did not answer as"),
    "closed": (closed, "or broke it off"),
    "cut-off": (cut_off, "did not answer as"),
    "no-http": (no_http, "or broke it off"),
    "huge": (huge, "did not answer as"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_goes_wrong_at_the_other_end(name: str) -> None:
    answer, words = BAD[name]
    for method in ("getMe", "getWebhookInfo"):
        if method == "getWebhookInfo" and "name" in name:
            continue
        with pytest.raises(ContentError) as error:
            ask(good() | {method: answer})
        assert words in str(error.value)
        assert SECRET not in str(error.value)
        assert error.value.__cause__ is None
        assert error.value.__suppress_context__ or error.value.__context__ is None


scraps = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from([TOKEN, SECRET, f"https://{TOKEN}@x/"]),
)
names = st.sampled_from([*ME, *HOOK, "last_error_message", "last_error_date", "retry_after", "x"])
answers = st.fixed_dictionaries(
    {},
    optional={
        "ok": st.one_of(st.booleans(), scraps),
        "result": st.one_of(st.dictionaries(names, scraps), st.just(ME), scraps),
        "error_code": st.one_of(st.sampled_from([400, 401, 404, 409, 429, 500]), scraps),
        "description": scraps,
        "parameters": st.one_of(st.dictionaries(names, scraps), scraps),
    },
)


@given(st.sampled_from([200, 400, 401, 404, 429, 500]), answers, answers, st.booleans())
def test_any_answer_is_told_in_words_and_without_the_token(
    status: int, me: dict[str, Any], hook: dict[str, Any], known: bool
) -> None:
    class Heard(telegram_check.Api):
        def _answer(self, method: str) -> tuple[int, bytes]:
            first = {"ok": True, "result": ME} if known else me
            return status, json.dumps(first if method == "getMe" else hook).encode()

    try:
        facts, problems = telegram_check.check(Heard(TOKEN), "acme_bot")
        said = "\n".join(facts + problems)
    except ContentError as error:
        said = str(error)
    assert said
    assert SECRET not in said
    assert all(c.isprintable() for c in said.replace("\n", ""))


@pytest.mark.parametrize("hook", [{"url": None}, {"pending_update_count": "many"}, {"pending_update_count": True}])
def test_a_webhook_that_is_none(hook: dict[str, Any]) -> None:
    with pytest.raises(ContentError, match="did not answer as"):
        ask(good(**hook))


def test_a_server_that_does_not_answer() -> None:
    with pytest.raises(ContentError, match="did not answer in time"):
        ask(good() | {"getMe": slow}, seconds=0.2)


def test_a_server_that_answers_byte_by_byte() -> None:
    def trickle(handler: Handler) -> None:
        with suppress(OSError):  # once nobody listens
            while not over.wait(0.02):
                handler.wfile.write(b"H")

    over = threading.Event()
    try:
        with pytest.raises(ContentError, match="did not answer in time"):
            ask(good() | {"getMe": trickle}, seconds=0.2)
    finally:
        over.set()


def test_the_command_says_what_goes_wrong() -> None:
    with serving(good() | {"getMe": refusal(401, "Unauthorized")}) as server:
        result = run("--api-url", server.address)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("mkdocs-mos: Telegram does not know this token")
    assert len(result.stderr.splitlines()) == 1


def test_a_server_on_this_machine_is_not_asked_for_through_a_proxy() -> None:
    with serving(good()) as server, serving(good()) as proxy:
        result = run("--api-url", server.address, http_proxy=proxy.address, no_proxy="")
        assert result.returncode == 0
        assert (len(server.asked), proxy.asked) == (2, [])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_token_is_not_sent_on(status: int) -> None:
    with serving(good()) as elsewhere:

        def redirect(handler: Handler) -> None:
            handler.send_response(status)
            handler.send_header("Location", elsewhere.address + handler.path)
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        with pytest.raises(ContentError, match=rf"did not answer as Telegram's Bot API does \(status {status}\)"):
            ask(good() | {"getMe": redirect})
        assert elsewhere.asked == []


def test_where_nobody_answers() -> None:
    with socket.socket() as held:  # bound, but nobody listens
        held.bind(("127.0.0.1", 0))
        result = run("--api-url", f"http://127.0.0.1:{held.getsockname()[1]}")
    assert result.returncode == 1
    assert re.search(r"127.0.0.1:\d+ was not found, refuses the connection", result.stderr)


def test_a_server_that_cannot_prove_who_it_is(tmp_path: Path) -> None:
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout key.pem -out cert.pem -subj /CN=127.0.0.1"
    subprocess.run(shlex.split(command), cwd=tmp_path, check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with serving(good()) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        with pytest.raises(ContentError, match="cannot prove who it is"):
            telegram_check.check(telegram_check.Api(TOKEN, server.address.replace("http:", "https:")))
        assert server.asked == []


# Calls that are wrong: the arguments, and the words.
CALLS: dict[str, tuple[list[str], str]] = {
    "as-an-argument": ([TOKEN], "a token is never given as an argument"),
    "beside-an-option": (["--username", "acme_bot", TOKEN], "/revoke"),
    "as-an-option": (["--token", TOKEN], "/revoke"),
    "as-an-option-with-a-sign": ([f"--token={TOKEN}"], "/revoke"),
    "abbreviated": (["--tok", TOKEN], "/revoke"),
    "half": ([f"--token={TOKEN[:24]}"], "/revoke"),
    "option-that-is-none": ([f"--bot-token={TOKEN}"], "there is no such option or argument; a token is never given"),
    "as-the-variable": (["--env", TOKEN], "/revoke"),
    "as-the-username": (["--username", TOKEN], "bot token, not shown"),
    "as-the-file": (["--config", TOKEN], "does not exist"),
    "in-the-address": (["--api-url", f"https://api.telegram.org/bot{TOKEN}"], "without a token"),
    "not-secure": (["--api-url", "http://api.telegram.org"], "with https: and without a token"),
    "no-address": (["--api-url", "api.telegram.org"], "write one such as https://api.telegram.org"),
    "address-with-a-blank": (["--api-url", "https://a b"], "is not an address"),
    "address-with-a-query": (["--api-url", "https://a.example/?x="], "is not an address"),
    "address-with-a-port": (["--api-url", "https://a.example:x/"], "is not an address"),
    "variable-not-set": (["--env", "NO_SUCH_VARIABLE"], "NO_SUCH_VARIABLE is not set"),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_that_is_wrong(name: str) -> None:
    arguments, words = CALLS[name]
    result = run(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert words in result.stderr


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ([TOKEN], "(a bot token, not shown)"),
        ([f"--{TOKEN}"], "(a bot token, not shown)"),
        (["check", ".", TOKEN], "(a bot token, not shown)"),
        (["check", ".", "--format", TOKEN], "(a bot token, not shown)"),
        (["links", TOKEN], "(a bot token, not shown)"),
        (["qr", "https://mos.me/acme", "-o", TOKEN], "(a bot token, not shown)"),
        (["qr", "https://mos.me/acme", "-o", f"no/{TOKEN}.svg"], "(a bot token, not shown)"),
        (["link", "a", "--title", "x", f"--titel={TOKEN}"], "--titel"),
    ],
)
def test_no_command_repeats_a_token_that_it_does_not_understand(command: list[str], words: str) -> None:
    result = subprocess.run([sys.executable, "-m", "mkdocs_mos", *command], capture_output=True, text=True)
    assert result.returncode == 2
    assert words in result.stderr
    assert SECRET not in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (EXAMPLE, "the token that the documentation of MOS shows as an example (4.2.1)"),
        ("987654321", "is not a bot token"),
        (f"bot{TOKEN}", "is not a bot token"),
        (f"{TOKEN}/../x", "is not a bot token"),
        (TOKEN.replace(":", "%3A"), "is not a bot token"),
        (f"{TOKEN}\r\nX: y", "is not a bot token"),
        (f"{TOKEN}é", "is not a bot token"),
    ],
)
def test_a_token_that_is_none_is_not_sent(token: str, words: str) -> None:
    with serving(good()) as server:
        result = run("--api-url", server.address, token=token)
        assert server.asked == []
    assert result.returncode == 1
    assert words in result.stderr


def test_where_the_token_comes_from() -> None:
    with serving(good()) as server:
        address = ["--api-url", server.address]
        assert run(*address, token=None, stdin=f"  {TOKEN}\nrest\n").returncode == 0
        assert run(*address, "--env", "OTHER", token="nonsense", OTHER=TOKEN).returncode == 0
        assert run(*address, token="", stdin=TOKEN).returncode == 0
    for stdin in ("", "\n"):
        result = run(*address, token=None, stdin=stdin)
        assert result.returncode == 2
        assert "no token was given" in result.stderr


def test_what_is_not_even_text_is_no_token() -> None:
    command = [sys.executable, "-m", "mkdocs_mos", "telegram-check"]
    result = subprocess.run(command, input=b"\xff\xfe\n", capture_output=True, cwd=ROOT / "tests")
    assert result.returncode == 1
    assert b"is not a bot token" in result.stderr
    assert b"Traceback" not in result.stderr


def test_on_a_terminal_it_is_asked_for_and_not_shown() -> None:
    with serving(good()) as server:
        code = "import sys; from mkdocs_mos.cli import main; sys.exit(main(sys.argv[1:]))"
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(ROOT / "tests")  # where there is no mkdocs.yml
            command = [sys.executable, "-c", code, "telegram-check", "--api-url", server.address]
            os.execv(sys.executable, command)
        shown = b""
        while b"not be shown" not in shown:
            shown += os.read(terminal, 1000)
        os.write(terminal, f"{TOKEN}\n".encode())
        try:
            while part := os.read(terminal, 1000):
                shown += part
        except OSError:  # Linux says so at the end
            pass
        os.close(terminal)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert "the token works" in shown.decode()
    assert SECRET not in shown.decode()


CONFIG = "site_name: x\nplugins:\n  - mos:\n      service_id: acme\n"


@pytest.mark.parametrize(
    ("option", "status", "words"),
    [
        ("telegram: acme_bot", 0, "the same bot: @acme_bot"),
        ('telegram: "@other_bot"', 1, "the site shows @other_bot"),
        ("telegram: !ENV BOT", 0, "the same bot: @acme_bot"),
        ("telegram: !ENV [NO_SUCH_VARIABLE, other_bot]", 1, "the site shows @other_bot"),
        (f"telegram: '{TOKEN}'", 2, "what looks like a Telegram bot token, not shown"),
        ("", 0, "the token works"),
    ],
)
def test_the_bot_of_the_site(tmp_path: Path, option: str, status: int, words: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(f"{CONFIG}      {option}\n", "utf-8")
    with serving(good()) as server:
        for arguments in ([], ["--config", "mkdocs.yml"]):
            result = run("--api-url", server.address, *arguments, cwd=tmp_path, BOT="acme_bot")
            if option or not arguments:
                assert result.returncode == status
                assert words in result.stdout + result.stderr
            else:
                assert result.returncode == 2
                assert "has no option telegram" in result.stderr


def test_what_is_kept_shows_no_token() -> None:
    assert TOKEN not in repr(telegram_check.Api(TOKEN))


def test_the_readme_shows_what_it_says() -> None:
    (shown,) = blocks("console", "telegram")
    command, words = shown.removeprefix("$ mkdocs-mos telegram-check ").split("\n", 1)
    with serving(good()) as server:
        result = run(*shlex.split(command), "--api-url", server.address)
    assert (result.returncode, result.stdout) == (0, words)
