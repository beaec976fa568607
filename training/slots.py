# ruff: noqa: E501
# fmt: off
"""What fills the slots: people, agencies, streets, cars and clocks, spelt as many ways as writers do."""

from __future__ import annotations

import random
import string
from typing import Any

from training.grammar import Piece, Slot
from training.slots_things import Things
from training.sources import census, cumulated, lists, towns


class Fillers(Things):
    """All slots over one random source. Half of the rare names are drawn flat, so that tails are seen."""

    def __init__(self) -> None:
        self._last, w_last, self._first, w_first = census()
        self._cum_last = cumulated(w_last)
        self._cum_first = cumulated(w_first)
        super().__init__()
        self._cast: list[tuple[str, str]] = []

    # ------------------------------------------------------------------ persons

    def new_report(self) -> None:
        """Forget who was in the last report: within one, people are named more than once."""
        self._cast.clear()

    def last(self, rng: random.Random) -> str:
        if self._cast and rng.random() < 0.35:
            return rng.choice(self._cast)[1]
        return self._new_last(rng)

    def _new_last(self, rng: random.Random) -> str:
        if rng.random() < 0.5:
            name = rng.choices(self._last, cum_weights=self._cum_last)[0]
        else:
            name = rng.choice(self._last)
        if name.startswith("Mc") and len(name) > 4:
            name = "Mc" + name[2:].title()
        elif name.startswith("O") and name[1:2] in "bcdghkmnr" and rng.random() < 0.05:
            name = "O'" + name[1:].title()
        if rng.random() < 0.03:
            name += "-" + rng.choices(self._last, cum_weights=self._cum_last)[0]
        return name

    def first(self, rng: random.Random) -> str:
        if rng.random() < 0.7:
            return rng.choices(self._first, cum_weights=self._cum_first)[0]
        return rng.choice(self._first)

    def full(self, rng: random.Random) -> str:
        first, last = self.first(rng), self._new_last(rng)
        if self._cast and rng.random() < 0.25:
            first, last = rng.choice(self._cast)
        self._cast.append((first, last))
        kind = rng.random()
        if kind < 0.68:
            return f"{first} {last}"
        if kind < 0.78:
            return f"{first} {rng.choice(string.ascii_uppercase)}{rng.choice(['.', '.', ''])} {last}"
        if kind < 0.85:
            return f"{first[0]}{rng.choice(['.', '. ', ' '])}{last}" if rng.random() < 0.8 else f"{first} {last[0]}."
        if kind < 0.88:
            return f"{first} {self.first(rng)} {last}"
        if kind < 0.91:
            return f"{first} {last} {rng.choice(['Jr', 'Jr.', 'Sr', 'III', 'II'])}"
        return f"{first} {last}"

    def caps(self, rng: random.Random) -> str:
        last, first = self.last(rng), self.first(rng)
        middle = rng.choice(["", "", f" {self.first(rng)}", f" {rng.choice(string.ascii_uppercase)}"])
        name = f"{last}, {first}{middle}"
        if rng.random() < 0.1:
            name = f"{last},{first}{middle}"
        return name.upper() if rng.random() < 0.8 else name

    def person(self, rng: random.Random) -> list[Piece]:
        kind = rng.random()
        if kind < 0.5:
            return [Piece(self.full(rng), "PERSON")]
        if kind < 0.68:
            return [Piece(self.last(rng), "PERSON")]
        if kind < 0.78:
            return [Piece(self.first(rng), "PERSON")]
        if kind < 0.86:
            return self.mister(rng)
        if kind < 0.92:
            return self.ranked(rng)
        return [Piece(self.caps(rng), "PERSON")]

    def mister(self, rng: random.Random) -> list[Piece]:
        title = rng.choice(["Mr.", "Mrs.", "Ms.", "Mr", "Mrs", "Ms", "Miss", "Dr.", "Dr", "Prof.", "Rev."])
        name = self.last(rng) if rng.random() < 0.7 else self.full(rng)
        return [Piece(title + " "), Piece(name, "PERSON")]

    def ranked(self, rng: random.Random) -> list[Piece]:
        rank = rng.choice(lists()["ranks"])
        name = self.last(rng) if rng.random() < 0.55 else self.full(rng)
        if rng.random() < 0.06:
            name = self.first(rng)
        out = [Piece(rank + " "), Piece(name, "PERSON")]
        if rng.random() < 0.15:
            n = rng.randint(10, 9999)
            out.append(Piece(rng.choice([f" #{n}", f" (#{n})", f", badge {n}", f" Badge #{n}", f" {n}", f" ({n})"])))
        return out

    # ------------------------------------------------------------------ organisations

    def acronym(self, rng: random.Random, tail: str | None = None) -> str:
        tail = rng.choice(["PD", "PD", "PD", "FD", "FD", "EMS", "SO", "SP"]) if tail is None else tail
        return "".join(rng.choices("ABCDEFGHLMNOPRSTW", k=rng.choice([1, 1, 2, 2, 3]))) + tail

    def police(self, rng: random.Random) -> str:
        town = rng.choice(towns())
        kind = rng.random()
        if kind < 0.35:
            return self.acronym(rng, "PD")
        if kind < 0.75:
            tail = rng.choice(["PD", "PD", "PD", "Police", "Police", "Police Department", "Police Dept", "Police Dept.", "P.D."])
            return f"{town} {tail}"
        if kind < 0.85:
            return self.state_police(rng)
        county = self.last(rng)
        return rng.choice([f"{county} County Sheriff", f"{county} County Sheriff's Office", f"{county} County SO",
                           f"{town} Sheriff's Department", self.acronym(rng, "SO"), f"{county} County Sheriff's Department", f"City of {town} Police"])

    def state_police(self, rng: random.Random) -> str:
        state = rng.choice(["Mass", "NY", "Vermont", "VT", "CT", "New York", "Ohio", "PA", "NH", "Maine", "Oregon", "Texas", ""])
        kind = rng.random()
        if kind < 0.45:
            return rng.choice(["MSP", "NYSP", "VSP", "CSP", "NHSP", "PSP", "OSP", "WSP", "ISP", "CHP", "FHP", "NJSP", "VASP", "UHP", "DPS"])
        return f"{state} State Police".strip()

    def fire(self, rng: random.Random) -> str:
        town = rng.choice(towns())
        kind = rng.random()
        if kind < 0.4:
            return self.acronym(rng, "FD")
        return f"{town} " + rng.choice(["Fire", "FD", "Fire Department", "Fire Dept", "Fire Dept.", "Fire Rescue", "Fire & Rescue", "VFD", "Volunteer Fire Department", "Forest Wardens", "Fire District"])

    def ems(self, rng: random.Random) -> str:
        town = rng.choice(towns())
        kind = rng.random()
        if kind < 0.3:
            return self.acronym(rng, "EMS")
        if kind < 0.4:
            return rng.choice(["AMR", "Rural Metro", "MedFlight", "LifeNet", "County Ambulance", "Action Ambulance", "Falck", "Acadian", "CFD EMS", "Village Ambulance"])
        return f"{town} " + rng.choice(["EMS", "Ambulance", "Ambulance Service", "Rescue Squad", "Rescue", "Medics", "Paramedics"])

    def company(self, rng: random.Random) -> str:
        kind = rng.random()
        ls = self._lists
        if kind < 0.32:
            return rng.choice(ls["brands"])
        if kind < 0.45:
            return rng.choice(ls["given_to_org"]) + rng.choice(["", " " + rng.choice(ls["company_tails"])])
        if kind < 0.6:
            return f"{self.last(rng)} {rng.choice(ls['company_tails'])}"
        if kind < 0.68:
            return f"{rng.choice(towns())} {rng.choice(ls['company_tails'])}"
        if kind < 0.74:
            return f"{self.last(rng)} {rng.choice(['&', 'and'])} {self.last(rng)}" + rng.choice(["", "", " " + rng.choice(ls["company_tails"])])
        if kind < 0.8:
            return f"{rng.choice(ls['building_names'])} {rng.choice(ls['company_tails'])}"
        if kind < 0.85:
            return self.last(rng) + rng.choice(["'s", "s", ""])
        if kind < 0.9:
            return "".join(rng.choices(string.ascii_uppercase, k=rng.choice([2, 3, 3, 4]))) + rng.choice(["", "", " " + rng.choice(ls["company_tails"])])
        return self.building(rng)

    def campus(self, rng: random.Random) -> str:
        town = rng.choice(towns()) if rng.random() < 0.6 else self.last(rng)
        kind = rng.random()
        if kind < 0.3:
            return self.acronym(rng, rng.choice(["PD", "CPD", "UPD", "SS", "CSS", "PS", "CS"]))
        return rng.choice([f"{town} College Security", f"{town} University Police", f"{town} College", f"{town} University", f"{town} Campus Police",
                           f"{town} State Police", f"University of {town}", f"{town} College Campus Safety", f"{town} Public Safety", f"{town} Security", f"{town} Art Security", f"{town} Hospital Security", f"{town} Mall Security"])

    def any_org(self, rng: random.Random) -> str:
        ls = self._lists
        return rng.choice([
            self.police, self.police, self.fire, self.ems, self.company, self.company, self.campus,
            lambda r: r.choice(ls["federal"]), lambda r: r.choice(ls["utilities"]), lambda r: self.acronym(r),
            lambda r: "".join(r.choices(string.ascii_uppercase, k=r.choice([3, 4, 4]))),
        ])(rng)  # fmt: skip

    # ------------------------------------------------------------------ places

    def street_name(self, rng: random.Random) -> str:
        kind = rng.random()
        if kind < 0.5:
            return rng.choice(self._lists["streets"])
        if kind < 0.62:
            return rng.choice(self._lists["two_word_streets"])
        if kind < 0.8:
            return self.last(rng)
        if kind < 0.86:
            return rng.choice(towns())
        if kind < 0.95:
            n = rng.randint(1, 120)
            return f"{n}{'th' if 10 <= n % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"
        return self.first(rng)

    def street(self, rng: random.Random) -> str:
        name = self.street_name(rng)
        suffix = rng.choice(lists()["suffixes"])
        kind = rng.random()
        if kind < 0.16:
            name = f"{rng.choice(lists()['street_directions'])} {name}"
        if kind > 0.97:
            return f"{name} {suffix} {rng.choice(['Extension', 'Ext', 'N', 'S', 'West', 'SE'])}"
        return f"{name} {suffix}"

    def street_loose(self, rng: random.Random) -> str:
        kind = rng.random()
        if kind < 0.72:
            return self.street(rng)
        if kind < 0.88:
            return rng.choice(["Rt", "Rt.", "Rte", "Rte.", "Route", "RT", "US", "Hwy", "Highway", "SR", "I-", "State Route", "US Route"]).rstrip() + (
                " " if rng.random() < 0.95 else "") + str(rng.randint(1, 495))
        if kind < 0.94:
            return self.street_name(rng)
        return f"{rng.choice(self._lists['streets'])} {rng.choice(['Turnpike', 'Pike', 'Parkway', 'Expressway', 'Bypass', 'Bridge', 'Trail', 'Path'])}"

    def crossing(self, rng: random.Random) -> str:
        mark = rng.choice([" and ", " & ", " + ", " / ", "/", " and ", " @ ", "+", " at "])
        one, two = self.street(rng), self.street(rng)
        kind = rng.random()
        if kind < 0.25:
            one = self.street_name(rng)
        elif kind < 0.35:
            one, two = self.street_name(rng), self.street_name(rng)
        elif kind < 0.45:
            return f"{self.street_name(rng)} and {self.street_name(rng)} Streets"
        return one + mark + two

    def building(self, rng: random.Random) -> str:
        ls = self._lists
        kind = rng.random()
        head = rng.choice(ls["building_names"]) if kind < 0.4 else self.last(rng) if kind < 0.7 else rng.choice(towns())
        name = f"{head} {rng.choice(ls['building_tails'])}"
        kind = rng.random()
        if kind < 0.06:
            return f"{head} {rng.choice(['College', 'University'])} {self.last(rng)} {rng.choice(['Hall', 'House', 'Center'])}"
        if kind < 0.1:
            return f"Building {rng.choice(string.ascii_uppercase)}"
        if kind < 0.13:
            return f"{head} {rng.choice(string.ascii_uppercase)}-{rng.randint(1, 9)}"
        if kind < 0.2:
            return head
        return name

    def place(self, rng: random.Random) -> str:
        kind = rng.random()
        if kind < 0.3:
            return self.street_loose(rng)
        if kind < 0.38:
            return self.crossing(rng)
        if kind < 0.52:
            return rng.choice(towns())
        if kind < 0.62:
            return rng.choice(self._lists["brands"])
        if kind < 0.66:
            return rng.choice([f"{self.last(rng)}'s", f"{self.last(rng)} River", f"{self.last(rng)} Mountain", f"the {self.last(rng)} Trail".removeprefix("the "), f"{self.last(rng)} Hill", f"Mt {self.last(rng)}", f"Lake {self.last(rng)}", f"{self.last(rng)} Brook", f"{self.last(rng)} Crossing", f"{self.last(rng)} Bridge"])
        return self.building(rng)

    def place_pieces(self, rng: random.Random) -> list[Piece]:
        if rng.random() < 0.15:
            return self.address(rng)
        article = "the " if rng.random() < 0.15 else ""
        return [Piece(article), Piece(self.place(rng), "PLACE")] if article else [Piece(self.place(rng), "PLACE")]

    def unit(self, rng: random.Random) -> str:
        n = str(rng.choice([rng.randint(1, 30), rng.randint(100, 3999), rng.randint(100, 999)]))
        letter = rng.choice(string.ascii_uppercase[:14])
        ident = rng.choice([n, n, n, n + letter, letter, letter + str(rng.randint(1, 40)), f"{letter}-{rng.randint(1, 40)}", f"#{n}", f"#{letter}"])
        kind = rng.random()
        if kind < 0.4:
            return rng.choice(["Apt", "apt", "Apt.", "apartment", "Apartment", "APT", "apt.", "Apt #", "apt#"]) + (" " if rng.random() < 0.92 else "") + ident.lstrip("#")
        if kind < 0.72:
            return rng.choice(["unit", "Unit", "room", "Room", "Rm", "rm", "Rm.", "Suite", "Ste", "suite", "Unit #"]) + " " + ident.lstrip("#")
        if kind < 0.85:
            floor = rng.choice(["1st", "2nd", "3rd", "4th", "5th", "6th", "12th", "second", "third", "first", "ground", "fourth", "top"])
            return f"{floor} {rng.choice(['floor', 'floor', 'fl', 'Floor', 'level'])}"
        if kind < 0.9:
            return f"#{n}"
        if kind < 0.94:
            return f"{rng.choice(['Bldg', 'Building', 'bldg'])} {letter} {rng.choice(['unit', 'apt', 'room', '#'])} {n}".replace("# ", "#")
        return rng.choice([f"space {n}", f"parking space {n}".removeprefix("parking "), f"stall {n}", f"bay {rng.randint(1, 12)}", f"cell {rng.randint(1, 9)}", f"{letter}{rng.randint(1, 40)}", f"floor {rng.randint(1, 40)}", f"locker {n}", f"bed {letter}", f"lot {rng.randint(1, 60)}"])

    def address(self, rng: random.Random) -> list[Piece]:
        number = str(rng.choice([rng.randint(1, 99), rng.randint(1, 999), rng.randint(100, 9999), rng.randint(1000, 29999)]))
        if rng.random() < 0.03:
            number += rng.choice(["A", "B", "-12", " 1/2", "½"])
        street = self.street(rng) if rng.random() < 0.93 else self.street_name(rng)
        text = f"{number} {street}"
        if rng.random() < 0.2:
            unit = self.unit(rng)
            text += rng.choice([" ", ", ", " "]) + unit
        kind = rng.random()
        if kind < 0.1:
            text += f"{rng.choice([', ', ' '])}{rng.choice(towns())}, {rng.choice(self._lists['states'])}"
            if rng.random() < 0.4:
                text += f" {rng.randint(1001, 99950):05d}"
        elif kind < 0.16:
            text += f"{rng.choice([', ', ' ', ' in '])}{rng.choice(towns())}"
        return [Piece(text, "ADDRESS")]

    def spot(self, rng: random.Random) -> str:
        kind = rng.random()
        base = rng.choice(lists()["spot_nouns"])
        if kind < 0.28:
            return base
        if kind < 0.72:
            return f"{rng.choice(lists()['spot_modifiers'])} {base if rng.random() < 0.6 else rng.choice(lists()['spot_weak'])}"
        if kind < 0.84:
            return f"{rng.choice(['north', 'south', 'east', 'west', 'rear', 'front', 'back', 'far', 'left', 'right', 'northeast', 'outside'])} {rng.choice(['side', 'end', 'corner', 'entrance', 'wall'])} of {rng.choice(['the ', 'the ', ''])}{rng.choice(['building', 'property', 'lot', 'garage', 'parking lot', 'house', 'store', 'complex', 'structure', 'courtyard', 'bldg'])}"
        if kind < 0.92:
            return f"{rng.choice(['rear', 'front', 'back', 'side', 'top', 'bottom'])} of {rng.choice(['the ', 'the ', ''])}{rng.choice(['building', 'property', 'house', 'store', 'stairs', 'lot', 'warehouse', 'shop'])}"
        return f"{base} {rng.choice(['door', 'entrance', 'exit', 'area', 'level', 'hallway', 'stairs'])}"


def slots(f: Fillers) -> dict[str, Slot]:
    """Every slot name that the frames use."""
    from training.slots_plain import plain_slots

    ls = lists()

    def one(make: Any, label: str) -> Slot:
        return lambda rng: [Piece(make(rng), label)]

    def pick(items: list[str], label: str | None = None) -> Slot:
        return lambda rng: [Piece(rng.choice(items), label)]

    return plain_slots() | {
        "P": f.person,
        "Pf1": one(f.first, "PERSON"),
        "Pl": one(f.last, "PERSON"),
        "Pmr": f.mister,
        "PC": one(f.caps, "PERSON"),
        "R": f.ranked,
        "O": one(f.any_org, "ORG"),
        "Opd": one(f.police, "ORG"),
        "OPDC": one(lambda r: f.police(r).upper(), "ORG"),
        "Ofd": one(f.fire, "ORG"),
        "Oems": one(f.ems, "ORG"),
        "Osp": one(f.state_police, "ORG"),
        "Oco": one(f.company, "ORG"),
        "Ocampus": one(f.campus, "ORG"),
        "Osec": one(f.campus, "ORG"),
        "Oacr": one(lambda r: r.choice([f.acronym(r), f.acronym(r), r.choice(ls["federal"]), "".join(r.choices(string.ascii_uppercase, k=r.choice([3, 4])))]), "ORG"),
        "Outil": pick(ls["utilities"], "ORG"),
        "Oalarm": one(lambda r: r.choice(ls["alarm_companies"]) if r.random() < 0.6 else f.company(r), "ORG"),
        "Oelev": pick(["Otis", "Schindler", "KONE", "ThyssenKrupp", "Otis Elevator", "TK Elevator"], "ORG"),
        "Oguard": one(lambda r: r.choice(ls["guard_companies"]) if r.random() < 0.5 else f"{f.last(r)} {r.choice(['Security', 'Protective Services', 'Security Services', 'Protection'])}", "ORG"),
        "Oprop": one(lambda r: f"{r.choice([f.last(r), r.choice(ls['building_names'])])} {r.choice(['Properties', 'Management', 'Property Management', 'Realty', 'Residential', 'Associates', 'Group'])}", "ORG"),
        "Otow": one(lambda r: r.choice([f"{f.last(r)} Towing", f"{f.last(r)}'s Towing", f"{f.last(r)}'s", r.choice(ls["given_to_org"]), "AAA", f"{f.last(r)}'s Auto", f"{r.choice(towns())} Towing", r.choice(ls["given_to_org"]).replace("'", ""), f"{f.last(r)} Auto Body"]), "ORG"),
        "ODPW": one(lambda r: r.choice(["DPW", "DPW", "Highway Dept", "Highway Department", "DOT", "Public Works", f"{r.choice(towns())} DPW", "MassDOT", "State DOT", "VTrans", "Water Dept"]), "ORG"),
        "OAC": one(lambda r: r.choice(["ACO", "Animal Control", "SPCA", "Humane Society", f"{r.choice(towns())} Animal Control", "Environmental Police", "Fish and Game", f"{r.choice(towns())} Animal Shelter"]), "ORG"),
        "Ohealth": one(lambda r: r.choice(["EHS", "Environmental Health and Safety", "Board of Health", "Health Department", f"{r.choice(towns())} Health Dept", "OSHA", "EPA", "Red Cross"]), "ORG"),
        "Hosp": one(lambda r: r.choice([f"{f.last(r)} Hospital", f"{r.choice(towns())} Hospital", f"{r.choice(towns())} Medical Center", f"St. {f.first(r)}'s", f"St {f.first(r)} Hospital", "".join(r.choices("BCHMNSVU", k=2)) + r.choice(["MC", "H", "MH", "MED"]), f"{r.choice(towns())} General", f"{r.choice(towns())} ER", "VA Hospital", f"{f.last(r)} Memorial"]), "PLACE"),
        "A": f.address,
        "AC": lambda r: [Piece(p.text.upper(), p.label) for p in f.address(r)],
        "St": lambda r: [Piece(f.street_loose(r), "PLACE")] if r.random() < 0.93 else [Piece("the "), Piece(f.building(r), "PLACE")],
        "X": one(f.crossing, "PLACE"),
        "T": pick(towns(), "PLACE"),
        "B": lambda r: ([Piece("the ")] if r.random() < 0.2 else []) + [Piece(r.choice(ls["brands"]) if r.random() < 0.2 else f.building(r), "PLACE")],
        "L": f.place_pieces,
        "U": lambda r: [Piece(f.unit(r), "UNIT")],
        "U2": lambda r: [Piece(r.choice(["1st", "2nd", "3rd", "4th", "third", "second", "top", "ground"]) + r.choice([" floor", " level", " fl"]), "UNIT")],
        "S": lambda r: [Piece(f.spot(r), "SPOT")],
        "V": lambda r: ([Piece(r.choice(["a ", "the ", "a ", "an unknown "]))] if r.random() < 0.35 else []) + [Piece(f.vehicle(r), "VEHICLE")],
        "PL": one(f.plate, "PLATE"),
        "desc": lambda r: ([Piece(r.choice(["a ", "an ", "the "]))] if r.random() < 0.5 else []) + [Piece(f.desc(r), "PERSON_DESC")],
        "item": lambda r: [Piece(r.choice(ls["items"]) if r.random() < 0.8 else r.choice(ls["brand_items"]))],
        "branditem": lambda r: [Piece(r.choice(ls["brand_items"]))],
        "abbr": pick(ls["abbreviations"]),
        "office": pick(ls["offices"]),
        "pet": pick(ls["pets"]),
        "Bo": lambda r: ([Piece("the ")] if r.random() < 0.2 else []) + [Piece(f.building(r) if r.random() < 0.8 else r.choice(ls["brands"]), "ORG")],
        "Osp2": one(lambda r: f"{f.state_police(r)} {r.choice(towns())}" + r.choice(["", " barracks"]), "ORG"),
        "Ofirm": one(lambda r: r.choice([f.last(r), f.last(r), f"{f.last(r)}'s", r.choice(ls["given_to_org"]), r.choice(ls["given_to_org"]).replace("'", ""), r.choice(ls["brands"])]), "ORG"),
        "Lone": one(lambda r: r.choice([f.last(r), f.last(r), f"{f.last(r)}'s", r.choice(ls["brands"]), f"{f.last(r)}'s {r.choice(['Crossing', 'Corner', 'Field', 'Pond', 'Store', 'Farm', 'Market', 'Pub'])}", r.choice(ls["building_names"])]), "PLACE"),
        "Lone2": one(lambda r: "".join(r.choices("ABCHMNSUV", k=r.choice([1, 2, 2]))) + r.choice(["MC", "H", "MH", "MED", "CN", "GH", "RH", "HS"]) if r.random() < 0.6 else f.last(r), "PLACE"),
        "Lroad": one(lambda r: r.choice([r.choice(ls["streets"]), r.choice(ls["streets"]), f.last(r), r.choice(ls["two_word_streets"]), f.street(r)]), "PLACE"),
        "Lg": lambda r: _generic(r.choice(ls["generic_places"])),
        "Lg2": lambda r: [Piece(r.choice([g for g in ls["generic_places"] if g.startswith("the ")]).removeprefix("the "), "PLACE")],
    }  # fmt: skip


def _generic(name: str) -> list[Piece]:
    if name.startswith("the "):
        return [Piece("the "), Piece(name.removeprefix("the "), "PLACE")]
    return [Piece(name, "PLACE")]
