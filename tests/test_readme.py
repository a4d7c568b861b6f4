"""The README is true: its examples run, and its lists of options, fields and errors are those of the code."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest
import yaml

from mkdocs_mos import read_link
from mkdocs_mos.audit.page import RULES
from mkdocs_mos.content.catalog import load
from mkdocs_mos.content.page import OPTIONS as PAGE_OPTIONS
from mkdocs_mos.content.translations import NAMES, words
from mkdocs_mos.core.links import PLACEHOLDERS
from mkdocs_mos.core.product import FIELDS
from mkdocs_mos.markdown.directives import DIRECTIVES
from mkdocs_mos.plugin.config import MosConfig

from .commands import run
from .conftest import ROOT, MakeSite, Site, blocks, text, with_class
from .pages import FRONT, front, product
from .wrong import cases, content
from .wrong import words as words_of

README = (ROOT / "README.md").read_text("utf-8")


def table(heading: str) -> list[list[str]]:
    """The cells of the first table after a heading or a line of text."""
    lines = README.partition(heading)[2].splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("| ---"))
    rows = []
    for line in lines[start + 1 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return rows


def names(heading: str) -> list[str]:
    return [row[0].strip("| `{}") for row in table(heading)]


def test_five_minutes_make_a_help_centre(tmp_path: Path) -> None:
    for kind, title in (("yaml", "mkdocs.yml"), ("markdown", "docs/index.md")):
        (content,) = blocks(kind, title)
        file = tmp_path / title
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, "utf-8")
    result = Site(tmp_path).build("--strict")
    assert result.status == 0, result.output
    page = result.page()
    assert [text(e).strip() for e in with_class(page, "mos-product-title")] == ["Flagship package"]
    links = [read_link(href) for href in result.hrefs()]
    assert [link.problems for link in links] == [(), (), ()]
    assert [link.values.get("title") for link in links] == ["Flagship package", None, "Flagship package"]
    assert {link.values["source"] for link in links} == {"docs/index"}
    assert links[0].values["linkUrl"] == "https://help.example.com/"
    assert all("data-mos-loader" in result.html(path) for path in result.pages)


def test_every_example_of_a_page_builds(site: MakeSite) -> None:
    (products,) = [re.match(r"---.*?---\n", page, re.DOTALL) for page in blocks("markdown", "docs/index.md")]
    assert products
    examples = blocks("markdown", "example")
    (alone,) = blocks("markdown", "alone")
    (front_matter,) = blocks("yaml", "front-matter")
    assert len(examples) == 3
    pages = {f"{n}.md": products[0] + example for n, example in enumerate(examples)}
    pages |= {"index.md": front_matter + "::: mos-product\n", "alone.md": alone}
    result = site(pages, "site_url: https://s.example/\n").build("--strict")
    assert result.status == 0, result.output
    (button,) = [read_link(href) for href in result.hrefs("1/index.html")]
    assert button.values["price"] == "from $249.00"
    assert button.values["source"] == "pricing-table"
    for path in ("0/index.html", "2/index.html", "index.html", "alone/index.html"):
        assert len(result.hrefs(path)) == 1


def test_the_examples_of_windows_build(site: MakeSite) -> None:
    (products,) = [re.match(r"---.*?---\n", page, re.DOTALL) for page in blocks("markdown", "docs/index.md")]
    assert products
    page = products[0] + "\n".join(blocks("markdown", "window"))
    for title in ("sdk", "sandbox"):
        (options,) = blocks("yaml", title)
        made = site({"index.md": page, "mos-customer-service-sdk.umd.js": ""}, mos="service_id: acme")
        if title == "sandbox":  # of the preview: what is built needs the SDK
            options += "      sdk: mos-customer-service-sdk.umd.js\n"
        (made.folder / "mkdocs.yml").write_text(f"site_name: T\nsite_url: https://s.example/\n{options}", "utf-8")
        result = made.build("--strict")
        assert result.status == 0, result.output
        assert len(with_class(result.page(), "mos-chat")) == 2
        assert len(with_class(result.page(), "mos-message")) == 1


def test_the_example_of_words_is_used(site: MakeSite) -> None:
    (options,) = blocks("yaml", "words")
    card = "::: mos-product\n    title: F\n"
    made = site({"index.md": card, "fr.md": f"---\nlang: fr\n---\n{card}"})
    (made.folder / "mkdocs.yml").write_text(f"site_name: T\nsite_url: https://s.example/\n{options}", "utf-8")
    result = made.build("--strict")
    assert result.status == 0, result.output
    for path, said in (("index.html", "Chat about this"), ("fr/index.html", "Discutons-en")):
        assert said in text(with_class(result.page(path), "mos-link")[0])


def test_the_examples_of_contact_build(site: MakeSite) -> None:
    (options,) = blocks("yaml", "telegram")
    made = site({f"{n}.md": page for n, page in enumerate(blocks("markdown", "contact"))})
    (made.folder / "mkdocs.yml").write_text(f"site_name: T\nsite_url: https://s.example/\n{options}", "utf-8")
    result = made.build("--strict")
    assert result.status == 0, result.output
    for path, count in (("0/index.html", 1), ("1/index.html", 0)):
        assert len(with_class(result.page(path), "mos-telegram")) == 1
        assert len(result.hrefs(path)) == len(with_class(result.page(path), "mos-qr")) == count


def test_the_examples_of_asking_build(site: MakeSite) -> None:
    ((options,), (front_matter,)) = blocks("yaml", "ask"), blocks("yaml", "ask-page")
    made = site({"index.md": "# Home", "a.md": "# A", "b.md": f"{front_matter}# B"})
    (made.folder / "mkdocs.yml").write_text(f"site_name: T\nsite_url: https://s.example/\n{options}", "utf-8")
    result = made.build("--strict")
    assert result.status == 0, result.output
    assert [path for path in result.pages if with_class(result.page(path), "mos-ask")] == ["a/index.html"]


def test_the_example_of_a_template_is_used(site: MakeSite) -> None:
    (template,) = blocks("jinja", "overrides/mos/product.html")
    config = "theme: {name: mkdocs, custom_dir: overrides}\n"
    made = site({"index.md": FRONT + "::: mos-product f\n"}, config)
    file = made.folder / "overrides" / "mos" / "product.html"
    file.parent.mkdir(parents=True)
    file.write_text(template, "utf-8")
    (card,) = with_class(made.build("--strict").page(), "mos-product")
    assert text(card).split() == ["F", "$9", "Ask", "about", "this"]


def test_the_commands_print_what_is_shown() -> None:
    (console,) = blocks("console")
    assert "decode" in console
    for part in console.split("$ mkdocs-mos ")[1:]:
        line, _, shown = part.partition("\n")
        done = run(*shlex.split(line))
        assert (done.returncode, done.stdout) == (0, shown)


def test_the_check_and_the_report_of_the_five_minutes_print_what_is_shown(tmp_path: Path) -> None:
    for kind, title in (("yaml", "mkdocs.yml"), ("markdown", "docs/index.md")):
        file = tmp_path / title
        file.parent.mkdir(exist_ok=True)
        text = blocks(kind, title)[0].replace("[ask about the flagship](mos:flagship)", "later")
        file.write_text(text.replace("help.example.com", "help.tea.internal"), "utf-8")  # as its owner has by then
    assert Site(tmp_path).build("--strict").status == 0
    for title in ("check", "report"):
        (shown,) = blocks("console", title)
        line, _, words = shown.removeprefix("$ mkdocs-mos ").partition("\n")
        done = run(*shlex.split(line), cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, words)
    (steps,) = blocks("yaml", "workflow")
    assert [step["run"].split()[0] for step in yaml.safe_load(steps)] == ["mkdocs", "mkdocs-mos"]


def test_the_python_examples_are_true() -> None:
    for example in blocks("pycon"):
        found = doctest.DocTestParser().get_doctest(example, {}, "README", "README.md", 0)
        assert found.examples
        assert doctest.DocTestRunner().run(found).failed == 0


def test_the_lists_of_options_and_fields_are_those_of_the_code() -> None:
    assert names("In `mkdocs.yml`, under the plugin") == sorted(
        (name for name, _ in MosConfig()._schema), key=names("In `mkdocs.yml`, under the plugin").index
    )
    assert len(names("In `mkdocs.yml`, under the plugin")) == len(MosConfig()._schema)
    assert set(names("In a page's front matter, under `mos:`")) == set(PAGE_OPTIONS)
    assert set(names("A product has the six fields")) == set(FIELDS)
    assert set(names("overrides the product's own on this card")) == set(DIRECTIVES["product"].OPTIONS)
    assert set(names("refuse any other file. Now write")) == set(DIRECTIVES["chat"].OPTIONS)
    assert set(names("    ways: telegram")) == set(DIRECTIVES["contact"].OPTIONS)
    assert set(names("A button that only sends")) == set(DIRECTIVES["message"].OPTIONS)
    assert {rule for row in table("### A built site") for rule in re.findall(r"`([\w-]+)`", row[0])} == set(RULES)
    listed = [name for row in table("## Words") for name in re.findall(r"`(\w+)`", row[0])]
    ours = {**words("en"), "chat_title": "the site’s name, on the panel"}
    assert sorted(listed) == sorted(ours)
    assert ours.keys() == {*words("en"), *NAMES}
    english = [word for row in table("## Words") for word in re.sub(r" \(for.*", "", row[1]).split(" · ")]
    assert english == [ours[name] for name in listed]
    assert set(names("else the\npage's, else the site's")) == set(PLACEHOLDERS)


def test_the_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"make (\w+)", README)) - {"the"}
    assert {"demo", "site", "test"} <= targets
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets if target not in ("a",))


def test_the_pictures_and_pages_it_links_to_exist() -> None:
    targets = re.findall(r"\]\((?!https:|mos:|#)([^)#]+)\)", README)
    assert ".github/help-centre.png" in targets
    assert all((ROOT / target).is_file() for target in targets)
    headings = {
        re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", README, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", README)) <= headings


ERRORS = [row[0].strip("| `") for part in ("mkdocs.yml", "front matter", "products") for row in table(f"### In {part}")]


def pattern(message: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, message.split("…"))))


A = front("  products:", "    flagship: {title: Flagship, price: $299.00}", body="# A\n\n::: mos-product flagship\n")


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every message that the cases of bad pages and of mkdocs.yml hold, and those that are no single page's fault."""

    def build(options: str, pages: dict[str, str], more: str = "") -> list[str]:
        made = Site(tmp_path_factory.mktemp("messages"))
        config = f"site_name: T\nplugins:\n  - mos: {{service_id: acme, {options}}}\n{more}"
        (made.folder / "mkdocs.yml").write_text(config, "utf-8")
        for path, page in pages.items():
            made.write(path, page)
        return [words for words in made.build().problems if "the site was not built" not in words]

    found = [each for kind in ("bad_pages", "bad_config") for case in cases(kind).values() for each in words_of(case)]
    found = [each for each in found if "the site was not built" not in each]
    found += build("sandbox: true", {"index.md": ""})
    found += build("", {"index.md": "::: mos-chat\n"})
    disagreeing = {
        "a.md": A + "\n[ask](mos:?source=docs)",
        "b.md": A.replace("299", "9") + "\n[ask](mos:?source=Docs)",
        "c.md": A.replace("299", "19").replace("Flagship", "The flagship"),
    }
    found += build("", disagreeing)
    found += build("exclude: [nope/*]", {"index.md": product("title: x, cover: a.svg"), "a.svg": ""})
    by_hand = {
        "index.md": "[a](https://mos.me/acme?title=Tea)",
        "feed.json": '{"a": "<a href=\\"mos:\\">::: mos-chat"}',
        "a.md": "::: mos-product\n    title: undefined\n\n::: mos-product\n    title: “Tea”\n",
        "b.md": "::: mos-product\n    title: a%20b\n\n::: mos-product\n    title: '{{ title }}'\n",
        "c.md": "---\nmos:\n  product: {title: T}\n  source: docs #1\n---\n::: mos-product\n    title: Tea #3\n",
    }
    found += build("", by_hand)
    for broken in ("{% if %}", "{{ nope }}"):
        pages = {"index.md": FRONT + "::: mos-product f\n", "../over/mos/product.html": broken}
        found += build("", pages, "theme: {name: mkdocs, custom_dir: over}\n")
    return found


CATALOG = [message for row in table("### In a catalogue") for message in re.findall(r"`([^`]+)`", row[0])]


@pytest.fixture(scope="module")
def catalog_messages(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every message that the bad files among the cases bring about, and what is no file at all."""
    folder = tmp_path_factory.mktemp("catalog")
    paths = [folder / "nope.csv", folder]
    for name, case in cases("bad_files").items():
        path = folder / name / case["file"]
        path.parent.mkdir()
        path.write_bytes(content(case["text"]))
        paths.append(path)
    many = folder / "many.csv"
    many.write_text("name,title\n" + "f\n" * 2000, "utf-8")
    paths.append(many)
    return [problem.words for path in paths for problem in load([path], str)[1]] + [
        problem.words for problem in load(paths, str)[1] if " too; " in problem.words
    ]


def test_the_messages_of_a_catalogue_are_in_the_readme(catalog_messages: list[str]) -> None:
    known = [pattern(message) for message in CATALOG]
    assert [words for words in catalog_messages if not any(p.search(words) for p in known)] == []
    assert [p.pattern for p in known if not any(p.search(words) for words in catalog_messages)] == []


def test_the_example_of_a_catalogue_builds(site: MakeSite) -> None:
    (options,) = blocks("yaml", "catalog")
    pages = {"index.md": "::: mos-product flagship\n\n::: mos-product starter\n", "img/flagship.jpg": ""}
    made = site(pages)
    (made.folder / "mkdocs.yml").write_text(f"site_name: T\nsite_url: https://s.example/\n{options}", "utf-8")
    for kind, title in (("csv", "products.csv"), ("yaml", "shop/starter.yml")):
        file = made.folder / title
        file.parent.mkdir(exist_ok=True)
        file.write_text(blocks(kind, title)[0], "utf-8")
    result = made.build("--strict")
    assert result.status == 0, result.output
    assert [read_link(href).values["title"] for href in result.hrefs()] == ["Flagship package", "Starter package"]


def test_every_error_is_in_the_readme(messages: list[str]) -> None:
    known = [pattern(message) for message in ERRORS]
    assert [words for words in messages if not any(p.search(words) for p in known)] == []


@pytest.mark.parametrize("message", ERRORS)
def test_every_error_in_the_readme_is_real(messages: list[str], message: str) -> None:
    assert any(pattern(message).search(words) for words in messages)
