"""The directives and `mos:` links, as a Markdown extension that works under any host.

    ::: mos-product flagship
        label: Ask about the flagship

    ::: mos-product flagship
    label: Ask about the flagship
    :::

    [words](mos:), [words](mos:flagship), [words](mos:flagship?source=pricing)

A directive may follow a paragraph without a blank line, its options may follow a blank line, and it may stand in
lists, quotes, admonitions and tabs. Blocks are caught while the text is parsed, and built when the tree is whole:
by then nothing is left that would take an author's words for Markdown.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from xml.etree.ElementTree import Element, SubElement

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from ..audit.hand_made_links import hand_made, may_be_hand_made
from ..audit.private_addresses import private_address
from ..audit.signs import markdown_may_hold
from ..audit.unresolved import Line, leftovers, lines_left
from ..content.catalog import Catalog, CatalogFiles, load_matching
from ..content.lookalikes import Lookalike, folded, lookalike
from ..content.page import Page, Site
from ..content.positions import FRONT_MATTER
from ..content.slips import misplaced_front_matter
from ..content.translations import Wording, check_own
from ..core.links import check_source, service_id
from ..core.problems import ContentError, Problem, Problems, did_you_mean, quoted
from ..core.product import FIELDS
from ..core.rules import Severity
from ..core.telegram import username
from ..core.tokens import holds_token
from . import directives, zensical
from .cards import Cards, exact, sent_json

if TYPE_CHECKING:
    from markdown import Markdown

log = logging.getLogger("mkdocs.plugins.mkdocs_mos")

_READERS_OF_HTML = ("mkdocs_raw_html", "properdocs_raw_html", "html_block")
_HEADER = r"^[ ]{{{},{}}}:::[ ]*mos-(?P<kind>\S*)(?P<argument>.*)$"  # between two indentations
_ANY_HEADER = re.compile(r"[ >]*:::[ ]*mos-", re.IGNORECASE)
_CLOSER = re.compile(r"^[ ]{0,3}:::[ ]*$", re.MULTILINE)
_COLONS = re.compile(r"^[ ]{0,3}:::", re.MULTILINE)
_KEY = re.compile(
    r"(?:[ ]*(?:#.*)?\n)*+(?:[ ]{0,3}|[\u00a0\u3000]+)[\"']?(?P<name>[A-Za-z_][\w-]*)[\"']?[ ]*:(?=\s|\Z)"
)
_OPTION_NAMES = [*FIELDS, *(name for directive in directives.DIRECTIVES.values() for name in directive.OPTIONS)]
_MARKS = ("\x02", "\x03")
_SHIELD = {"<": "\x02mos-lt\x03", "&": "\x02mos-amp\x03"}

LOADER_OPTIONS = ("enabled", "loader", "inline_script", "consent", "exclude", "sdk_integrity", "timeout", "sandbox")
"""The plugin's options of what a page loads, which is not in its text."""


class Host(Protocol):
    """What the extension asks of whoever renders the page."""

    cards: Cards

    def page(self, md: Markdown) -> Page:
        """Return the page that is being rendered."""

    def report(self, problem: Problem) -> None:
        """Take a problem."""

    def converted(self, page: Page | None) -> None:
        """Take note that a page's Markdown is done; the page is given where it had anything of ours."""


class MosExtension(Extension):
    """The Markdown extension `mkdocs_mos`. A plugin gives its host; alone, it is configured by its own options."""

    def __init__(self, host: Host | None = None, **options: Any) -> None:
        self.config = {
            "service_id": ["", "the customer service ID, or the whole https://mos.me/ID link"],
            "source": ["", "channel on every link"],
            "link_url": ["page", "what a product without linkUrl sends"],
            "language": ["en", "the language of our words, and what {lang} stands for in source"],
            "telegram": ["", "the public username of the team's Telegram bot"],
            "words": [{}, "words of the site's own in place of ours, by name"],
            "sdk": ["", "the vendor's SDK, where the site loads it: then pages can embed the chat window"],
            "catalog": ["", "product files, as seen from the folder that the site is built in"],
        }
        self.host = host
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register with one Markdown object; what it keeps of a page lives in its own processors."""
        host = self.host or self._own_host(md)
        alone = self.host is None  # then there are a page's front matter and its end to see to
        start = Start(md, host, every_page=alone)
        md.preprocessors.register(start, "mos", 31)  # after pymdownx.snippets (32), before Markdown drops marks (30)
        if alone:
            md.preprocessors.register(FrontMatter(md, start), "mos-front-matter", 29)  # before meta (27)

    def _own_host(self, md: Markdown) -> Host:
        context = zensical.context(md)
        if context is None:
            return PlainHost(self.getConfigs())
        plain = PlainHost(self.getConfigs(), zensical.root(context))
        return zensical.ZensicalHost(md, context, plain.site, plain.cards)

    def setConfig(self, key: str, value: Any) -> None:  # noqa: N802
        """Take an option.

        Raises:
            ContentError: there is no such option, or it is one of the plugin's that a page's text cannot have.
        """
        if key not in self.config:
            hint = did_you_mean(key, self.config)
            if key in LOADER_OPTIONS:
                hint = "what loads the chat is told to mkdocs-mos install, or to the plugin under MkDocs"
            elif key == "ask":
                hint = "only the plugin ends articles in a question, under MkDocs and ProperDocs"
            raise ContentError(f"the Markdown extension mkdocs_mos has no option {quoted(key)}; {hint}")
        super().setConfig(key, value)


class PlainHost:
    """Plain Python-Markdown: the front matter stands in the text, and problems are raised when it is converted.

    Raises:
        ContentError: the service ID, the source or a product file is wrong.
    """

    catalog_files = CatalogFiles()
    """Of all: a host that makes an extension for each page reads a file once."""

    def __init__(self, options: dict[str, Any], base: Path | None = None) -> None:
        self._base = base or Path.cwd()
        self.site = Site(
            service_id=service_id(_as_written(options["service_id"])),
            source=check_source(str(options["source"])) if options["source"] else None,
            page_link=options["link_url"] == "page",
            language=str(options["language"]),
            telegram=username(str(options["telegram"])) if options["telegram"] else None,
            wording=Wording(own=check_own(options["words"] or {})),
            sdk=bool(options["sdk"]),
            catalog=self._catalog(options["catalog"] or []),
        )
        self.cards = Cards()
        self._problems = Problems()

    def _catalog(self, names: str | list[str]) -> Catalog:
        patterns = [names] if isinstance(names, str) else [str(name) for name in names]
        catalog, problems = load_matching(self.catalog_files, patterns, self._base)
        if errors := [problem for problem in problems if problem.severity is Severity.ERROR]:
            raise ContentError("\n".join(map(str, errors)))
        for problem in problems:
            log.log(problem.severity, "%s", problem)
        return catalog

    def page(self, md: Markdown) -> Page:
        text = next(p for p in md.preprocessors if isinstance(p, FrontMatter)).text
        return Page(self.site, text=lambda: text)

    def report(self, problem: Problem) -> None:
        self._problems.add(problem)

    def converted(self, page: Page | None) -> None:
        found, self._problems = self._problems, Problems()
        for problem in page.options.problems if page else ():
            found.add(problem)
        if page:
            for doubt, locate in page.doubts:
                found.add(page.problem(doubt.rule, doubt.words, locate()))
        said = [f"line {problem.line}: {problem.words}" if problem.line else problem.words for problem in found]
        if found.errors:
            raise ContentError("\n".join(said))
        for problem, words in zip(found, said, strict=True):
            if problem.severity is Severity.WARNING:
                log.warning("%s", words)
        if page and page.options.ask:
            log.warning("ask draws nothing under Python-Markdown; write a link such as [Ask us](mos:) at the end")
        if missing := [what for what, by_author in page.left_out.items() if by_author] if page else []:
            log.warning(
                "chat links leave out %s: Python-Markdown does not tell us where the text will stand; write https "
                "addresses",
                ", ".join(missing),
            )


def _as_written(value: object) -> str:
    """Return an ID as its author wrote it: `{acme}`, as in the vendor's document, is a mapping to YAML."""
    return f"{{{next(iter(value))}}}" if isinstance(value, dict) and list(value.values()) == [None] else str(value)


class Start(Preprocessor):
    """Begins a page: forgets the one before, and lets our other parts in where there may be anything for them.

    Most pages hold nothing of ours, and a host may make a Markdown object for each.
    """

    def __init__(self, md: Markdown, host: Host, every_page: bool) -> None:
        super().__init__(md)
        self.page: Page | None = None
        self.built = False
        """Whether the tree is whole."""
        self._host = host
        self.every_page = every_page
        self._lines: list[str] = []
        self._blocks: Blocks | None = None

    def run(self, lines: list[str]) -> list[str]:
        self._lines, self.page, self.built = lines, None, False
        if self._blocks:
            self._blocks.forget()
        elif self.every_page or markdown_may_hold("\n".join(lines)):
            self._register()  # now, when all other extensions have had their turn
        return lines

    def _register(self) -> None:
        md, host = self.md, self._host
        self._blocks = Blocks(md)
        for name in _READERS_OF_HTML:
            if name in md.preprocessors:
                _shield(md, md.preprocessors[name])
        md.parser.blockprocessors.register(self._blocks, "mos", 110)  # before mkdocstrings (75) and admonition (105)
        md.treeprocessors.register(Links(md, self, host), "mos-links", 12)  # after inline (20), before toc (5)
        # After all that reads text (inline 20, attr_list 8, abbr 7, smarty 6, toc 5), before relpath (1 and 0).
        md.treeprocessors.register(Build(md, self._blocks, self, host), "mos", 3)
        md.postprocessors.register(Finish(md, self, host), "mos", -100)  # after all others

    @property
    def marked(self) -> bool:
        """Whether the text holds the two control characters that Markdown itself drops without a word."""
        return any(mark in line for line in self._lines for mark in _MARKS)

    def current(self) -> Page:
        """Return the page that is being rendered, looked up when it is first needed."""
        if self.page is None:
            self.page = self._host.page(self.md)
            self.page.tab_length = self.md.tab_length
        return self.page


class FrontMatter(Preprocessor):
    """Takes a plain text's front matter, which no host has taken, out of it."""

    def __init__(self, md: Markdown, start: Start) -> None:
        super().__init__(md)
        self.text = ""
        self._start = start

    def run(self, lines: list[str]) -> list[str]:
        self.text = "\n".join(lines)
        match = FRONT_MATTER.match(self.text)
        if match and re.search(r"^[ \t]*[\"']?mos[\"']?[ \t]*:", match["yaml"], re.MULTILINE):
            self._start.current()
            return self.text[match.end() :].split("\n")
        if not match and misplaced_front_matter(self.text):
            self._start.current()
        return lines


def _shield(md: Markdown, reader: Preprocessor) -> None:
    """Keep one of Markdown's readers of HTML out of option lines: a `<div>` there is somebody's text.

    Its `run` is replaced, since the list of those that run on this page stands by now.
    """
    read = reader.run

    def run(lines: list[str]) -> list[str]:
        if ":::" not in "\n".join(lines):
            return read(lines)
        lines = [_unshielded(line) for line in read(_shielded_lines(lines, min(_level(md), 4)))]
        _unshield_kept(md.htmlStash.rawHtmlBlocks)
        return lines

    reader.run = run  # type: ignore[method-assign]


def _shielded_lines(lines: list[str], deeper: int) -> list[str]:
    indent = -1  # of the directive above, while its options last
    fenced = first = False
    shielded = []
    for at, line in enumerate(lines):
        bare = line.lstrip(" >")
        if ":::" in line and _ANY_HEADER.match(line):
            indent, fenced, first, line = len(line) - len(bare), False, True, _shielded(line)
        elif indent >= 0:
            inside = not bare or len(line) - len(bare) >= indent + deeper
            fenced = fenced or (first and not inside and _KEY.match(bare) is not None and _closes(lines, at))
            if inside or (fenced and not _CLOSER.match(bare)):
                line = _shielded(line)
            elif not bare.startswith("#"):
                indent = -1
            first = first and (not bare or bare.startswith("#"))
        shielded.append(line)
    return shielded


def _closes(lines: list[str], at: int) -> bool:
    """Say whether the next line of colons ends a block."""
    colons = next((line for line in lines[at:] if line.lstrip(" >").startswith(":::")), "")
    return _CLOSER.match(colons.lstrip(" >")) is not None


def _unshield_kept(stash: list[Any]) -> None:
    """Give lines back as they were in raw HTML, where they are no options."""
    for at, kept in enumerate(stash):
        if isinstance(kept, str):
            stash[at] = _unshielded(kept)
        else:  # md_in_html keeps elements
            for element in kept.iter():
                element.text, element.tail = _unshielded(element.text or ""), _unshielded(element.tail or "")
                for name, value in element.items():
                    element.set(name, _unshielded(value))


def _shielded(line: str) -> str:
    for plain, code in _SHIELD.items():
        line = line.replace(plain, code)
    return line


def _unshielded(line: str) -> str:
    if "\x02mos-" not in line:
        return line
    for plain, code in _SHIELD.items():
        line = line.replace(code, plain)
    return line


def _level(md: Markdown) -> int:
    """Return the spaces of one level: Markdown's, or those of lists where an extension gives them fewer."""
    length: int = min(md.tab_length, md.parser.blockprocessors["indent"].tab_length)
    return length


class Blocks(BlockProcessor):
    """Catches the directives, and leaves an empty element in the place of each."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md.parser)
        self._tab = tab = _level(md)
        self._option = " " * min(tab, 4)
        self._header = re.compile(_HEADER.format(0, tab - 1), re.MULTILINE | re.IGNORECASE)
        self._indented_header = re.compile(_HEADER.format(tab, 2 * tab - 1), re.MULTILINE | re.IGNORECASE)
        self.forget()

    def forget(self) -> None:
        """Begin a page."""
        self.calls: list[directives.Call] = []
        self._seen: Counter[tuple[str, bool]] = Counter()
        self._open = False  # whether the last call may take more lines

    def test(self, parent: Element, block: str) -> bool:
        if ":::" in block:
            if self._header.search(block):
                return True
            if parent.tag == "li" and not block.startswith(" ") and self._indented_header.search(block):
                return True
        return self._open and self._continues(parent, block)

    def _continues(self, parent: Element, block: str) -> bool:
        """Say whether a block goes on with the options of the directive before it."""
        if not self._open or not len(parent) or parent[-1] is not self.calls[-1].element:
            return False
        block = block.lstrip("\n")
        first = block.split("\n", 1)[0]
        if first.startswith(self._option) or _CLOSER.fullmatch(first):
            return True
        call = self.calls[-1]
        return (call.unclosed or (not call.lines and _KEY.match(block) is not None)) and bool(_CLOSER.search(block))

    def run(self, parent: Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        if self._continues(parent, block):
            block = block.lstrip("\n")
            rest = self._take(self.calls[-1], block, blocks)
            if rest == block:  # none of it is an option
                self.calls[-1].unclosed = self._open = False
        elif match := self._header.search(block):
            if before := block[: match.start()].rstrip("\n"):
                self.parser.parseBlocks(parent, [before])
            call = self._call(match, SubElement(parent, "div"), nested=parent is not self.parser.root)
            rest = self._take(call, block[match.end() + 1 :], blocks)
            if not rest and not call.lines and blocks and self._open and _KEY.match(blocks[0].lstrip("\n")):
                rest = self._take_fenced(call, blocks.pop(0), blocks, sure=False)
        else:  # in a list item, right under its text
            before, rest = self._split_item(block)
            self.parser.parseBlocks(parent, [before])
            blocks.insert(0, rest)
            return
        if rest.strip():
            self._open = self.calls[-1].unclosed
            blocks.insert(0, rest)

    def _call(self, match: re.Match[str], element: Element, nested: bool) -> directives.Call:
        header = match[0].strip()
        nth = self._seen[header, nested]
        self._seen[header, nested] += 1
        call = directives.Call(
            match["kind"].lower(),
            match["argument"].strip(),
            element,
            lambda page: page.places.directive(header, nth, nested),
        )
        self.calls.append(call)
        self._open = True
        return call

    def _take(self, call: directives.Call, text: str, blocks: list[str]) -> str:
        """Take a directive's option lines from a text, and return what is left of it."""
        lines = text.split("\n")
        count = next(
            (i for i, line in enumerate(lines) if line.strip() and not line.startswith(self._option)), len(lines)
        )
        indented, text = lines[:count], "\n".join(lines[count:])
        if any(line.strip() for line in indented):
            call.lines += ["", *indented] if call.lines else indented
        if text and (not call.lines or call.unclosed) and _KEY.match(text):
            text = self._take_fenced(call, text, blocks)
        if text and self._open and _CLOSER.fullmatch(text.split("\n", 1)[0]):
            call.unclosed = self._open = False
            text = text.partition("\n")[2]
        return text

    def _split_item(self, block: str) -> tuple[str, str]:
        """Return a list item's text, and what stands indented under it from its first directive on."""
        match = self._indented_header.search(block)
        assert match
        lines = block[match.start() :].split("\n")
        return block[: match.start()].rstrip("\n"), "\n".join(line.removeprefix(" " * self._tab) for line in lines)

    def _take_fenced(self, call: directives.Call, text: str, blocks: list[str], sure: bool = True) -> str:
        """Take the lines at the margin up to `:::`, some blank lines further down perhaps, and return the rest.

        Where no `:::` comes, and they are surely meant as options, since they follow at once, the call is unclosed.
        """
        parts: list[str] = []
        for count, part in enumerate([text, *blocks]):
            colons = _COLONS.search(part)
            if colons and _CLOSER.match(part, colons.start()):
                call.lines += "\n\n".join([*parts, part[: colons.start()]]).split("\n")
                del blocks[:count]
                call.unclosed = self._open = False
                return part[colons.start() :].partition("\n")[2]
            if colons:
                break
            parts.append(part)
        first = _KEY.match(text)
        if first and get_close_matches(first["name"], _OPTION_NAMES, cutoff=0.6 if sure else 1.0):
            call.unclosed = True
            lines = text[first.start("name") :].split("\n")
            count = next((i for i, line in enumerate(lines) if not _KEY.match(line)), len(lines))
            call.lines += lines[:count]
            return "\n".join(lines[count:])
        return text  # a paragraph that begins like “Note: …”


class Build(Treeprocessor):
    """Puts what they mean in the place of the directives."""

    def __init__(self, md: Markdown, blocks: Blocks, start: Start, host: Host) -> None:
        super().__init__(md)
        self._blocks = blocks
        self._start = start
        self._host = host

    def run(self, root: Element) -> None:
        if self._blocks.calls and self._start.marked:
            self._name_marks(self._start.current())
        for call in self._blocks.calls:
            page = self._start.current()
            element = directives.run(call, page, self._host.cards, self._host.report)
            _replace(call.element, element)
        self._start.built = True

    def _name_marks(self, page: Page) -> None:
        numbered = enumerate(page.source_text.split("\n"), 1)
        lines: list[int | None] = [number for number, line in numbered if any(mark in line for mark in _MARKS)]
        for line in lines or [None]:  # an included text has none
            words = "the text holds the control character U+0002 or U+0003, which no page can show; delete it"
            self._host.report(page.problem("text", words, line))


class Links(Treeprocessor):
    """Puts chat links in the place of the `mos:` links, wherever Markdown made them."""

    def __init__(self, md: Markdown, start: Start, host: Host) -> None:
        super().__init__(md)
        self._start = start
        self._host = host

    def run(self, root: Element) -> None:
        seen: Counter[str] = Counter()
        for element in root.iter("a"):
            href = element.get("href", "")
            if href[:4].lower() == "mos:":
                self._link(element, self._plain(href), seen)
            elif "mos%" in href.lower() and (own := private_address(self._plain(href))):  # a neighbour encoded it
                self._link(element, own, seen)

    def _link(self, element: Element, address: str, seen: Counter[str]) -> None:
        page = self._start.current()
        nth = seen[address]
        seen[address] += 1
        page.here = lambda: page.places.link(address, nth)
        try:
            context = directives.mos_context(page, address)
            element.set("href", exact(page.shown(context.link)))
        except (ContentError, directives.Unbuildable) as error:
            problems = list(page.options.problems)
            if isinstance(error, ContentError):
                problem = page.wrong(error, page.places.link(address, nth))
                self._host.report(problem)
                problems = [problem]
            self._host.cards.used = True
            element.tag = "strong"
            element.attrib.clear()
            element.set("class", "mos-problem")
            element.tail, tail = None, element.tail
            SubElement(element, "span").text = exact(f" ({'; '.join(str(problem) for problem in problems)})")
            element.tail = tail
        else:
            classes = element.get("class", "").split()
            element.set("class", " ".join([*classes, "mos-link"] if "mos-link" not in classes else classes))
            element.set("target", "_blank")
            element.set("rel", "noopener")
            if context.sent and page.site.sdk and page.site.live:
                element.set("data-mos-product", exact(sent_json(context.sent)))

    def _plain(self, href: str) -> str:
        """Return an address without Markdown's own marks for escaped characters."""
        unescape: Any = self.md.treeprocessors["unescape"]
        plain: str = unescape.unescape(href)
        return plain.replace(AMP_SUBSTITUTE, "&")


def _replace(place: Element, element: Element) -> None:
    """Let an element stand in another's place in the tree."""
    tail = place.tail
    place.clear()
    place.tag, place.text, place.tail = element.tag, element.text, tail
    place.attrib.update(element.attrib)
    place.extend(element)


class Finish(Postprocessor):
    """Names the `mos:` addresses that are left, such as those in raw HTML, and tells the host that a page is done."""

    def __init__(self, md: Markdown, start: Start, host: Host) -> None:
        super().__init__(md)
        self._start = start
        self._host = host

    def run(self, text: str) -> str:
        if not self._start.built:  # toc runs the postprocessors on each heading
            return text
        seen: Counter[str] = Counter()
        for left in leftovers(text):
            page = self._start.current()
            self._host.report(leftover_problem(page, left, seen[left]))
            seen[left] += 1
        for problem in misplaced(text, self._start.current):
            self._host.report(problem)
        if self._start.every_page:  # no host looks at the built page
            self._look_closely(text)
        self._host.converted(self._start.page)
        return text

    def _look_closely(self, text: str) -> None:
        """Name the tokens and the wrong chat links that only the finished text shows."""
        if holds_token(text):
            for problem in self._start.current().token_problems():
                self._host.report(problem)
        page = self._start.page
        if may_be_hand_made(text, page.site.made if page else ()):
            page = self._start.current()
            for problem in hand_made(text, page, [page.site.service_id], lambda _address: None):
                self._host.report(problem)


def leftover_problem(page: Page, left: str, nth: int = 0) -> Problem:
    """Return the problem of a `mos:` address that stayed as it was in a built page."""
    words = (
        f"the address {quoted(left)} stays as it is, a dead link: mos: addresses work in Markdown links and in "
        "nav, not in raw HTML, pictures or templates; write [words](mos:…)"
    )
    own = private_address(left, page.site.address) or left
    return page.problem(
        "private-address", words, next((line for one in (left, own) if (line := page.places.link(one, nth))), None)
    )


_PLACES = {
    "heading": "a heading holds no blocks; write it on a line of its own under the heading",
    "cell": "a table's cell holds no blocks; write it under the table",
    "html": "it is inside raw HTML, where Markdown is not read; write it outside, or use md_in_html",
    "text": "it is inside a paragraph; write it on a line of its own, no deeper than the text around it",
}


def misplaced(html: str, view: Callable[[], Page]) -> Iterator[Problem]:
    """Yield a problem for each line of a page's content that was meant as a directive, and stayed text."""
    seen: Counter[str] = Counter()
    for line in lines_left(html):
        meant = lookalike(line.text, directives.DIRECTIVES, lambda name: _is_product(view(), name))
        if meant is None:
            continue
        page = view()
        text = folded(line.text)
        where = page.places.holding(text, folded, seen[text])
        seen[text] += 1
        if where != 0:  # written so that it is shown
            words = f"{quoted(line.text)} stays on the page as text: {_cure(line, meant)}"
            yield page.problem("misplaced", words, where)


def unconverted(html: str, page: Page) -> Iterator[Problem]:
    """Yield a problem for all that is meant for us in a content which somebody else has made, such as a notebook's."""
    for line in dict.fromkeys(lines_left(html)):
        if lookalike(line.text, directives.DIRECTIVES, lambda name: _is_product(page, name)):
            words = "notebooks and other pages that are not read as Markdown by MkDocs hold no blocks"
            yield page.problem(
                "misplaced", f"{quoted(line.text)} stays on the page as text: {words}; write it on a Markdown page"
            )
    for left in dict.fromkeys(leftovers(html)):
        try:
            instead = directives.mos_link(page, left)
        except (ContentError, directives.Unbuildable):
            instead = f"https://mos.me/{page.site.service_id}"
        words = "notebooks and other pages that are not read as Markdown by MkDocs hold no mos: addresses"
        yield page.problem(
            "private-address", f"the address {quoted(left)} stays as it is, a dead link: {words}; write {instead}"
        )


def _cure(line: Line, meant: Lookalike) -> str:
    if meant.fault:
        return f"{meant.fault}: {quoted(meant.right)}"
    if meant.lead:
        return f"the {quoted(meant.lead)} before it begins no list or quote here; leave a blank line above it"
    return _PLACES[line.within]


def _is_product(page: Page, name: str) -> bool:
    return name in page.options.products or name in page.site.catalog


def makeExtension(**options: Any) -> MosExtension:  # noqa: N802
    """Return the extension, as Python-Markdown finds it by its name."""
    return MosExtension(**options)
