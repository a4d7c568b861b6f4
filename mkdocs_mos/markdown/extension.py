"""The blocks and `mos:` links, as a Markdown extension that works under any host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from ..content.options import EXTENSION, OPTIONS
from ..core.problems import ContentError, did_you_mean, quoted
from . import zensical
from .blocks import Blocks, Build
from .chat_links import Links
from .option_lines import GiveBack, TakeOptions
from .plain import FrontMatter, PlainHost
from .rendering import Rendering
from .unresolved import Finish

if TYPE_CHECKING:
    from markdown import Markdown

    from .rendering import Host


class MosExtension(Extension):
    """The Markdown extension `mkdocs_mos`. A plugin gives its host; alone, it is configured by its own options."""

    def __init__(self, host: Host | None = None, **options: Any) -> None:
        self.config = {name: [option.kind.default, option.meaning] for name, option in EXTENSION.items()}
        self.host = host
        super().__init__(**options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register with one Markdown object; what it keeps of a page lives in its own processors."""
        alone = self.host is None  # then there are a page's front matter and its end to see to
        rendering = Rendering(md, self.host or self._own_host(md))
        options = TakeOptions(md)
        # After pymdownx.snippets (32), before Markdown drops marks (30).
        md.preprocessors.register(Start(rendering, options, alone), "mos", 31)
        if alone:
            md.preprocessors.register(FrontMatter(rendering), "mos-front-matter", 29)  # before meta (27)
        md.preprocessors.register(options, "mos-options", 22)  # before HTML is read: by a host (21), by Markdown (20)

    def _own_host(self, md: Markdown) -> Host:
        context = zensical.context(md)
        options = self.getConfigs()
        return PlainHost(options) if context is None else zensical.ZensicalHost(options, md, context)

    def setConfig(self, key: str, value: Any) -> None:  # noqa: N802
        """Take an option.

        Raises:
            ContentError: its value is wrong, or there is no such option, or the plugin alone can take it.
        """
        if key not in self.config:
            hint = OPTIONS[key].instead if key in OPTIONS else did_you_mean(key, self.config)
            raise ContentError(
                f"the Markdown extension mkdocs_mos has no option {quoted(key)}; {hint}", "unknown-option"
            )
        self.config[key][0] = EXTENSION[key].read(value)


class Start(Preprocessor):
    """Begins a page, and lets our other parts in where there may be anything for them: most pages hold nothing."""

    def __init__(self, rendering: Rendering, options: TakeOptions, alone: bool) -> None:
        super().__init__(rendering.md)
        self._rendering = rendering
        self._options = options
        self._alone = alone
        self._blocks: Blocks | None = None

    def run(self, lines: list[str]) -> list[str]:
        self._rendering.begin(lines)
        if self._blocks:
            self._blocks.forget()
        elif self._alone or self._rendering.may_hold:
            self._register()
        return lines

    def _register(self) -> None:
        md = self.md
        self._blocks = Blocks(md, self._options)
        md.parser.blockprocessors.register(self._blocks, "mos", 110)  # before mkdocstrings (75) and admonition (105)
        # After footnotes (50), which read their text late; before all that reads code (30).
        md.treeprocessors.register(GiveBack(md, self._options), "mos-options", 40)
        md.treeprocessors.register(Links(self._rendering), "mos-links", 12)  # after inline (20), before toc (5)
        # After all that reads text (inline 20, attr_list 8, abbr 7, smarty 6, toc 5), before relpath (1 and 0).
        md.treeprocessors.register(Build(self._blocks, self._rendering), "mos", 3)
        md.postprocessors.register(Finish(self._rendering, self._alone), "mos", -100)  # after all others


def makeExtension(**options: Any) -> MosExtension:  # noqa: N802
    """Return the extension, as Python-Markdown finds it by its name."""
    return MosExtension(**options)
