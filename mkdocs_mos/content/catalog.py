"""The catalogue: product files -> records, by name.

A record's relative `cover` or `linkUrl` is a place as seen from the docs folder, since a catalogue belongs to no page.
A hundred thousand records are kept in little memory: each is one row of bytes until somebody asks for it.
"""

from __future__ import annotations

import errno
import operator
import os
import re
import stat
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from glob import glob
from itertools import compress, repeat
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import yaml

from ..core.problems import Problem, did_you_mean, quoted
from ..core.product import FIELDS, PLAIN_ADDRESS, faults, name_hint, text_fault
from ..core.rules import Severity
from ..core.tokens import WORDS, find_tokens, holds_token, masked, token_lines
from . import yaml_nodes
from .product_files import SUFFIXES, closely, read
from .rows import BrokenError, Fields, Odd, Row
from .slips import MAY_CUT, cut_off, cut_off_words
from .spreadsheets import STEPS, WORKBOOKS

PATTERN = re.compile(r"[*?\[]")
"""What makes a file's name a pattern of names."""

_ADDRESSES = ("cover", "linkUrl")
_NAMES = frozenset(FIELDS)
_BLANKS = repeat("")
_SEPARATOR = "\x1f"
"""What stands between the fields of a kept record; no field may hold it."""
_END = "\x1e"
"""What stands between records that are looked at together."""
_AT_ONCE = 100
"""Records that are looked at together: quick, and few to look at one by one where one has a fault."""
_TITLES = {
    ".csv": "write one: fill in its cell in the column title",
    ".json": 'write one, such as “"title": "Flagship package"”',
}
"""How a missing title is cured, where that is not YAML."""
_NAMED = 1000
"""Problems of one file that are named: a wrong column makes one of every row."""
_CONTROLS = bytes({*range(32), 127} - {*b"\t\n\r"})
_MORE_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")
_PLAIN_ADDRESSES = re.compile(rf"(?:(?:{PLAIN_ADDRESS.pattern}){_SEPARATOR})*+")

Kept: TypeAlias = tuple[str, int | None, bytes | None]
"""A product as it is kept: file, line, and packed record; no record where it has problems."""
Shown = Callable[[Path], str]


@dataclass(frozen=True, slots=True)
class Record:
    """A product of the catalogue: its name, where it stands, and its fields as written, those that are not blank."""

    name: str
    file: str
    line: int | None
    fields: Mapping[str, str]


class Catalog:
    """The products of all files, by name.

    Attributes:
        complete: whether every product's name could be read; else an unknown name may be one of those that could not.
    """

    def __init__(
        self,
        kept: Mapping[str, Kept] | None = None,
        relative: Iterable[str] = (),
        complete: bool = True,
        paths: Mapping[str, Path] | None = None,
    ) -> None:
        self._kept = kept or {}
        self._relative = tuple(relative)
        self._paths = paths or {}
        self._field_lines: dict[str, Mapping[tuple[str, str], int]] = {}
        self.complete = complete

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, name: object) -> bool:
        """Say whether a product stands in the catalogue, with problems or without."""
        return name in self._kept

    def find(self, name: str) -> Record | None:
        """Return a product; nothing where there is none, or where it has problems, which have been named."""
        file, line, packed = self._kept.get(name, ("", None, None))
        return None if packed is None else Record(name, file, line, _split(packed))

    def hint(self, name: str) -> str:
        """Return the words of `did_you_mean` for an unknown name."""
        names = self._sorted
        if len(names) > 1000:  # a hundred thousand comparisons take a second: those next to it in the alphabet
            at = bisect(names, name.casefold(), key=str.casefold)
            names = names[max(0, at - 250) : at + 250]
        return did_you_mean(name, names)

    def line(self, record: Record, field: str) -> int | None:
        """Return the line of a `cover` or `linkUrl`, else of its record; a file is read again, since few ask."""
        lines = self._field_lines.get(record.file)
        if lines is None:
            lines = self._field_lines[record.file] = _address_lines(self._paths.get(record.file))
        return lines.get((record.name, field), record.line)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._kept, key=str.casefold)

    def relative(self) -> Iterator[tuple[Record, str, str]]:
        """Yield each relative `cover` and `linkUrl`, as record, field and address: whether it exists a host can say."""
        for name in self._relative:
            record = self.find(name)
            for key in _ADDRESSES if record else ():
                if record and _is_relative(address := record.fields.get(key, "").strip()):
                    yield record, key, address


def matching(patterns: Iterable[str], base: Path, without: Path | None = None) -> tuple[list[Path], list[str]]:
    """Return the files that names and patterns mean, as seen from a folder, and the patterns that match none.

    No pattern means what lies in the folder `without`: there the site is built, with copies of files.
    """
    paths: dict[Path, None] = {}
    unmatched = []
    for pattern in patterns:
        found = [base / pattern]
        if PATTERN.search(pattern):
            every = sorted(base / path for path in glob(pattern, root_dir=base, recursive=True))  # noqa: PTH207
            found = [path for path in every if not without or not path.is_relative_to(without)]
            if not found:
                unmatched.append(pattern)
        paths |= dict.fromkeys(Path(os.path.normpath(path)) for path in found)
    return list(paths), unmatched


def seen_from(base: Path) -> Shown:
    """Return what names a file as it is seen from a folder; one that is elsewhere, in full."""
    return lambda path: path.relative_to(base).as_posix() if path.is_relative_to(base) else str(path)


def load(paths: Iterable[Path], shown: Shown) -> tuple[Catalog, list[Problem]]:
    """Return the catalogue of some files, and all problems of all of them.

    Args:
        paths: the files.
        shown: gives a file as its author knows it, such as `products.yml`.
    """
    return CatalogFiles().load(paths, shown)


def load_matching(
    files: CatalogFiles, patterns: Iterable[str], base: Path, without: Path | None = None
) -> tuple[Catalog, list[Problem]]:
    """Return the catalogue of what names and patterns mean, and all problems; one of a pattern itself names no file."""
    paths, unmatched = matching(patterns, base, without)
    catalog, problems = files.load(paths, seen_from(base))
    words = [f"catalog: {quoted(pattern)} matches no file; correct it, or delete it" for pattern in unmatched]
    return catalog, [*(Problem("product-file", each) for each in words), *problems]


class CatalogFiles:
    """Product files, each of which is read again only when it has changed."""

    def __init__(self) -> None:
        self._read: dict[tuple[Path, str], tuple[tuple[int, int], _File]] = {}
        self._made: tuple[list[_File], tuple[Catalog, list[Problem]]] = ([], (Catalog(), []))

    def load(self, paths: Iterable[Path], shown: Shown) -> tuple[Catalog, list[Problem]]:
        """Return the catalogue of some files, and all problems of all of them; see `load`."""
        before, self._read = self._read, {}
        files = [self._file(path, masked(shown(path)), before) for path in dict.fromkeys(paths)]
        if len(files) == len(self._made[0]) and all(map(operator.is_, files, self._made[0])):
            return self._made[1]
        problems = [problem for file in files for problem in file.problems]
        kept: dict[str, Kept] = {}
        for file in files:
            for name, product in file.kept.items():
                first = kept.setdefault(name, product)
                if first is not product:
                    place = Problem("product-file", "", *first[:2]).place
                    words = f"product {quoted(name)} stands in {place} too; delete or rename one"
                    problems.append(Problem("duplicate", words, *product[:2]))
        problems.sort(key=lambda problem: (problem.file or "", problem.line or 0))
        relative = dict.fromkeys(name for file in files for name in file.relative)
        complete = all(file.complete for file in files)
        where = {name: path for path, name in self._read}
        self._made = files, (Catalog(kept, relative, complete, where), problems)
        return self._made[1]

    def _file(self, path: Path, shown: str, before: Mapping[tuple[Path, str], tuple[tuple[int, int], _File]]) -> _File:
        file = _File(shown)
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            known = before.get((path, shown))
            if known is None or known[0] != stamp:
                file.take(path, status.st_mode)
                known = (stamp, file)
            self._read[path, shown] = known
            return known[1]
        except FileNotFoundError:
            file.lose("there is no such file; correct its name under catalog, or add it")
        except OSError as error:
            cure = "let the user who builds the site read it"
            if error.errno == errno.ELOOP:
                cure = "write the name of the file itself under catalog"
            file.lose(f"it cannot be read: {error.strerror}; {cure}")
        except ValueError:
            file.lose(f"{quoted(str(path))} cannot be a file's name; correct it under catalog")
        return file


@dataclass
class _File:
    """What one file holds, and what is wrong with it."""

    shown: str
    suffix: str = ""
    kept: dict[str, Kept] = field(default_factory=dict)
    relative: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    more: int = 0
    """Problems that are not named."""
    complete: bool = True
    tokens: set[str] = field(default_factory=set)
    """The tokens whose own lines have been named, by their ends."""

    def report(self, words: str, line: int | None = None, severity: Severity = Severity.ERROR) -> None:
        if len(self.problems) < _NAMED:
            self.problems.append(Problem("product-file", masked(words), self.shown, line, severity=severity))
        else:
            self.more += 1

    def lose(self, words: str, line: int | None = None, severity: Severity = Severity.ERROR) -> None:
        """Report a problem, of which an error hides a product from us."""
        self.complete = self.complete and severity is not Severity.ERROR
        self.report(words, line, severity)

    def take(self, path: Path, mode: int) -> None:
        """Read the file.

        Raises:
            OSError: it cannot be read.
        """
        suffix = path.suffix.lower()
        if stat.S_ISDIR(mode) and suffix not in WORKBOOKS:
            self.lose("it is a folder; write the name of a file, or a pattern such as products/*.yml")
        elif not stat.S_ISREG(mode) and suffix not in WORKBOOKS:
            self.lose("it is no file; write the name of one")
        elif suffix not in SUFFIXES:
            cure = f"; export the workbook as CSV: {STEPS}" if suffix in WORKBOOKS else ""
            cure = "; if it holds cells, rename it to end in .csv" if suffix in (".tsv", ".tab", ".txt") else cure
            self.lose(f"its name ends in {quoted(path.suffix)}; a product file's ends in {', '.join(SUFFIXES)}{cure}")
        else:
            self.read(path.read_bytes(), suffix)

    def read(self, data: bytes, suffix: str) -> None:
        """Read the file's content, and check all of it."""
        self.suffix = suffix
        if suffix in (".yml", ".yaml"):
            self.name_cut_offs(data)
        self.name_tokens(data.replace(b"\0", b"").decode("latin-1"))  # without what UTF-16 puts between
        count, more = len(self.problems), self.more
        waiting: list[Row] = []

        def add() -> None:
            self.add(waiting)
            waiting.clear()

        def lose(words: str, line: int | None, severity: Severity = Severity.ERROR, /) -> None:
            add()  # so that problems are named in their order
            self.lose(words, line, severity)

        rows = read(data, suffix, lose, _is_plain)
        del data  # JSON's reader has a copy as text
        try:
            for row in rows:
                waiting.append(row)
                if len(waiting) == _AT_ONCE:
                    add()
            add()
        except BrokenError as error:
            self.kept.clear()
            self.relative.clear()
            del self.problems[count:]
            self.more = more
            self.lose(str(error), error.line)
        if not self.kept and all(problem.severity < Severity.ERROR for problem in self.problems[count:]):
            self.report("it holds no products; write one, or delete the file's name under catalog")
        if self.more:
            words = f"{self.more:,} more problems are in this file; correct those that are named, then build again"
            self.problems.append(Problem("product-file", words, self.shown))

    def name_cut_offs(self, data: bytes) -> None:
        """Warn of each value that YAML has cut off at a #."""
        text = data.decode("utf-8", "replace")
        if not MAY_CUT.search(text):
            return
        with suppress(yaml.YAMLError, ValueError):  # which is named when the products are read
            for event in yaml.parse(text, Loader=yaml_nodes.HOSTS):
                if isinstance(event, yaml.ScalarEvent) and (cut := cut_off(text, event)):
                    words = masked(cut_off_words("the value", event.value, cut))
                    line = event.start_mark.line + 1 if event.start_mark else None
                    self.problems.append(Problem("cut-off", words, self.shown, line))

    def name_tokens(self, text: str) -> None:
        """Name each line that holds a token, comments included."""
        self.tokens = _ends(text)
        for line in token_lines(re.sub("\r\n?", "\n", text)) if self.tokens else ():
            self.report(f"the line holds {WORDS}", line)

    def without_named_tokens(self, text: str) -> str:
        """Return a text without tokens whose own lines have been named, so that none is named twice."""
        found = _ends(text) if self.tokens else set()
        return masked(text) if found and self.tokens.issuperset(found) else text

    def add(self, rows: list[Row]) -> None:
        """Keep products, and report what is wrong with them: many at once, and what may have a fault one by one."""
        if not rows or self.keep(rows):
            return
        if len(rows) == 1:
            self.add_closely(*rows)
        else:
            middle = len(rows) // 2
            self.add(rows[:middle])
            self.add(rows[middle:])

    def keep(self, rows: list[Row]) -> bool:
        """Keep products of which none has a fault, plainly; say whether it is so."""
        names = [row.name.strip() for row in rows]
        found = _pack([row.fields for row in rows])
        plain = (
            all(names)
            and "".join(names).isprintable()
            and not holds_token("\n".join(names))
            and len(set(names)) == len(names)
            and self.kept.keys().isdisjoint(names)
        )
        if not found or not plain:
            return False
        packed, relative = found
        self.kept.update(zip(names, zip(repeat(self.shown), [row.line for row in rows], packed), strict=False))
        self.relative += compress(names, relative)
        return True

    def add_closely(self, row: Row) -> None:
        """Keep a product, and report what is wrong with it."""
        row = closely(row, self.report)
        name = self.without_named_tokens(row.name.strip())
        packed = self.checked(name, row.line, row.fields, row.lines)
        fault = _name_fault(
            name, "write one: fill in its cell in the column name" if self.suffix == ".csv" else "write one"
        )
        if fault:
            self.lose(fault, row.line)
        elif name in self.kept:
            first = self.kept[name][1]
            places = f", here and in line {first}" if first else ""
            self.report(f"product {quoted(name)} stands twice{places}; delete or rename one", row.line)
        else:
            self.kept[name] = (self.shown, row.line, packed)
            if packed and _has_relative(packed):
                self.relative.append(name)

    def checked(self, name: str, line: int | None, fields: Fields | Odd, lines: Mapping[str, int]) -> bytes | None:
        """Return a record as it is kept, or nothing once its problems are reported."""
        what = f"product {quoted(name)}: "
        if isinstance(fields, Odd):
            self.report(f"{what}it is {fields.what}; write its fields there, a title at least", line)
            return None
        clean = self.without_named_tokens
        cleaned = {clean(key): clean(value) if isinstance(value, str) else value for key, value in fields.items()}
        found = list(_record_faults(cleaned, self.suffix))
        for key, words in found:
            self.report(what + words, lines.get(key, line))
        return None if found or cleaned != fields else _join(fields)


def _ends(text: str) -> set[str]:
    return {text[:end][-30:] for _, end in find_tokens(text)}


def _name_fault(name: str, cure: str) -> str | None:
    if not name:
        return f"a product has a blank name; {cure}"
    if name.isprintable() and not holds_token(name):
        return None
    fault = text_fault(name)
    if not fault and len(name.splitlines()) > 1:
        fault = "holds a line break; write it on one line"
    return f"the name {quoted(name)} {fault}" if fault else None


def _pack(records: Sequence[Any]) -> tuple[list[bytes], list[bool]] | None:
    """Return records as they are kept, and which have a relative address; nothing where one may have a fault."""
    try:
        if not all(map(_NAMES.issuperset, records)):
            return None
        titles, *_, covers, link_urls = columns = [[fields.get(name, "") for fields in records] for name in FIELDS]
        text = _END.join(map(_SEPARATOR.join, zip(*columns, strict=True)))
        data = text.encode()
    except (TypeError, UnicodeEncodeError):  # no text, or half of a character
        return None
    plain = (
        all(map(str.strip, titles))
        and len(data) - len(data.translate(None, _CONTROLS)) == len(records) * len(FIELDS) - 1  # what we put between
        and not _MORE_CONTROLS.search(data)
        and _PLAIN_ADDRESSES.fullmatch(_SEPARATOR.join([*covers, *link_urls, ""]))
        and not holds_token(text)
    )
    if not plain:
        return None
    relative = [
        _is_relative(cover) or _is_relative(link_url) for cover, link_url in zip(covers, link_urls, strict=True)
    ]
    return data.split(_END.encode()), relative


def _is_plain(fields: Mapping[str, Any]) -> bool:
    return _pack([fields]) is not None


def _join(fields: Mapping[str, Any]) -> bytes:
    return _SEPARATOR.join(map(fields.get, FIELDS, _BLANKS)).encode()


def _split(packed: bytes) -> dict[str, str]:
    values = zip(FIELDS, packed.decode().split(_SEPARATOR), strict=True)
    return {name: value for name, value in values if value and not value.isspace()}


def _ignore(_words: str, _line: int | None, _severity: Severity = Severity.ERROR, /) -> None:
    pass


def _address_lines(path: Path | None) -> Mapping[tuple[str, str], int]:
    """Return the lines of a file's addresses, by product and field, as far as they are known."""
    found: dict[tuple[str, str], int] = {}
    try:
        data = path.read_bytes() if path else b""
    except OSError:  # it has gone meanwhile
        data = b""
    with suppress(BrokenError):  # meanwhile
        for row in read(data, path.suffix.lower() if path else "", _ignore, _is_plain):
            lines = closely(row, _ignore).lines
            for key in _ADDRESSES:
                if key in lines:
                    found.setdefault((row.name.strip(), key), lines[key])
    return found


def _has_relative(packed: bytes) -> bool:
    """Say of a kept record whether one of its addresses, which stand last, is relative."""
    addresses = packed.rsplit(_SEPARATOR.encode(), len(_ADDRESSES))[1:]
    return any(not part.startswith(b"https:") and _is_relative(part.decode()) for part in addresses if part)


def _is_relative(address: str) -> bool:
    """Say of a faultless address whether it is relative: the others begin with https:."""
    address = address.strip()
    return bool(address) and address[:6].lower() != "https:"


def _record_faults(fields: Fields, suffix: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a record, as pairs of field and words."""
    texts = {}
    meant = set()
    for name, value in fields.items():
        if name not in _NAMES:
            hint = name_hint(name, FIELDS, fields)
            meant |= {known for known in FIELDS if quoted(known) in hint}
            yield name, f"unknown field {quoted(name)}; {hint}"
            if isinstance(value, str) and holds_token(name + " " + value):
                yield name, f"it holds {WORDS}"
        elif isinstance(value, Odd):
            meant.add(name)
            yield name, f"{name} is {value.what}; {value.cure}"
        else:
            texts[name] = value
    wrong = set()
    for fault in faults(texts):
        wrong.add(fault.field)
        if fault.field in texts or fault.field not in meant:  # else its absence has been explained
            cure = _TITLES.get(suffix) if fault.rule == "title" else None
            yield fault.field, f"the product has no title; {cure}" if cure else _from_the_docs(fault.words)
    for name in _ADDRESSES:
        address = texts.get(name, "").strip()
        if name not in wrong and _is_relative(address) and not urlsplit(address).path:
            yield name, f"{name} {quoted(address)} names no file; write its place in the docs folder"


def _from_the_docs(words: str) -> str:
    """Return the words on an address for a record that belongs to no page."""
    return words.replace("as seen from this page, such as ../img", "as seen from the docs folder, such as img")
