"""The office's own events: whatever way the scope is written, they lead to whom they are about."""

import duckdb
import pytest

from tests.model_chain import chain  # noqa: F401
