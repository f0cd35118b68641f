"""What is told and remembered of each file: a receipt per data set, its faults, and the names that stand in it."""

from dataclasses import dataclass, field

from pipelines.faults import Fault


@dataclass
class Receipt:
    """What one file gave to one data set. Days are ``YYYY-MM-DD``, months ``YYYY-MM``.

    format, vintage: how it was recognised. rows_in: rows_kept and rows_refused together; rows_skipped were never rows
    of the data set (totals, headers again). first_date, last_date: of its rows; period_start, period_end: of what it
    speaks of. is_complete: whether a ledger says that it lacks nothing, ``None`` where a file cannot say so.
    months: month → rows. rules, hosts: what a server log was read by.
    """

    dataset: str
    format: str
    vintage: str = ""
    encoding: str = ""
    account_id: str | None = None
    site_id: str | None = None
    rows_in: int = 0
    rows_kept: int = 0
    rows_refused: int = 0
    rows_superseded: int = 0
    rows_skipped: int = 0
    first_date: str | None = None
    last_date: str | None = None
    period_start: str | None = None
    period_end: str | None = None
    as_of: str | None = None
    is_complete: bool | None = None
    unknown_columns: str = ""
    rules: str = ""
    hosts: str = ""
    months: dict[str, int] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        """Account or site; empty where the source has none."""
        return self.account_id or self.site_id or ""


@dataclass(frozen=True)
class Mention:
    """A name in a file that a table must know. Its first place, and the one of its last day.

    kind: which dimension knows it. scope: source, site or system it is a name in. field: canonical column; column: its
    printed header. first, last: ``YYYY-MM-DD``, empty where no row has a day that can be read.
    """

    kind: str
    scope: str
    name: str
    dataset: str
    field: str
    column: str
    sheet: str
    row: int
    last_sheet: str
    last_row: int
    count: int
    month: str | None
    first: str
    last: str


@dataclass
class Entry:
    """What is remembered about one file.

    status: ``read``, ``refused``, ``duplicate`` or ``settings``. stat: size and modification time, which spare hashing
    large files again. settled_by: of a bulletin, the version of the tables that decided what of it entered.
    """

    sha256: str
    status: str
    receipts: list[Receipt] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    names: list[Mention] = field(default_factory=list)
    stat: list[int] = field(default_factory=list)
    settled_by: str = ""

    def refuse(self, fault: Fault) -> None:
        """The file as a whole is not used."""
        self.status = "refused"
        self.faults.append(fault)
        self.receipts = []
