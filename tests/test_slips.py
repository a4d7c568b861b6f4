"""What YAML and Markdown take in silence: values cut off at a #, and front matter that is none."""

from __future__ import annotations

import pytest
import yaml

from mkdocs_mos.content.front_matter import misplaced_front_matter
from mkdocs_mos.content.values import Mapping
from mkdocs_mos.content.yaml_reader import read

MOS = "mos:\n  product:\n    title: Tea\n"
END = "---\n# Hi\n\n::: mos-product\n"


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("title: Tea #3", "#3"),
        ("title: Tea  #3", "#3"),
        ("title: Tea #3 green Tea", "#3 green Tea"),
        ("title: 茶é #3", "#3"),
        ("title: C# #2", "#2"),
        ("title: #1 seller", "#1 seller"),
        ("price: 9 #9", "#9"),
        ("price: $9 #was", "#was"),
        ("title: long\n  title #3", "#3"),
        ("tea: {title: Tea #3\n}", "#3"),
        ("price: $9  # was $10 in May", None),
        ("price: $9   #was", None),
        ("title: C#", None),
        ("title: Tea #", None),
        ("title: 'Tea' #3", None),
        ('title: "Tea #3"', None),
        ("desc: |\n  Note #3", None),
        ("loader: false #no chat here", None),
    ],
)
def test_a_value_that_is_cut_off(text: str, cut: str | None, loader: type) -> None:
    found = read(text, loader=loader)
    assert isinstance(found, Mapping)
    while isinstance(inner := next(iter(found.items.values())), Mapping):
        found = inner
    assert [problem.rule for problem in found.problems] == (["cut-off"] if cut else [])
    assert all(f"YAML takes “{cut}” for a comment" in problem.words for problem in found.problems)


@pytest.mark.parametrize(
    ("text", "line", "cure"),
    [
        (f"\n\n---\n{MOS}{END}", 3, "delete the blank lines"),
        (f"  ---\n{MOS}{END}", 1, "nothing else"),
        (f"\u200b---\n{MOS}{END}", 1, "nothing else"),
        (f"<!-- c\nd -->\n---\n{MOS}{END}", 3, "move it there"),
        (f"# Tea\n\n---\n{MOS}{END}", 3, "move it there"),
        (f"---\ntitle: X\n---\n\n---\n{MOS}{END}", 5, "has front matter already"),
        *((f"{fence}\n{MOS}{fence}\n", 1, f"“{fence}”") for fence in ("—", "–––", "--", "----", "***", "- - -", "+++")),
        ('+++\n[mos.product]\ntitle = "Tea"\n+++\n', 1, "“+++”"),
        (f"—\ntitle: >\n  a\n  b\ntags:\n- c\n{MOS}—\n", 1, "“—”"),
        (f"{MOS}---\n# Hi\n", 1, "begin the file"),
        ("\n---\nmos: {product: {title: Tea}}\n---\n", 2, "delete the blank lines"),
    ],
)
def test_front_matter_that_is_none(text: str, line: int, cure: str) -> None:
    found = misplaced_front_matter(text)
    assert found is not None
    assert found[0] == line
    assert cure in found[1]


@pytest.mark.parametrize(
    "text",
    [
        f"---\n{MOS}{END}",
        f"---\n{MOS}---\n# H\n\n```yaml\n---\n{MOS}---\n```\n",
        f"~~~\n{MOS}~~~\n",
        f"```yaml\n---\n{MOS}---\n```\n",
        "Write:\n\n    ---\n    mos:\n      source: a\n    ---\n",
        f"<pre>\n---\n{MOS}---\n</pre>\n",
        f"<!--\n---\n{MOS}---\n-->\n# Hi\n",
        "1. Write\n\n    ```yaml\n    ---\n    mos:\n      source: a\n    ```\n",
        "# H\n\n---\n\nmos: is a scheme.\n",
        "mos:\n\nThat is the scheme of chat links.\n",
        "# H\n\n---\n\nmos:\n\n  product pages are nice\n",
    ],
)
def test_what_speaks_of_front_matter_is_none(text: str) -> None:
    assert misplaced_front_matter(text) is None
