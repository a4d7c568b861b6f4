"""What users read is true: its examples run, what is generated is what the code says, and its links lead somewhere."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import yaml

from mkdocs_mos import read_link
from mkdocs_mos.content.front_matter import OPTIONS as PAGE_OPTIONS
from mkdocs_mos.content.options import OPTIONS
from mkdocs_mos.content.translations import NAMES, words
from mkdocs_mos.core.product import FIELDS
from mkdocs_mos.core.source import PLACEHOLDERS
from mkdocs_mos.markdown.directives import DIRECTIVES
from mkdocs_mos.plugin.config import MosConfig

from .commands import run
from .conftest import DOCUMENTS, ROOT, MakeSite, Site, blocks, text, with_class
from .pages import FRONT

README = DOCUMENTS[ROOT / "README.md"]
DOCS = ROOT / "docs"


def table(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table after a heading or a line of text of a page."""
    _, _, after = DOCUMENTS[DOCS / "pages" / page].partition(heading)
    assert after, (page, heading)
    lines = after.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("| ---"))
    rows = []
    for line in lines[start + 1 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return rows


def names(page: str, heading: str) -> list[str]:
    return [row[0].strip("| `{}") for row in table(page, heading)]


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


def test_the_examples_of_hours_build(site: MakeSite) -> None:
    ((options,), (page,)) = blocks("yaml", "hours"), blocks("markdown", "hours")
    made = site({"index.md": page})
    (made.folder / "mkdocs.yml").write_text(f"site_name: T\nsite_url: https://s.example/\n{options}", "utf-8")
    result = made.build("--strict")
    assert result.status == 0, result.output
    (hours,) = with_class(result.page(), "mos-hours")
    assert "Monday – Thursday 08:00 – 18:00" in " ".join(" ".join(hours.itertext()).split())


def test_the_examples_of_asking_build(site: MakeSite) -> None:
    ((options,), (front_matter,)) = blocks("yaml", "ask"), blocks("yaml", "ask-page")
    made = site({"index.md": "# Home", "a.md": "# A", "b.md": f"{front_matter}# B"})
    (made.folder / "mkdocs.yml").write_text(f"site_name: T\nsite_url: https://s.example/\n{options}", "utf-8")
    result = made.build("--strict")
    assert result.status == 0, result.output
    assert [path for path in result.pages if with_class(result.page(path), "mos-ask")] == ["a/index.html"]


def test_the_example_of_articles_that_may_answer_builds(site: MakeSite) -> None:
    (front_matter,), (folder,) = blocks("yaml", "suggest"), blocks("yaml", "suggest-folder")
    pages = {
        "index.md": "# Home",
        "a.md": f"{front_matter}# A",
        "orders/returns.md": "# Returns",
        "delivery.md": "# Delivery\n\n## Late parcels",
        "help/.meta.yml": folder,
        "help/b.md": "# B",
    }
    options = "service_id: acme\nask: true"
    result = site(pages, "site_url: https://s.example/\n", options, "material", "  - meta\n").build("--strict")
    assert result.status == 0, result.output
    for page in ("a", "help/b"):
        (box,) = with_class(result.page(f"{page}/index.html"), "mos-suggest")
        assert [text(link) for link in box.iter("a")] == ["Returns", "Late parcels"]


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


def test_what_is_generated_is_what_the_code_says() -> None:
    done = subprocess.run([sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_examples_of_options_are_values_that_a_build_takes() -> None:
    options = yaml.safe_load((DOCS / "options.yml").read_text("utf-8"))
    assert set(options) == {name for name, _ in MosConfig()._schema}
    for name, about in options.items():
        example = about["example"]
        assert OPTIONS[name].read(example) not in (None, OPTIONS[name].kind.default), name
        assert set(about) <= {"text", "takes", "default", "example", "since"}


def test_the_lists_of_options_and_fields_are_those_of_the_code() -> None:
    assert set(names("options.md", "In a page's front matter, under `mos:`")) == set(PAGE_OPTIONS)
    assert set(names("products.md", "A product has the six fields")) == set(FIELDS)
    assert set(names("products.md", "overrides the product's own on this card")) == set(DIRECTIVES["product"].OPTIONS)
    assert set(names("window.md", "Press *Ask about this* on the card below")) == set(DIRECTIVES["chat"].OPTIONS)
    assert set(names("window.md", "A button that only sends")) == set(DIRECTIVES["message"].OPTIONS)
    assert set(names("asking.md", "    ways: telegram")) == set(DIRECTIVES["contact"].OPTIONS)
    rows = table("words.md", "# Words")
    listed = [name for row in rows for name in re.findall(r"`(\w+)`", row[0])]
    ours = {**words("en"), "chat_title": "the site’s name, on the panel"}
    assert sorted(listed) == sorted(ours)
    assert ours.keys() == {*words("en"), *NAMES}
    english = [word for row in rows for word in re.sub(r" \(for.*", "", row[1]).split(" · ")]
    assert english == [ours[name] for name in listed]
    assert set(names("links.md", "else the\npage's, else the site's")) == set(PLACEHOLDERS)


def test_the_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    documents = "\n".join(DOCUMENTS.values())
    targets = set(re.findall(r"`make ([\w-]+)|^make ([\w-]+)", documents, re.MULTILINE))
    targets = {one or other for one, other in targets}
    assert {"demo", "site", "test"} <= targets
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_the_readme_is_short_and_shows_the_finished_thing() -> None:
    assert len(README.splitlines()) <= 150
    assert "](.github/help-centre.png)" in README


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
