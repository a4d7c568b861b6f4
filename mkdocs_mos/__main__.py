"""`python -m mkdocs_mos` is the command `mkdocs-mos`."""

import sys

from .cli import main

sys.exit(main())
