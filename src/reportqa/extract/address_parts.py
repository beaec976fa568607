"""usaddress as the second opinion on words that the name model takes for an address.

The grammar of `places` finds addresses first. What only the model takes for one must have a house number
or a street for usaddress too (a damaged address often keeps but one of them). It is asked about a few
words at a time, so that offsets never depend on it, and its doubts (it raises on odd input) count as no.
"""

from __future__ import annotations


def is_street_address(words: str) -> bool:
    """Whether usaddress sees a house number or a street name in the words."""
    import usaddress

    try:
        kinds = {kind for _, kind in usaddress.parse(words)}
    except (ValueError, UnicodeError):
        return False
    return not kinds.isdisjoint({"AddressNumber", "StreetName"})
