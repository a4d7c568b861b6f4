"""The files that a site gets from us, and where they stand in it."""

from __future__ import annotations

from importlib.resources import files

FOLDER = "assets/mkdocs-mos/"
STYLESHEET = f"{FOLDER}mos.css"
SCRIPT = f"{FOLDER}mos.js"
PANEL = f"{FOLDER}mos-panel.js"
"""What our launcher needs, and runs after our script."""
ASK_SCRIPT = f"{FOLDER}mos-ask.js"
"""What makes chat links in the browser, and runs after both."""
FORM_SCRIPT = f"{FOLDER}mos-form.js"
"""What makes forms of the blocks `mos-form`, and runs after that."""
FORM_STYLESHEET = f"{FOLDER}mos-form.css"
HOURS_SCRIPT = f"{FOLDER}mos-hours.js"
"""What says in the browser whether the team answers now."""
LOADER = f"{FOLDER}mos-loader.js"
"""What starts our script on a site that no plugin of ours builds."""


def text(name: str) -> str:
    """Return a file of this package, such as `mos.js` or `sandbox/chat.js`."""
    return (files(__package__) / name).read_text("utf-8")
