"""Every link of a built page, byte for byte as Node builds it with `encodeURIComponent`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mkdocs_mos import Product

from .conftest import Site, parse, with_class
from .test_links import RECORDS

RECORDS_A_PAGE = 50

NODE = """
const records = JSON.parse(require('fs').readFileSync(0));
const order = ['title', 'desc', 'cover', 'linkUrl', 'price', 'linePrice'];
console.log(JSON.stringify(records.map(r => 'https://mos.me/acme?' + [['isMsgCard', '1'], ...order.filter(n => n in r)
  .map(n => [n, r[n]])].map(([n, v]) => n + '=' + encodeURIComponent(v)).join('&'))));
"""


@settings(deadline=None, max_examples=10, suppress_health_check=list(HealthCheck))
@given(st.lists(RECORDS, min_size=200, max_size=200))
def test_two_thousand_records_of_all_of_unicode(tmp_path_factory, records: list[Product]) -> None:  # type: ignore[no-untyped-def]
    folder: Path = tmp_path_factory.mktemp("site")
    (folder / "docs").mkdir()
    (folder / "mkdocs.yml").write_text(
        "site_name: T\ntheme: mkdocs\nplugins:\n  - mos: {service_id: acme, link_url: none}\n"
    )
    site = Site(folder)
    for at in range(0, len(records), RECORDS_A_PAGE):
        chosen = {f"p{n}": product.fields() for n, product in enumerate(records[at : at + RECORDS_A_PAGE])}
        front = yaml.safe_dump({"mos": {"products": chosen}}, width=10**9)
        body = "\n\n".join(f"::: mos-product {name}\n\n[words](mos:{name})" for name in chosen)
        site.write(f"page{at:03}.md", f"---\n{front}---\n{body}\n")
    result = site.build("--strict")
    assert result.status == 0, result.output
    hrefs = []
    for path in sorted(path for path in result.pages if path.startswith("page")):
        cards = with_class(parse(result.html(path)), "mos-link")
        assert [a.get("href") for a in cards[::2]] == [a.get("href") for a in cards[1::2]]
        hrefs += [a.get("href") for a in cards[::2]]
    given_to_node = json.dumps([product.fields() for product in records])
    node = subprocess.run(["node", "-e", NODE], input=given_to_node, capture_output=True, text=True, check=True)
    assert hrefs == json.loads(node.stdout)
