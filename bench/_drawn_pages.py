"""Report pages drawn by program: a made site, a page of handwriting about it, and what a phone does to it.

The fonts are no part of the project: REPORTQA_FONTS names a folder of handwriting fonts (for instance the
WOFF files that training/ocr_sureness/fit.py lists).
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import _common

_FIRST = ("Helga", "Omar", "Yuki", "Rosa", "Piotr", "Fatima", "Gareth", "Chidi", "Marta", "Lars", "Nina",
          "Desmond", "Ingrid", "Tobias", "Amara", "Keisha", "Luis", "Priya", "Sven", "Dolores")  # fmt: skip
_LAST = ("Brandt", "Castellan", "Tanabe", "Delacroix", "Zielinski", "Noor", "Lloyd", "Okonkwo", "Silveira",
         "Lindqvist", "Petrova", "Achebe", "Solano", "Keane", "Pillay", "Washburn", "Ibarra", "Venkat",
         "Halvorsen", "Quintero")  # fmt: skip
_STREETS = ("Juniper Bend", "Calloway Street", "Old Quarry Road", "Thistle Lane", "Marlowe Avenue")
_LETTERS = "ABCDEFGHJKLMNPRSTVWXYZ"
_SCENES = (
    "At {time} I observed a {color} sedan {plate} parked in the fire lane near {address}.",
    "I spoke with {name} of unit {unit} who stated that the noise came from unit {unit2}.",
    "While on foot patrol at {time} I found the rear door of {address2} open and secured it.",
    "The vehicle {plate2} belongs to {name2} who was advised to move it.",
    "I contacted {name3} in unit {unit3} about the water leak.",
    "No further action was taken and nothing was damaged.",
)
_COLORS = ("white", "silver", "black", "red", "blue", "green")


@dataclass(frozen=True, kw_only=True)
class Registry:
    """The words of a made site, by kind."""

    addresses: tuple[str, ...]
    units: tuple[str, ...]
    plates: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def words(self) -> frozenset[str]:
        """All of them."""
        return frozenset((*self.addresses, *self.units, *self.plates, *self.names))


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A page: its image, its words in order, and which of them belong to a registry entry of what kind."""

    image: Any
    words: tuple[str, ...]
    entries: dict[int, tuple[str, str]]  # place in `words` → (kind, the whole entry)


def fonts() -> list[Path]:
    """The handwriting fonts to draw with; raises DataMissingError without any."""
    folder = os.environ.get("REPORTQA_FONTS")
    found = sorted(Path(folder).glob("*")) if folder else []
    found = [path for path in found if path.suffix in (".ttf", ".otf", ".woff")]
    if not found:
        raise _common.DataMissingError("REPORTQA_FONTS names no folder with handwriting fonts")
    return found


def registry(chance: random.Random) -> Registry:
    """A site of five streets, 120 units, 60 plates and 60 people."""
    units = {f"{chance.choice('ABCDE')}{chance.randint(1, 4)}{chance.randint(1, 20):02d}" for _ in range(60)}
    units |= {str(chance.randint(101, 940)) for _ in range(60)}
    return Registry(
        addresses=tuple(f"{chance.randint(100, 9900)} {street}" for street in _STREETS for _ in range(4)),
        units=tuple(sorted(units)),
        plates=tuple(
            "".join(chance.choices(_LETTERS, k=3)) + str(chance.randint(1000, 9999)) for _ in range(60)
        ),
        names=tuple(sorted({f"{chance.choice(_FIRST)} {chance.choice(_LAST)}" for _ in range(60)})),
    )


def page(site: Registry, font: Path, chance: random.Random) -> Drawn:
    """One report about the site in one hand."""
    words: list[str] = []
    entries: dict[int, tuple[str, str]] = {}
    for scene in chance.sample(_SCENES, 5):
        for token in scene.split():
            bare = token.strip(".{}").rstrip("23")
            kinds = {"address": site.addresses, "unit": site.units, "plate": site.plates, "name": site.names}
            if not token.startswith("{"):
                words.append(token)
            elif bare in kinds:
                entry = chance.choice(kinds[bare])
                for part in entry.split():
                    entries[len(words)] = (bare, entry)
                    words.append(part)
                words[-1] += "." if token.endswith(".") else ""
            else:
                time = f"{chance.randint(0, 23):02d}{chance.randint(0, 59):02d}"
                words.append(time if bare == "time" else chance.choice(_COLORS))
    return Drawn(image=_photo(_sheet(words, font, chance), chance), words=tuple(words), entries=entries)


def _sheet(words: list[str], font: Path, chance: random.Random) -> Any:
    """Black ink on white, 1,100 pixels wide, each word a little off its line."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    size = chance.randint(34, 46)
    face = ImageFont.truetype(str(font), size)
    height = sum(face.getmetrics())
    sheet = Image.new("L", (1100, 160 + len(words) * height // 4), 255)
    pen, left, top, ink = ImageDraw.Draw(sheet), 70.0, 60.0, chance.randint(0, 60)
    for word in words:
        width = face.getlength(word)
        if left + width > 1040:
            left, top = 70.0 + chance.uniform(-8, 8), top + height * chance.uniform(1.1, 1.25)
        pen.text((left, top + chance.gauss(0, size * 0.03)), word, font=face, fill=ink)
        left += width + size * chance.uniform(0.25, 0.45)
    return np.asarray(sheet)[: int(top + 1.6 * height)]


def _photo(sheet: Any, chance: random.Random) -> Any:
    """Hand and phone: warp, slant, shade, blur, noise, JPEG."""
    import cv2
    import numpy as np

    noise = np.random.default_rng(chance.getrandbits(32))
    rows, columns = sheet.shape
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    strength = chance.choice((0.5, 1.0, 1.5))
    for field in (x, y):
        wave = cv2.GaussianBlur(noise.uniform(-1, 1, sheet.shape).astype(np.float32), (0, 0), 12)
        field += wave * np.float32(strength / max(float(wave.std()), 1e-6))
    corner = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    moved = corner + noise.uniform(-15, 15, (4, 2)).astype(np.float32)
    image = cv2.remap(sheet, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    image = cv2.warpPerspective(
        image, cv2.getPerspectiveTransform(corner, moved), (columns, rows), borderValue=255
    )
    shade = np.linspace(chance.uniform(0.7, 1), chance.uniform(0.7, 1), columns)[None, :]
    image = (255 - (255 - image.astype(np.float32)) * chance.uniform(0.5, 1)) * shade
    image = cv2.GaussianBlur(image, (0, 0), chance.uniform(0.3, 1.2))
    image = image + noise.normal(0, chance.uniform(1, 10), image.shape)
    grey = np.clip(image, 0, 255).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, chance.choice((50, 70, 90))])
    return cv2.cvtColor(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), cv2.COLOR_GRAY2BGR)
