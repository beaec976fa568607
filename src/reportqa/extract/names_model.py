"""From the model's entities to candidates: what cannot be a name goes, what was named is found again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reportqa.extract.address_parts import is_street_address
from reportqa.extract.names import guards_thing
from reportqa.extract.pipeline_data import words_of
from reportqa.extract.pipeline_model import Entity
from reportqa.extract.pipeline_tokens import Token
from reportqa.extract.places_line import Found
from reportqa.model.mention import Label
from reportqa.model.span import Span

# The least probability at which an entity counts, by label; chosen on the development half of the bench.
LEAST = {"PERSON": 0.65, "ORG": 0.45, "PLACE": 0.5, "ADDRESS": 0.6}

# A person, or any single word, in small letters where the text has capitals.
LEAST_SMALL = 0.9

# A name seen again gets this much less than the time it was found.
AGAIN = 0.15


def from_model(
    run: Sequence[Token], entities: Iterable[Entity], addresses: Sequence[Span] = ()
) -> Iterator[Found]:
    """The entities whose label and form may stand; `addresses` are the grammar's, which vouch for theirs."""
    capitals = any(word.text[0].isupper() for word in run)
    for entity in entities:
        least = LEAST.get(entity.label, 2.0)
        single = entity.label == "PERSON" or entity.last - entity.first == 1
        if capitals and single and run[entity.last - 1].text.islower():
            least = LEAST_SMALL
        if entity.confidence < least:
            continue
        first, last = _trimmed(run, entity)
        if first == last:
            continue
        start, end = run[first].start, run[last - 1].end
        vouched = any(known.start < end and start < known.end for known in addresses)
        if entity.label == "PERSON" and first and guards_thing(run[first - 1].text, run[first].text):
            continue
        if _may_stand(run[first:last], entity.label, vouched=vouched):
            yield Found(start, end, Label(entity.label), entity.confidence)


def _trimmed(run: Sequence[Token], entity: Entity) -> tuple[int, int]:
    """Without marks at its ends and articles at its beginning."""
    first, last = entity.first, entity.last
    while first < last and (
        not run[first].text[0].isalnum() or run[first].text in {"the", "The", "a", "THE"}
    ):
        first += 1
    while first < last and not (run[last - 1].text[-1].isalnum() or run[last - 1].text[-1] == "."):
        last -= 1
    while first < last and run[last - 1].text in {".", "..", "..."}:
        last -= 1
    return first, last


def _may_stand(words: Sequence[Token], label: str, *, vouched: bool) -> bool:
    low = [word.text.lower().strip(".") for word in words]
    letters = sum(char.isalpha() for word in low for char in word)
    if letters < 2:
        return False
    if label == "ADDRESS":
        if not low[0][0].isdigit() or not any(word.isalpha() and len(word) > 1 for word in low[1:]):
            return False
        # usaddress takes long to load: it is asked only where the grammar sees no address.
        return vouched or is_street_address(" ".join(word.text for word in words))
    if label == "ORG":
        return not all(word in words_of("generic_orgs") for word in low) and not (
            len(low) == 1 and low[0] in words_of("not_agencies")
        )
    if label == "PERSON":
        return not any(word in words_of("never_names") for word in low) and not any(
            char.isdigit() for char in low[0]
        )
    return not all(word in words_of("generic_places") for word in low)


def again(text: str, run: Sequence[Token], found: Sequence[Found]) -> Iterator[Found]:
    """Surnames of people named in full, and agencies' letters, wherever else they stand in the text."""
    known: dict[str, tuple[Label, float]] = {}
    for item in found:
        words = text[item.start : item.end].split()
        if item.label is Label.PERSON and item.confidence >= 0.7:
            last = (words[0] if words[0].endswith(",") else words[-1]).strip(".,")
            if len(last) > 2 and last[0].isupper() and last.isalpha():
                known.setdefault(last, (Label.PERSON, item.confidence))
        elif item.label is Label.ORG and item.confidence >= 0.6 and _is_letters(words):
            known.setdefault(words[0], (Label.ORG, item.confidence))
    if not known:
        return
    taken = {position for item in found for position in range(item.start, item.end)}
    for word in run:
        hit = known.get(word.text)
        if hit and word.start not in taken:
            yield Found(word.start, word.end, hit[0], max(0.5, hit[1] - AGAIN))


def _is_letters(words: Sequence[str]) -> bool:
    return len(words) == 1 and words[0].isupper() and 3 <= len(words[0]) <= 6
