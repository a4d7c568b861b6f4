"""CSV as spreadsheets export it: a header that names the columns, and a product in each row.

    sep=;                                       <- Excel's own line, which may stand first
    Name;Title;Line Price;SKU;;                 <- in any order and spelling; a column of one's own is ignored
    flagship;Flagship package;399,00;F-1        <- cells that are missing at the end are blank

The csv module reads; here stands what columns, rows and cells mean.
"""

from __future__ import annotations

import csv
import io
import json
import re
import string
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from threading import RLock

from ..core.problems import Problem, quoted
from ..core.product import FIELDS, OTHER_NAMES, folded, meant_field
from ..core.rules import Severity
from .values import Mapping, Other, Text, Value, cure, described

COLUMNS = ("name", *FIELDS)
DELIMITERS = {",": "a comma", ";": "a semicolon", "\t": "a tab", "|": "a vertical bar"}
WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".fods", ".numbers", ".gsheet")
STEPS = (
    "in Excel Save As → CSV UTF-8 (Comma delimited), in Numbers Export To → CSV → Advanced Options → Text Encoding → "
    "Unicode (UTF-8), in Google Sheets File → Download → Comma Separated Values (.csv)"
)
"""How a spreadsheet is exported as UTF-8."""

_FOLDED = {folded(column): column for column in COLUMNS}
_KEYS = frozenset((
    "article", "articleno", "articlenumber", "code", "handle", "id", "item", "itemcode", "itemid", "itemno", "key",
    "itemnumber", "partno", "partnumber", "product", "productcode", "productid", "ref", "reference", "sku", "slug",
))  # fmt: skip
"""What other programs call the column by which a product is known, folded."""

_BOM = b"\xef\xbb\xbf"
_SEPARATOR = re.compile(r'\s*"?sep=(\\t|[^\w\r\n"])"?[\s,;|"]*(?:\1)*[\s,;|"]*', re.IGNORECASE)
_FORMULA = re.compile(r"=\s*[-+(]*(?:\$?[A-Z]{1,3}\$?\d+\b|[A-Z][A-Z0-9.]*\(|(?:'[^']+'|\w+)!)", re.IGNORECASE)
_AS_TEXT = re.compile(r'="([^"]*)"')
_ERRORS = re.compile(
    r"#(?:N/A|N/D|NV|#+|[¡¿]?(?:BEZUG|BLOCKED|BUSY|CALC|CONNECT|DIV/0|ERROR|FIELD|NAME|NOM|NOMBRE|NOME|NULL|NUM|"
    r"NÚM|PYTHON|REF|RIF|SPILL|UNKNOWN|VALEUR|VALOR|VALORE|VALUE|WERT|ZAHL)[!?]|GETTING_DATA)|Err:\d{3}"
)
_NOTHING = f"{string.whitespace}\xa0\u3000{''.join(DELIMITERS)}"
"""What a row holds that is left blank, whatever its cells are divided by."""
_LIMIT = RLock()

Report = Callable[[Problem], None]


def unreadable(data: bytes, is_csv: bool) -> tuple[str, int | None] | None:
    """Return why a file's content is not text, and the line; or None."""
    # Whoever exports a table knows a program and its menus, and not what an encoding is.
    steps = f": {STEPS}" if is_csv else ""
    if not data or data.isspace():
        return "it is empty; write products into it, or delete its name under catalog", None
    if data.startswith((b"PK\3\4", b"\xd0\xcf\x11\xe0")):
        return f"it is a workbook, not text; export it as CSV: {STEPS}", None
    encoding = json.detect_encoding(data)  # by its first bytes, as good for a header as for JSON
    if not encoding.startswith("utf-8") and "\0" not in data[:64].decode(encoding, "ignore"):
        return f"it is saved as {encoding[:6].upper()}; save it as UTF-8{steps}", None
    if b"\0" in data:
        return f"it is not text; export it as {f'CSV{steps}' if is_csv else 'text, saved as UTF-8'}", None
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = len((data[: error.start] + b".").splitlines())
        byte = data[error.start : error.start + 1]
        letter = byte.decode("cp1252", "ignore")
        example = f", as Windows-1252 writes {quoted(letter)}" if letter else ""
        return f"it is not UTF-8 (byte {byte.hex().upper()} in this line{example}); save it as UTF-8{steps}", line
    return None


def read_csv(data: bytes, report: Report) -> Iterator[tuple[str, Mapping]]:
    """Yield the products of a CSV file by name."""
    while data.startswith(_BOM):  # a program may write a second one before that of another
        data = data.removeprefix(_BOM)
    with _long_cells(len(data)):
        skipped, delimiter = _delimiter(data)
        rows = _rows(data, delimiter, skipped, report)
        line, header = next(rows, (1, []))
        columns = _columns(header, delimiter, _At(line, report))
        if columns is None:
            return
        nameless = {at for at, column in enumerate(columns) if column is None}
        for line, cells in rows:
            at_row = _At(line, report)
            if len(cells) > len(columns) and (more := "".join(cells[len(columns) :]).strip()):
                at_row.report("column", _too_many(cells, len(columns), delimiter, more))
                continue
            for at in sorted(at for at in nameless if at < len(cells) and cells[at].strip()):
                shown = quoted(cells[at].strip(), 30)
                at_row.report("column", f"column {at + 1} has no name, but holds {shown} here; name it, or delete it")
                nameless.remove(at)
            values: dict[str, Value] = {
                column: _cell(text, line)
                for column, cell in zip(columns, cells, strict=False)
                if column and (text := cell.strip())
            }
            name = values.pop("name", Text(""))
            if isinstance(name, Text):
                yield name.text, Mapping(values, line)
            else:
                at_row.report("value", f"a product's name is {described(name)}; {cure(name)}")


@dataclass(frozen=True, slots=True)
class _At:
    """Reports what is wrong with one row."""

    line: int
    take: Report

    def report(self, rule: str, words: str, severity: Severity = Severity.ERROR) -> None:
        self.take(Problem(rule, words, line=self.line, severity=severity))


def _delimiter(data: bytes) -> tuple[int, str]:
    """Return how many lines say no more than what stands between cells, and what that is."""
    start = io.TextIOWrapper(io.BytesIO(data), "utf-8", newline="").readline()
    told = _SEPARATOR.fullmatch(start)
    named = told[1].replace("\\t", "\t") if told else ""
    skipped = 1 if told else 0
    known = {}
    for delimiter in dict.fromkeys((*named, *DELIMITERS)):
        _, header = next(_rows(data, delimiter, skipped), (1, []))
        names = [folded(cell) for cell in header]
        known[delimiter] = len(_FOLDED.keys() & names), sum(map(bool, map(meant_field, header))), len(header)
    if named and any(known[named][:2]):
        return skipped, named
    return skipped, max(known, key=lambda each: known[each])


def _columns(header: list[str], delimiter: str, row: _At) -> list[str | None] | None:
    """Return what each column holds: a field, blank what is ignored, None without a name; or None if all is lost."""
    names = [" ".join(cell.split()) for cell in header]
    while names and not names[-1]:
        names.pop()
    meant = [_FOLDED.get(folded(name)) for name in names]
    hints = [_hint(name, meant) if name and not field else None for name, field in zip(names, meant, strict=True)]
    if not any(meant) and not any(hints):
        example = quoted(delimiter.join(COLUMNS))
        row.report("column", f"its first row does not name the columns; write {example} above the products")
        return None
    used: list[str | None] = []
    for at, (name, field, hint) in enumerate(zip(names, meant, hints, strict=True)):
        if hint:
            row.report("column", f"unknown column {quoted(name)}; {hint[0]}")
        elif field and field in used:
            row.report("column", _twice(field, names[meant.index(field)], name))
            field = None
        used.append(field or ("" if names[at] else None))
    explained = {hint[1] for hint in hints if hint}
    if lacking := [column for column in ("name", "title") if column not in used]:
        for column in lacking:
            if column not in explained:
                row.report("column", _lacks(column, names, meant))
        return None
    own = [
        quoted(name) for name, field, hint in zip(names, meant, hints, strict=True) if name and not field and not hint
    ]
    if own:
        what = "a column of your own is" if len(own) == 1 else "columns of your own are"
        listed = ", ".join(own[:12]) + (f" and {len(own) - 12} more" if len(own) > 12 else "")
        row.report("column", f"{what} ignored: {listed}", Severity.INFO)
    return used


def _hint(name: str, meant: list[str | None]) -> tuple[str, str] | None:
    """Return what to say of a column that is no field's, and which field it may mean; None if it is one's own.

    Beside the field itself, what has another name for it is one's own: a second description, a title in French.
    """
    if (field := meant_field(name)) and field not in meant:
        return f"name the column {quoted(field)}", field
    short = folded(name)[:60]
    near = get_close_matches(short, _FOLDED, cutoff=0.75) + get_close_matches(short, OTHER_NAMES, cutoff=0.85)
    for other in near:
        field = _FOLDED.get(other) or OTHER_NAMES[other]
        if field not in meant or (other in _FOLDED and _is_slip(name, other)):
            return f"did you mean {quoted(field)}?", field
    return None


def _is_slip(name: str, column: str) -> bool:
    """Say whether a name can only be a slip of the pen for a column that is there, too."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))
    return column not in map(str.casefold, words) and bool(get_close_matches(folded(name), [column], cutoff=0.8))


def _twice(field: str, first: str, second: str) -> str:
    if first == second:
        return f"column {quoted(first)} appears twice; delete one"
    return f"columns {quoted(first)} and {quoted(second)} both mean {quoted(field)}; delete or rename one"


def _lacks(column: str, names: list[str], meant: list[str | None]) -> str:
    """Return what to do for a column without which there are no products."""
    words = f"there is no column {quoted(column)}; add one to the header, and a cell to each row"
    key = next((name for name in names if folded(name) in _KEYS), None)
    if key and column == "name":
        return f"{words}, or rename {quoted(key)} to “name”: pages refer to a product by it"
    if key and "name" in meant:
        return f"{words}, or rename {quoted(names[meant.index('name')])} to “title”, and {quoted(key)} to “name”"
    return words


def _too_many(cells: list[str], columns: int, delimiter: str, more: str) -> str:
    count = max(at for at, cell in enumerate(cells, 1) if cell.strip())
    for_columns = "1 column" if columns == 1 else f"{columns} columns"
    between = DELIMITERS.get(delimiter) or quoted(delimiter)
    cure = f"quote a cell that holds {between}, or delete {quoted(more, 30)}"
    return f"the row has {count} cells for {for_columns}; {cure}"


def _cell(text: str, line: int) -> Text | Other:
    """Return what a cell holds: a text, or what a spreadsheet has left in its place."""
    # Nearly every cell of every file: three patterns each would be felt.
    if not text.startswith(("=", "#", "Err:")):
        return Text(text, line)
    if as_text := _AS_TEXT.fullmatch(text):  # so that Excel keeps the zeros of 007
        return Text(as_text[1].strip(), line)
    if _ERRORS.fullmatch(text):
        cure = "correct the cell there, or empty it, and export again"
        return Other(f"the spreadsheet's error {quoted(text)}", line, cure)
    if _FORMULA.match(text):
        return Other(f"the formula {quoted(text)}", line, "write what it gives, or export the values")
    return Text(text, line)


def _rows(
    data: bytes, delimiter: str, skipped: int, report: Report = lambda _problem: None
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, with the lines that they begin on."""
    text = io.TextIOWrapper(io.BytesIO(data), "utf-8", newline="")
    for _ in range(skipped):
        text.readline()
    reader = csv.reader(text, delimiter=delimiter, strict=True, skipinitialspace=True)
    while True:
        line = skipped + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            words = "the quotes in this row do not match; close them, and write two for one inside quotes"
            report(Problem("product-file", words, line=line))
            continue
        if any(cells) and "".join(cells).strip(_NOTHING):
            yield line, cells


@contextmanager
def _long_cells(size: int) -> Iterator[None]:
    """Let the csv module read cells of any size, and put its limit back, which is the whole process's."""
    with _LIMIT:
        before = csv.field_size_limit()
        csv.field_size_limit(max(before, size))
        try:
            yield
        finally:
            csv.field_size_limit(before)
