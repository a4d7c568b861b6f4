"""The plugin of MkDocs and ProperDocs."""

from .events import MosPlugin

__all__ = ["MosPlugin"]
