"""The Markdown extension, which works alone and under a host."""

from .extension import MosExtension, makeExtension

__all__ = ["MosExtension", "makeExtension"]
