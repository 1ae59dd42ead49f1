"""Conservation: every cell of every document has an account, or nothing is published."""

from collections.abc import Sequence

from pipeline.catalogues.model import Account
from pipeline.dataset.validate import PublicationRefused

_SHOWN = 10


def check_accounts(accounts: Sequence[Account]) -> None:
    """Raises PublicationRefused that names the cells without an account."""
    lost = [f"{account.document}, {cell}" for account in accounts for cell in account.lost]
    if not lost:
        return
    more = f"\n  and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
    named = "".join(f"\n  {cell}" for cell in lost[:_SHOWN])
    raise PublicationRefused(
        f"{len(lost)} cells are in no entry, header or table that was set aside:{named}{more}",
        table="ledger",
        expectation="every cell that is not empty has an account",
        remedy="Look at 'renke read --tables'; name the document under `ignore` to leave it out.",
    )
