"""The catalogue: what product files hold, and what is said of those that nobody can use."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from mkdocs_mos.content.catalog import Catalog, CatalogFiles, _File, load
from mkdocs_mos.content.product_files import SUFFIXES
from mkdocs_mos.core.problems import Problem
from mkdocs_mos.core.product import FIELDS

from .pieces import EXAMPLE, RECORDS, SECRET, TEXT, TOKEN
from .wrong import content, told

Records = Mapping[str, Mapping[str, str]]
Read = Callable[..., tuple[Catalog, list[str]]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write files and read them as a catalogue: it, and the problems as they are printed."""

    def written(files: Mapping[str, str | bytes]) -> tuple[Catalog, list[str]]:
        for name, text in files.items():
            (tmp_path / name).write_bytes(content(text))
        catalog, problems = load([tmp_path / name for name in files], lambda path: path.name)
        return catalog, [str(problem) for problem in problems]

    return written


def parsed(data: bytes, suffix: str) -> _File:
    file = _File(f"c{suffix}")
    file.read(data, suffix)
    return file


def records(catalog: Catalog, names: Mapping[str, object]) -> dict[str, dict[str, str]]:
    found = {name: catalog.find(name) for name in names}
    return {name: {key: text.text for key, text in record.fields.items()} for name, record in found.items() if record}


GOOD: dict[str, tuple[str, str | bytes, Records]] = {
    "yaml": ("c.yml", "f: {title: F, price: $9}\n", {"f": {"title": "F", "price": "$9"}}),
    "yaml-spelling": ("c.yaml", "007: {title: Yes, price: 299.00, linePrice: 1_0, desc: 2026-11-24}", {"007": {"title": "Yes", "price": "299.00", "linePrice": "1_0", "desc": "2026-11-24"}}),
    "yaml-blocks": ("c.yml", "f:\n  title: >\n    a\n    b\n  desc: |\n    x\n    y\n", {"f": {"title": "a b\n", "desc": "x\ny\n"}}),
    "yaml-quotes": ("c.yml", "'<<': {title: '*a', desc: \"~\", price: !!str 3}", {"<<": {"title": "*a", "desc": "~", "price": "3"}}),
    "yaml-bom": ("c.yml", "\ufefff: {title: F}", {"f": {"title": "F"}}),
    "yaml-document": ("c.yml", "%YAML 1.1\n---\nf: {title: F}\n...\n", {"f": {"title": "F"}}),
    "yaml-merge-as-text": ("c.yml", "f: {title: <<}", {"f": {"title": "<<"}}),
    "json": ("c.json", '{"f": {"title": "F", "price": 299.00, "linePrice": 1e3}}', {"f": {"title": "F", "price": "299.00", "linePrice": "1e3"}}),
    "json-bom": ("C.JSON", '\ufeff{"f": {"title": "F"}}', {"f": {"title": "F"}}),
    "json-huge-number": ("c.json", '{"f": {"title": %s}}' % ("1" * 9000), {"f": {"title": "1" * 9000}}),
    "csv": ("c.csv", "name,title,price\r\nf,F,299.00\r\n", {"f": {"title": "F", "price": "299.00"}}),
    "csv-order": ("c.csv", "price,title,name\n3,F,f\n", {"f": {"title": "F", "price": "3"}}),
    "csv-bom": ("c.csv", "\ufeffname,title\nf,F\n", {"f": {"title": "F"}}),
    "csv-semicolons": ("c.csv", 'name;title;price;desc\nf;F;"3;4";a,b,c\n', {"f": {"title": "F", "price": "3;4", "desc": "a,b,c"}}),
    "csv-tabs": ("c.csv", "name\ttitle\nf\tF;,\n", {"f": {"title": "F;,"}}),
    "csv-quotes": ("c.csv", 'name,title,desc\nf,"a, ""b""","x\ny"\n', {"f": {"title": 'a, "b"', "desc": "x\ny"}}),
    "csv-old-mac": ("c.csv", "name,title\rf,F\rg,G\r", {"f": {"title": "F"}, "g": {"title": "G"}}),
    "csv-blank-rows": ("c.csv", "\n,\nname,title\n\nf,F\n , \n,\n", {"f": {"title": "F"}}),
    "csv-formulas": ("c.csv", "name,title,price\nf,=1+1,+3\n", {"f": {"title": "=1+1", "price": "+3"}}),
    "csv-inch": ("c.csv", 'name,title\nf,5" tablet\n', {"f": {"title": '5" tablet'}}),
    "csv-long": ("c.csv", f"name,title,desc\nf,F,{'x' * 200_000}\n", {"f": {"title": "F", "desc": "x" * 200_000}}),
    "many-digits": ("c.csv", f"name,title,desc\nf,F,{'1' * 200_000}\n", {"f": {"title": "F", "desc": "1" * 200_000}}),
    "names-stripped": ("c.json", '{" f ": {"title": "F"}}', {"f": {"title": "F"}}),
    "blank-is-absent": ("c.yml", "f: {title: F, desc: ' ', price: ''}", {"f": {"title": "F"}}),
    "vendors-token": ("c.yml", f"# {EXAMPLE}\nf: {{title: 'x {EXAMPLE}'}}", {"f": {"title": f"x {EXAMPLE}"}}),
    "vendors-token-as-a-name": ("c.csv", f"name,title\n{EXAMPLE},F\n", {EXAMPLE: {"title": "F"}}),
    "relative": ("c.yml", "f: {title: F, cover: img/f.png, linkUrl: 'guide/f.md#x'}", {"f": {"title": "F", "cover": "img/f.png", "linkUrl": "guide/f.md#x"}}),
    "many-spaces": ("c.json", '{"f": {"title": "\u3000F\u00a0", "desc": "a\\tb"}}', {"f": {"title": "\u3000F\u00a0", "desc": "a\tb"}}),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text", "expected"), GOOD.values(), ids=GOOD)
def test_what_files_hold(read: Read, name: str, text: str | bytes, expected: Records) -> None:
    catalog, problems = read({name: text})
    assert problems == []
    assert catalog.complete
    assert len(catalog) == len(expected)
    assert records(catalog, expected) == expected


JSON_LINES = """{
  "title": {"title": "b", "desc": "\\"b\\": {"},
  "b"
    : {"title": "title"},
  "é": {"title": "x"}, "": {"title": "x"}
}"""


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("c.yml", "# c\na:\n  title: A\n\n? b\n: {title: B}\n", {"a": 2, "b": 5}),
        ("c.csv", 'name,title\n\na,"A\nA"\nb,B\n', {"a": 3, "b": 5}),
        ("c.json", JSON_LINES, {"title": 2, "b": 3, "é": 5}),
        ("c.json", '{"a": {"title": "x"},\n"\\u0062": {"title": "x"},\n"c": {"title": "x"}}', {"a": 1, "b": 2, "c": 3}),
    ],
)  # fmt: skip
def test_where_products_stand(read: Read, name: str, text: str, lines: dict[str, int | None]) -> None:
    catalog, _ = read({name: text})
    found = {each: catalog.find(each) for each in lines}
    assert {each: record.line for each, record in found.items() if record} == lines
    assert all(record and record.file == name for record in found.values())


@pytest.mark.golden_test("cases/bad_files/*.yml")
def test_what_is_wrong_with_files(read: Read, golden: Any) -> None:
    name = golden["file"]
    catalog, problems = read({name: content(golden["text"]), "good.yml": "good: {title: G}\nbad: {}\n"})
    assert problems.pop().startswith("good.yml:2: product “bad”")  # the rest is still checked
    assert catalog.find("good")
    assert golden.out["problems"] == told(problems, name)
    assert problems
    for problem in problems:
        assert re.match(rf"{re.escape(name)}:(\d+:)? ", problem)
        assert "\n" not in problem
        assert SECRET not in problem


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("c.yml", "f: " + "[" * 500_000, "c.yml:1: it is nested too deeply; write names and texts \\[yaml\\]$"),
        ("c.yml", "? " * 5000, "c.yml:1: .*nested too deeply; write names and texts"),
        ("c.json", "[" * 100_000, "c.json: .*nested too deeply; write names and texts"),
        ("c.json", '{"f":' * 100_000, "c.json: .*nested too deeply; write names and texts"),
    ],
    ids=["yaml", "yaml-names", "json", "json-fields"],
)
def test_what_is_nested_without_an_end(read: Read, name: str, text: str, words: str) -> None:
    catalog, (problem, other) = read({name: text, "good.yml": "good: {title: G}\nbad: {}\n"})
    assert other.startswith("good.yml:2: product “bad”")
    assert catalog.find("good")
    assert re.match(words, problem)
    assert "\n" not in problem


def test_of_very_many_problems_the_first_are_named(read: Read) -> None:
    catalog, problems = read({"c.csv": "name,title\n" + "f,F,3\n" * 250_000 + "g,G\n"})
    assert len(problems) == 1001
    assert problems[-1].startswith("c.csv:1001: ")
    assert (
        problems[0]
        == "c.csv: 249,000 more problems are in this file; correct those that are named, then build again [product-file]"
    )
    assert catalog.find("g")


FIFTY_MB = 50_000_000


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("c.yml", b"x" * FIFTY_MB, "1: it is “xxx"),
        ("c.json", b"[" * FIFTY_MB, " it is nested too deeply"),
        ("c.csv", b"PK\3\4" + bytes(FIFTY_MB), " it is a workbook, not text"),
        ("c.yml", b"- " * (FIFTY_MB // 2), "1: it is nested too deeply"),
    ],
    ids=["yaml", "json", "binary", "deep"],
)
def test_fifty_megabytes_end_in_one_line(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    (problem,) = load([tmp_path / name], lambda path: path.name)[1]
    assert str(problem).startswith(f"{name}:{words}")
    assert len(problem.words) < 250


def test_a_record_with_problems_is_known_but_not_found(read: Read) -> None:
    catalog, _ = read({"c.yml": f"f: {{}}\ng: {{title: {TOKEN}}}\nh: {{title: H}}\n"})
    assert catalog.complete
    assert [name in catalog for name in "fghi"] == [True, True, True, False]
    assert [catalog.find(name) is not None for name in "fghi"] == [False, False, True, False]


@pytest.mark.parametrize("text", ["f: [", "", "a: {title: A}\n---\n", "'': {title: A}"])
def test_an_unknown_name_may_be_one_that_could_not_be_read(read: Read, text: str) -> None:
    catalog, _ = read({"c.yml": text, "d.yml": "d: {title: D}"})
    assert not catalog.complete
    assert catalog.find("d")


def test_names_are_unique_over_all_files(read: Read) -> None:
    catalog, problems = read(
        {
            "a.yml": "f: {title: A}\n",
            "b.json": '{\n"f": {"title": "B"}}',
            "c.csv": "name,title\ng,\nf,C\n",
            "d.yml": "# d\ng: {title: D}\n",
        }
    )
    assert problems == [
        "b.json:2: product “f” is also in a.yml:1; delete or rename one [duplicate]",
        "c.csv:2: product “g”: the product has no title; write one: fill in its cell in the column title [title]",
        "c.csv:3: product “f” is also in a.yml:1; delete or rename one [duplicate]",
        "d.yml:2: product “g” is also in c.csv:2; delete or rename one [duplicate]",
    ]
    assert records(catalog, {"f": 0}) == {"f": {"title": "A"}}


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "c.yml").write_text("f: {title: F}")
    assert load([tmp_path / "c.yml"] * 2, str)[1] == []


def test_relative_addresses_are_for_the_host_to_check(read: Read) -> None:
    catalog, problems = read(
        {
            "a.csv": "name,title,cover,linkUrl\nf,F,img/f.png,https://e.com/\ng,G,HTTPS://e.com/g.png,\nh,H,,\n",
            "b.yml": "i: {title: I, cover: ' ../i.png ', linkUrl: 'guide/i.md?a#b'}",
        }
    )
    assert problems == []
    assert [(r.name, field, address.text, r.file, r.line) for r, field, address in catalog.relative()] == [
        ("f", "cover", "img/f.png", "a.csv", 2),
        ("i", "cover", " ../i.png ", "b.yml", 1),
        ("i", "linkUrl", "guide/i.md?a#b", "b.yml", 1),
    ]


def test_where_relative_addresses_stand(read: Read) -> None:
    catalog, problems = read(
        {
            "a.csv": 'name,title,desc,cover\nf,F,"1\n2",f.png\n',
            "b.yml": "i:\n  title: I\n  cover: i.png\n  linkUrl: |\n    i.md\n",
            "c.json": '{" j ": {\n"title": "J",\n\n"linkUrl":\n"j.md",\n"cover": "j.png"}}',
            "d.json": '{"\\u006b": {\n"title": "K",\n"cover": "k.png"}}',
        }
    )
    assert problems == []

    places = [(record.file, address.line) for record, _, address in catalog.relative()]
    assert places == [("a.csv", 2), ("b.yml", 3), ("b.yml", 4), ("c.json", 6), ("c.json", 4), ("d.json", 3)]


def test_hints(read: Read) -> None:
    catalog, _ = read({"c.yml": "Flagship: {title: F}\nbasic: {title: B}\n"})
    assert catalog.hint("flagshp") == "did you mean “Flagship”?"
    assert catalog.hint("zzz") == "the known ones are: basic, Flagship"
    many = "name,title\n" + "".join(f"sku-{n:05},x\n" for n in range(5000))
    assert read({"c.csv": many})[0].hint("SKU-04200x") == "did you mean “sku-04200”?"
    assert Catalog().hint("x")
    assert Catalog().find("x") is None


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "there is no such file; correct its name under catalog, or add it"),
        (lambda path: path.mkdir(), "it is a folder; write the name of a file, or a pattern such as products/*.yml"),
        (os.mkfifo, "it is not a file; write the name of one"),
        (
            lambda path: path.symlink_to(path),
            "it cannot be read: Too many levels of symbolic links; write the name of the file itself",
        ),
    ],
)
def test_what_is_no_file(tmp_path: Path, make: Callable[[Path], None], words: str) -> None:
    path = tmp_path / "c.yml"
    make(path)
    catalog, problems = load([path, tmp_path / ("x" * 999)], lambda path: path.name[:5])
    assert str(problems[0]).startswith(f"c.yml: {words}")
    assert str(problems[1]).startswith("xxxxx: it cannot be read: File name too long")
    assert not catalog.complete
    assert "cannot be a file's name" in str(load([Path("a\0b.yml")], lambda path: "a")[1])


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "c.yml").write_text("f: {title: F}")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    words = "it cannot be read: Permission denied; let the user who builds the site read it"
    assert load([tmp_path / "c.yml"], lambda path: path.name)[1] == [Problem("product-file", words, "c.yml")]


def test_a_files_own_name_is_masked(tmp_path: Path) -> None:
    assert TOKEN not in str(load([tmp_path / f"{TOKEN}.yml"], str)[1])


def test_a_file_is_read_again_only_when_it_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []
    read_bytes = Path.read_bytes

    def noted(path: Path) -> bytes:
        taken.append(path.name)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", noted)
    a, b = tmp_path / "a.yml", tmp_path / "b.csv"
    a.write_text("f: {title: F}")
    b.write_text("name,title\ng,\n")
    files = CatalogFiles()

    def load_again(*paths: Path) -> tuple[list[str], int, int]:
        taken.clear()
        catalog, problems = files.load(paths, lambda path: path.name)
        return list(taken), len(catalog), len(problems)

    assert load_again(a, b) == (["a.yml", "b.csv"], 2, 1)
    assert load_again(a, b) == ([], 2, 1)
    b.write_text("name,title\ng,G\nf,F\n")
    assert load_again(a, b) == (["b.csv"], 2, 1)  # f appears twice
    os.utime(a, ns=(1, 1))
    assert load_again(a) == (["a.yml"], 1, 0)
    assert load_again(b) == (["b.csv"], 2, 0)  # it had been let go
    b.unlink()
    assert load_again(b) == ([], 0, 1)


def test_the_csv_modules_own_limit_is_put_back() -> None:
    before = csv.field_size_limit()
    data = f"name,title,desc\nf,F,{'x' * 300_000}\n".encode()
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(len(parsed(data, ".csv").problems))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [0] * 8
    assert csv.field_size_limit() == before


NAMES = TEXT.filter(lambda name: len(name.splitlines()) == 1)
SHOPS = st.dictionaries(NAMES, RECORDS.map(lambda product: product.fields()), min_size=1, max_size=3)


def as_yaml(shop: Records, delimiter: str) -> str:
    return yaml.safe_dump(dict(shop), allow_unicode=delimiter == ",", default_style='"' if delimiter == ";" else None)


def as_json(shop: Records, delimiter: str) -> str:
    return json.dumps(shop, ensure_ascii=delimiter == ",", indent=1 if delimiter == ";" else None)


def as_csv(shop: Records, delimiter: str) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, ("name", *FIELDS), delimiter=delimiter)
    writer.writeheader()
    writer.writerows({"name": name, **record} for name, record in shop.items())
    return text.getvalue()


@given(shop=SHOPS, delimiter=st.sampled_from(",;\t"), bom=st.booleans())
def test_what_the_standard_writers_write_is_read_back(shop: Records, delimiter: str, bom: bool) -> None:
    for suffix, write in ((".yml", as_yaml), (".json", as_json), (".csv", as_csv)):
        file = parsed(write(shop, delimiter).encode("utf-8-sig" if bom else "utf-8"), suffix)
        assert file.problems == []
        assert records(Catalog(file.records), shop) == shop


@pytest.mark.parametrize("suffix", [".csv", ".json", ".yml"])
def test_one_fault_among_many_is_found(suffix: str) -> None:
    shop = {f"sku-{n:03}": {"title": "T", "cover": f"{n}.png"} for n in range(250)}
    shop["sku-077"] = {"title": "T", "cover": "a\nb"}
    shop["sku-078"] = {"title": "T", "price": "3", "desc": f"{TOKEN[:12]}\u00ad{TOKEN[12:]}"}
    shop["sku-249"] = {"title": " "}
    write = {".csv": as_csv, ".json": as_json, ".yml": as_yaml}[suffix]
    file = parsed(write(shop, ",").encode(), suffix)
    words = [re.sub("“(sku-[0-9]+)”.*?(line break|token|no title).*", r"\1 \2", each.words) for each in file.problems]
    # What JSON writes as an escape is found in the text itself, which knows the line and not the product.
    token = "the line holds what looks like a Telegram bot token, not shown; delete it, and revoke it with BotFather"
    named = [token if suffix == ".json" else "product sku-078 token", "product sku-077 line break"]
    assert sorted(words) == sorted([*named, "product sku-249 no title"])
    catalog = Catalog(file.records)
    assert [name for name in shop if not catalog.find(name)] == ["sku-077", "sku-078", "sku-249"]
    assert [record.name for record, _, _ in catalog.relative()] == list(records(catalog, shop))


def test_of_a_broken_json_file_only_the_break_is_named() -> None:
    shop = as_json({f"sku-{n}": {"titel": "T", "cover": "a.png"} for n in range(2000)}, ";")
    file = parsed(shop.removesuffix("}").encode(), ".json")
    assert [str(each) for each in file.problems] == [
        "c.json:8002: it is not JSON: expecting ',' delimiter; write a comma between entries, and close the brackets [product-file]"
    ]
    assert not file.records


@pytest.mark.parametrize("colon", [":", " : ", "\t:", "\n\n:"])
def test_a_doubled_field_is_found_however_json_is_spaced(colon: str) -> None:
    fields = '"title": "G", "price": "3"'.replace(":", colon)
    names = ",\n".join(f'"sku-{n}"{colon}{{{fields}}}' for n in range(120))
    file = parsed(f'{{{names.replace("price", "title", 1)}, "x": {{"title": "\\": "}}}}'.encode(), ".json")
    (problem,) = file.problems
    assert problem.words.startswith("product “sku-0”: “title” appears twice")
    assert len(file.records) == 121


MARKS = st.lists(
    st.sampled_from(["f", "title", ":", ": ", "\n", "\n  ", "\t", "{", "}", "[", "]", ",", ";", '"', "'", "&a ", "*a", "!x ", "<<", "? ", "- ", "---\n", "~", "\\u", "#", "|\n", "name,title\n", "null", "\ufeff", "\0", "\x85", "\u2028", TOKEN, "NaN", "1"]),
    max_size=40,
).map("".join)  # fmt: skip


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(
    data=st.binary(max_size=200)
    | st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass"))
    | MARKS.map(str.encode)
)
@example(data=b"%YAML 9.9\n---\nf: x")
@example(data=b'f: {title: "\\UFFFFFFFF"}')
def test_nothing_makes_it_raise(suffix: str, data: bytes) -> None:
    file = parsed(data, suffix)
    assert file.records or file.problems
    for problem in file.problems:
        assert "\n" not in problem.words
        assert TOKEN not in problem.words
    assert all(TOKEN not in name for name in file.records)
