"""Our own words: one file a language, chosen by the page, the theme or the site."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown import Markdown

from mkdocs_mos import ContentError, read_link
from mkdocs_mos.content.translations import FOLDER, SPOKEN, Wording, known, languages, words

from .conftest import MakeSite, Result, text, with_class

LANGUAGES = ["ar", "de", "en", "es", "fr", "hi", "id", "ja", "ko", "pt", "ru", "tr", "vi", "zh-Hans", "zh-Hant"]
SCRIPTS = {
    "ar": "\u0600-\u06ff",
    "hi": "\u0900-\u097f",
    "ja": "\u3040-\u30ff\u4e00-\u9fff",
    "ko": "\uac00-\ud7a3",
    "ru": "\u0400-\u04ff",
}
SCRIPTS |= {"zh-Hans": "\u4e00-\u9fff", "zh-Hant": "\u4e00-\u9fff"}
CARD = "# Home\n\n::: mos-product\n    title: Kyusu\n    price: $9\n    linePrice: $12\n"
FORM = "site_url: https://s.example/\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_each_word_once_and_no_other(language: str) -> None:
    lines = (FOLDER / f"{language}.yml").read_text("utf-8").splitlines()
    names = [line.partition(":")[0] for line in lines]
    assert names == list(words("en"))
    found = words(language)
    assert all(isinstance(word, str) and word == word.strip() and word for word in found.values())
    for name, word in found.items():
        assert word.endswith((":", "：")) == words("en")[name].endswith(":"), name  # what goes before something
        assert not re.search(r"[{}<>&%]", re.sub(r"\{[a-z]+\}", "", word)), name  # all else is text
        assert re.findall(r"\{[a-z]+\}", word) == re.findall(r"\{[a-z]+\}", words("en")[name]), name
        if language in SCRIPTS:
            assert re.search(f"[{SCRIPTS[language]}]", word), name


def test_all_the_languages_are_there() -> None:
    assert list(languages()) == LANGUAGES
    assert set(SPOKEN) < set(words("en"))
    assert len({words(language)["open_chat"] for language in LANGUAGES}) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("pt-BR", "pt"),
        ("pt_BR", "pt"),
        ("PT_br", "pt"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh_Hans", "zh-Hans"),
        ("zh-Hant", "zh-Hant"),
        ("zh-TW", "zh-Hant"),
        ("zh_HK", "zh-Hant"),
        ("zh-hans-HK", "zh-Hans"),
        ("uk", None),
        ("", None),
        ("deutsch", None),
    ],
)
def test_a_page_gets_the_nearest_language(tag: str, language: str | None) -> None:
    assert known(tag) == language
    assert Wording().of(tag, tag)["ask"] == words(language or "en")["ask"]


@pytest.mark.parametrize(
    ("option", "page", "theme", "lang"),
    [(None, "de", "de", ""), (None, "pt-BR", "pt-BR", ""), (None, "uk", "uk", "en"), (None, "de", "en", "de"), ("fr", "de", "de", "fr")],
)  # fmt: skip
def test_words_say_their_language_where_it_is_not_the_page_s(
    option: str | None, page: str, theme: str, lang: str
) -> None:
    assert Wording(option).of(page, theme)["lang"] == lang


def card(result: Result, path: str = "index.html") -> Any:
    (found,) = with_class(result.page(path), "mos-product")
    return found


def flat(element: Any) -> str:
    return " ".join(text(element).split())


@pytest.mark.parametrize(("theme", "language"), [("{name: material, language: fr}", "fr"), ("{name: mkdocs, locale: de}", "de"), ("{name: material, language: zh-TW}", "zh-Hant"), ("{name: readthedocs, locale: pt_BR}", "pt")])  # fmt: skip
def test_the_theme_s_language(site: MakeSite, theme: str, language: str) -> None:
    result = site({"index.md": CARD}, FORM, "service_id: acme\nsource: '{lang}'\nloader: launcher", theme).build(
        "--strict"
    )
    assert result.status == 0, result.output
    said, found = {name: " ".join(word.split()) for name, word in words(language).items()}, card(result)
    assert flat(found) == f"Kyusu {said['price']} $9 {said['line_price']} $12 {said['ask']}: Kyusu ({said['new_tab']})"
    assert not [e for e in found.iter() if e.get("lang")]
    (corner,) = with_class(result.page(), "mos-corner")
    assert (corner.get("aria-label"), corner.get("lang")) == (said["chat"], None)
    (script,) = [e for e in result.page().iter("script") if e.get("data-mos")]
    assert json.loads(script.get("data-mos", ""))["words"] == {name: words(language)[name] for name in SPOKEN}
    source = theme.partition(": ")[2].partition(": ")[2].strip("}")
    assert read_link(result.hrefs()[0]).values["source"] == source


def test_a_page_s_own_language_and_the_site_s(site: MakeSite) -> None:
    pages = {"index.md": f"---\nlang: ja\n---\n{CARD}", "other.md": CARD, "code.md": f"---\nlang: true\n---\n{CARD}"}
    config = FORM + "theme: {name: mkdocs, locale: en}\n"
    result = site(pages, config, "service_id: acme\nsource: '{lang}'").build("--strict")
    found = card(result)
    assert f"{words('ja')['ask']}: Kyusu" in flat(found)
    assert {flat(e): e.get("lang") for e in found.iter() if e.get("lang")}.keys() >= {words("ja")["ask"]}
    assert not any("Kyusu" in flat(e) for e in found.iter() if e.get("lang"))  # the author's words stay the page's
    assert [read_link(result.hrefs(path)[0]).values["source"] for path in result.pages[1:]] == ["en", "ja", "en"]
    assert "Ask about this: Kyusu" in flat(card(result, "other/index.html"))
    forced = site(pages, config, "service_id: acme\nlanguage: ko\nsource: '{lang}'").build("--strict")
    for path, lang in (("index.html", "ja"), ("other/index.html", "en")):
        assert words("ko")["ask"] in flat(card(forced, path))
        assert read_link(forced.hrefs(path)[0]).values["source"] == lang


def test_the_site_s_own_words(site: MakeSite) -> None:
    pages = {"index.md": CARD, "de.md": f"---\nlang: de\n---\n{CARD}", "own.md": CARD + "    label: Mine\n"}
    options = "service_id: acme\nwords:\n  ask: <b>Chat & ask</b>\n  price: Now\n  de: {ask: Frag uns}\n"
    result = site(pages, FORM, options).build("--strict")
    assert result.status == 0, result.output
    assert flat(card(result)).startswith("Kyusu Now $9 Original price: $12 <b>Chat & ask</b>: Kyusu")
    assert flat(card(result, "de/index.html")).startswith("Kyusu Now $9 Ursprünglicher Preis: $12 Frag uns: Kyusu")
    assert flat(card(result, "own/index.html")).endswith("Mine (opens in a new tab)")


def test_a_language_that_we_lack(site: MakeSite) -> None:
    said = "there is no translation for the theme's language “uk”"
    result = site({"index.md": CARD}, "theme: {name: material, language: uk}\n" + FORM).build("--strict")
    assert result.status == 0
    assert result.output.count(said) == 1
    assert "Ask about this: Kyusu" in flat(card(result))
    assert {e.get("lang") for e in card(result).iter()} == {None, "en"}
    all_words = {name: " ".join(["Слово", *re.findall(r"\{[a-z]+\}", word)]) for name, word in words("en").items()}
    own = yaml.safe_dump({"service_id": "acme", "words": all_words}, allow_unicode=True)
    whole = site({"index.md": CARD}, "theme: {name: material, language: uk}\n" + FORM, own).build()
    assert said not in whole.output
    assert "Слово: Kyusu" in flat(card(whole))
    assert {e.get("lang") for e in card(whole).iter()} == {None}
    silent = site({"index.md": "# Nothing of ours"}, "theme: {name: material, language: uk}\n" + FORM).build()
    assert said not in silent.output


I18N = """  - i18n:
      docs_structure: {structure}
      languages:
        - {{locale: en, default: true, name: English}}
        - {{locale: fr, name: Français}}
        - {{locale: zh-TW, name: 繁體中文}}
"""


@pytest.mark.parametrize(
    ("structure", "theme", "before"),
    [("folder", "material", True), ("folder", "mkdocs", False), ("suffix", "material", False)],
)
@pytest.mark.neighbour
def test_each_language_of_static_i18n_has_its_words(site: MakeSite, structure: str, theme: str, before: bool) -> None:
    names = {"en": "en/{}.md", "fr": "fr/{}.md", "zh-TW": "zh-TW/{}.md"}
    if structure == "suffix":
        names = {"en": "{}.md", "fr": "{}.fr.md", "zh-TW": "{}.zh-TW.md"}
    pages = {name.format(page): CARD for name in names.values() for page in ("index", "more")}
    i18n = I18N.format(structure=structure)
    if theme == "mkdocs":
        i18n = i18n.replace("zh-TW", "zh_TW")
        pages = {path.replace("zh-TW", "zh_TW"): page for path, page in pages.items()}
    made = site(pages, FORM, "service_id: acme\nsource: 'docs/{lang}'", theme, i18n)
    if before:  # in the list of plugins
        config = yaml.safe_load((made.folder / "mkdocs.yml").read_text("utf-8"))
        config["plugins"].reverse()
        (made.folder / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False), "utf-8")
    result = made.build()
    assert result.status == 0, result.output
    chinese = "zh_TW" if theme == "mkdocs" else "zh-TW"
    for folder, language, lang in (("", "en", "en"), ("fr/", "fr", "fr"), (f"{chinese}/", "zh-Hant", chinese)):
        for path in (f"{folder}index.html", f"{folder}more/index.html"):
            found = card(result, path)
            assert f"{words(language)['ask']}: Kyusu" in flat(found), path
            assert not [e for e in found.iter() if e.get("lang")]
            written = lang.replace("zh_TW", "zh_Hant_TW")  # MkDocs spells it out
            assert read_link(result.hrefs(path)[0]).values["source"] == f"docs/{written}"


def test_the_bare_extension_has_them(tmp_path: Path) -> None:
    def convert(**options: object) -> str:
        configs = {"mkdocs_mos": {"service_id": "acme", **options}}
        return Markdown(extensions=["mkdocs_mos"], extension_configs=configs).convert(CARD)

    assert words("de")["ask"] in convert(language="de")
    assert "lang=" not in convert(language="de")
    assert f'<span lang="en">{words("en")["ask"]}</span>' in convert(language="uk")
    assert "Frag uns" in convert(language="de", words={"ask": "Frag uns"})
    with pytest.raises(ContentError, match="unknown word “aks”"):
        convert(words={"aks": "x"})
