"""Chat links that authors write by hand: the build names the wrong ones by file and line, as `check` does."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import markdown
import pytest

from .conftest import MakeSite, Result, Site

ACME = "https://mos.me/acme"
TEA = f"{ACME}?title=Tea"

WRONG = {
    "inline": (f"[Ask]({TEA})", "isMsgCard=1 is missing"),
    "reference": (f"[Ask][r]\n\n[r]: {TEA}", "isMsgCard=1 is missing"),
    "autolink": (f"<{TEA}>", "isMsgCard=1 is missing"),
    "http": ("[Ask](http://mos.me/acme)", "write “https://mos.me”"),
    "no-scheme": ("[Ask](//mos.me/acme)", "write “https://mos.me”"),
    "another": ("[Ask](https://mos.me/other)", "the customer service ID “other”, the site's is “acme”"),
    "placeholder": ("[Ask](https://mos.me/YOUR_CUSTOMER_SERVICE_ID)", "is the placeholder"),
    "braces": ("[Ask](https://mos.me/{acme})", "“{acme}” is not a customer service ID"),
    "blank-source": (f"[Ask]({ACME}?source=)", "source is blank"),
    "unknown": (f"[Ask]({ACME}?src=a)", "unknown parameter “src”"),
    "no-title": (f"[Ask]({ACME}?isMsgCard=1&price=9)", "has no title"),
    "unfilled": (f"[Ask]({ACME}?isMsgCard=1&title=undefined)", "title holds “undefined”"),
    "plus": (f"[Ask]({ACME}?isMsgCard=1&title=Green+tea)", "write “title=Green%2Btea”"),
    "raw": (f'<a href="{TEA}">Ask</a>', "isMsgCard=1 is missing"),
    "lines": (f'<a\n  class="x"\n  href="{TEA}">Ask</a>', "isMsgCard=1 is missing"),
    "area": (f'<map name="m"><area href="{TEA}" alt="a"></map>', "isMsgCard=1 is missing"),
    "iframe": (f'<iframe src="{TEA}"></iframe>', "isMsgCard=1 is missing"),
    "form": ('<form action="http://mos.me/acme"></form>', "write “https://mos.me”"),
    "item": (f"- item\n\n    [Ask]({TEA})", "isMsgCard=1 is missing"),
    "table": (f"| a |\n| - |\n| [Ask]({TEA}) |", "isMsgCard=1 is missing"),
    "entity": ('<a href="http://&#109;os.me/acme">Ask</a>', "write “https://mos.me”"),
    "capitals": ("[Ask](HTTP://MOS.ME/acme)", "write “https://mos.me”"),
}
LINES = {"reference": 5, "lines": 5, "item": 5, "table": 5}

RIGHT = f"""---
description: What is at {TEA}
---
# Links

[a]({ACME}) [b]({ACME}?source=docs) [c]({ACME}?isMsgCard=1&title=Green%20tea)

`{TEA}` and in prose {TEA}

    <a href="{TEA}">

```html
<a href="{TEA}">
```

<!-- <a href="{TEA}"> -->

<button data-clipboard-text="{TEA}">Copy</button>

::: mos-product
    title: Tea

[us](mos:)
"""


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> Result:
    made = Site(tmp_path_factory.mktemp("wrong"))
    (made.folder / "mkdocs.yml").write_text("site_name: T\nplugins:\n  - mos:\n      service_id: acme\n", "utf-8")
    for name, (page, _) in WRONG.items():
        made.write(f"{name}.md", f"# Page\n\n{page}\n")
    return made.build()


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_link_is_a_warning_at_its_line(wrong: Result, name: str) -> None:
    assert wrong.status == 0
    (problem,) = [words for words in wrong.problems if words.startswith(f"docs/{name}.md")]
    assert problem.startswith(f"docs/{name}.md:{LINES.get(name, 3)}: the chat link “")
    assert WRONG[name][1] in problem
    assert "write mos:" in problem


def test_right_links_code_and_prose_are_left_alone(site: MakeSite) -> None:
    made = site({"index.md": RIGHT}, "site_url: https://s.example/\n")
    result = made.build("--strict")
    assert (result.status, result.problems) == (0, [])


def test_a_strict_build_stops(site: MakeSite) -> None:
    assert site({"index.md": WRONG["inline"][0]}).build("--strict").status == 1


def test_each_language_may_have_its_id(site: MakeSite) -> None:
    page = "[a](https://mos.me/acme) [b](https://mos.me/acme-de) [c](https://mos.me/other)"
    result = site({"index.md": page}, mos="service_id: {en: acme, de: acme-de}").build()
    (problem,) = result.problems
    assert "“other”, the site's is “acme” or “acme-de”" in problem


CONFIG = f"""copyright: |
  Words,
  <a href="{TEA}">chat</a>
extra:
  social:
    - icon: material/chat
      link: http://mos.me/acme
nav:
  - index.md
  - a.md
  - Chat: https://mos.me/other
"""


def test_what_a_theme_draws_is_named_once_in_the_configuration(site: MakeSite) -> None:
    made = site({"index.md": f"# Home\n\n[a]({TEA})", "a.md": "# A"}, CONFIG, theme="material")
    lines = (made.folder / "mkdocs.yml").read_text("utf-8").split("\n")
    numbers = [next(n for n, line in enumerate(lines, 1) if part in line) for part in (TEA, "http://mos", "/other")]
    places = [problem.partition(": ")[0] for problem in made.build().problems]
    assert places == ["docs/index.md:3", *(f"mkdocs.yml:{number}" for number in numbers)]


def test_what_a_template_draws_is_named_once_without_a_line(site: MakeSite) -> None:
    config = "theme: {name: mkdocs, custom_dir: over}\n"
    made = site({"index.md": "# Home", "a.md": f"[a]({TEA})", "b.md": ""}, config)
    (made.folder / "over").mkdir()
    bar = '{% extends "base.html" %}{% block footer %}<a href="http://mos.me/acme">a</a>{% endblock %}'
    (made.folder / "over" / "main.html").write_text(bar, "utf-8")
    placed, drawn = sorted(made.build().problems, key=lambda words: ":1: " not in words)
    assert placed.startswith("docs/a.md:1: ")
    assert drawn.startswith(("404.html: ", "docs/index.md: "))
    assert "(from a template, a macro or another file)" in drawn


def test_plain_markdown_warns_and_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    text = f"# Page\n\n[a]({TEA}) [us](mos:)"
    options = {"mkdocs_mos": {"service_id": "acme"}}
    with caplog.at_level(logging.WARNING):
        html = markdown.markdown(text, extensions=["mkdocs_mos"], extension_configs=options)
    assert "mos-link" in html
    (record,) = caplog.records
    assert record.getMessage().startswith("line 3: the chat link “https://mos.me/acme?title=Tea”")


@pytest.mark.neighbour
def test_properdocs_names_it_too(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(f"[a]({TEA})", "utf-8")
    (tmp_path / "properdocs.yml").write_text(
        "site_name: T\ntheme: mkdocs\nplugins:\n  - mos:\n      service_id: acme\n", "utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "properdocs", "build", "--strict"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "docs/index.md:1: the chat link “https://mos.me/acme?title=Tea”" in done.stdout + done.stderr
