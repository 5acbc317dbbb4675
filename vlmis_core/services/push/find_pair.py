"""Find a store and a product by their codes, or say which ones somebody may have meant."""

from difflib import get_close_matches

from vlmis_core.database import Transaction
from vlmis_core.errors import PermanentError
from vlmis_core.services.push.figure_way import PairOfFigure

_CODES_SHOWN = 5


def find_pair(tx: Transaction, *, store_code: str, product_code: str) -> PairOfFigure:
    """The store and the product of two codes.

    Raises:
        PermanentError: one of them does not exist; the message names those that are alike.
    """
    row = tx.row("explain/select_pair", store_code=store_code, product_code=product_code)
    if row is not None:
        return PairOfFigure(**row._mapping)
    names: dict[str, dict[str, str]] = {"store": {}, "product": {}}
    for known in tx.rows("explain/select_codes"):
        names[known.what][known.code] = known.name
    wrong = [
        _not_known(what, code, names[what])
        for what, code in (("store", store_code), ("product", product_code))
        if code not in names[what]
    ]
    raise PermanentError(" ".join(wrong))


def _not_known(what: str, code: str, names: dict[str, str]) -> str:
    """Say that there is no such code, and which ones are alike, by code or by name."""
    wanted = code.casefold()
    by_text = {text.casefold(): known for known, name in names.items() for text in (known, name)}
    alike = get_close_matches(wanted, by_text, n=_CODES_SHOWN, cutoff=0.5)
    begun = [text for text in by_text if wanted in text]
    codes = list(dict.fromkeys(by_text[text] for text in (*begun, *alike)))[:_CODES_SHOWN]
    command = "vlmis stores tree" if what == "store" else "vlmis products list"
    near = ", ".join(f"{known} ({names[known]})" for known in codes)
    hint = f"Did you mean {near}?" if codes else f"See {command}."
    return f"There is no {what} with the code {code!r}. {hint}"
