"""The page being rendered, whoever renders it, and the site that it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

from ..core.chat_window import TIMEOUT
from ..core.consistency import Use
from ..core.hours import Hours
from ..core.links import doubts, sandbox_link
from ..core.options import LANGUAGE_TAG
from ..core.problems import ContentError, Names, Problem, quoted
from ..core.product import ADDRESSES, Product, is_relative
from ..core.source import expand_source
from ..core.tokens import WORDS as TOKEN
from ..core.tokens import token_lines
from .catalog import Catalog, Record
from .front_matter import PageOptions, page_options
from .positions import Places
from .records import Fields
from .translations import Wording

if TYPE_CHECKING:
    from .timetable import Timetable

Report = Callable[[Problem], None]


@dataclass(frozen=True, slots=True)
class Site:
    """What links and cards need to know of a site.

    Attributes:
        service_id: the customer service ID.
        source: the template of every link's channel.
        page_link: whether a product without `linkUrl` sends its page's own address.
        address: the site's https address with `/` at its end, or None where it has none.
        language: what the theme gives its HTML as its language.
        spoken: the language of its pages, where the host knows better than the theme.
        wording: which words of ours its pages get.
        sdk: whether pages can embed the chat window.
        live: whether anything of MOS is loaded; otherwise there are links only.
        timeout: milliseconds for the messages of a window.
        catalog: the products that every page may name.
        telegram: the username of the team's Telegram bot, or None.
        suggests: whether its host can say what other pages are called, and puts that in the place of a mark.
        hours: when the team answers, or None.
        made: the chat links that have been made for it.
        sandbox: the place under the site's address of the page that plays MOS, or None.
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
    hours: Hours | None = None
    sandbox: str | None = None
    suggests: bool = False
    made: set[str] = field(default_factory=set)


@dataclass
class Page:
    """One page: where it is, its source text, and what its front matter says of MOS.

    Attributes:
        site: the site that it belongs to.
        file: the file as messages name it, or None for a text without a file.
        uri: its place in the docs, with `/`, such as `products/flagship.md`.
        article: the same place, without what tells its language from another's; None where it is the same.
        text: gives the file's text, front matter included.
        address: the page's canonical https address, or None.
        find: gives the address under the site's of a file of the docs, or None where there is no such file;
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
    about: Callable[[], tuple[str, str | None]] | None = None
    """Gives its title and its description, once it has been read; None where it is no page, or nobody knows them."""
    no_page: str = "this host does not tell us about it"
    """Why nothing can be said of it, in words."""
    scripts: set[str] = field(default_factory=set)
    """The scripts of ours that something on it needs, as seen from the site's root."""

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
        return own if isinstance(own, str) and LANGUAGE_TAG.fullmatch(own) else self.site.spoken or self.site.language

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Our words in the page's language."""
        return self.site.wording.of(self.language, self.site.language)

    @property
    def timetable(self) -> Timetable | None:
        """The site's hours in the language of our words; None where it gives none."""
        if self.site.hours is None:
            return None
        from .timetable import timetable  # Babel takes its time

        return timetable(self.site.hours, self.words_language)

    @property
    def words_language(self) -> str:
        """The language of our words, as far as it is known; that of the page where the site has written all of them."""
        return self.words["lang"] or self.site.wording.language or self.language

    @cached_property
    def options(self) -> PageOptions:
        """What the front matter says of MOS."""
        found = page_options(self.source_text, self.meta, self.address_fault, self._in_catalog)
        return replace(found, problems=tuple(map(self.placed, found.problems)))

    @cached_property
    def names(self) -> Names:
        """The names of its own products, to say which one was meant."""
        return Names(self.options.products)

    def _in_catalog(self, name: str) -> str | None:
        """Return the place of a product of the catalogue, or None where it has none of this name."""
        record = self.site.catalog.find(name)
        return record.place if record else None

    def placed(self, problem: Problem) -> Problem:
        """Return a problem whose line is one of this page's."""
        return replace(problem, file=self.file)

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
        # The article, not its translation: statistics are to count both as one channel.
        path = PurePosixPath(self.article or self.uri or "")
        folder = str(path.parent) if path.parent.name else ""
        page = str(path.with_suffix("")) if path.name else ""
        values = {"page": page, "section": folder, "product": product, "lang": self.language}
        return expand_source(template, values)

    def resolve(self, name: str, address: str) -> tuple[str | None, str | None]:
        """Return a `cover`'s or `linkUrl`'s address for a link, or None, and why it is wrong, or None."""
        if not is_relative(address):
            return address, None
        parts = urlsplit(address)
        found: str | None = self.address
        if parts.path:
            if self.find is None:  # a host that cannot tell what files there are
                self.left_out[f"{name} {quoted(address)}"] = True
                return None, None
            # A link names a file, whose name is not encoded on the disk.
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

    def place_of(self, address: str) -> tuple[str | None, str]:
        """Return the place in the docs that an address names, or None where it leads out, and its anchor.

        It is seen from the page, or from the docs folder where it begins with a slash.
        """
        parts = urlsplit(address)
        seen_from = "" if parts.path.startswith("/") else self.uri or ""
        return _join(seen_from, unquote(parts.path)), unquote(parts.fragment)

    def address_fault(self, name: str, address: str) -> str | None:
        """Return why a `cover` or `linkUrl` cannot be used on this page, or None."""
        return self.resolve(name, address)[1]

    def used(
        self,
        source: str | None,
        product: Mapping[str, str] | None = None,
        price_line: int | None = None,
    ) -> None:
        """Note what a block or link tells MOS.

        Args:
            source: its channel.
            product: its product's fields.
            price_line: where the front matter has the price; None where it stands elsewhere.
        """
        file = self.file or ""
        # Kept until the page is whole: where it stands is searched for only if it must be told.
        for doubt in doubts({**(product or {}), "source": source or ""}):
            self.doubts.append((doubt, self.here))
        if source:
            self.uses.append(Use(file, source=source, find_line=self.here))
        if product:
            self.uses.append(Use(file, price_line, product=product, find_line=self.here))

    def record_fields(self, record: Record) -> Fields:
        """Return a catalogue's record as this page would have written it: its files are seen from the docs folder."""
        fields = record.fields
        for name in ADDRESSES:
            if name in fields and is_relative(address := fields[name].text.strip()):
                fields[name].text = "../" * (self.uri or "").count("/") + address
        return fields

    def shown(self, link: str) -> str:
        """Return a chat link as the page's text has it: in the sandbox it leads to the page that plays MOS."""
        if self.site.sandbox is None:
            # By this the build knows its own links again, and looks closely at those of others alone.
            self.site.made.add(link)
            return link
        return sandbox_link(link, "../" * (self.uri or "").count("/") + self.site.sandbox)

    def link_product(self, product: Product) -> Product:
        """Return a checked record as a link carries it: addresses absolute, or left out; the page as `linkUrl`."""
        changed: dict[str, Any] = {}
        for name in ADDRESSES:
            written = getattr(product, name)
            sent = self.resolve(name, written)[0] if written else None
            if sent != written:
                changed[name] = sent
        if product.linkUrl is None and self.site.page_link and self.uri is not None:
            changed["linkUrl"] = self.address
            if not self.address:
                self.left_out["the page's own address"] = False
        return replace(product, **changed) if changed else product


def _join(uri: str, path: str) -> str | None:
    """Return a place in the docs as seen from a page, or None where it leads out of them."""
    parts = list(PurePosixPath(uri).parent.parts)
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
