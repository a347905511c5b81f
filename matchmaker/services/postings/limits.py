"""What the fields of postings may hold at most: in the forms and in imported tables alike."""

from __future__ import annotations

import re

SEPARATORS = re.compile(r"[\n、,，;；]+")  # Between the entries of one field.
ENTRY = 60  # Characters of an entry,
ENTRIES = 80  # and so many of them.
PROSE = 5_000  # Characters of a description.
CAPACITY = 100_000  # Places or posts of one posting.
STAFF = 10_000_000  # People of one enterprise.
MOST = 1_000_000  # Of whatever else is counted or measured.
