"""The record: what a customer may ask about, in the vendor's six fields (`ProductInfo`, vendor document 2.3.3.3)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlsplit

import regex

from .problems import ContentError, Problem, did_you_mean, nearest, quoted
from .tokens import WORDS, holds_token

_NOT_SHOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BETWEEN = re.compile(r"[\s_\-\u00ad\u2010-\u2015\u200b-\u200f\u2060\ufeff]+")
# A name and a port, as mos-ask.js takes them, too: no user, who would be published, and nothing in brackets.
_AUTHORITY = regex.compile(r"[\p{L}\p{M}\p{N}._-]+(?::(?:[0-9]{1,4}|[1-5][0-9]{4}))?")


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


OTHER_NAMES = {
    word: name
    for name, words in {
        "title": "producttitle productname itemname headline heading",
        "desc": "description details summary productdescription shortdescription",
        "price": "saleprice sellingprice currentprice unitprice newprice productprice",
        "linePrice": "oldprice formerprice originalprice listprice regularprice wasprice compareatprice "
        "variantcompareatprice strikeprice rrp msrp",
        "cover": "image picture photo img thumbnail imageurl imagelink imagesrc",
        "linkUrl": "url link href producturl productlink pageurl",
    }.items()
    for word in words.split()
}
"""What other programs call our fields, `folded`."""

# What people write by hand, which in a spreadsheet may be the name of a column of their own. A word of several rows may
# mean each of them, the first rather.
_BY_HAND = {
    "title": "name label",
    "label": "text body words button buttontext linktext caption cta name title",
    "desc": "text body words metadescription",
    "price": "cost amount now fullprice",
    "linePrice": "was before strikethrough strikethroughprice retailprice previousprice priceold original uvp",
    "cover": "pic icon images photourl imgurl thumb src",
    "linkUrl": "page website address detailurl",
    "service_id": "id apikey mosid account",
    "source": "channel origin utmsource campaign",
    "telegram": "bot",
    "catalog": "productfile productfiles products",
    "layout": "style look type",
    "language": "locale",
}
_NO_FIELD = frozenset(("id", "sku", "stock", "currency", "quantity", "category", "brand", "weight", "size", "color"))


def meant_field(name: str) -> str | None:
    """Return the field that has another name elsewhere, such as `desc` for `Description`; else None."""
    return OTHER_NAMES.get(folded(name))


def name_hint(name: str, known: Collection[str], present: Collection[str] = ()) -> str:
    """Return what to write instead of a name that is none of those known.

    Args:
        name: as its author wrote it.
        known: the names that may stand there.
        present: those that stand there already.
    """
    short = folded(name)
    meant = [field for field in known if folded(field) == short or field == OTHER_NAMES.get(short)]
    meant += [field for field, words in _BY_HAND.items() if field in known and short in words.split()]
    for field in meant:
        if field not in present:
            return f"write {quoted(field)} instead"
    # “sku” is near to no field of MOS: a guess would send the number under a wrong name.
    if not meant and short in _NO_FIELD and "desc" in known:
        return "MOS has no such field; put it into “desc”, or delete the line"
    there = meant[0] if meant else nearest(name, known)
    if there and there in present:
        return f"that is {quoted(there)}, which is already there; delete one of the two"
    return did_you_mean(name, known)


ADDRESS = r"^\s*([Hh][Tt][Tt][Pp][Ss]:|(?![A-Za-z][A-Za-z0-9+.-]*:)(?!/)|$)"
"""What an address looks like, as a pattern for editors; `address_fault` explains what is wrong with one."""


_PLAIN_ADDRESS = re.compile(r"(?:https://[a-z0-9-]+(?:\.[a-z0-9-]+)+/|[\w-])[\w./?&=%+-]*", re.ASCII)
"""What most addresses look like: nothing can be wrong with such a one."""


def faults(values: Mapping[str, str]) -> list[Problem]:
    """Return what is wrong with a record's fields; nothing if all is well.

    A `cover` or `linkUrl` may be an https address or relative to the page (vendor document 3.2.2: resources
    and redirect links must use HTTPS); whether a relative one exists is for the page to say.
    """
    found = []
    if not values.get("title", "").strip():
        words = "the product has no title; write one, such as “title: Flagship package”"
        found.append(Problem("title", words, field="title"))
    is_odd = text_fault("\n".join(values.values())) is not None  # one look at most records is enough
    for name, value in values.items():
        if is_odd and (fault := text_fault(value)):
            rule = "token" if holds_token(value) else "text"
            found.append(Problem(rule, f"{name} {fault}", field=name))
        elif name in ADDRESSES and (fault := address_fault(value.strip())):
            found.append(Problem("address", f"{name} {fault}", field=name))
    return found


def text_fault(text: str) -> str | None:
    """Return why a text cannot reach a customer unchanged, or None. A token comes first: it is a secret."""
    if holds_token(text):
        return f"holds {WORDS}"
    if match := _NOT_SHOWN.search(text):
        name = "half of a character" if match[0] >= "\ud800" else "a control character"
        return f"holds {name} (U+{ord(match[0]):04X}), which no page can show; delete it"
    return None


def is_relative(address: str) -> bool:
    """Say of an address without a fault whether it names a file of the docs: the others begin with https:."""
    return bool(address) and address[:6].lower() != "https:"


def address_fault(address: str) -> str | None:
    """Return why an address cannot be a `cover` or `linkUrl`, or None. The blank one is absent."""
    if _PLAIN_ADDRESS.fullmatch(address):
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
        if not host:
            return f"{shown} has no host; write one like https://example.com/flagship"
        well_formed = _AUTHORITY.fullmatch(parts.netloc)
        return None if well_formed else f"{shown} is not an address; write one like https://example.com/flagship"
    if parts.scheme == "http":
        return f"{shown} is not secure; write {quoted('https' + address[4:])}"
    if parts.scheme:
        return (
            f"{shown} begins with {quoted(parts.scheme + ':')}; only https: addresses and files in the docs can be used"
        )
    if address.startswith("//"):
        return f"{shown} has no scheme; write {quoted('https:' + address)}"
    if address.startswith("/"):
        return f"{shown} begins with /; write the file's place as seen from this page, such as ../img/flagship.jpg"
    return None
