"""The catalogue: product files -> records, by name.

A record's relative `cover` or `linkUrl` is a place as seen from the docs folder, since a catalogue belongs to no page.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from glob import glob
from pathlib import Path

from ..core.problems import Names, Problem, quoted
from ..core.product import ADDRESSES, is_relative, text_fault
from ..core.rules import Severity
from ..core.tokens import WORDS, find_tokens, holds_token, masked, token_lines
from . import values
from .product_files import SUFFIXES, read_products
from .records import Fields, judge
from .spreadsheets import STEPS, WORKBOOKS

PATTERN = re.compile(r"[*?\[]")
"""What makes a file's name a pattern of names."""

_TITLES = {
    ".csv": "write one: fill in its cell in the column title",
    ".json": 'write one, such as “"title": "Flagship package"”',
}
"""How a missing title is cured, where that is not YAML."""
_NAMED = 1000
"""Problems of one file that are named: a wrong column makes one of every row."""

Shown = Callable[[Path], str]


@dataclass(slots=True)
class Record:
    """A product of the catalogue.

    Attributes:
        name: by which pages know it.
        file: its file, as its author knows it.
        line: where it stands there.
        texts: its fields that are not blank, as written.
        lines: where each of them stands.
        sound: whether it has no problems.
    """

    name: str
    file: str
    line: int | None
    texts: Mapping[str, str]
    lines: Sequence[int | None]
    sound: bool = True

    @property
    def fields(self) -> Fields:
        """Its fields that are not blank, with their places."""
        pairs = zip(self.texts.items(), self.lines, strict=True)
        return {name: values.Text(text, line, self.file) for (name, text), line in pairs}

    @property
    def place(self) -> str:
        """`file:line`."""
        return f"{self.file}:{self.line}" if self.line else self.file


class Catalog:
    """The products of all files, by name.

    Attributes:
        complete: whether every product's name could be read; else an unknown name may be one of those that could not.
    """

    def __init__(self, records: Mapping[str, Record] | None = None, complete: bool = True) -> None:
        self._records = records or {}
        self.complete = complete

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[str]:
        """Yield the names of the products, with problems or without, in the order of their files."""
        return iter(self._records)

    def __contains__(self, name: object) -> bool:
        """Say whether a product stands in the catalogue, with problems or without."""
        return name in self._records

    def find(self, name: str) -> Record | None:
        """Return a product; None where there is none, or where it has problems, which have been named."""
        record = self._records.get(name)
        return record if record and record.sound else None

    def hint(self, name: str) -> str:
        """Return the words of `did_you_mean` for an unknown name."""
        return self._names.did_you_mean(name)

    @cached_property
    def _names(self) -> Names:
        return Names(sorted(self._records, key=str.casefold))

    def relative(self) -> Iterator[tuple[Record, str, values.Text]]:
        """Yield each relative `cover` and `linkUrl`, with its record and name: whether it exists a host can say."""
        for record in self._records.values():
            for name in ADDRESSES if record.sound else ():
                if is_relative(record.texts.get(name, "").strip()):
                    yield record, name, record.fields[name]


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

    def load(self, paths: Iterable[Path], shown: Shown) -> tuple[Catalog, list[Problem]]:
        """Return the catalogue of some files, and all problems of all of them; see `load`."""
        before, self._read = self._read, {}
        files = [self._file(path, masked(shown(path)), before) for path in dict.fromkeys(paths)]
        problems = [problem for file in files for problem in file.problems]
        records: dict[str, Record] = {}
        for file in files:
            for name, record in file.records.items():
                # Files come in the order of `catalog`, so the first one wins, and the later one is told to change.
                first = records.setdefault(name, record)
                if first is not record:
                    words = f"product {quoted(name)} is also in {first.place}; delete or rename one"
                    problems.append(Problem("duplicate", words, record.file, record.line))
        problems.sort(key=lambda problem: (problem.file or "", problem.line or 0))
        return Catalog(records, all(file.complete for file in files)), problems

    def _file(self, path: Path, shown: str, before: Mapping[tuple[Path, str], tuple[tuple[int, int], _File]]) -> _File:
        file = _File(shown)
        try:
            status = path.stat()
            # As rsync compares files; `mkdocs serve` builds again with each save of any page.
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
    records: dict[str, Record] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    complete: bool = True
    tokens: set[str] = field(default_factory=set)
    """The tokens whose own lines have been named, by their ends."""

    def report(self, problem: Problem) -> None:
        """Keep a problem, whose place is known now."""
        self.problems.append(replace(problem, words=masked(problem.words), file=self.shown))

    def report_loss(self, problem: Problem) -> None:
        """Keep a problem, of which an error hides a product from us."""
        self.complete = self.complete and problem.severity is not Severity.ERROR
        self.report(problem)

    def lose(self, words: str) -> None:
        """Report why the file cannot be read."""
        self.report_loss(Problem("product-file", words))

    def take(self, path: Path, mode: int) -> None:
        """Read the file.

        Raises:
            OSError: it cannot be read.
        """
        suffix = path.suffix.lower()
        if stat.S_ISDIR(mode) and suffix not in WORKBOOKS:
            self.lose("it is a folder; write the name of a file, or a pattern such as products/*.yml")
        elif not stat.S_ISREG(mode) and suffix not in WORKBOOKS:
            self.lose("it is not a file; write the name of one")
        elif suffix not in SUFFIXES:
            cure = f"; export the workbook as CSV: {STEPS}" if suffix in WORKBOOKS else ""
            cure = "; if it holds cells, rename it to end in .csv" if suffix in (".tsv", ".tab", ".txt") else cure
            self.lose(f"its name ends in {quoted(path.suffix)}; a product file's ends in {', '.join(SUFFIXES)}{cure}")
        else:
            self.read(path.read_bytes(), suffix)

    def read(self, data: bytes, suffix: str) -> None:
        """Read the file's content, and check all of it."""
        self.suffix = suffix
        self.name_tokens(data.replace(b"\0", b"").decode("latin-1"))  # without what UTF-16 puts between
        named = len(self.problems)
        for name, value in read_products(data, suffix, self.report_loss):
            self.add(name.strip(), value)
        found = self.problems[named:]
        if not self.records and self.complete and all(problem.severity < Severity.ERROR for problem in found):
            words = "it holds no products; write one, or delete the file's name under catalog"
            self.report(Problem("product-file", words))
        # A terminal with a line for each of 100,000 rows helps nobody.
        if (more := len(self.problems) - _NAMED) > 0:
            words = f"{more:,} more problems are in this file; correct those that are named, then build again"
            self.problems[_NAMED:] = [Problem("product-file", words, self.shown)]

    def name_tokens(self, text: str) -> None:
        """Name each line that holds a token, comments included."""
        self.tokens = _ends(text)
        for line in token_lines(re.sub("\r\n?", "\n", text)) if self.tokens else ():
            self.report(Problem("token", f"the line holds {WORDS}", line=line))

    def is_named(self, problem: Problem, text: str) -> bool:
        """Say whether a problem is a token whose own line has been named."""
        return problem.rule == "token" and bool(found := _ends(text)) and self.tokens.issuperset(found)

    def add(self, name: str, value: values.Value) -> None:
        """Keep a product, and report what is wrong with it."""
        # Judged before its name, so that an author is told all that is wrong with a row at once.
        fields, sound = self.judged(name, value)
        if fault := self.name_fault(name):
            # Some page may name this product: then its unknown name is no mistake of the page.
            self.complete = False
            if not self.is_named(fault, name):
                self.report(replace(fault, line=value.line))
        elif first := self.records.get(name):
            problem = values.twice(name, first.line, value.line)
            self.report(replace(problem, words=f"product {problem.words}"))
        else:
            texts = {key: text.text for key, text in fields.items()}
            # Texts and lines side by side: an object for each field of 100,000 products would be felt.
            lines = tuple([text.line for text in fields.values()])
            self.records[name] = Record(name, self.shown, value.line, texts, lines, sound)

    def judged(self, name: str, value: values.Value) -> tuple[Fields, bool]:
        """Return a product's fields that are not blank, and whether it has no problems, which are reported."""
        if not isinstance(value, values.Mapping):
            words = f"it is {values.described(value)}; write its fields there, a title at least"
            self.report(Problem("value", f"product {quoted(name)}: {words}", line=value.line))
            return {}, False
        judged = judge(value, _no_file, line=value.line)
        for problem in judged.problems:
            held = value.items.get(problem.field)
            if not self.is_named(problem, f"{problem.field} {held.text if isinstance(held, values.Text) else ''}"):
                self.report(replace(problem, words=f"product {quoted(name)}: {self.words_here(problem)}"))
        fields = {key: text for key, text in judged.fields.items() if text.text.strip()}
        return fields, all(problem.severity < Severity.ERROR for problem in judged.problems)

    def words_here(self, problem: Problem) -> str:
        """Return the words of a problem as they suit a file that belongs to no page, and may not be YAML."""
        if problem.rule == "title" and self.suffix in _TITLES:
            return f"the product has no title; {_TITLES[self.suffix]}"
        return problem.words.replace(
            "as seen from this page, such as ../img", "as seen from the docs folder, such as img"
        )

    def name_fault(self, name: str) -> Problem | None:
        """Return why a product cannot have a name, or None."""
        if not name:
            cure = "write one: fill in its cell in the column name" if self.suffix == ".csv" else "write one"
            return Problem("product-file", f"a product has a blank name; {cure}")
        if holds_token(name):
            return Problem("token", f"the name {quoted(name)} {text_fault(name)}")
        fault = text_fault(name)
        if not fault and len(name.splitlines()) > 1:
            fault = "holds a line break; write it on one line"
        return Problem("text", f"the name {quoted(name)} {fault}") if fault else None


def _ends(text: str) -> set[str]:
    return {text[:end][-30:] for _, end in find_tokens(text)}


def _no_file(name: str, address: str) -> str | None:
    """Return why a relative address can be none of the docs; whether there is such a file a host can say."""
    if address.startswith(("#", "?")):
        return f"{name} {quoted(address)} names no file; write its place in the docs folder"
    return None
