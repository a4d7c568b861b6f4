"""The page being rendered, whoever renders it, and the site that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import yaml

from ..core.chat_window import TIMEOUT
from ..core.links import check_source, doubts, expand_source, sandbox_link
from ..core.problems import ContentError, Problem, quoted
from ..core.product import FIELDS, Product, faults, meant_field, name_hint
from ..core.tokens import WORDS as TOKEN
from ..core.tokens import token_lines
from . import yaml_nodes
from .catalog import Catalog, Record
from .positions import FRONT_MATTER, Places
from .slips import MAY_CUT, cut_off_words, cut_offs, misplaced_front_matter
from .translations import TAG, Wording

_OURS = re.compile(r"^[ \t]*[\"']?mos[\"']?[ \t]*:|[{,][ \t]*[\"']?mos[\"']?[ \t]*:", re.MULTILINE)

OPTIONS = ("source", "loader", "ask", "product", "products")
"""What may stand under a page's `mos`."""

FROM_CATALOG = -1
"""The line of what a page has not written: its problems were named where it stands."""

Report = Callable[[Problem], None]
Fields = dict[str, yaml_nodes.Text]


@dataclass(frozen=True, slots=True)
class Site:
    """What links and cards need to know of a site.

    Attributes:
        service_id: the customer service ID.
        source: the template of every link's channel.
        page_link: whether a product without `linkUrl` sends its page's own address.
        address: the site's https address with `/` at its end, or nothing where it has none.
        language: what the theme gives its HTML as its language.
        spoken: the language of its pages, where the host knows better than the theme.
        wording: which words of ours its pages get.
        sdk: whether pages can embed the chat window.
        live: whether anything of MOS is loaded; otherwise there are links only.
        timeout: milliseconds for the messages of a window.
        catalog: the products that every page may name.
        telegram: the username of the team's Telegram bot, or nothing.
        made: the chat links that have been made for it.
        sandbox: the place under the site's address of the page that plays MOS, or nothing.
    """

    service_id: str
    source: str | None = None
    page_link: bool = True
    address: str | None = None
    language: str = "en"
    spoken: str | None = None
    wording: Wording = field(default_factory=Wording)
    sdk: bool = False
    live: bool = True
    timeout: int = TIMEOUT
    catalog: Catalog = field(default_factory=Catalog)
    telegram: str | None = None
    sandbox: str | None = None
    made: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Use:
    """A channel, or a product with its price, where a page uses it: all pages must agree on them (see `agreement`)."""

    page: str
    locate: Callable[[], int | None]
    source: str = ""
    name: str = ""
    title: str = ""
    price: str = ""

    @property
    def place(self) -> str:
        return Problem("price", "", self.page, self.locate()).place


@dataclass
class Page:
    """One page: where it is, its source text, and what its front matter says of MOS.

    Attributes:
        site: the site that it belongs to.
        file: the file as messages name it, or nothing for a text without a file.
        uri: its place in the docs, with `/`, such as `products/flagship.md`.
        article: the same place, without what tells its language from another's; nothing where it is the same.
        text: gives the file's text, front matter included.
        address: the page's canonical https address, or nothing.
        find: gives the address under the site's of a file of the docs, or nothing where there is no such file;
            None where a host cannot tell.
        meta: the front matter as the host read it; None where the host reads none.
    """

    site: Site
    file: str | None = None
    uri: str | None = None
    article: str | None = None
    text: Callable[[], str] = lambda: ""
    address: str | None = None
    find: Callable[[str], str | None] | None = None
    meta: Mapping[str, object] | None = None
    left_out: dict[str, bool] = field(default_factory=dict)
    """What links of this page lack for want of an https `site_url`: by words, whether its author had written it."""
    here: Callable[[], int | None] = lambda: None
    """Gives the line of the block or link that is being built."""
    tab_length: int = 4
    """The spaces of one level of its Markdown."""
    doubts: list[tuple[Problem, Callable[[], int | None]]] = field(default_factory=list)
    """What was hardly meant in what has been built, and where it stands."""
    uses: list[Use] = field(default_factory=list)
    """The channels and prices of what has been built."""
    window: bool = False
    """Whether a chat window has been drawn, which our script opens."""

    @cached_property
    def source_text(self) -> str:
        """The file's text, read once, and only where it is needed."""
        return self.text().replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")

    @cached_property
    def places(self) -> Places:
        """Where in the text a block or a link stands."""
        return Places(self.source_text, self.tab_length)

    @property
    def language(self) -> str:
        """The page's language: what its front matter says as `lang`, else that of the build, else the theme's."""
        own = (self.meta or {}).get("lang")
        return own if isinstance(own, str) and TAG.fullmatch(own) else self.site.spoken or self.site.language

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Our words in the page's language."""
        return self.site.wording.of(self.language, self.site.language)

    @cached_property
    def options(self) -> PageOptions:
        """What the front matter says of MOS."""
        return read_options(self)

    def problem(self, rule: str, words: str, line: int | None = None) -> Problem:
        """Return a problem of this page."""
        return Problem(rule, words, self.file, line)

    def wrong(self, error: ContentError, line: int | None = None) -> Problem:
        """Return the problem that an error is, in a place of this page."""
        return self.problem(error.rule, str(error), line)

    def token_problems(self) -> list[Problem]:
        """Return a problem for each line of the file that holds a bot token; one of the page where none does."""
        lines = token_lines(self.source_text)
        if not lines:
            return [self.problem("token", f"the page holds {TOKEN}; it comes from a template, a macro or another file")]
        return [self.problem("token", f"the line holds {TOKEN}", line) for line in lines]

    def source(self, template: str | None, product: str = "") -> str | None:
        """Return the channel of a link: the directive's, else the page's, else the site's, filled in."""
        template = template or self.options.source or self.site.source
        if template is None:
            return None
        path = PurePosixPath(self.article or self.uri or "")
        folder = str(path.parent) if path.parent.name else ""
        page = str(path.with_suffix("")) if path.name else ""
        values = {"page": page, "section": folder, "product": product, "lang": self.language}
        return expand_source(template, values)

    def resolve(self, name: str, address: str) -> tuple[str | None, str | None]:
        """Return a `cover`'s or `linkUrl`'s address for a link, or nothing, and why it is wrong, or nothing."""
        if not address or address.startswith("https:") or urlsplit(address).scheme:
            return address, None
        parts = urlsplit(address)
        found: str | None = self.address
        if parts.path:
            if self.find is None:  # a host that cannot tell what files there are
                self.left_out[f"{name} {quoted(address)}"] = True
                return None, None
            place = _join(self.uri or "", unquote(parts.path))
            target = self.find(place) if place else None
            if target is None:
                where = f"no file {quoted(place)} is" if place else "it leads out of the docs; no such file is"
                return (
                    None,
                    f"{name} names {quoted(address)}, but {where} among the docs; correct the name or add the file",
                )
            found = urljoin(self.site.address, target) if self.site.address else None
        elif name == "cover":
            return None, f"cover {quoted(address)} names no file; write one such as img/flagship.jpg"
        if found is None:
            self.left_out[f"{name} {quoted(address)}"] = True
            return None, None
        return found + address[len(parts.path) :], None

    def used(
        self, source: str | None, name: str = "", product: Mapping[str, str] | None = None, price_line: int = 0
    ) -> None:
        """Note what a block or link tells MOS.

        Args:
            source: its channel.
            name: its product's name.
            product: its product's fields.
            price_line: where the front matter has the price; 0 where it stands elsewhere.
        """
        file = self.file or ""
        for doubt in doubts({**(product or {}), "source": source or ""}):
            self.doubts.append((doubt, self.here))
        if source:
            self.uses.append(Use(file, self.here, source=source))
        if product and (price := product.get("price")):
            locate = (lambda: price_line) if price_line > 0 else self.here
            self.uses.append(Use(file, locate, name=name, title=product["title"], price=price))

    def record_fields(self, record: Record) -> Fields:
        """Return a catalogue's record as this page would have written it: its files are seen from the docs folder."""
        up = "../" * (self.uri or "").count("/")
        fields = dict(record.fields)
        for name in ("cover", "linkUrl"):
            if fields.get(name) and not urlsplit(fields[name]).scheme and not fields[name].startswith("#"):
                fields[name] = up + fields[name]
        return {name: yaml_nodes.Text(text, FROM_CATALOG) for name, text in fields.items()}

    def shown(self, link: str) -> str:
        """Return a chat link as the page's text has it: in the sandbox it leads to the page that plays MOS."""
        if self.site.sandbox is None:
            self.site.made.add(link)
            return link
        return sandbox_link(link, "../" * (self.uri or "").count("/") + self.site.sandbox)

    def link_product(self, product: Product) -> Product:
        """Return a checked record as a link carries it: addresses absolute, or left out; the page as `linkUrl`."""
        changed: dict[str, Any] = {}
        for name in ("cover", "linkUrl"):
            written = getattr(product, name)
            sent = self.resolve(name, written)[0] if written else None
            if sent != written:
                changed[name] = sent
        if product.linkUrl is None and self.site.page_link and self.uri is not None:
            changed["linkUrl"] = self.address
            if not self.address:
                self.left_out["the page's own address"] = False
        return replace(product, **changed) if changed else product


@dataclass(frozen=True)
class PageOptions:
    """The front matter's `mos`, read and checked.

    Attributes:
        source: this page's channel, a template.
        loader: this page's loader, where the page decides.
        ask: whether it ends in a question, where the page decides.
        product: the page's one product.
        products: the page's products by name.
        problems: everything that is wrong with it.
        broken: the products, by name, that have problems; the one of `product` as "".
        unreadable: whether nothing of it could be read.
    """

    source: str | None = None
    loader: bool | None = None
    ask: bool | None = None
    product: Fields | None = None
    products: Mapping[str, Fields] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    broken: frozenset[str] = frozenset()
    unreadable: bool = False


def _join(uri: str, path: str) -> str | None:
    """Return a place in the docs as seen from a page, or nothing where it leads out of them."""
    parts = list(PurePosixPath(uri).parent.parts)
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def read_options(page: Page) -> PageOptions:
    """Read `mos` from a page's front matter, as written; what the host alone knows is taken from the host."""
    problems: list[Problem] = []
    value, unusable = _front_matter_value(page, problems.append)
    if page.meta and "mos" in page.meta and not problems:  # another plugin may have put more there
        value = _with_defaults(value, _from_host(page.meta["mos"]))
    if value is None or (isinstance(value, yaml_nodes.Other) and value.words == "empty"):
        options = PageOptions(unreadable=bool(problems))
    elif isinstance(value, yaml_nodes.Mapping):
        options = _Reader(page, problems).read(value)
    else:
        shown = quoted(value.text) if isinstance(value, yaml_nodes.Text) else value.words
        problems.append(page.problem("value", f"mos is {shown}; write its options under it, indented", _line(value)))
        options = PageOptions(unreadable=True)
    if unusable and all(problem.line != unusable.line for problem in problems):
        problems.append(unusable)
    return replace(options, problems=tuple(_placed(page, problem) for problem in problems))


def _placed(page: Page, problem: Problem) -> Problem:
    """Return a problem with the files that give a page its defaults, where it stands in none of the page's lines."""
    given = (page.meta or {}).get("__extends")  # as Material's plugin `meta` notes them
    if problem.line or not isinstance(given, list) or not given:
        return problem
    return replace(problem, words=f"{problem.words} (in the defaults of {', '.join(map(quoted, map(str, given)))})")


def _with_defaults(own: yaml_nodes.Value | None, given: yaml_nodes.Value) -> yaml_nodes.Value:
    """Return what a page's author wrote, and of what its host holds that which its author has not written."""
    if own is None or (isinstance(own, yaml_nodes.Other) and own.words == "empty"):
        return given
    if not isinstance(own, yaml_nodes.Mapping) or not isinstance(given, yaml_nodes.Mapping):
        return own
    # YAML has another name for `007` or `on` than its author; such a one is no default.
    known = {str(yaml_nodes.plain(name)) for name in own.items} | own.items.keys()
    items = {name: _with_defaults(item, given.items.get(name, item)) for name, item in own.items.items()}
    more = {name: item for name, item in given.items.items() if name not in known}
    lines = dict.fromkeys(more, 0) | own.lines
    return replace(own, items=more | items, lines=lines)


def _front_matter_value(page: Page, report: Report) -> tuple[yaml_nodes.Value | None, Problem | None]:
    """Return `mos` from the page's own text, and why its host has dropped it all the same, where it has."""
    text = page.source_text
    if misplaced := misplaced_front_matter(text):
        line, cure = misplaced
        words = "this was meant as front matter, and stands on the page as text"
        report(page.problem("front-matter", f"{words}: {cure}", line))
    if not text.startswith("---") or "mos" not in text:
        return None, None
    match = FRONT_MATTER.match(text)
    dropped = not page.meta  # by the host, or there is none that would
    if match is None:
        if dropped and re.match(r"---[ \t]*\n(?:.*\n)*?mos[ \t]*:", text):
            report(page.problem("front-matter", "the front matter has no end; write a line --- after it", 1))
        return None, None
    if not _OURS.search(match["yaml"]):
        return None, None
    try:
        root = yaml_nodes.compose(
            match["yaml"], first_line=2, loader=yaml_nodes.HOSTS if dropped else yaml_nodes.Reader
        )
    except yaml_nodes.YamlError as error:
        report(page.problem("yaml", f"the front matter is not YAML and all of it is ignored: {error}", error.line))
        return None, None
    if root is None:
        return None, None
    for words, line in _cut_off(match["yaml"], root):
        report(page.problem("cut-off", words, line))
    mapping = yaml_nodes.read(root, first_line=2)
    if not isinstance(mapping, yaml_nodes.Mapping):
        return None, None
    for name, line in mapping.doubled:
        if name == "mos":
            words = f"mos stands twice in the front matter, here and in line {mapping.lines['mos']}; join them"
            report(page.problem("duplicate", words, line))
    unusable = None
    if text[match.end() - 1] != "\n" and dropped:
        report(
            page.problem(
                "front-matter", "the front matter has no end; add a line break after its last ---", text.count("\n") + 1
            )
        )
    elif dropped and (fault := yaml_nodes.unusable(root, first_line=2)):
        words = f"the front matter's YAML cannot be used and all of it is ignored: {fault[0]}; correct it, or quote it"
        unusable = page.problem("front-matter", words, fault[1])
    return mapping.items.get("mos"), unusable


def _cut_off(text: str, root: yaml.Node) -> Iterator[tuple[str, int]]:
    """Yield the words and the line of each value under `mos` that YAML has cut off at a #."""
    if not MAY_CUT.search(text) or not isinstance(root, yaml.MappingNode):
        return
    for key, value in root.value:
        if key.value == "mos":
            for name, kept, cut, line in cut_offs(text, value):
                yield cut_off_words(name, kept, cut), line + 2


def _from_host(value: object) -> yaml_nodes.Value:
    """Return what another plugin put into a page's front matter; numbers there have lost their spelling."""
    if isinstance(value, dict):
        items = {str(name): _from_host(item) for name, item in value.items()}
        return yaml_nodes.Mapping(items, dict.fromkeys(items, 0), 0)
    if isinstance(value, bool):
        return yaml_nodes.Text("true" if value else "false", 0)
    if isinstance(value, (str, int)):
        return yaml_nodes.Text(str(value), 0)
    return yaml_nodes.Other("empty" if value is None else f"{type(value).__name__} (quote it)", 0)


def _line(value: yaml_nodes.Value) -> int | None:
    return value.line or None


def mapping_problems(page: Page, mapping: yaml_nodes.Mapping) -> Iterable[Problem]:
    """Yield a problem for each name that a mapping holds twice."""
    for name, line in mapping.doubled:
        words = f"{quoted(name)} stands twice, here and in line {mapping.lines[name]}; delete or rename one"
        yield page.problem("duplicate", words, line or None)


def split_fields(
    page: Page,
    mapping: yaml_nodes.Mapping,
    options: Iterable[str],
    report: Report,
    fields_known: Iterable[str] = FIELDS,
) -> tuple[Fields, Fields]:
    """Return a mapping's product fields and its options, both as text, reporting what is neither.

    Args:
        page: where it stands.
        mapping: what was written.
        options: the names of options that may stand beside the fields.
        report: takes each problem.
        fields_known: the fields that may stand there.
    """
    known = (*fields_known, *options)
    fields: Fields = {}
    others: Fields = {}
    for problem in mapping_problems(page, mapping):
        report(problem)
    for name, value in mapping.items.items():
        line = mapping.lines[name] or None
        if name not in known:
            kind = "field or option" if options and fields_known else "option" if options else "field"
            report(
                page.problem(
                    "unknown-field", f"unknown {kind} {quoted(name)}; {name_hint(name, known, mapping.items)}", line
                )
            )
        elif isinstance(value, yaml_nodes.Text):
            (fields if name in FIELDS else others)[name] = yaml_nodes.Text(value.text, line or 0)
        else:
            what = "a mapping" if isinstance(value, yaml_nodes.Mapping) else value.words
            cure = "write a text after the colon, or delete the line" if what == "empty" else "write one text, quoted"
            report(page.problem("value", f"{name} is {what}; {cure}", line))
    return fields, others


def field_problems(page: Page, fields: Fields, line: int | None, what: str = "", but: str = "") -> Iterable[Problem]:
    """Yield what is wrong with a product's fields.

    Args:
        page: where they stand.
        fields: the fields as written.
        line: the line to name where a field is missing.
        what: which product, as the words begin.
        but: a rule of which nothing is told.
    """
    values = {name: value.text for name, value in fields.items()}
    wrong = set()
    for found in faults(values):
        wrong.add(found.field)
        at = fields[found.field].line if found.field in fields else line
        if found.rule != but:
            yield page.problem(found.rule, what + found.words, at or line)
    for name in ("cover", "linkUrl"):
        if name in fields and name not in wrong:
            _, fault = page.resolve(name, values[name].strip())
            if fault:
                yield page.problem("address", what + fault, fields[name].line or line)


class _Reader:
    """Reads one page's `mos` and collects all of its problems."""

    def __init__(self, page: Page, problems: list[Problem]) -> None:
        self.page = page
        self.problems = problems
        self.broken: set[str] = set()

    def report(self, words: str, line: int | None) -> None:
        self.problems.append(self.page.problem("value", words, line or None))

    def read(self, mos: yaml_nodes.Mapping) -> PageOptions:
        self.problems += mapping_problems(self.page, mos)
        for name in mos.items:
            if name not in OPTIONS:
                hint = name_hint(name, OPTIONS, mos.items)
                if name in FIELDS or meant_field(name):
                    hint = "a product's fields stand under “product:”, indented"
                self.report(f"unknown option {quoted(name)} under mos; {hint}", mos.lines[name])
        product = mos.items.get("product")
        products = mos.items.get("products")
        return PageOptions(
            source=self.source(mos.items.get("source")),
            loader=self.switch("loader", mos.items.get("loader"), "“loader: false”, or delete the line"),
            ask=self.switch("ask", mos.items.get("ask"), "“ask: true” or “ask: false”"),
            product=None if product is None else self.fields("", product, mos.lines["product"]),
            products={} if products is None else self.products(products),
            broken=frozenset(self.broken),
        )

    def source(self, value: yaml_nodes.Value | None) -> str | None:
        if value is None:
            return None
        if not isinstance(value, yaml_nodes.Text):
            self.report(f"source is {_what(value)}; write a channel such as “docs”, or delete the line", value.line)
            return None
        try:
            return check_source(value.text)
        except ContentError as error:
            self.report(str(error), value.line)
            return None

    def switch(self, name: str, value: yaml_nodes.Value | None, cure: str) -> bool | None:
        if value is None:
            return None
        spelling = value.text.casefold() if isinstance(value, yaml_nodes.Text) else ""
        if spelling in ("false", "no", "off"):
            return False
        if spelling in ("true", "yes", "on"):
            return True
        shown = quoted(value.text) if isinstance(value, yaml_nodes.Text) else _what(value)
        self.report(f"{name} is {shown}; write {cure}", value.line)
        return None

    def products(self, value: yaml_nodes.Value) -> dict[str, Fields]:
        if not isinstance(value, yaml_nodes.Mapping):
            words = (
                f"products is {_what(value)}; write each product's name and a colon, and its fields under it, indented"
            )
            self.report(words, value.line)
            return {}
        self.problems += mapping_problems(self.page, value)
        for name in value.items:
            if not name.strip():
                self.report("a product has a blank name; write one", value.lines[name])
            if record := self.page.site.catalog.find(name):
                place = f"{record.file}:{record.line}" if record.line else record.file
                words = f"product {quoted(name)} stands in {place}, too; the page's own is used here"
                self.problems.append(self.page.problem("shadowed", words, value.lines[name] or None))
        return {name: self.fields(name, item, value.lines[name]) for name, item in value.items.items()}

    def fields(self, name: str, value: yaml_nodes.Value, line: int) -> Fields:
        what = f"product {quoted(name)}: " if name else ""
        count = len(self.problems)
        fields: Fields = {}
        if isinstance(value, yaml_nodes.Mapping):
            fields, _ = split_fields(self.page, value, (), self.problems.append)
            named = any("title" in (name, near) for name, near in _misspelt(value, fields))
            self.problems += field_problems(self.page, fields, line, what, but="title" if named else "")
        else:
            self.report(
                f"{what or 'product: '}it is {_what(value)}; write its fields under it, indented, such as “title: …”",
                line,
            )
        if len(self.problems) > count:
            self.broken.add(name)
        return fields


def _misspelt(value: yaml_nodes.Mapping, fields: Fields) -> Iterable[tuple[str, str]]:
    """Yield the names that are no fields, each with the field that it is near to."""
    for name in set(value.items) - set(fields):
        yield name, next((field for field in FIELDS if quoted(field) in name_hint(name, FIELDS, fields)), "")


def _what(value: yaml_nodes.Value) -> str:
    if isinstance(value, yaml_nodes.Text):
        return quoted(value.text)
    return "a mapping" if isinstance(value, yaml_nodes.Mapping) else value.words
