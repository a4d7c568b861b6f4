"""The record: what a customer may ask about, in the vendor's six fields (`ProductInfo`, vendor document 2.3.3.3)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from urllib.parse import urlsplit

from .problems import ContentError, Problem, did_you_mean, quoted
from .tokens import WORDS, holds_token

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BETWEEN = re.compile(r"[\s_\-\u00ad\u2010-\u2015\u200b-\u200f\u2060\ufeff]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
PLAIN_ADDRESS = re.compile(r"(?:https://[A-Za-z0-9.-]+(?:/[^\s\\]*)?|[A-Za-z0-9_.][A-Za-z0-9_./ -]*)?")
"""Most addresses, which have no fault; of the others `address_fault` knows."""


@dataclass(frozen=True, slots=True)
class Product:
    """A product, an order, or anything else that a customer may ask about.

    The fields are spelt as the vendor spells them (vendor document 2.3.3.3 and 3.2.2), and hold text as its
    author wrote it, without surrounding white space. A blank optional field is an absent one.

    Raises:
        ContentError: a field holds what `faults` refuses.
    """

    title: str
    desc: str | None = None
    price: str | None = None
    linePrice: str | None = None
    cover: str | None = None
    linkUrl: str | None = None

    def __post_init__(self) -> None:
        for name in FIELDS:
            if (value := getattr(self, name)) is not None and (text := value.strip() or None) != value:
                object.__setattr__(self, name, text)
        if found := faults(self.fields()):
            raise ContentError("; ".join(fault.words for fault in found), found[0].rule)

    def fields(self) -> dict[str, str]:
        """Return the fields that are present, by name, in the order of the class."""
        return {name: value for name in FIELDS if (value := getattr(self, name)) is not None}


FIELDS: tuple[str, ...] = tuple(field.name for field in fields(Product))
ADDRESSES = ("cover", "linkUrl")
"""The fields that hold addresses."""

MEANINGS = {
    "title": "the product's title (required)",
    "desc": "its description; cut at a word where the link would pass 2000 characters",
    "price": "its price, as text",
    "linePrice": "its former price, as text",
    "cover": "its picture: an https address, or in the docs a file",
    "linkUrl": "its page: an https address, or in the docs a file",
}
"""What each field holds, in a few words for its users."""


def folded(name: str) -> str:
    """Return a field's name as people compare it: without case, spaces, hyphens, underscores and what nobody sees."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", name)).casefold()


# For each of our names: what other programs call it, which is clear anywhere, and what people write by hand, which in a
# spreadsheet may be the name of a column of their own. A word of several rows may mean each of them, the first rather.
_OTHER_NAMES = (
    ("label", "", "text body words button buttontext linktext caption cta"),
    ("title", "producttitle productname itemname headline heading", "name label caption cta"),
    ("label", "", "name title producttitle"),
    (
        "desc",
        "description descr details summary productdescription shortdescription",
        "text body words button buttontext linktext metadescription discription",
    ),
    (
        "price",
        "saleprice sellingprice currentprice unitprice newprice productprice",
        "cost amount now fullprice prices",
    ),
    (
        "linePrice",
        "oldprice formerprice originalprice listprice regularprice wasprice compareatprice variantcompareatprice "
        "strikeprice rrp msrp",
        "was before strikethrough strikethroughprice retailprice previousprice priceold original uvp",
    ),
    (
        "cover",
        "image picture photo img thumbnail imageurl imagelink imagesrc",
        "pic icon images photourl imgurl thumb src",
    ),
    ("linkUrl", "url link href producturl productlink pageurl", "page website address detailurl"),
    ("service_id", "", "id serviceid customerserviceid apikey mosid account"),
    ("source", "", "channel origin utmsource campaign"),
    ("telegram", "", "bot telegrambot telegramusername"),
    ("catalog", "", "catalogue productfile productfiles products"),
    ("layout", "", "style look type"),
    ("language", "", "lang locale"),
    ("isMsgCard", "", "ismsgcard msgcard"),
)

OTHER_NAMES = {word: name for name, clear, _ in _OTHER_NAMES for word in clear.split()}
"""What other programs call our fields, `folded`."""


def meant_field(name: str) -> str | None:
    """Return the field that has another name elsewhere, such as `desc` for `Description`; else None."""
    return OTHER_NAMES.get(folded(name))


_NO_FIELD = frozenset(("id", "sku", "stock", "currency", "quantity", "category", "brand", "weight", "size", "color"))


def name_hint(name: str, known: Collection[str], present: Collection[str] = ()) -> str:
    """Return what to write instead of a name that is none of those known.

    Args:
        name: as its author wrote it.
        known: the names that may stand there.
        present: those that stand there already.
    """
    short = folded(name)
    likely = [field for field in known if folded(field) == short]
    likely += [meant for meant, *words in _OTHER_NAMES if meant in known and short in " ".join(words).split()]
    if not likely and short in _NO_FIELD and "desc" in known:
        return "MOS has no such field; put it into “desc”, or delete the line"
    if not likely:
        hint = _near(name[:60], tuple(known))
        likely = [field for field in present if hint == f"did you mean {quoted(field)}?"]
        if not likely:
            return hint
    meant = next((field for field in likely if field not in present), None)
    if meant is None:
        other = "; write the former price as “linePrice”, or" if likely[0] == "price" and "linePrice" in known else ";"
        return f"that is {quoted(str(likely[0]))}, which is already there{other} delete one of the two"
    return f"write {quoted(meant)} instead"


@lru_cache(maxsize=256)
def _near(name: str, known: tuple[str, ...]) -> str:
    return did_you_mean(name, known)


ADDRESS = r"^\s*([Hh][Tt][Tt][Pp][Ss]:|(?![A-Za-z][A-Za-z0-9+.-]*:)(?!/)|$)"
"""What an address looks like, as a pattern for editors; `address_fault` explains what is wrong with one."""


def faults(values: Mapping[str, str]) -> list[Problem]:
    """Return what is wrong with a record's fields; nothing if all is well.

    A `cover` or `linkUrl` may be an https address or relative to the page (vendor document 3.2.2: resources
    and redirect links must use HTTPS); whether a relative one exists is for the page to say.
    """
    found = []
    if not values.get("title", "").strip():
        words = "the product has no title; write one, such as “title: Flagship package”"
        found.append(Problem("title", words, field="title"))
    for name, value in values.items():
        if fault := text_fault(value):
            rule = "token" if holds_token(value) else "text"
            found.append(Problem(rule, f"{name} {fault}", field=name))
        elif name in ADDRESSES and (fault := address_fault(value.strip())):
            found.append(Problem("address", f"{name} {fault}", field=name))
    return found


def text_fault(text: str) -> str | None:
    """Return why a text cannot reach a customer unchanged, or None. A token comes first: it is a secret."""
    if holds_token(text):
        return f"holds {WORDS}"
    if text.isprintable():  # as most texts are: nothing of the following is
        return None
    if match := _SURROGATE.search(text):
        return f"holds half of a character (U+{ord(match[0]):04X}); write the character itself"
    if match := _CONTROL.search(text):
        return f"holds a control character (U+{ord(match[0]):04X}), which no page can show; delete it"
    return None


def is_relative(address: str) -> bool:
    """Say of an address without a fault whether it names a file of the docs: the others begin with https:."""
    return bool(address) and address[:6].lower() != "https:"


def address_fault(address: str) -> str | None:
    """Return why an address cannot be a `cover` or `linkUrl`, or None. The blank one is absent."""
    if PLAIN_ADDRESS.fullmatch(address):
        return None
    shown = quoted(address)
    if any(c in address for c in "\t\r\n"):
        return f"{shown} holds a line break or a tab; write the address on one line"
    if "\\" in address:
        return f"{shown} holds a backslash; write / instead"
    try:
        parts = urlsplit(address)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return f"{shown} is not an address; write one like https://example.com/flagship"
    if parts.scheme == "https":
        return None if host else f"{shown} has no host; write one like https://example.com/flagship"
    if parts.scheme == "http":
        return f"{shown} is not secure; write {quoted('https' + address[4:])}"
    if parts.scheme:
        scheme = quoted(f"{parts.scheme}:")
        return f"{shown} begins with {scheme}; only https: addresses and files in the docs can be used"
    if address.startswith("//"):
        return f"{shown} has no scheme; write {quoted('https:' + address)}"
    if address.startswith("/"):
        return f"{shown} begins with /; write the file's place as seen from this page, such as ../img/flagship.jpg"
    return None
