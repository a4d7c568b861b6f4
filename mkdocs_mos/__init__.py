"""Live chat for help centres: MOS context links that the build proves.

The pure core, which needs no MkDocs:

    >>> from mkdocs_mos import Product, context_link
    >>> context_link(Product(title="Flagship package", price="$299.00"), "acme", source="docs")
    'https://mos.me/acme?isMsgCard=1&title=Flagship%20package&price=%24299.00&source=docs'
"""

from .core.links import context_link, direct_link, read_link
from .core.problems import ContentError
from .core.product import Product
from .core.service_id import service_id

__all__ = ["ContentError", "Product", "context_link", "direct_link", "read_link", "service_id"]
