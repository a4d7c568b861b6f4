"""CSV as spreadsheets really export it: what is read, what is said once, and what is an error with its cure."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mkdocs_mos.content.catalog import Catalog, _File, load
from mkdocs_mos.content.spreadsheets import STEPS
from mkdocs_mos.core.product import FIELDS, meant_field
from mkdocs_mos.core.rules import Severity

from .conftest import MakeSite, text, with_class
from .pieces import TOKEN

F = {"f": {"title": "F"}}
PRICED = {"f": {"title": "F", "price": "9"}}
LINED = {"f": {"title": "F", "linePrice": "9"}}
LINKED = {"f": {"title": "F", "linkUrl": "a.md"}}
HEADS = ["Line Price", "LINE_PRICE", "line-price", " linePrice ", "Line\u00a0Price", "LinePrice", "ｌｉｎｅ price", "line\u2011price", '"Line\nPrice"', '"linePrice"', "line  price", "line\u200bprice"]  # fmt: skip

READ: dict[str, tuple[str, dict[str, dict[str, str]]]] = {
    **{f"head-{n}": (f"name,title,{head}\nf,F,9\n", LINED) for n, head in enumerate(HEADS)},
    "heads": ("NAME; Title ;Link URL\nf;F;a.md\n", LINKED),
    "heads-bom": ("\ufeffName,Title,LinkURL\nf,F,a.md\n", LINKED),
    "heads-quoted-bom": ('\ufeff"Name";"TITLE";"link_url"\n"f";"F";"a.md"\n', LINKED),
    "heads-two-boms": ("\ufeff\ufeffname,title\nf,F\n", F),
    "short": ("name,title,price,cover\nf,F,9\n", PRICED),
    "short-by-many": ("name,title,price,linePrice,desc,cover,linkUrl\r\nf,F\r\ng,G,9\r\n", F | {"g": {"title": "G", "price": "9"}}),
    "long": ("name,title\nf,F,, ,\u00a0,\n", F),
    "empty-columns-last": ("name,title,price,,\r\nf,F,9,,\r\n", PRICED),
    "empty-columns-short-rows": ("name,title,price,,,\nf,F,9\n", PRICED),
    "empty-column-first": (",name,title\n,f,F\n", F),
    "empty-column-between": ("name;;title; ;price\nf;;F;;9\n", PRICED),
    "empty-rows": ("\n;;\nname;title;price\n;;;;\n\n , \nf;F;9\n;;\n\n\n", PRICED),
    "empty-rows-of-others": ("name,title\n;;;\nf,F\n\t\n", F),
    "sep": ("sep=;\r\nname;title\r\nf;F\r\n", F),
    "sep-comma": ("sep=,\nname,title\nf,F\n", F),
    "sep-tab": ("SEP=\t\nname\ttitle\nf\tF\n", F),
    "sep-tab-written": ("sep=\\t\nname\ttitle\nf\tF\n", F),
    "sep-quoted": ('"sep=;"\nname;title\nf;F\n', F),
    "sep-quoted-tab": ('"sep=\t"\rname\ttitle\rf\tF\r', F),
    "sep-trailing": ("sep=;;;;\nname;title\nf;F\n", F),
    "sep-bom": ("\ufeffsep=;\nname;title\nf;F\n", F),
    "sep-own": ("sep=^\nname^title\nf^F\n", F),
    "sep-colon": ("Sep=:\nname:title\nf:F\n", F),
    "sep-exported-again": ("sep=;,,\nname,title,price\nf,F,9\n", PRICED),
    "pipes": ("name|title|price\nf|F|9\n", PRICED),
    "tabs": ("Name\tTitle\tPrice\nf\tF, G; H\t9\n", {"f": {"title": "F, G; H", "price": "9"}}),
    "semicolons-with-commas": ("name;title;price\nf;F;1.299,00 €\n", {"f": {"title": "F", "price": "1.299,00 €"}}),
    "spaces": ("name, title , price\n f , F ,9 \n", PRICED),
    "space-before-quotes": ('name, title, desc\nf, F, "a, b"\n', {"f": {"title": "F", "desc": "a, b"}}),
    "hard-spaces": ("name;title;price\nf;F;1\u00a0299,00\u00a0€\n", {"f": {"title": "F", "price": "1\u00a0299,00\u00a0€"}}),
    "kept-as-text": ('name,title,price\nf,="007","=""9"""\n', {"f": {"title": "007", "price": "9"}}),
    "signs-as-text": ("name,title,price,desc\nf,#1 Tea,-9,=^.^=\n", {"f": {"title": "#1 Tea", "price": "-9", "desc": "=^.^="}}),
}  # fmt: skip


def content(data: str | bytes, suffix: str = ".csv") -> _File:
    file = _File(f"c{suffix}")
    file.read(data.encode() if isinstance(data, str) else data, suffix)
    return file


@pytest.mark.parametrize(("data", "expected"), READ.values(), ids=READ)
def test_what_programs_export_is_read(data: str, expected: dict[str, dict[str, str]]) -> None:
    file = content(data)
    assert file.problems == []
    found = {name: Catalog(file.records).find(name) for name in file.records}
    texts = {name: {key: text.text for key, text in record.fields.items()} for name, record in found.items() if record}
    assert texts == expected


OWN = "SKU,stock,Category,Notes,color,code,type,Subtitle,title_de,Price 2,weight,size,brand,Cost Price,id,item,date,file,label"


@pytest.mark.parametrize(
    ("header", "own"),
    [
        (f"name,title,price,{OWN}", OWN),
        (f"{OWN},Name,Title,Price", OWN),
        ("name,title,sku,sku", "sku,sku"),
        ("name,title,,sku,", "sku"),
        ("name,title,desc,Description", "Description"),  # a second one: it is not lost, for the field is there
        ("name,title,cover,Image,img", "Image,img"),
    ],
)
def test_columns_of_ones_own_are_said_once(header: str, own: str) -> None:
    file = content(f"{header}\n" + "\n".join(",".join(f"{n}{at}" if c else "" for at, c in enumerate(header.split(","))) for n in range(3)))  # fmt: skip
    (problem,) = file.problems
    assert (problem.severity, problem.line, problem.file) == (Severity.INFO, 1, "c.csv")
    names = own.split(",")
    assert re.findall("“(.*?)”", problem.words) == names[:12]
    assert (f" and {len(names) - 12} more" in problem.words) == (len(names) > 12)
    assert len(file.records) == 3
    assert file.complete


NO_COLUMN = "there is no column “{}”; add one to the header, and a cell to each row"
# What is an error: the file, and for each problem its line and words.
WRONG: dict[str, tuple[str, list[tuple[int, str]]]] = {
    **{slip: (f"name,title,{slip}\nf,F,9\n", [(1, f"unknown column “{slip}”; did you mean “{field}”?")]) for slip, field in {
        "pirce": "price", "Prise": "price", "Discription": "desc", "decription": "desc", "dsec": "desc", "covr": "cover",
        "LineePrice": "linePrice", "line prise": "linePrice", "link_ulr": "linkUrl", "imagge": "cover", "tilte": "title",
    }.items()},
    **{other: (f"name,title,{other}\nf,F,9\n", [(1, f"unknown column “{other}”; name the column “{field}”")]) for other, field in {
        "Description": "desc", "image": "cover", "Picture": "cover", "URL": "linkUrl", "link": "linkUrl", "old_price": "linePrice",
        "Old Price": "linePrice", "Compare-at price": "linePrice", "Sale Price": "price",
    }.items()},
    "slip-beside": ("name,title,price,pirce\nf,F,9,9\n", [(1, "unknown column “pirce”; did you mean “price”?")]),
    "slip-of-title": ("name,titel\nf,F\n", [(1, "unknown column “titel”; did you mean “title”?")]),
    "slip-of-name": ("nmae;Title\nf;F\n", [(1, "unknown column “nmae”; did you mean “name”?")]),
    "twice": ("name,title,Price,PRICE\nf,F,1,2\n", [(1, "columns “Price” and “PRICE” both mean “price”; delete or rename one")]),
    "twice-as-one": ("name,title,Price,Price\nf,F,1,2\n", [(1, "column “Price” appears twice; delete one")]),
    "no-title": ("name,price\nf,9\n", [(1, NO_COLUMN.format("title"))]),
    "no-title-but-id": ("id,Name\n1,F\n", [(1, f"{NO_COLUMN.format('title')}, or rename “Name” to “title”, and “id” to “name”")]),
    "no-name": ("title,price\nF,9\n", [(1, NO_COLUMN.format("name"))]),
    "no-name-but-sku": ("Stock,SKU,Title\n1,f,F\n", [(1, f"{NO_COLUMN.format('name')}, or rename “SKU” to “name”: pages refer to a product by it")]),
    "other-program": ("Handle;Product Name\nf;F\n", [(1, "unknown column “Product Name”; name the column “title”"), (1, f"{NO_COLUMN.format('name')}, or rename “Handle” to “name”: pages refer to a product by it")]),
    "no-header": ("f;F\n", [(1, "its first row does not name the columns; write “name,title,desc,price,linePrice,cover,linkUrl” above the products".replace(",", ";"))]),
    "no-cell": ("name,title\nf\n\ng,\n", [(2, "product “f”: the product has no title; write one: fill in its cell in the column title"), (4, "product “g”: the product has no title; write one: fill in its cell in the column title")]),
    "no-name-cell": ("name,title\n,F\n", [(2, "a product has a blank name; write one: fill in its cell in the column name")]),
    "comma": ("name,title,price,,\nf,F,$1,299.00,\ng,G,9,,\n", [(2, "the row has 4 cells for 3 columns; quote a cell that holds a comma, or delete “299.00”")]),
    "semicolon": ('sep=;\nname;title;price\nf;"F\nF";1;2;\n', [(3, "the row has 4 cells for 3 columns; quote a cell that holds a semicolon, or delete “2”")]),
    "caret": ("sep=^\nname^title\nf^F^x\n", [(3, "the row has 3 cells for 2 columns; quote a cell that holds “^”, or delete “x”")]),
    "nameless": ("name,,title\nf,,F\ng,x,G\nh,y,H\n", [(3, "column 2 has no name, but holds “x” here; name it, or delete it")]),
    "lines": ('\ufeffsep=,\r\n\r\nname,title,desc\r\nf,F,"a\r\n\r\nb"\r\n\r\ng,\r\n', [(8, "product “g”: the product has no title; write one: fill in its cell in the column title")]),
    **{error: (f"name,title,price\nf,F,{error}\n", [(2, f"product “f”: price is the spreadsheet's error “{error}”; correct the cell there, or empty it, and export again")])
       for error in ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#########", "#WERT!", "#NV", "Err:502")},
    **{formula: (f"name;title;price\nf;F;{formula}\n", [(2, f"product “f”: price is the formula “{formula}”; write what it gives, or export the values")])
       for formula in ("=A1", "=$B$2*1.2", "=SUM(A1:A3)", "=Sheet1!A1", "='My prices'!B2", "=-(A1)", "=vlookup(A2)")},
    "error-as-name": ("name,title\n#REF!,F\n", [(2, "a product's name is the spreadsheet's error “#REF!”; correct the cell there, or empty it, and export again")]),
}  # fmt: skip


@pytest.mark.parametrize(("data", "expected"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named_with_its_cure(data: str, expected: list[tuple[int, str]]) -> None:
    assert [(each.line, each.words) for each in content(data).problems] == expected


def test_errors_in_columns_of_ones_own_are_nobodys() -> None:
    file = content("name,title,margin\nf,F,#N/A\n")
    assert [each.severity for each in file.problems] == [Severity.INFO]
    assert Catalog(file.records).find("f")


TABLE = "name,title\r\nf,F\r\ng,Thé\r\n"


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (TABLE.encode("cp1252"), 3, "it is not UTF-8 (byte E9 in this line, as Windows-1252 writes “é”)"),
        (TABLE.replace("\r\n", "\r").encode("cp1252"), 3, "it is not UTF-8 (byte E9 in this line"),
        (TABLE.encode("mac-roman"), 3, "it is not UTF-8 (byte 8E in this line"),
        (TABLE.replace("é", "茶").encode("gbk"), 3, "it is not UTF-8 (byte B2 in this line"),
        *((TABLE.encode(name), None, f"it is saved as {name[:6].upper()};") for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32")),
        (b"PK\3\4\x14\0\6\0", None, "it is a workbook, not text; export it as CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", None, "it is a workbook, not text; export it as CSV"),
    ],
)  # fmt: skip
def test_other_encodings_are_named_with_the_steps_out_of_them(data: bytes, line: int | None, words: str) -> None:
    (problem,) = content(data).problems
    assert problem.line == line
    assert problem.words.startswith(words)
    assert problem.words.endswith(f": {STEPS}")
    assert all(
        step in STEPS for step in ("CSV UTF-8 (Comma delimited)", "Unicode (UTF-8)", "Comma Separated Values (.csv)")
    )


@pytest.mark.parametrize("suffix", [".yml", ".json"])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_what_is_no_sheet_is_not_told_of_spreadsheets(suffix: str, encoding: str) -> None:
    (problem,) = content('{"f": {"title": "Thé"}}'.encode(encoding), suffix).problems
    assert problem.words.endswith("; save it as UTF-8")


@pytest.mark.parametrize(
    ("name", "words"),
    [("p.xlsx", "export the workbook as CSV: "), ("P.NUMBERS", "export the workbook as CSV: "), ("p.ods", STEPS), ("p.tsv", "rename it to end in .csv")],
)  # fmt: skip
@pytest.mark.parametrize("make", [Path.touch, Path.mkdir])
def test_a_workbook_is_to_be_exported(tmp_path: Path, name: str, words: str, make: type) -> None:
    make(tmp_path / name)
    catalog, (problem,) = load([tmp_path / name], lambda path: path.name)
    assert words in problem.words or (name == "p.tsv" and "it is a folder" in problem.words)
    assert not catalog.complete


def test_a_cure_is_written_as_the_file_is() -> None:
    words = {suffix: content(data, suffix).problems[0].words for suffix, data in {
        ".csv": "name,title\nf,\n", ".json": '{"f": {}}', ".yml": "f: {}\n",
    }.items()}  # fmt: skip
    start = "product “f”: the product has no title; write one"
    assert words == {
        ".csv": f"{start}: fill in its cell in the column title",
        ".json": f'{start}, such as “"title": "Flagship package"”',
        ".yml": f"{start}, such as “title: Flagship package”",
    }


@pytest.mark.parametrize("suffix", [".yml", ".json"])
def test_other_files_have_no_columns_of_ones_own(suffix: str) -> None:
    (problem,) = content('{"f": {"title": "F", "sku": "1"}}', suffix).problems
    assert (problem.severity, problem.words[:33]) == (Severity.ERROR, "product “f”: unknown field “sku”;")


def test_a_token_is_named_by_its_line_where_lines_end_as_on_an_old_mac() -> None:
    file = content(f"name,title,note\rf,F,\rg,G,{TOKEN}\r")
    assert [each.line for each in file.problems if "BotFather" in each.words] == [3]
    assert all(TOKEN not in each.words for each in file.problems)


def test_other_names_mean_fields() -> None:
    assert {meant_field(name) for name in ("Description", "IMAGE", "u-r-l", "old price", "product_name", "sale price")} == {
        "desc", "cover", "linkUrl", "linePrice", "title", "price",
    }  # fmt: skip
    assert [name for name in (*FIELDS, "sku", "") if meant_field(name)] == []


SHEETS = {
    "excel": b"\xef\xbb\xbfName;Title;Price;Line Price;SKU;;\r\nflagship;Flagship package;\"1.299,00\xc2\xa0\xe2\x82\xac\";;F-1;;\r\n;;;;;;\r\n",
    "sep": b"sep=;\r\nname;title;price\r\nflagship;Flagship package;$299.00\r\n",
    "sheets": b"name,title,price,linePrice\r\nstarter,Starter,$9.00,$12.00\r\nflagship,Flagship package\r\n",
    "empty": b"name,title,price,,\r\nflagship,Flagship package,$299.00,,\r\n,,,,\r\n",
}  # fmt: skip


@pytest.mark.parametrize("name", SHEETS)
def test_a_strict_build_takes_them(site: MakeSite, name: str) -> None:
    made = site({"index.md": "::: mos-product flagship\n"}, mos="service_id: acme\ncatalog: p.csv")
    (made.folder / "p.csv").write_bytes(SHEETS[name])
    result = made.build("--strict")
    assert result.status == 0, result.output
    assert text(with_class(result.page(), "mos-product-title")[0]).strip() == "Flagship package"
    said = "INFO    -  p.csv:1: a column of your own is ignored: “SKU”"
    assert result.output.count(said) == (name == "excel")
    assert result.output.count("ignored") == (name == "excel")


def test_markdown_alone_takes_a_column_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("name,title,sku\nflagship,F,1\n")
    code = (
        "import markdown; print(markdown.markdown('::: mos-product flagship', extensions=['mkdocs_mos'],"
        " extension_configs={'mkdocs_mos': {'service_id': 'acme', 'catalog': 'p.csv'}}))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "mos-product-title" in run.stdout
