"""Every link of a built page, byte for byte as Node builds it with `encodeURIComponent`."""

from __future__ import annotations

import json
import subprocess

import yaml
from hypothesis import Phase, given, settings

from mkdocs_mos import Product

from .conftest import MakeSite, parse, with_class
from .pieces import RECORDS

RECORDS_A_PAGE = 100

NODE = """
const records = JSON.parse(require('fs').readFileSync(0));
const order = ['title', 'desc', 'cover', 'linkUrl', 'price', 'linePrice'];
console.log(JSON.stringify(records.map(r => 'https://mos.me/acme?' + [['isMsgCard', '1'], ...order.filter(n => n in r)
  .map(n => [n, r[n]])].map(([n, v]) => n + '=' + encodeURIComponent(v)).join('&'))));
"""


def generated(count: int) -> list[Product]:
    """As many records as asked for, over all of Unicode."""
    found: list[Product] = []

    @settings(max_examples=count, phases=[Phase.generate], database=None, deadline=None)
    @given(RECORDS)
    def collect(record: Product) -> None:
        found.append(record)

    collect()
    return found


def test_two_thousand_records_of_all_of_unicode(site: MakeSite) -> None:
    records = generated(2000)
    assert len(records) == 2000
    assert any(c > "\uffff" for record in records for c in record.title)
    made = site({}, mos={"service_id": "acme", "link_url": "none"})
    for at in range(0, len(records), RECORDS_A_PAGE):
        chosen = {f"p{n}": product.fields() for n, product in enumerate(records[at : at + RECORDS_A_PAGE], at)}
        front = yaml.safe_dump({"mos": {"products": chosen}}, width=10**9)
        body = "\n\n".join(f"::: mos-product {name}\n\n[words](mos:{name})" for name in chosen)
        made.write(f"page{at:04}.md", f"---\n{front}---\n{body}\n")
    result = made.build()
    assert result.status == 0, result.output
    # Titles such as “0” have several prices; some texts look like what a program has left.
    rules = {line.rpartition("[")[2].rstrip("]") for line in result.named}
    assert rules <= {"price", "unfilled", "quotes", "encoded-twice"}
    hrefs = []
    for path in sorted(path for path in result.pages if path.startswith("page")):
        cards = with_class(parse(result.html(path)), "mos-link")
        assert [a.get("href") for a in cards[::2]] == [a.get("href") for a in cards[1::2]]
        hrefs += [a.get("href") for a in cards[::2]]
    given_to_node = json.dumps([product.fields() for product in records])
    node = subprocess.run(["node", "-e", NODE], input=given_to_node, capture_output=True, text=True, check=True)
    assert hrefs == json.loads(node.stdout)
