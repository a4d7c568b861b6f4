"""A form whose answers become a record: what a field may be, and what of the form is fixed (vendor document 3.2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import regex

from .links import LIMIT, cost
from .problems import ContentError, did_you_mean, quoted
from .product import text_fault

ROOM = 500
"""Characters of a link that the fixed part of a form leaves for answers, at least."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_INK = regex.compile(r"[\p{L}\p{N}\p{S}]")
"""What a text has that says something."""
_EMPTIED = re.compile(
    r"\([\s,;:/]*\)|\[[\s,;:/]*\]|（[\s,;:/、，]*）|「\s*」|『\s*』|【\s*】|《\s*》"
    r"|“\s*”|„\s*[“”]|‘\s*’|«\s*»|\"\s*\"|'\s*'"
)
"""Brackets and quotes in which nothing is left."""
_LOOSE = re.compile(r"\s+([,;:.!?])(?=\s|\Z)")
_ENDS = re.compile(r"^[\s:;,/–—-]+|[\s:;,#(/–—、，：；-]+$|(?<=\s)[.]$")

_NAME = regex.compile(r"[\w\p{M}-]+")

# What the pattern of a control may hold: what both Python and browsers (with their flag `v`) read in the same way.
_CATEGORY = "[pP]\\{(?:[LMNPSZ]|L[ultmo]|N[dlo]|P[cdseifo]|Z[slp]|S[mcko]|M[nce])\\}"
_SET = rf"\\(?:[dDwWsS]|{_CATEGORY})"
_CHARACTER = r"\\(?:[\^$\\.*+?()\[\]{}|/]|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})"
_IN_CLASS = rf"(?:{_CHARACTER}|\\-|[^\\()\[\]{{}}/|&!#$%*+,.:;<=>?@^`~-]|[!#$%*+,.:;<=>?@&](?=[\w\]\\]))"
_CLASS = rf"\[\^?(?:{_SET}(?!-)|{_IN_CLASS}(?:-{_IN_CLASS})?)+\]"
_COUNT = r"(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\??(?![*+?{])"
_TOKEN = re.compile(
    rf"(?P<open>\((?:\?(?::|(?P<look>=|!|<=|<!))|(?!\?)))|(?P<close>\))|(?P<edge>[\^$]|\\[bB])|(?P<count>{_COUNT})"
    rf"|{_SET}|{_CHARACTER}|{_CLASS}|[^\\\[\](){{}}*+?]"
)
_PATIENCE = 1.0
"""Seconds that an example may take to be matched: a pattern that takes longer would stop a browser, too."""

_NO_CARD = "".join(f"(?<!{kind} )" for kind in ("gift", "loyalty", "graphics", "sim", "sd", "business", "library"))
_IN_LATIN = (
    *("pass ?words?", "passwd", "pwd", "pass ?codes?", "pass ?phrases?", "(?<!drawing )pin(?! ?(?:code|pad|header))"),
    *("cv[vc]2?(?: ?code)?", "security codes?", f"{_NO_CARD}(?:credit |debit )?card'?s? ?(?:numbers?|no|nr)"),
    *(
        "(?:number|digits) (?:on|of) (?:the|your) (?:credit |debit )?card",
        "(?:credit|debit) ?cards?",
        "otp",
        "2fa codes?",
    ),
    *(
        "one time (?:codes?|passwords?)",
        "api ?keys?",
        "(?:bot|access|api) ?tokens?",
        "secret ?(?:keys?|codes?|words?)",
    ),
    *("[a-z]*passwort", "[a-z]*passworter", "kennwort", "kennworter", "(?:kredit)?kartennummern?", "kreditkarten?"),
    *("sicherheitscode", "geheimzahl", "(?:karten)?prufn?(?:ummer|ziffer)", "numeros? de securite", "code de securite"),
    *(
        "mots? ?de ?passe",
        "(?:numero|n°|no) (?:de )?(?:la |ma |votre )?carte(?: bancaire)?",
        "code secret",
        "contrasenas?",
    ),
    *(
        "code confidentiel",
        "cryptogramme",
        "clave (?:secreta|de acceso)",
        "codigo de seguranca",
        "codigo de seguridad",
        "senhas?",
    ),
    *("numero d[eo] (?:la |tu |su )?(?:tarjeta|cartao)", "parola", "sifre(?:niz|n)?", "guvenlik kodu", "kart numarasi"),
    *("kata sandi", "nomor kartu", "kode keamanan", "mat khau", "ma bao mat"),
)
_IN_OTHERS = (
    *(
        "парол",
        "номер (?:\\w+ )?карты",
        "пин-?код",
        "(?<!\\w)пин(?!\\w)",
        "код безопасности",
        "كلمة المرور",
        "كلمة السر",
    ),
    *("رقم البطاقة", "الرقم السري", "رمز الأمان", "पासवर्ड", "कार्ड नंबर", "số thẻ", "セキュリティコード", "パスワード"),
    *(
        "暗証番号",
        "カード番号",
        "비밀번호",
        "카드 ?번호",
        "보안 ?코드",
        "密码",
        "密碼",
        "卡号",
        "卡號",
        "安全码",
        "安全碼",
        "验证码",
        "驗證碼",
    ),
)
_SECRET = re.compile(rf"(?<![a-z])(?:{'|'.join(_IN_LATIN)})(?![a-z])|{'|'.join(_IN_OTHERS)}")
"""What asks for a secret, in our languages; without accents, in lower case."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    Attributes:
        name: by which the title may hold its answer, in braces.
        label: the question, as readers and agents see it.
        example: an answer that readers may take for a model.
        pattern: a regular expression that an answer must match as a whole, as browsers read it.
        optional: whether it may stay unanswered.
        lines: the height of its control, in lines.
        choices: the answers that there are; where there are none, readers type.
    """

    name: str
    label: str
    example: str | None = None
    pattern: str | None = None
    optional: bool = False
    lines: int = 1
    choices: tuple[str, ...] = ()


def check_name(name: str) -> None:
    """Refuse a name that no placeholder can hold.

    Raises:
        ContentError: it is such a name.
    """
    if not _NAME.fullmatch(name):
        raise ContentError(f"the name {quoted(name)} cannot stand in braces; write letters, digits, - and _", "form")


def check_label(label: str) -> str:
    """Return a label on one line, as it stands before its answer.

    Raises:
        ContentError: it is blank, or cannot be shown.
    """
    if fault := text_fault(label):
        raise ContentError(f"label {fault}", "text")
    if not _INK.search(label):
        raise ContentError("label is blank; write the question", "form")
    return " ".join(label.split())


def check_no_secret(text: str) -> None:
    """Refuse the name or the label of a field whose answer nobody should type.

    Raises:
        ContentError: it asks for a secret.
    """
    seen = regex.sub(r"\p{Cf}", "", text)
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|[\s_-]+", " ", seen)
    lower = unicodedata.normalize("NFKC", parted).lower()
    bare = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
    if _SECRET.search(lower) or _SECRET.search(bare.replace("ı", "i").replace("đ", "d")):
        words = f"{quoted(text)} asks for a secret, and what is typed becomes part of an address"
        raise ContentError(f"{words}; delete the field, or give it another name", "form")


def check_pattern(pattern: str) -> str:
    """Return a pattern that browsers take.

    Raises:
        ContentError: it is none, or holds what browsers and Python do not read alike.
    """
    pattern = pattern.strip()  # as answers are
    if len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/"):
        raise ContentError(f"the pattern {quoted(pattern)} stands between slashes; delete them", "form")
    at = 0
    looks: list[bool] = []  # of the groups that are open, whether each only looks ahead or back
    is_edge = False  # whether what stands before is no character, so that nothing can be counted
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        if token is None or (is_edge and token["count"]):
            words = f"browsers may not know {quoted(pattern[at : at + 4])} in the pattern {quoted(pattern)}"
            cure = "write letters, digits, classes such as [0-9], counts such as {5}, and \\ before - ( ) / in brackets"
            raise ContentError(f"{words}; {cure}", "form")
        is_edge = bool(token["edge"]) or (bool(token["close"]) and bool(looks) and looks.pop())
        if token["open"]:
            looks.append(token["look"] is not None)
        at = token.end()
    try:
        regex.compile(pattern)
    except regex.error as error:
        raise ContentError(f"the pattern {quoted(pattern)} is none: {error}; correct it there", "form") from None
    if not pattern:
        raise ContentError("the pattern is empty; write one, or delete the line", "form")
    return pattern


def matches(answer: str, pattern: str) -> bool:
    """Say whether an answer matches a checked pattern as a whole.

    Raises:
        ContentError: nobody could wait for the answer.
    """
    ascii_only = 0 if r"\p" in pattern.lower() else regex.ASCII  # as browsers read \d and \w
    try:
        return regex.fullmatch(pattern, answer, ascii_only, timeout=_PATIENCE) is not None
    except TimeoutError:
        words = f"the pattern {quoted(pattern)} takes too long to be matched; write it without repeats in repeats"
        raise ContentError(words, "form") from None


def fixed_title(title: str, fields: Mapping[str, Field]) -> str:
    """Return a title without its placeholders, as a link has it without script.

    Raises:
        ContentError: a placeholder is no required field, or nothing would be left.
    """
    for name in _PLACEHOLDER.findall(title):
        if name not in fields:
            hint = did_you_mean(name, fields) if fields else "there are no fields"
            raise ContentError(f"title holds {quoted(f'{{{name}}}')}, which is no field; {hint}", "form")
        if fields[name].optional:
            words = f"title holds {quoted(f'{{{name}}}')}, which may stay unanswered; delete “optional: true” there"
            raise ContentError(words, "form")
    bare = _PLACEHOLDER.sub("", title)
    if brace := re.search(r"[{}]", bare):
        raise ContentError(f"title holds {quoted(brace[0])} alone; write a field's name in braces: {{number}}", "form")
    fixed, emptied = "", bare
    while fixed != emptied:  # one pair may stand in another
        fixed, emptied = emptied, _EMPTIED.sub("", emptied)
    fixed = _LOOSE.sub(r"\1", " ".join(fixed.split()))
    fixed = _ENDS.sub("", fixed)
    if not _INK.search(fixed):
        raise ContentError("title is nothing but answers; write a word beside them, such as “Order {number}”", "form")
    return fixed


def check_fixed(name: str, text: str, fields: Collection[str]) -> None:
    """Refuse a text that waits for an answer, which the title alone takes.

    Raises:
        ContentError: it holds the name of a field in braces.
    """
    for placeholder in _PLACEHOLDER.findall(text):
        if placeholder in fields:
            words = f"{name} holds {quoted(f'{{{placeholder}}}')}, but only the title takes answers"
            raise ContentError(f"{words}, and desc gets all others by itself; delete it here", "form")


def check_room(link: str, labels: Iterable[str]) -> None:
    """Refuse a form whose fixed part fills the link.

    Args:
        link: the chat link without any answer, and without `desc`, which gives way to them.
        labels: of the fields whose answers stand in `desc`, each on a line with its label.

    Raises:
        ContentError: less than `ROOM` characters are left.
    """
    taken = len(link) + cost("\n".join(f"{label}: " for label in labels))
    if taken > LIMIT - ROOM:
        words = f"without answers, the link and the labels take {taken:,} of {LIMIT:,} characters"
        cure = "a Chinese one takes nine; shorten the title, the labels or the addresses"
        raise ContentError(f"{words}, and {ROOM} must be left for what readers type; {cure}", "length")


def check_alone(name: str, others: Collection[str]) -> None:
    """Refuse a label that another field has.

    Raises:
        ContentError: there is such a one.
    """
    if name.casefold() in others:
        raise ContentError(f"the label {quoted(name)} appears twice; rename one", "duplicate")
