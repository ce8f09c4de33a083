"""Ledgers (台账): tables posted from the journal by the read models, never typed; masked, opened for a purpose that is written down.

generated: what a ledger says. sheets: the same as CSV or XLSX with the dictionary of its columns.
"""

from api.ledgers.generated import COLUMNS, PERSONAL_LEDGERS, VIEWS, Generated, LedgerUnknown, PurposeNeeded, dictionary, generate, listed
from api.ledgers.sheets import as_csv, as_file, as_xlsx, safe

__all__ = [
    "COLUMNS",
    "PERSONAL_LEDGERS",
    "VIEWS",
    "Generated",
    "LedgerUnknown",
    "PurposeNeeded",
    "as_csv",
    "as_file",
    "as_xlsx",
    "dictionary",
    "generate",
    "listed",
    "safe",
]
