"""Forms before the chat: what the build proves of them, and what a reader and an agent get, in a real browser."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from mkdocs_mos import read_link
from mkdocs_mos.core.form import Field, check_label, check_no_secret, check_pattern, fixed_title, matches
from mkdocs_mos.core.problems import ContentError

from .browser import SDK_URL, axe, checked, offline, served
from .commands import run
from .conftest import MakeSite, Result, Site, blocks, text, with_class
from .played import WORKS

SITE = "site_url: https://help.example.com/\n"
OPTIONS = "service_id: acme\nsource: docs/{page}\nloader: false"
FORM = """# Track

::: mos-form
    title: Order {number}
    label: Ask about my order
    fields:
        number: {label: Order number, example: HT-10234, pattern: "HT-[0-9]{5}"}
        postcode: {label: Postcode, optional: true}
        words: {label: What happened?, lines: 3, optional: true}
        size: {label: Size, choices: [S, M, "<b>L</b>"]}
"""


def built(site: MakeSite, page: str = FORM, mos: str = OPTIONS, theme: str = "mkdocs") -> Result:
    result = site({"index.md": page, "other.md": "# Other\n"}, SITE, mos, theme).build("--strict")
    assert result.status == 0, result.output
    return result


# What the build proves


def test_without_script_it_is_a_link_with_what_is_fixed(site: MakeSite) -> None:
    result = built(site, FORM.replace("label: Ask", "desc: From the help centre.\n    price: $9\n    label: Ask"))
    (form,) = with_class(result.page(), "mos-form")
    link = form.find("a")
    assert link is not None
    assert read_link(link.get("href") or "").values == {
        "isMsgCard": "1",
        "title": "Order",
        "desc": "From the help centre.",
        "linkUrl": "https://help.example.com/",
        "price": "$9",
        "source": "docs/index",
    }
    assert (link.get("target"), link.get("rel"), "mos-link" in (link.get("class") or "")) == (
        "_blank",
        "noopener",
        True,
    )
    assert text(link).startswith("Ask about my order")
    having = [path for path in result.pages if "mos-form.js" in result.html(path)]
    assert having == ["index.html"]
    assert run("check", "--service-id", "acme", result.folder).returncode == 0


@pytest.mark.npm
def test_the_html_checker_finds_nothing(site: MakeSite) -> None:
    result = built(site, FORM)
    with_it, without = checked([result.folder / "index.html", result.folder / "other" / "index.html"]).values()
    assert not with_it - without


FIELD = "fields: {number: {label: Order number}}"


@pytest.mark.parametrize(
    ("under", "line", "named"),
    [
        (
            "title: Order {nubmer}\nfields: {number: {label: N}}",
            4,
            "title holds “{nubmer}”, which is no field; did you",
        ),
        (
            "title: Order {a}\nfields: {a: {label: A, optional: true}}",
            4,
            "title holds “{a}”, which may stay unanswered",
        ),
        ("title: Order {\nfields: {a: {label: A}}", 4, "title holds “{” alone"),
        ("title: '{a}'\nfields: {a: {label: A}}", 4, "title is nothing but answers"),
        (FIELD, 3, "the form has no title; write one, such as “title: Order {number}”"),
        ("title: T", 3, "the form has no fields; write each field's name"),
        ("title: T\nfields: [a]", 5, "fields is a list; write each field's name"),
        ("title: T\nfields:\n    a: {example: x}", 6, "field “a” has no label; write the question"),
        ("title: T\nfields:\n    a: text", 6, "field “a” is “text”; write each field's name"),
        ("title: T\nfields:\n    a: {label: ' '}", 6, "field “a”: label is blank; write the question"),
        ("title: T\nfields:\n    a: {label: A}\n    b: {label: a}", 7, "field “b”: the label “a” appears twice"),
        (
            "title: T\nfields:\n    a: {label: A, exmaple: B}",
            6,
            "field “a” has the unknown option “exmaple”; did you mean",
        ),
        ("title: T\nfields:\n    a: {label: A, lines: many}", 6, "field “a”: lines is “many”; write a number from 1"),
        ("title: T\nfields:\n    a: {label: A, lines: 0}", 6, "field “a”: lines is “0”"),
        ("title: T\nfields:\n    a: {label: A, optional: perhaps}", 6, "field “a”: optional is “perhaps”; write true"),
        ("title: T\nfields:\n    a: {label: A, choices: [S]}", 6, "field “a” has one choice; write two or more"),
        ("title: T\nfields:\n    a: {label: A, choices: []}", 6, "field “a” has no choice; write two or more"),
        ("title: T\nfields:\n    a: {label: A, choices: S}", 6, "field “a” has choices that are no list of texts"),
        ("title: T\nfields:\n    a: {label: A, choices: [S, S]}", 6, "field “a” has a choice twice"),
        ("title: T\nfields:\n    a: {label: A, pattern: '[0-9'}", 6, "field “a”: browsers may not know “[0-9”"),
        ("title: T\nfields:\n    a: {label: A, pattern: '(a'}", 6, "field “a”: the pattern “(a” is none: "),
        ("title: T\nfields:\n    a: {label: A, pattern: '(?i)a'}", 6, "field “a”: browsers may not know “(?i)”"),
        (
            "title: T\nfields:\n    a: {label: A, pattern: '[0-9]+', example: x}",
            6,
            "field “a” has the example “x”, which",
        ),
        (
            "title: T\nfields:\n    a: {label: A, pattern: 'a', lines: 3}",
            6,
            "field “a” has several lines, which no patt",
        ),
        ("title: T\nfields:\n    a: {label: A, choices: [S, M], lines: 3}", 6, "field “a” has choices, so lines means"),
        ("title: T\nfields:\n    a b: {label: A}", 6, "field “a b”: the name “a b” cannot stand in braces"),
        ("title: T\nfields:\n    a: {label: Your password}", 6, "field “a”: “Your password” asks for a secret"),
        ("title: T\nfields:\n    cardNumber: {label: A}", 6, "field “cardNumber”: “cardNumber” asks for a secret"),
        ("title: T\nlabl: x\nfields: {a: {label: A}}", 5, "unknown field or option “labl”; did you mean “label”?"),
        (f"title: {'t' * 1600}\nfields: {{a: {{label: A}}}}", 3, "without answers, the link and the labels take "),
        ("title: T\nfields: {a: {label: A, a: {}}", 5, "the options are not YAML"),
    ],
)
def test_what_is_wrong_is_named_at_its_line(site: MakeSite, under: str, line: int, named: str) -> None:
    lines = "".join(f"    {each}\n" for each in under.splitlines())
    result = site({"index.md": f"# A\n\n::: mos-form\n{lines}"}, SITE).build()
    assert result.status == 1
    assert any(p.startswith(f"docs/index.md:{line}: {named}") for p in result.problems), result.output
    assert "Traceback" not in result.output


def test_all_that_is_wrong_is_told_together(site: MakeSite) -> None:
    page = "::: mos-form again\n    title: '{x}'\n    fields:\n        a: {pattern: '['}\n        b: {label: PIN}\n"
    result = site({"index.md": page}, SITE).build()
    problems = [problem for problem in result.problems if problem.startswith("docs/")]
    assert [problem.split(":")[1] for problem in problems] == ["1", "2", "4", "4", "5"], problems


SECRETS = [
    *(
        "password",
        "Pass word",
        "pass-phrase",
        "PIN",
        "your_pin",
        "CVV",
        "cvc2",
        "passwords",
        "Passwörter",
        "pass\u200bword",
        "Code secret",
        "Credit card number",
        "cardNo",
        "Passwort",
    ),
    *("Kartennummer", "Mot de passe", "Numéro de carte", "Contraseña", "Número de tarjeta", "Senha", "Пароль", "Şifre"),
    *("Kreditkartennummer", "Kontopasswort", "Geheimzahl", "Kartenprüfnummer", "OTP", "CVVcode", "Number on the card"),
    *(
        "Your card's number",
        "Debit card",
        "numéro carte bancaire",
        "N° de carte",
        "código de seguridad",
        "clave secreta",
    ),
    *("Número de cartão", "Şifreniz", "ПИН", "Номер вашей карты", "код безопасности", "安全码", "セキュリティコード"),
    *("الرقم السري", "motdepasse", "bot token", "API key", "Secret word"),
    *("Mật khẩu", "Kata sandi", "كلمة المرور", "पासवर्ड", "パスワード", "カード番号", "비밀번호", "密码", "卡號"),
]
HARMLESS = [
    "Opinion",
    "So the parcel is late?",
    "Gift card number",
    "Pins ordered",
    "Bowling pins",
    "PIN pad model",
    "Graphics card number",
    "SD card no",
    "Drawing pin",
    "Shopping",
    "PIN code",
    "pincode",
    "Card",
    "Passenger",
    "spinach",
    "Discard",
    "Reisepass",
    "Order number",
]


def test_secrets_are_refused_in_our_languages_and_nothing_else() -> None:
    for label in SECRETS:
        with pytest.raises(ContentError, match="asks for a secret"):
            check_no_secret(label)
        with pytest.raises(ContentError, match="asks for a secret"):
            check_no_secret(label.replace(" ", "_").replace("\u200b", ""))
    for label in HARMLESS:
        check_no_secret(label)
        check_no_secret(label.replace(" ", "_").rstrip("?"))


def test_what_has_choices_asks_for_no_secret(site: MakeSite) -> None:
    page = FORM.replace("label: Size", "label: Is it about your credit card?")
    assert "Is it about your credit card?" in built(site, page).html("index.html")


@pytest.mark.parametrize(
    ("title", "fixed"),
    [
        ("Order {number}", "Order"),
        ("Order ({number}, {size})", "Order"),
        ("Order “{number}”", "Order"),
        ("订单（{number}）", "订单"),
        ("注文「{number}」について", "注文について"),
        ("订单{number}的问题", "订单的问题"),
        ("Order {number}, size {size}", "Order, size"),
        ("Order {number} — {size}", "Order"),
        ("{number} – order", "order"),
        ("Is order {number} late?", "Is order late?"),
    ],
)
def test_a_title_without_answers_keeps_no_debris(title: str, fixed: str) -> None:
    assert fixed_title(title, {name: Field(name, name) for name in ("number", "size")}) == fixed


@pytest.mark.parametrize("title", ["{number}", "({number})", "“{number}”?", "\u200b{number}"])
def test_a_title_of_answers_alone_is_refused(title: str) -> None:
    with pytest.raises(ContentError, match="nothing but answers"):
        fixed_title(title, {"number": Field("number", "Number")})


def test_patterns_are_read_without_what_stands_around_them() -> None:
    assert check_pattern(" [0-9]+\n") == "[0-9]+"
    with pytest.raises(ContentError, match="between slashes; delete them"):
        check_pattern("/HT-[0-9]{5}/")


@pytest.mark.parametrize("label", ["\u200b", " \u00a0", "\u2060\u200d"])
def test_a_label_that_nobody_sees_is_blank(label: str) -> None:
    with pytest.raises(ContentError, match="label is blank"):
        check_label(label)


PATTERNS = {
    "HT-[0-9]{5}": ("HT-10234", "HT-1023"),
    r"\d{4}": ("1234", "١٢٣٤"),
    r"[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}": ("BS1 4DJ", "BS"),
    r"(?:a|b)+c*?": ("abac", "c"),
    r"[^\s@]+@[^\s@]+\.[a-z]{2,}": ("me@example.com", "me"),
    r"\p{Lu}\p{L}*": ("Änne", "änne"),
    r"[\w\-]+": ("a-b", "a b"),
    r"(?=.*[0-9])\S{3,}": ("ab1", "abc"),
    r"\+?[0-9 ()\/.-]{6,}".replace("()", r"\(\)").replace(".-]", r".\-]"): ("+44 (0)20", "x"),
    r"[\u00e0-\u00ff]+": ("éà", "ea"),
}
REFUSED = [
    "^*",
    r"\b+",
    "${2}",
    "(?=a)*",
    "(?!a)+b",
    "(?<=a)?b",
    r"[\d-z]",
    r"[a-\d]",
    r"[\p{L}-z]",
    "[a",
    "a)",
    "*a",
    r"\A1",
    "(?P<n>a)",
    "(?i)a",
    "a++",
    "[a&&b]",
    "[(]",
    r"\Z",
    "{2}a",
    "(?#x)a",
    r"\h",
    "[]",
    "",
]


def test_a_pattern_means_to_browsers_what_it_means_to_the_build() -> None:
    script = """const cases = JSON.parse(require('fs').readFileSync(0)); const told = {};
    for (const [pattern, answers] of Object.entries(cases)) {
      const whole = new RegExp(`^(?:${pattern})$`, 'v'); told[pattern] = answers.map(answer => whole.test(answer));
    }
    console.log(JSON.stringify(told));"""
    assert [check_pattern(pattern) for pattern in PATTERNS] == list(PATTERNS)
    node = subprocess.run(
        ["node", "-e", script], input=json.dumps(PATTERNS), capture_output=True, text=True, check=True
    )
    assert json.loads(node.stdout) == {pattern: [True, False] for pattern in PATTERNS}
    for pattern, answers in PATTERNS.items():
        assert [matches(answer, pattern) for answer in answers] == [True, False]
    for pattern in REFUSED:
        with pytest.raises(ContentError):
            check_pattern(pattern)


def test_no_pattern_that_the_build_takes_is_one_that_browsers_refuse() -> None:
    chosen = random.Random(7)
    bits = [
        *"abz09-^$.*+?()[]{}|/\\ ",
        r"\d",
        r"\w",
        r"\b",
        "(?:",
        "(?=",
        "(?!",
        "(?<=",
        "{2}",
        "{1,3}",
        "[a-z]",
        "[^0-9]",
    ]
    bits += [r"\p{L}", r"\-", r"\.", "a-z", "&&"]
    taken = []
    for _ in range(20_000):
        pattern = "".join(chosen.choice(bits) for _ in range(chosen.randint(1, 7)))
        with suppress(ContentError):
            taken.append(check_pattern(pattern))
    assert len(taken) > 2_000
    script = """const taken = JSON.parse(require('fs').readFileSync(0));
    const refused = taken.filter(p => { try { new RegExp(`^(?:${p})$`, 'v'); return false } catch { return true } });
    console.log(JSON.stringify(refused));"""
    node = subprocess.run(["node", "-e", script], input=json.dumps(taken), capture_output=True, text=True, check=True)
    assert json.loads(node.stdout) == []


def test_an_example_that_no_browser_could_match_in_time_is_refused() -> None:
    with pytest.raises(ContentError, match="takes too long to be matched"):
        matches("a" * 60, "(?:a|a)+b")


# What readers and agents get


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A help centre with a form, in Material with instant navigation; its 404 page is none of ours."""
    made = Site(tmp_path_factory.mktemp("form"))
    made.write("index.md", FORM)
    hostile = "".join(
        f"        f{n}: {{label: {json.dumps(label)}, choices: [{json.dumps(label)}, x]}}\n"
        for n, label in enumerate(HOSTILE)
    )
    made.write("hostile.md", f"# Hostile\n\n::: mos-form\n    title: T\n    fields:\n{hostile}")
    made.write("plain.md", "# Plain\n\n[to the form](index.md)\n")
    with served(made.folder) as address:
        theme = "theme: {name: material, features: [navigation.instant]}\n"
        options = "service_id: acme\n      source: docs/{page}\n      loader: false"
        made.write(
            "../mkdocs.yml", f"site_name: T\nsite_url: {address}site/\n{theme}plugins:\n  - mos:\n      {options}\n"
        )
        result = made.build()
        assert result.status == 0, result.output
        yield f"{address}site/"


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    '"></label><script>alert(1)</script>',
    "{{ 7 * 7 }}",
    "&lt;b&gt;",
    "‮abc",
    "a\u2028b",
]


def opened(context: BrowserContext, address: str) -> Page:
    offline(context)
    page = context.new_page()
    page.on("pageerror", lambda error: print("a script failed:", error))
    page.goto(address)
    page.evaluate("window.heard = []; document.addEventListener('mos:ask', e => heard.push(e.detail))")
    return page


def sent(page: Page, context: BrowserContext) -> dict[str, str]:
    """Press the button, and return what the tab that opens carries."""
    with context.expect_page() as tab:
        page.locator(".mos-submit").click()
    href = page.locator(".mos-form > a").get_attribute("href") or ""
    tab.value.close()
    assert len(href) <= 2000
    link = read_link(href)
    assert link.problems == ()
    return dict(link.values)


def test_answers_become_the_record(context: BrowserContext, centre: str) -> None:
    page = opened(context, centre)
    assert page.locator(".mos-form > a").is_hidden()
    page.get_by_label("Order number").fill("  HT-10234 ")
    page.get_by_label("What happened?").fill("It broke.\nTwice.")
    page.get_by_label("Size").select_option("<b>L</b>")
    page.get_by_label("Order number").press("Tab")
    values = sent(page, context)
    assert values == {
        "isMsgCard": "1",
        "title": "Order HT-10234",
        "desc": "What happened?: It broke.\nTwice.\nSize: <b>L</b>",
        "source": "docs/index",
    }
    heard = page.evaluate("heard")
    assert [detail["title"] for detail in heard] == ["Order"]  # nothing typed
    assert "10234" not in json.dumps(heard)
    assert page.evaluate("localStorage.length + sessionStorage.length") == page.evaluate(
        "Object.keys(localStorage).concat(Object.keys(sessionStorage)).filter(k => !k.includes('mos')).length"
    )


def test_errors_stand_beside_their_field_and_the_first_has_the_focus(context: BrowserContext, centre: str) -> None:
    page = opened(context, centre)
    page.locator(".mos-submit").press("Enter")
    number = page.get_by_label("Order number")
    expect(number).to_be_focused()
    expect(number).to_have_attribute("aria-invalid", "true")
    expect(number).to_have_accessible_description("Please fill this in. Example: HT-10234")
    expect(page.get_by_label("Postcode")).not_to_have_attribute("aria-invalid", "true")
    assert axe(page, ".mos-form") == []
    number.fill("10234")
    expect(number).to_have_attribute("aria-invalid", "false")
    page.get_by_label("Size").select_option("M")
    number.press("Enter")
    expect(number).to_be_focused()
    expect(page.locator(".mos-error").first).to_have_text("This does not look right.")
    page.get_by_label("Postcode").fill("123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1")
    number.fill("HT-10234")
    page.locator(".mos-submit").click()
    expect(page.get_by_label("Postcode")).to_be_focused()  # a bot token reaches no address
    assert len(context.pages) == 1


@pytest.mark.parametrize(
    "typed",
    [
        "😀" * 5000,
        "x" * 100_000,
        "שלום עולם " * 400,
        "a\x00b\x07c",
        "\ud800 half",
        "ก็" * 3000,
        "line\nbreak",
        "👨‍👩‍👧‍👦" * 900,
    ],
    ids=["emoji", "long", "right-to-left", "controls", "surrogate", "thai", "lines", "families"],
)
def test_whatever_is_typed_the_link_is_right(context: BrowserContext, centre: str, typed: str) -> None:
    page = opened(context, centre)
    for label in ("Postcode", "What happened?"):
        page.get_by_label(label).evaluate("(control, text) => { control.value = text }", typed)
    page.get_by_label("Order number").fill("HT-10234")
    page.get_by_label("Size").select_option("S")
    values = sent(page, context)
    assert values["title"] == "Order HT-10234"
    if len(typed) > 1000:
        assert values["desc"].endswith("…\nSize: S")
        expect(page.locator(".mos-shortened")).to_contain_text("It was too long. This is what is sent:")
        assert values["desc"].split()[0] in page.locator(".mos-shortened").inner_text()
    else:
        assert page.locator(".mos-shortened").inner_text() == ""


def test_the_longest_text_gives_way_and_a_choice_stays(context: BrowserContext, centre: str) -> None:
    page = opened(context, centre)
    page.get_by_label("Order number").fill("HT-10234")
    page.get_by_label("What happened?").fill("word " * 900)
    page.get_by_label("Size").select_option("M")
    values = sent(page, context)
    assert values["desc"].startswith("What happened?: word word")
    assert values["desc"].endswith("…\nSize: M")
    assert page.get_by_label("What happened?").input_value().count("word") == 900  # nothing is taken from the reader


def test_what_is_fixed_gives_way_before_answers(site: MakeSite, context: BrowserContext) -> None:
    words = "word " * 600
    result = built(site, FORM.replace("label: Ask about", f"desc: {words}\n    label: Ask about"))
    with served(result.folder) as address:
        page = opened(context, address)
        page.get_by_label("Order number").fill("HT-10234")
        page.get_by_label("What happened?").fill("It broke")
        page.get_by_label("Size").select_option("M")
        values = sent(page, context)
        assert values["title"] == "Order HT-10234"
        assert values["desc"].endswith("…\nWhat happened?: It broke\nSize: M")
        assert page.locator(".mos-shortened").inner_text() == ""  # the reader has lost nothing


def test_an_answer_that_nothing_is_left_of_takes_its_label_along(site: MakeSite, context: BrowserContext) -> None:
    fields = "".join(f"        f{n}: {{label: {'这是一个问题' * 3}{n}, optional: true}}\n" for n in range(3))
    page_text = f"# A\n\n::: mos-form\n    title: Order {{number}}\n    fields:\n        number: {{label: N}}\n{fields}"
    result = built(site, page_text)
    with served(result.folder) as address:
        page = opened(context, address)
        page.get_by_label("N", exact=True).fill("HT-10234")
        for n in range(3):
            page.locator(f"[name=f{n}]").fill("长" * 200)
        values = sent(page, context)
        assert values["title"] == "Order HT-10234"
        assert values["desc"].count("长") > 30


def test_an_answer_in_the_title_gives_way_at_a_character(site: MakeSite, context: BrowserContext) -> None:
    page_text = "# A\n\n::: mos-form\n    title: About {what}\n    fields: {what: {label: What}}\n"
    result = built(site, page_text)
    with served(result.folder) as address:
        page = opened(context, address)
        page.get_by_label("What").fill("👨‍👩‍👧‍👦" * 300)
        title = sent(page, context)["title"]
        assert title.startswith("About 👨‍👩‍👧‍👦")
        assert title.removeprefix("About ").removesuffix("…").replace("👨‍👩‍👧‍👦", "") == ""


def test_hostile_labels_and_choices_stay_text(context: BrowserContext, centre: str) -> None:
    page = opened(context, f"{centre}hostile/")
    labels = [" ".join(label.split()) for label in page.locator(".mos-field label").all_inner_texts()]
    assert labels == [" ".join(label.split()) for label in HOSTILE]
    assert page.locator(".mos-form img, .mos-form script").count() == 0
    for n, label in enumerate(HOSTILE):
        control = page.locator(f"[name=f{n}]")
        control.select_option(index=1)
        assert " ".join(control.input_value().split()) == " ".join(label.split())


def test_a_page_that_is_swapped_in_has_its_form(context: BrowserContext, centre: str) -> None:
    page = opened(context, f"{centre}plain/")
    page.get_by_role("link", name="to the form").click()
    expect(page.locator(".mos-submit")).to_be_visible()
    page.get_by_label("Order number").fill("HT-10234")
    page.get_by_label("Size").select_option("S")
    assert sent(page, context)["title"] == "Order HT-10234"
    page.evaluate("""() => { const copy = document.querySelector('[data-mos-form]').cloneNode(true);
      copy.querySelectorAll('form').forEach(form => form.remove()); copy.id = 'late'; document.body.append(copy) }""")
    expect(page.locator("#late .mos-submit")).to_be_visible()  # decrypted, or put there by a script


@contextmanager
def submitted(result: Result, context: BrowserContext) -> Iterator[Page]:
    """The page of a form whose button has been pressed, on a site that has the SDK."""
    offline(context, {SDK_URL: WORKS})
    with served(result.folder) as address:
        page = context.new_page()
        page.goto(address)
        page.get_by_label("Order number").fill("HT-10234")
        page.get_by_label("Size").select_option("S")
        page.locator(".mos-submit").click()
        yield page


def test_it_sends_into_a_window(site: MakeSite, context: BrowserContext) -> None:
    result = built(site, f"{FORM}\n::: mos-chat\n", f"{OPTIONS}\nsdk: {SDK_URL}")
    with submitted(result, context) as page:
        expect(page.locator(".mos-status")).to_contain_text("Sent: Order HT-10234")
        assert len(context.pages) == 1


def test_it_sends_into_the_panel_of_our_launcher(site: MakeSite, context: BrowserContext) -> None:
    result = built(site, mos=f"service_id: acme\nloader: launcher\nsdk: {SDK_URL}", theme="material")
    with submitted(result, context) as page:
        expect(page.locator(".mos-panel .mos-status")).to_contain_text("Sent: Order HT-10234")
        assert [message["title"] for message in page.evaluate("messages")] == ["Order HT-10234"]
        assert len(context.pages) == 1


def test_in_the_sandbox_the_agent_sees_the_answers(site: MakeSite, context: BrowserContext) -> None:
    result = site({"index.md": FORM}, SITE, f"{OPTIONS}\nsandbox: true").build()
    with served(result.folder) as address:
        page = opened(context, address)
        page.get_by_label("Order number").fill("HT-10234")
        page.get_by_label("Size").select_option("S")
        with context.expect_page() as tab:
            page.locator(".mos-submit").click()
        expect(tab.value.locator("body")).to_contain_text("Order HT-10234")


def test_a_strict_policy_lets_it_work(site: MakeSite, context: BrowserContext) -> None:
    result = built(site)
    with served(result.folder, "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'") as address:
        page = opened(context, address)
        page.locator(".mos-submit").click()
        expect(page.get_by_label("Order number")).to_be_focused()
        page.get_by_label("Order number").fill("HT-10234")
        page.get_by_label("Size").select_option("S")
        assert sent(page, context)["title"] == "Order HT-10234"


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_it_fits_a_small_screen_with_large_letters(site: MakeSite, browser: Browser, theme: str, language: str) -> None:
    right = language == "ar"
    page_text = FORM if not right else f'<div dir="rtl" markdown>\n\n{FORM}\n</div>\n'
    config = f"{SITE}markdown_extensions: [md_in_html]\n"
    result = site({"index.md": page_text}, config, OPTIONS, theme).build("--strict")
    with served(result.folder) as address:
        context = browser.new_context(viewport={"width": 320, "height": 640}, forced_colors="active")
        page = opened(context, address)
        page.add_style_tag(content="html { font-size: 200% !important }")
        page.locator(".mos-submit").click()
        expect(page.locator("[aria-invalid=true]")).to_have_count(2)
        form = page.locator(".mos-form")
        box = form.bounding_box()
        assert box
        for part in form.locator("label, input, textarea, select, button, p").all():
            if (own := part.bounding_box()) and own["width"] > 1:  # what only a screen reader has is a point
                assert own["x"] >= box["x"] - 1
                assert own["x"] + own["width"] <= box["x"] + box["width"] + 1
        side = form.evaluate("e => getComputedStyle(e).direction")
        assert side == ("rtl" if right else "ltr")
        border = page.get_by_label("Order number").evaluate("e => getComputedStyle(e).borderTopStyle")
        assert border == "solid"
        context.close()


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_axe_finds_nothing_in_any_theme(site: MakeSite, browser: Browser, theme: str) -> None:
    result = built(site, theme=theme)
    with served(result.folder) as address:
        for scheme in ("light", "dark"):
            context = browser.new_context(color_scheme=scheme)
            page = opened(context, address)
            page.locator(".mos-submit").click()
            assert axe(page, ".mos-form") == []
            context.close()


def test_without_script_and_on_paper_the_link_stands(site: MakeSite, browser: Browser) -> None:
    result = built(site)
    with served(result.folder) as address:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(address)
        expect(page.locator(".mos-form > a")).to_be_visible()
        assert page.locator(".mos-form form").count() == 0
        context.close()


def test_the_docs_have_a_form_that_builds(site: MakeSite) -> None:
    for example in blocks("markdown", "form"):
        result = site({"index.md": f"# A\n\n{example}"}, SITE).build("--strict")
        assert result.status == 0, result.output
