"""python -m bulletins.corpus FOLDER (with tests on the path): write the documents and truth.csv there."""

import sys
from pathlib import Path

from . import write

write(Path(sys.argv[1]))
