# ruff: noqa: E501
# fmt: off
"""Cars, plates and descriptions of people: the model is taught what they are, so that it takes none for a name."""

from __future__ import annotations

import random
import string

from training.sources import lists


def _flat(rng: random.Random, items: list[str]) -> str:
    return rng.choice(items).replace("_", " ")


class Things:
    """Slots that are described rather than named."""

    def __init__(self) -> None:
        self._lists = lists()
        self._models = {
            make: names.split(",")
            for make, names in (item.split(":") for item in str(self._lists["models"]).split())
        }

    def vehicle(self, rng: random.Random) -> str:
        ls = self._lists
        make = rng.choice(list(self._models)) if rng.random() < 0.75 else rng.choice(ls["makes"])
        model = rng.choice(self._models.get(make, [""])).replace("_", " ")
        color = _flat(rng, ls["colors"])
        body = _flat(rng, ls["body_types"])
        year = str(rng.randint(1988, 2026))
        form = rng.choice([
            f"{color} {make} {model}", f"{color} {make}", f"{color} {body}", f"{color} {body}", f"{color} {make} {body}", f"{color} {make} {model}",
            f"{year} {color} {make} {model}", f"{year} {make} {model}", f"{make} {model}", f"{make} {model}", f"{color} {model}", f"{make} {body}",
            f"{make} {model} {body}", f"{color} {make} {model} {body}", f"{color} in color {make} {model}", f"{color} {make}, {model}", f"{color} colored {body}",
        ])  # fmt: skip
        form = " ".join(form.split())
        if rng.random() < 0.35:
            form = form[0].upper() + form[1:]
        if rng.random() < 0.15:
            form = form.lower()
        return form

    def plate(self, rng: random.Random) -> str:
        def chars(pattern: str) -> str:
            return "".join(rng.choice(string.ascii_uppercase) if c == "A" else rng.choice(string.digits) if c == "0" else c for c in pattern)

        number = chars(rng.choice(["000AA0", "AAA0000", "AAA000", "0AAA000", "00AA00", "A00000", "0AA000", "000000", "AA00000", "AAA 0000", "AAA-0000", "0000AA", "0AA AA0"]))
        state = rng.choice(self._lists["states"])
        form = rng.choice([f"{state} {number}", f"{state} PC {number}", f"{state} {number}", f"{state}: {number}", f"{state} reg {number}", f"{state} plate {number}", number, f"{state} PC#{number}", f"{state} REG: {number}", f"{state} tag {number}", f"{number} {state}", f"{state} CO {number}", f"PC {state} {number}"])
        return form.lower() if rng.random() < 0.05 else form

    def desc(self, rng: random.Random) -> str:
        sex = rng.choice(["male", "female", "man", "woman", "males", "females", "boy", "girl", "juvenile male", "teenage male", "M", "male subject", "female subject"])
        adjs = [rng.choice(["white", "black", "Hispanic", "Asian", "W", "B", "H", "middle eastern", "light skinned", "dark skinned"]),
                rng.choice(["older", "elderly", "young", "middle aged", "teenage", "college aged", "heavy set", "heavyset", "tall", "short", "skinny", "thin", "stocky", "bald", "intoxicated", "unknown", "homeless", "bearded", "shirtless", f"{rng.randint(6, 92)} year old", f"{rng.randint(6, 92)} yr old", f"{rng.randint(6, 92)} y/o", f"{rng.randint(6, 92)}yo", f"{rng.randint(18, 80)}-year-old"])]
        num = rng.choice(["", "", "", "2 ", "3 ", "two ", "three ", "a group of "]) if sex.endswith("s") else ""
        kind = rng.random()
        if kind < 0.3:
            head = f"{num}{adjs[0]} {sex}"
        elif kind < 0.65:
            head = f"{num}{adjs[1]} {sex}"
        elif kind < 0.9:
            head = f"{num}{adjs[1]} {adjs[0]} {sex}"
        else:
            head = f"{adjs[0]}/{rng.choice('MF')}"
            head = head if len(adjs[0]) == 1 else f"{adjs[0]} {sex}"
        tail = ""
        cloth = f"{rng.choice(['black', 'red', 'blue', 'gray', 'dark', 'white', 'green', 'tan', 'camo', 'orange', 'plaid'])} {rng.choice(['hoodie', 'jacket', 'sweatshirt', 'shirt', 't-shirt', 'coat', 'jeans', 'pants', 'shorts', 'hat', 'baseball cap', 'backpack', 'mask', 'vest', 'dress', 'sweatpants'])}"
        other = f"{rng.choice(['black', 'blue', 'gray', 'khaki', 'dark'])} {rng.choice(['jeans', 'pants', 'shorts', 'shoes', 'hat', 'sneakers'])}"
        kind = rng.random()
        if kind < 0.3:
            tail = rng.choice([" in a ", " wearing a ", " with a ", " wearing ", " in "]) + cloth
        elif kind < 0.42:
            tail = rng.choice([" wearing a ", ", wearing ", " in a "]) + cloth + rng.choice([" and ", ", "]) + other
        elif kind < 0.5:
            tail = rng.choice([" with ", ", "]) + rng.choice(["brown hair", "blonde hair", "long hair", "a beard", "glasses", "a limp", "tattoos", "dreadlocks", "brown hair and blue eyes"])
        elif kind < 0.56:
            tail = f", {rng.choice(['5', '6'])}'{rng.randint(0, 11)}\"" + rng.choice(["", f", {rng.randint(110, 290)} lbs"])
        if not tail and kind > 0.97:
            return head
        return head + tail


_TOWN_LETTERS = "ABCDEFGHLMNOPRSTW"
