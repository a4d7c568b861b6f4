"""One source under every host: the same links, and what each host can do, as the table of the docs has it."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml
from markdown import Markdown
from playwright.sync_api import BrowserContext, expect

from mkdocs_mos import ContentError, read_link
from mkdocs_mos.content.options import OPTIONS as DECLARED
from mkdocs_mos.content.translations import words as words_of

from .browser import LOADER_URL, STAND_IN, axe, goto_instant, offline, served
from .building import QUIET
from .conftest import ROOT, Result, blocks, parse, text, with_class

pytestmark = pytest.mark.neighbour

ALONE = ROOT / ".venv-hosts"
"""Environments that hold a host and ours, but no MkDocs; “make test” makes them."""

MKDOCS = "MkDocs 1.6"
PROPERDOCS = "ProperDocs 1.6.7"
PROPERDOCS_ALONE = "ProperDocs without MkDocs"
ZENSICAL = "Zensical 0.0.73"
PLAIN = "Python-Markdown"
COMMANDS = {
    MKDOCS: [sys.executable, "-m", "mkdocs", "build", "--strict"],
    PROPERDOCS: [sys.executable, "-m", "properdocs", "build", "--strict"],
    PROPERDOCS_ALONE: [str(ALONE / "properdocs" / "bin" / "python"), "-m", "properdocs", "build", "--strict"],
    ZENSICAL: [str(ALONE / "zensical" / "bin" / "python"), "-m", "zensical", "build", "--clean", "--strict"],
}
PLUGIN_HOSTS = [MKDOCS, PROPERDOCS, PROPERDOCS_ALONE]

OPTIONS = {
    "service_id": "acme",
    "source": "docs/{page}",
    "catalog": ["shop.csv"],
    "sdk": "https://static.example.com/sdk.js",
}
"""What the plugin and the bare extension are both told."""

PAGES = {
    "index.md": """---
title: Home
mos:
  products:
    flagship: {title: Flagship, price: 299.00, linePrice: $399.00, cover: img/f.svg}
    starter: {title: "R&D <b> “入门”", desc: "a & b = c; 50 % + 1", linkUrl: guide/first.md#more}
---
# Home

::: mos-product flagship

::: mos-product starter
    label: Ask
    source: "{section}/{product}/{lang}"
    layout: button

[one](mos:), [two](mos:flagship), [three](mos:kettle?source=x)

| a | b |
| --- | --- |
| [in a table](mos:starter) | x |
""",
    "guide/README.md": "# Guide\n\n!!! note\n    ::: mos-product kettle\n\n- item\n\n    [listed](mos:kettle)\n",
    "guide/first.md": """---
mos:
  source: "first-{page}"
  loader: false
  product:
    title: First
    cover: ../img/f.svg
---
# First

## More

::: mos-product
    price: from $1
    linkUrl: README.md

::: mos-message kettle

::: mos-chat
""",
    "plain.md": "# Nothing of ours\n\n```\n::: mos-product flagship\n[x](mos:)\n```\n",
}
SHOP = "name,title,price,cover,linkUrl\nkettle,Kettle,£35,img/f.svg,guide/first.md\n"
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9"><path d="M0 0h9v9H0z"/></svg>\n'
)


def project(
    folder: Path,
    host: str,
    pages: dict[str, str] = {},  # noqa: B006
    options: dict[str, Any] = OPTIONS,
    more: dict[str, Any] | None = None,
    plugin: dict[str, Any] | None = None,
) -> Path:
    """Write a site: the same pages and options for each host, each told in its own way."""
    for path, content in {**PAGES, **pages, "img/f.svg": PICTURE}.items():
        file = folder / "docs" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")
    (folder / "shop.csv").write_text(SHOP, "utf-8")
    config: dict[str, Any] = {
        "site_name": "Test",
        "site_url": "https://help.example.com/",
        "markdown_extensions": ["admonition", "tables"],
    } | (more or {})
    if host == ZENSICAL:
        config["markdown_extensions"] = [*config["markdown_extensions"], {"mkdocs_mos": options}]
    else:
        config = {"theme": {"name": "mkdocs"}} | config
        config["plugins"] = [{"mos": options | (plugin or {})}]
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


def build(folder: Path, host: str) -> Result:
    command = [*COMMANDS[host], "--config-file", "mkdocs.yml"]
    assert Path(command[0]).exists(), "“make test” makes the environments of the other hosts"
    run = subprocess.run(
        command, cwd=folder, env=os.environ | QUIET, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return Result(run.returncode, re.sub(r"\x1b\[[0-9;]*m", "", run.stdout + run.stderr), folder / "site")


def install(folder: Path, *arguments: str, status: int = 0) -> str:
    """Run `mkdocs-mos install` where there is no MkDocs, and return what it prints."""
    command = [str(ALONE / "zensical" / "bin" / "mkdocs-mos"), "install", "docs", *arguments]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.returncode == status, run.stdout + run.stderr
    return run.stdout + run.stderr


INSTALLED = {
    "extra_css": ["assets/mkdocs-mos/mos.css"],
    "extra_javascript": ["assets/mkdocs-mos/mos-loader.js"],
}


def built(folder: Path, host: str) -> Result:
    """Build the site of this file, with the installed files where there is no plugin."""
    site = project(folder, host, more=INSTALLED if host == ZENSICAL else None)
    if host == ZENSICAL:
        install(site, "--service-id", "acme", "--sdk", str(OPTIONS["sdk"]))
    result = build(site, host)
    assert result.status == 0, result.output
    return result


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    return {host: built(tmp_path_factory.mktemp("host"), host) for host in COMMANDS}


def links(result: Result, without: Iterable[str] = ()) -> dict[str, list[str]]:
    """The chat links of each page that has any, but for those within certain classes."""
    found = {}
    for path in result.pages:
        page = result.page(path)
        left_out = {id(e) for name in without for part in with_class(page, name) for e in part.iter()}
        if hrefs := [e.get("href", "") for e in with_class(page, "mos-link") if id(e) not in left_out]:
            found[path] = hrefs
    return found


# The same links


@pytest.mark.parametrize("host", [PROPERDOCS, PROPERDOCS_ALONE, ZENSICAL])
def test_every_host_makes_the_same_links(sites: dict[str, Result], host: str) -> None:
    expected = links(sites[MKDOCS])
    assert {page: len(found) for page, found in expected.items()} == {
        "index.html": 6,
        "guide/index.html": 2,
        "guide/first/index.html": 3,
    }
    assert links(sites[host]) == expected


def test_the_links_are_what_their_author_meant(sites: dict[str, Result]) -> None:
    made = links(sites[ZENSICAL])
    assert dict(parse_qsl(urlsplit(made["index.html"][0]).query)) == {
        "isMsgCard": "1",
        "title": "Flagship",
        "price": "299.00",
        "linePrice": "$399.00",
        "cover": "https://help.example.com/img/f.svg",
        "linkUrl": "https://help.example.com/",
        "source": "docs/index",
    }
    assert dict(parse_qsl(urlsplit(made["guide/first/index.html"][0]).query)) == {
        "isMsgCard": "1",
        "title": "First",
        "price": "from $1",
        "cover": "https://help.example.com/img/f.svg",
        "linkUrl": "https://help.example.com/guide/",
        "source": "first-guide/first",
    }
    for href in (href for found in made.values() for href in found):
        assert read_link(href).problems == ()


ONLY_A_SITE_KNOWS = {"cover", "linkUrl", "source"}
"""What plain Python-Markdown cannot fill in: it is told neither the file's place nor the site's address."""


def test_plain_markdown_makes_the_same_links_but_for_what_only_a_site_knows(
    sites: dict[str, Result], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder = sites[MKDOCS].folder.parent
    monkeypatch.chdir(folder)

    def reduced(found: list[str]) -> list[dict[str, str]]:
        return [{k: v for k, v in read_link(href).values.items() if k not in ONLY_A_SITE_KNOWS} for href in found]

    for path, page in [("index.md", ""), ("guide/README.md", "guide/"), ("guide/first.md", "guide/first/")]:
        caplog.clear()
        html = plain((folder / "docs" / path).read_text("utf-8"))
        made = [e.get("href", "") for e in with_class(parse(html), "mos-link")]
        assert reduced(made) == reduced(sites[MKDOCS].hrefs(f"{page}index.html"))
        assert not any({"cover", "linkUrl"} & set(read_link(href).values) for href in made)
        assert "chat links leave out" in caplog.text
        assert "ask draws nothing" not in caplog.text
    plain("---\nmos: {ask: true}\n---\n[ask](mos:)\n")
    assert "ask draws nothing under Python-Markdown; write a link" in caplog.text


def plain(source: str, **more: Any) -> str:
    return Markdown(
        extensions=["mkdocs_mos", "admonition", "tables"], extension_configs={"mkdocs_mos": OPTIONS | more}
    ).convert(source)


# The sample, and our own documentation

OURS = {"the sample": ("mkdocs.yml", "sample_site"), "the documentation": ("docs/mkdocs.yml", "docs/pages")}
"""The configuration and the pages of each site of this repository."""


def project_of_ours(folder: Path, host: str, site: str) -> Path:
    """A site of ours as each host takes it: the theme, the sandbox and a link in nav are told in its own way."""
    configuration, pages = OURS[site]
    source = re.sub(r"!ENV \[MOS_SANDBOX, serve\]", "serve", (ROOT / configuration).read_text("utf-8"))
    config = yaml.safe_load(source)
    shutil.copytree(ROOT / pages, folder / "docs")
    config["docs_dir"] = "docs"
    (options,) = (p["mos"] for p in config["plugins"] if isinstance(p, dict))
    config.pop("extra", None)  # Material alone draws social links, and the plugin alone makes chat links of them
    if "catalog" in options:
        options["catalog"] = options["catalog"].replace(pages, "docs")
    if host == ZENSICAL:
        config["plugins"] = ["search"]
        config["markdown_extensions"] += [{"mkdocs_mos": {k: v for k, v in options.items() if not DECLARED[k].instead}}]
        if config["nav"][-1] == {"Chat with us": "mos:"}:
            config["nav"][-1] = {"Chat with us": f"https://mos.me/{options['service_id']}?source=help"}
        config["extra_css"] = [*INSTALLED["extra_css"], "assets/mkdocs-mos/mos-form.css"]
        scripts = [f"assets/mkdocs-mos/mos-{name}.js" for name in ("form", "hours")]
        config["extra_javascript"] = [*INSTALLED["extra_javascript"], *scripts]
    if host == PROPERDOCS_ALONE:  # Material needs MkDocs
        config["theme"] = "mkdocs"
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config, allow_unicode=True, sort_keys=False), "utf-8")
    if host == ZENSICAL:
        told = ("--sdk", options["sdk"], "--loader", options["loader"], "--forms", "--hours")
        install(folder, "--service-id", options["service_id"], *told)
    return folder


@pytest.fixture(scope="module", params=OURS)
def ours(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    """A site of ours, built under every host."""
    folders = {host: project_of_ours(tmp_path_factory.mktemp("ours"), host, request.param) for host in COMMANDS}
    return {host: build(folder, host) for host, folder in folders.items()}


ONLY_THE_PLUGIN_DRAWS = {ZENSICAL: ("mos-ask", "mos-corner")}
"""The links at the end of articles, and the launcher, which `install` leaves to its script; all others are the same."""


@pytest.mark.parametrize("host", [PROPERDOCS, PROPERDOCS_ALONE, ZENSICAL])
def test_a_site_of_ours_has_the_same_pages_and_links(ours: dict[str, Result], host: str) -> None:
    expected = links(ours[MKDOCS], ONLY_THE_PLUGIN_DRAWS.get(host, ()))
    assert sum(map(len, expected.values())) >= 5
    assert ours[host].status == 0, ours[host].output
    assert links(ours[host]) == expected
    without = {"search.html"}  # of the theme mkdocs
    assert set(ours[host].pages) - without == set(ours[MKDOCS].pages) - without


# What each host can do. A cell of the docs' table begins with “yes” where the check below it holds, and with “no”
# where it does not.

YES = "yes"
INSTALL = "yes, with [`mkdocs-mos install`](#zensical)"
FEATURES: dict[str, dict[str, str]] = {
    "cards and chat links": dict.fromkeys(COMMANDS, YES) | {PLAIN: YES},
    "files and pages in links, `{page}`, `{section}`": dict.fromkeys(COMMANDS, YES)
    | {PLAIN: "no: it does not know where the text will stand, and says so"},
    "catalogue": dict.fromkeys(COMMANDS, YES) | {PLAIN: YES},
    "problems stop the build, with file and line": {
        **dict.fromkeys(PLUGIN_HOSTS, "yes, those of all pages"),
        ZENSICAL: "yes, those of the first page that has any",
        PLAIN: "no: an exception names the lines of the text",
    },
    "`mos:` in nav": {
        **dict.fromkeys(PLUGIN_HOSTS, YES),
        ZENSICAL: "no: it stops the build and says what to write",
        PLAIN: "no: there is no nav",
    },
    "chat bubble": {**dict.fromkeys(PLUGIN_HOSTS, YES), ZENSICAL: INSTALL, PLAIN: "no: your pages load it"},
    "a page's `loader: false`": {**dict.fromkeys(PLUGIN_HOSTS, YES), ZENSICAL: INSTALL, PLAIN: "no"},
    "chat windows": {
        **dict.fromkeys(PLUGIN_HOSTS, YES),
        ZENSICAL: "yes, with `mkdocs-mos install --sdk`",
        PLAIN: "no: a window stays its link until a page loads our script",
    },
    "`script`": {
        **dict.fromkeys(PLUGIN_HOSTS, YES),
        ZENSICAL: "yes, with `mkdocs-mos install --script`, but for what a page adds",
        PLAIN: "no",
    },
    "[forms](forms.md)": {
        **dict.fromkeys(PLUGIN_HOSTS, YES),
        ZENSICAL: "yes, with `mkdocs-mos install --forms`",
        PLAIN: "no: a form stays its link until a page loads our scripts",
    },
    "`mos:.`, this page": {
        **dict.fromkeys(PLUGIN_HOSTS, YES),
        ZENSICAL: "no: it stops the build and says what to write",
        PLAIN: "no: an exception says what to write",
    },
    "`ask`, `exclude`, `sandbox` and the plugin's other options": {
        **dict.fromkeys(PLUGIN_HOSTS, YES),
        ZENSICAL: "no: the extension refuses them, and names the command",
        PLAIN: "no: the extension refuses them",
    },
}
HOSTS = [*COMMANDS, PLAIN]


def test_the_docs_have_this_table() -> None:
    expected = [
        f"| | {' | '.join(HOSTS)} |",
        f"|{' --- |' * (len(HOSTS) + 1)}",
        *(f"| {name} | {' | '.join(cells[host] for host in HOSTS)} |" for name, cells in FEATURES.items()),
    ]
    assert "\n".join(expected) in (ROOT / "docs" / "pages" / "hosts.md").read_text("utf-8")


def marked(result: Result, page: str) -> bool:
    """Whether a page of a host with our plugin has the loader."""
    return any(script.get("data-mos-loader") is not None for script in result.page(page).iter("script"))


Answer = bool | str
"""Whether a host can do it: yes, or the reason, once it has been seen to be this one."""


def scriptless(html: str) -> bool:
    return "<script" not in html and "mos.me/acme" in html


@contextmanager
def said() -> Iterator[list[str]]:
    """What we log meanwhile."""
    words: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: words.append(record.getMessage())  # type: ignore[method-assign]
    log = logging.getLogger("mkdocs.plugins.mkdocs_mos")
    log.addHandler(handler)
    try:
        yield words
    finally:
        log.removeHandler(handler)


def can_draw(result: Result | None, folder: Path, host: str) -> Answer:
    page = parse(plain(PAGES["index.md"])) if result is None else result.page()
    return [text(e) for e in with_class(page, "mos-product-title")] == ["Flagship"]


def can_place(result: Result | None, folder: Path, host: str) -> Answer:
    if result is None:
        with said() as words:
            links = with_class(parse(plain(PAGES["index.md"])), "mos-link")
        values = read_link(links[0].get("href", "")).values
        assert not {"cover", "linkUrl"} & set(values)
        assert values["source"] != "docs/index"
        assert any("chat links leave out" in each for each in words)
        return "it does not know where the text will stand, and says so"
    values = read_link(result.hrefs()[0]).values
    return values.get("cover") == "https://help.example.com/img/f.svg" and values["source"] == "docs/index"


def can_list(result: Result | None, folder: Path, host: str) -> Answer:
    source = PAGES["guide/README.md"]
    page = parse(plain(source)) if result is None else result.page("guide/index.html")
    return [text(e) for e in with_class(page, "mos-product-title")] == ["Kettle"]


def can_stop(result: Result | None, folder: Path, host: str) -> Answer:
    bad = "# Bad\n\n[x](mos:nobody)\n\n::: mos-product\n    titel: X\n"
    if result is None:
        with pytest.raises(
            ContentError, match=r"\Aline 3: unknown product [^\n]*\nline 5: [^\n]*\nline 6: unknown field [^\n]*\Z"
        ):
            plain(bad)
        return "an exception names the lines of the text"
    output = build(project(folder, host, {"bad.md": bad}), host)
    return (
        output.status == 1 and "docs/bad.md:3: unknown product" in output.output and "docs/bad.md:6:" in output.output
    )


def can_nav(result: Result | None, folder: Path, host: str) -> Answer:
    if result is None:
        with pytest.raises(ContentError, match="has no option “nav”"):
            plain("", nav=[{"Chat": "mos:"}])
        return "there is no nav"
    more = {"nav": [{"Home": "index.md"}, {"Group": [{"Chat": "mos:?source=nav"}]}]}
    output = build(project(folder, host, {"index.md": "# Hi [x](mos:)"}, more=more), host)
    if output.status:
        assert "nav: “mos:?source=nav” is a dead link" in output.output
        assert "write https://mos.me/acme?source=nav" in output.output
        return "it stops the build and says what to write"
    return "https://mos.me/acme?source=nav" in [a.get("href") for a in output.page().iter("a")]


def can_load(result: Result | None, folder: Path, host: str) -> Answer:
    if result is None:
        assert scriptless(plain("# Hi [x](mos:)"))
        return "your pages load it"
    return _loads(result, host, "index.html") and _loads(result, host, "plain/index.html")


def can_leave_out(result: Result | None, folder: Path, host: str) -> Answer:
    if result is None:
        pages = [plain(f"---\nmos: {{{loader}}}\n---\n# Hi [x](mos:)") for loader in ("", "loader: false")]
        assert pages[0] == pages[1]
        assert scriptless(pages[0])
        return ""
    page = "guide/first/index.html"
    return _loads(result, host, "index.html") and not _loads(result, host, page)


def _loads(result: Result, host: str, page: str) -> bool:
    """Whether a page starts the chat; for the installed loader, the browser tests below see that it does."""
    if host != ZENSICAL:
        return marked(result, page)
    scripts = [script.get("src", "") for script in result.page(page).iter("script")]
    listed = any(src.endswith("assets/mkdocs-mos/mos-loader.js") for src in scripts)
    return listed and not any(e.get("data-mos-no-loader") is not None for e in result.page(page).iter("span"))


def can_embed(result: Result | None, folder: Path, host: str) -> Answer:
    if result is None:
        html = plain("::: mos-chat")
        (window,) = with_class(parse(html), "mos-chat")
        assert [a.get("href", "").partition("?")[0] for a in window.iter("a")] == ["https://mos.me/acme"]
        assert window.get("data-mos-chat") is not None
        assert scriptless(html)
        return "a window stays its link until a page loads our script"
    (window,) = with_class(result.page("guide/first/index.html"), "mos-chat")
    return window.get("data-mos-chat") is not None and (result.exists("assets/mkdocs-mos/mos.js"))


def can_make_links(result: Result | None, folder: Path, host: str) -> Answer:
    if result is None:
        with pytest.raises(ContentError, match="has no option “script”; mkdocs-mos install --script"):
            plain("", script=True)
        return ""
    if host == ZENSICAL:  # the browser test below sees what it does
        site = project(folder, host, more=INSTALLED)
        install(site, "--service-id", "acme", "--loader", "false", "--script")
        output = build(site, host)
        return _loads(output, host, "index.html") and output.exists("assets/mkdocs-mos/mos-ask.js")
    output = build(project(folder, host, plugin={"script": True}), host)
    pages = [output.page("index.html"), output.page("404.html")]
    return all(any(e.get("data-mos-ask") for e in page.iter("script")) for page in pages)


FORM = "# Hi\n\n::: mos-form\n    title: Order {number}\n    fields: {number: {label: Number}}\n"


def can_ask_first(result: Result | None, folder: Path, host: str) -> Answer:
    if result is None:
        html = plain(FORM)
        (form,) = with_class(parse(html), "mos-form")
        assert [read_link(a.get("href", "")).values["title"] for a in form.iter("a")] == ["Order"]
        assert scriptless(html)
        return "a form stays its link until a page loads our scripts"
    names = ("mos-form.js", "mos-form.css", "mos-ask.js")
    if host == ZENSICAL:
        bare = build(project(folder / "bare", host, {"index.md": FORM}), host)
        assert "forms stay links: extra_javascript does not list assets/mkdocs-mos/mos-form.js" in bare.output
        places = [f"assets/mkdocs-mos/mos-form.{kind}" for kind in ("css", "js")]
        more = {"extra_css": [*INSTALLED["extra_css"], places[0]]}
        more["extra_javascript"] = [*INSTALLED["extra_javascript"], places[1]]
        site = project(folder, host, {"index.md": FORM}, more=more)
        install(site, "--service-id", "acme", "--loader", "false", "--forms")
        output = build(site, host)
        assert "forms stay links" not in output.output
    else:
        output = build(project(folder, host, {"index.md": FORM}), host)
    assert output.status == 0, output.output
    (form,) = with_class(output.page(), "mos-form")
    page = output.html("index.html")
    listed = all(name in page for name in names[:2])
    return (
        form.get("data-mos-form") is not None and listed and all(output.exists(f"assets/mkdocs-mos/{n}") for n in names)
    )


def can_mean_this_page(result: Result | None, folder: Path, host: str) -> Answer:
    page = "---\ndescription: All of it.\n---\n# This & that\n\n[ask](mos:.)\n"
    words = "“mos:.” means this page, but this host does not tell us about it; write mos: or mos:NAME"
    if result is None:
        with pytest.raises(ContentError, match=re.escape(words)):
            plain(page)
        return "an exception says what to write"
    output = build(project(folder, host, {"index.md": page}), host)
    if host == ZENSICAL:
        assert output.status == 1
        assert words in output.output
        return "it stops the build and says what to write"
    assert output.status == 0, output.output
    links = [read_link(a.get("href") or "") for a in with_class(output.page(), "mos-link")]
    return any(link.values.get("title") == "This & that" and link.values.get("desc") == "All of it." for link in links)


def can_choose(result: Result | None, folder: Path, host: str) -> Answer:
    options = {"exclude": ["index.md"], "sandbox": True}
    if result is None:
        with pytest.raises(ContentError, match="has no option “exclude”"):
            plain("", **options)
        return "the extension refuses them"
    if host == ZENSICAL:
        output = build(project(folder, host, options=OPTIONS | {"exclude": ["index.md"]}), host)
        assert output.status == 1
        assert "the Markdown extension mkdocs_mos has no option “exclude”; what loads the chat" in output.output
        assert "mkdocs-mos install" in output.output
        return "the extension refuses them, and names the command"
    output = build(project(folder, host, plugin={"exclude": ["index.md"]}), host)
    return output.status == 0 and not marked(output, "index.html") and marked(output, "plain/index.html")


CHECKS: list[Callable[[Result | None, Path, str], Answer]] = [
    can_draw, can_place, can_list, can_stop, can_nav, can_load, can_leave_out, can_embed, can_make_links,
    can_ask_first, can_mean_this_page, can_choose,
]  # fmt: skip


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize(("feature", "check"), list(zip(FEATURES, CHECKS, strict=True)))
def test_a_cell_of_the_table(
    sites: dict[str, Result],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    feature: str,
    check: Callable[[Result | None, Path, str], Answer],
    host: str,
) -> None:
    monkeypatch.chdir(sites[MKDOCS].folder.parent)
    cell = FEATURES[feature][host]
    assert re.match("(yes|no)(: |, |$)", cell)
    answer = check(sites.get(host), tmp_path, host)
    assert answer == (cell.startswith("yes") or cell.removeprefix("no").removeprefix(": "))


# Zensical


def test_zensical_says_what_is_missing(tmp_path: Path) -> None:
    """Without the installed files, its build says so, and stays a build."""
    more = {"site_url": None}
    pages = {
        "tall.md": "# Tall\n\n::: mos-chat\n    height: 30rem\n",
        "asks.md": "---\nmos: {ask: true}\n---\n# Asks\n",
    }
    result = build(project(tmp_path, ZENSICAL, pages, more=more), ZENSICAL)
    assert result.status == 0, result.output
    assert result.output.count("WARNING") == result.output.count("WARNING -  ")
    for words in (
        "extra_css does not list assets/mkdocs-mos/mos.css; run mkdocs-mos install",
        "extra_javascript does not list assets/mkdocs-mos/mos-loader.js; run mkdocs-mos install with --sdk",
        "docs/index.md: chat links leave out cover “img/f.svg”, ",
        "docs/guide/README.md: chat links leave out cover “../img/f.svg”, linkUrl “../guide/first.md”: site_url is not "
        "set to an https address; write it in the configuration",
        "docs/asks.md: ask draws nothing under Zensical; write a link",
        "docs/tall.md: the chat window does not have its own size yet; add this line to a file of extra_css: "
        ".mos-chat .mos-height-30rem { height: 30rem; }",
    ):
        assert result.output.count(words) == 1


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("---\nmos:\n  product: {titel: X}\n---\n# No block\n", "docs/bad.md:3: "),
        ("---\nmos:\n  product:\n    title: X\n    cover: no.svg\n---\n\n::: mos-product\n", "no file “no.svg”"),
        (
            "---\nmos:\n  product: {title: [}\n---\n# Broken\n\n::: mos-product\n",
            "page metadata 'bad.md': while parsing",
        ),
        (
            "# A\n\n110201543:BBHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw\n",
            "docs/bad.md:3: the line holds what looks like a Tele",
        ),
        ("# Raw\n\n<img src='mos:'>\n", "docs/bad.md:3: the address “mos:” stays as it is"),
    ],
)
def test_zensical_stops_at_what_is_wrong(tmp_path: Path, page: str, words: str) -> None:
    result = build(project(tmp_path, ZENSICAL, {"bad.md": page}), ZENSICAL)
    assert result.status == 1
    assert words in result.output


def test_zensical_reads_its_own_file(tmp_path: Path) -> None:
    """The lines that install prints, put where it says, are enough."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Hi\n\n::: mos-product\n    title: X\n", "utf-8")
    printed = install(tmp_path, "--service-id", "https://mos.me/acme")
    toml = printed.split("add to it:\n\n")[1].split("\n\nOr in mkdocs.yml")[0]
    assert [f"{toml}\n"] == blocks("toml", "zensical")
    (tmp_path / "zensical.toml").write_text(
        f'[project]\nsite_name = "T"\nsite_url = "https://e.com/"\n{toml}\n', "utf-8"
    )
    run = subprocess.run([*COMMANDS[ZENSICAL]], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "WARNING" not in run.stdout + run.stderr
    result = Result(0, "", tmp_path / "site")
    assert result.hrefs() == ["https://mos.me/acme?isMsgCard=1&title=X&linkUrl=https%3A%2F%2Fe.com%2F"]
    assert result.exists("assets/mkdocs-mos/mos.css")


def test_the_lines_for_mkdocs_yml_are_those_of_the_tests(tmp_path: Path) -> None:
    project(tmp_path, ZENSICAL)
    printed = install(tmp_path, "--service-id", "acme", "--loader", "idle")
    assert yaml.safe_load(printed.split("Or in mkdocs.yml:\n")[1]) == INSTALLED | {
        "markdown_extensions": [{"mkdocs_mos": {"service_id": "acme"}}]
    }


# install


def test_install_is_the_same_twice_and_keeps_what_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    folder = tmp_path / "docs" / "assets" / "mkdocs-mos"

    def written() -> dict[str, str]:
        return {path.name: path.read_text("utf-8") for path in folder.iterdir()}

    names = ["mos.css", "mos.js", "mos-loader.js"]
    first = install(tmp_path, "--service-id", "acme").splitlines()[:3]
    assert first == [f"wrote docs/assets/mkdocs-mos/{name}" for name in names]
    before = written()
    second = install(tmp_path, "--service-id", "acme").splitlines()[:3]
    assert second == [f"unchanged docs/assets/mkdocs-mos/{name}" for name in names]
    assert written() == before
    third = install(tmp_path, "--service-id", "other").splitlines()[:3]
    assert third == [*second[:2], first[2]]
    (folder / "mos.js").write_text("// somebody's own", "utf-8")
    before = written()
    refused = install(tmp_path, "--service-id", "acme", status=1)
    assert "docs/assets/mkdocs-mos/mos.js is not a file of mkdocs-mos, and stays as it is" in refused
    assert written() == before


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--service-id", "YOUR_CUSTOMER_SERVICE_ID"], 1, "Service → Customer Service"),
        (["--service-id", "acme", "--loader", "launcher", "--source", "docs/{page}"], 1, "without placeholders"),
        (["--service-id", "acme", "--source", "docs"], 2, "--source is the channel of the launcher and of --script"),
        (["--service-id", "acme", "--sdk", "sdk.js"], 2, "there is no file docs/sdk.js"),
        (["--service-id", "acme", "--sdk", "http://e.com/sdk.js"], 2, "there is no file"),
        (["--service-id", "acme", "--loader", "later"], 2, "later"),
        ([], 2, "--service-id"),
    ],
)
def test_install_refuses_a_wrong_call(tmp_path: Path, arguments: list[str], status: int, words: str) -> None:
    (tmp_path / "docs").mkdir()
    assert words in install(tmp_path, *arguments, status=status)
    assert list((tmp_path / "docs").iterdir()) == []


def test_install_needs_a_folder(tmp_path: Path) -> None:
    assert "Directory 'docs' does not exist" in install(tmp_path, "--service-id", "acme", status=2)


def test_the_installed_words_are_of_the_language_asked_for(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    install(tmp_path, "--service-id", "acme", "--language", "de")
    loader = (tmp_path / "docs" / "assets" / "mkdocs-mos" / "mos-loader.js").read_text("utf-8")
    assert json.dumps(words_of("de")["opening"]) in loader
    assert "no translations for “xx”" in install(tmp_path, "--service-id", "acme", "--language", "xx", status=1)


def test_without_the_chat_only_the_stylesheet_is_written(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    printed = install(tmp_path, "--service-id", "acme", "--loader", "false")
    assert [path.name for path in (tmp_path / "docs").rglob("*.*")] == ["mos.css"]
    assert "extra_javascript" not in printed


# The installed files in a browser


@pytest.fixture
def zensical(tmp_path: Path) -> Callable[..., Result]:
    def make(*arguments: str) -> Result:
        site = project(tmp_path, ZENSICAL, more=INSTALLED)
        install(site, "--service-id", "acme", *arguments)
        result = build(site, ZENSICAL)
        assert result.status == 0, result.output
        return result

    return make


@pytest.mark.parametrize("mode", ["eager", "idle", "interaction"])
def test_the_installed_loader_starts_the_chat(
    zensical: Callable[..., Result], context: BrowserContext, mode: str
) -> None:
    result = zensical("--loader", mode)
    with served(result.folder) as address:
        page = context.new_page()
        asked = offline(page, {LOADER_URL: STAND_IN})
        page.goto(f"{address}plain/")
        page.wait_for_function("window.mos")
        if mode == "interaction":
            assert LOADER_URL not in asked
            page.keyboard.press("Tab")
        page.wait_for_selector(".stand-in-launcher", state="attached")
        assert asked.count(LOADER_URL) == 1
        page.goto(f"{address}guide/first/")  # loader: false
        page.wait_for_function("window.mos")
        page.keyboard.press("Tab")
        page.wait_for_load_state("networkidle")
        assert page.locator(".stand-in-launcher").count() == 0
        assert asked.count(LOADER_URL) == 1


def test_the_installed_script_makes_links(zensical: Callable[..., Result], context: BrowserContext) -> None:
    result = zensical("--loader", "idle", "--script", "--source", "help & more")
    with served(result.folder) as address:
        page = context.new_page()
        offline(page, {LOADER_URL: STAND_IN})
        page.goto(f"{address}plain/")
        page.wait_for_function("!!window.mos?.link")
        expected = "https://mos.me/acme?isMsgCard=1&title=Tea&source=help%20%26%20more"
        assert page.evaluate("mos.link({title: 'Tea'})") == expected
        assert page.evaluate("typeof mos.consent") == "function"


def test_the_installed_launcher_is_a_link_with_its_channel(
    zensical: Callable[..., Result], context: BrowserContext
) -> None:
    result = zensical("--loader", "launcher", "--source", "help & more")
    with served(result.folder) as address:
        page = context.new_page()
        asked = offline(page)
        page.goto(address)
        launcher = page.locator(".mos-launcher")
        launcher.wait_for()
        assert launcher.get_attribute("href") == "https://mos.me/acme?source=help%20%26%20more"
        assert axe(page, ".mos-corner") == []
        page.goto(f"{address}guide/first/")  # loader: false
        page.wait_for_function("window.mos")
        assert launcher.count() == 0
        assert [url for url in asked if "mos.me" in url] == []


def test_the_installed_launcher_follows_instant_navigation(tmp_path: Path, context: BrowserContext) -> None:
    (tmp_path / "site").mkdir()
    with served(tmp_path / "site") as address:
        theme = {"name": "material", "features": ["navigation.instant"]}
        site = project(tmp_path, ZENSICAL, more=INSTALLED | {"site_url": address, "theme": theme})
        install(site, "--service-id", "acme", "--loader", "launcher")
        assert build(site, ZENSICAL).status == 0
        page = context.new_page()
        offline(page)
        goto_instant(page, address)
        page.wait_for_selector(".mos-launcher")
        page.evaluate("window.same = true")
        for name, count in (("Nothing of ours", 1), ("First", 0), ("Home", 1), ("Nothing of ours", 1)):
            page.evaluate(
                "name => [...document.querySelectorAll('.md-nav__link')].find(e => e.textContent.trim() === name).click()",
                name,
            )
            page.wait_for_function("name => document.querySelector('h1').textContent.trim().startsWith(name)", arg=name)
            expect(page.locator(".mos-launcher")).to_have_count(count)
        assert page.evaluate("window.same")


WINDOW = """window.MosCustomerService = {init(box, config) {
  box.textContent = JSON.stringify(config);
  return {sendMessage: async product => { box.textContent += product.title; }};
}};"""


def test_a_window_opens_and_takes_a_product(zensical: Callable[..., Result], context: BrowserContext) -> None:
    result = zensical("--sdk", str(OPTIONS["sdk"]))
    with served(result.folder) as address:
        page = context.new_page()
        offline(page, {LOADER_URL: STAND_IN, str(OPTIONS["sdk"]): WINDOW})
        page.goto(f"{address}guide/first/")
        page.locator(".mos-chat").scroll_into_view_if_needed()
        page.wait_for_selector(".mos-chat[data-mos-open]")
        page.locator("a.mos-link[data-mos-product]", has_text="Kettle").or_(
            page.locator("a.mos-link[data-mos-product]").nth(1)
        ).first.click()
        page.wait_for_function("document.querySelector('.mos-window').textContent.endsWith('Kettle')")


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_cards_are_legible_in_zensical(tmp_path: Path, context: BrowserContext, scheme: str) -> None:
    more = INSTALLED | {"theme": {"name": "material", "palette": {"scheme": scheme}}}
    site = project(tmp_path, ZENSICAL, more=more)
    install(site, "--service-id", "acme")
    with served(build(site, ZENSICAL).folder) as address:
        page = context.new_page()
        offline(page, {LOADER_URL: STAND_IN})
        page.goto(address)
        page.wait_for_load_state("load")
        assert page.locator("body").get_attribute("data-md-color-scheme") == scheme
        assert axe(page, ".mos-product") == []
