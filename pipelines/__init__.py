"""Tongbao: exports of a publicity office become a warehouse and an honest monthly report."""

import os

# Polars gives memory back after half a second and fetches it again for the next block of a log; waiting longer saves a
# tenth of the time. It is read when Polars is loaded, so it stands before every other module.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:10000")
