"""The rules by name, and how much each matters. What they ask for, README and data/rules.yml say."""

from __future__ import annotations

import enum


class Severity(enum.IntEnum):
    """How much a problem matters: an error stops the build, a warning stops a strict one.

    The values are those of `logging`, so that a severity is a log level.
    """

    INFO = 20
    WARNING = 30
    ERROR = 40


# Of chat links, records, a page's text, product files, options, built pages, and other files of a site.
_ERRORS = """
host service-id placeholder other-id unknown-parameter repeated-parameter encoding message-card length source
private-address
title text address missing-target value unknown-field duplicate token
yaml front-matter directive misplaced unknown-directive unknown-product template
product-file column
option unknown-option sdk telegram hours words form
json window record two-loaders unclosed sandbox
unreadable
"""
_WARNINGS = """
no-id encoded-twice unfilled quotes
missing-anchor cut-off
source-spelling price example-address
unbuilt not-utf8 too-large
"""

SEVERITIES = {
    **dict.fromkeys(_ERRORS.split(), Severity.ERROR),
    **dict.fromkeys(_WARNINGS.split(), Severity.WARNING),
    "shadowed": Severity.INFO,
}
"""How much each rule matters unless said otherwise, by the name that it has in messages and reports."""
