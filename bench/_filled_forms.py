"""Forms filled in by program: printed, written into by fonts and real digits, then scanned or photographed.

REPORTQA_FONTS names a folder of handwriting fonts; only those that training/form_glyphs keeps apart are used.
Real digits are the part of scikit-learn's `load_digits` that was not trained on.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bench import _common

_DPI = 200
_MM = _DPI / 25.4  # pixels a millimetre of the drawn page
_LETTER = (215.9, 279.4)
_NAMES = ("HELGA BRANDT", "OMAR CASTELLAN", "YUKI TANABE", "ROSA DELACROIX", "PIOTR ZIELINSKI", "FATIMA NOOR",
          "GARETH LLOYD", "CHIDI OKONKWO", "MARTA SILVEIRA", "LARS LINDQVIST", "QUENTIN WAX")  # fmt: skip
_PLATE_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
DISTORTIONS = (
    "none", "touching", "photo", "shadow", "jpeg", "blur", "coarse", "turned", "pencil", "blue", "all",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A page image and what was written: text of each cell by comb, state of each box by choice."""

    image: Any
    cells: dict[str, tuple[str, ...]]
    ticks: dict[str, tuple[str, ...]]  # of each option: ticked, empty, unclear or blacked
    hand: str
    words: frozenset[str]  # the registry of its site


@dataclass(frozen=True)
class Hand:
    """A font, with real digits in the place of its own where asked."""

    name: str
    font: Path
    real: bool


def hands() -> list[Hand]:
    """Every hand of the bench, each with its own digits and with real ones."""
    import tomli

    folder = os.environ.get("REPORTQA_FONTS")
    table = tomli.loads((_common.ROOT / "training" / "form_glyphs" / "hands.toml").read_text("utf-8"))
    found = sorted(Path(folder).rglob("*")) if folder else []
    fonts = {
        path.stem.split("-latin")[0].lower(): path
        for path in found
        if path.suffix in (".ttf", ".otf", ".woff")
    }
    held = [fonts[name] for name in table["bench"] if name in fonts]
    if not held:
        raise _common.DataMissingError("REPORTQA_FONTS names no folder with the bench's handwriting fonts")
    return [Hand(path.stem.split("-latin")[0], path, real) for path in held for real in (False, True)]


def filled(hand: Hand, distortion: str, chance: random.Random) -> Filled:
    """One filled form in one hand, as one kind of camera or scanner sees it."""
    cells = _answers(chance)
    ticks = _ticks(chance)
    touching = distortion in ("touching", "all")
    pen = chance.uniform(0.3, 0.5) if distortion == "pencil" else chance.uniform(0.7, 1.0)
    ink = _ink(hand, cells, ticks, touching, chance)
    page = _blank().astype("float32")
    import numpy as np

    tint = np.array([0.35, 0.75, 1.0] if distortion in ("blue", "all") else [1.0, 1.0, 1.0], np.float32)
    page = page * (1 - ink[:, :, None] * pen * tint)
    return Filled(
        image=_seen(np.clip(page, 0, 255).astype(np.uint8), distortion, chance), cells=cells, ticks=ticks,
        hand=f"{hand.name}{' with real digits' if hand.real else ''}", words=_registry(cells),
    )  # fmt: skip


def seen(distortion: str, chance: random.Random) -> Any:
    """An unfilled form as one kind of camera or scanner sees it."""
    return _seen(_blank(), distortion, chance)


@cache
def _blank() -> Any:
    import io

    import numpy as np
    import pypdfium2

    from reportqa.forms import layouts
    from reportqa.forms.printed import form_pdf

    data = form_pdf(layouts()[0], site_id="FEN-01", site_name="Fenwick Terrace Apartments")
    sheet = pypdfium2.PdfDocument(io.BytesIO(data))[0]
    return np.ascontiguousarray(sheet.render(scale=_DPI / 72).to_numpy()[:, :, :3])


def _answers(chance: random.Random) -> dict[str, tuple[str, ...]]:
    """What is written, one character a cell; "" is left empty."""
    from reportqa.forms import layouts

    pick = chance.randint

    def clock() -> str:
        return f"{pick(0, 23):02d}{pick(0, 59):02d}"

    building = str(pick(1, 40)) if chance.random() < 0.5 else chance.choice("ABCDEFGHKLM") + str(pick(1, 9))
    written = {
        "report_number": "".join(chance.choices(_PLATE_LETTERS, k=2)) + f"-{pick(0, 9999):04d}",
        "date": f"{pick(1, 12):02d}{pick(1, 28):02d}20{pick(24, 29)}",
        "time": clock(),
        "noticed": clock() if chance.random() < 0.6 else "",
        "house": str(pick(1, 99999)),
        "building": building if chance.random() < 0.7 else "",
        "unit": _unit(chance),
        "plate": _plate(chance),
        "officer": chance.choice(_NAMES),
        "officer_number": f"{chance.choice('FGPS')}{pick(100, 99999)}",
        "phone": f"{pick(200, 989)}{pick(200, 999)}{pick(0, 9999):04d}" if chance.random() < 0.8 else "",
        "fire_time": clock() if chance.random() < 0.5 else "",
        "ems_time": clock() if chance.random() < 0.4 else "",
        "police_time": clock() if chance.random() < 0.4 else "",
    }
    out = {}
    for comb in layouts()[0].combs:
        text = written[comb.name]
        out[comb.name] = tuple(
            (text[i] if i < len(text) else "").replace(" ", "") for i in range(len(comb.cells))
        )
    return out


# How often what is written is in the registry of the site.
_REGISTERED = {
    "house": 0.9, "building": 0.9, "unit": 0.85, "plate": 0.5, "phone": 0.5, "officer": 0.9,
    "officer_number": 0.9,
}  # fmt: skip
_OTHERS = ("HENRY PARKS", "HELEN BRAND", "OMAR CASTILLO", "YUKO TANAKA", "ROSE DELANEY", "PETER ZELENKA",
           "FATIMA NOURI", "GARTH FLOYD", "CHIDI OKAFOR", "MARIA SILVA", "LARA LINDBERG", "QUINN WARD",
           "ANITA GREER", "BORIS TOTH", "CARLA DENT", "DAVID PIKE", "ESTHER ROWE", "FRANK OYAMA")  # fmt: skip


def _registry(cells: dict[str, tuple[str, ...]]) -> frozenset[str]:
    """The words of a made site: what is written, mostly, among many others that are near to it.

    1,260 units floor by floor, 300 plates, 300 phones, 40 badges, houses of two streets, 18 other officers.
    """
    chance = random.Random(repr(cells))  # its own: the pages stay as they are without a registry
    pick = chance.randint
    doors = range(1, 21)
    words = {f"{block}{floor}{door:02d}" for block in "ABCDEFGH" for floor in range(1, 5) for door in doors}
    words |= {f"{floor}{door:02d}" for floor in range(1, 20) for door in doors}
    words |= {f"{door}{side}" for door in range(1, 41) for side in "ABCDEF"}
    words |= {_plate(chance) for _ in range(300)}
    words |= {f"{pick(200, 989)}{pick(200, 999)}{pick(0, 9999):04d}" for _ in range(300)}
    words |= {f"{chance.choice('FGPS')}{pick(100, 99999)}" for _ in range(40)}
    words |= {str(start + step) for start in (pick(1, 900), pick(1000, 90000)) for step in range(0, 40, 2)}
    words |= {letter + str(number) for letter in "ABCDEF" for number in (1, 2)}
    words |= {word for name in _OTHERS for word in name.split()}
    for name, share in _REGISTERED.items():
        if chance.random() < share:
            words |= set("".join(cell or " " for cell in cells[name]).split())
        else:
            words -= set("".join(cell or " " for cell in cells[name]).split())
    return frozenset(words)


def _unit(chance: random.Random) -> str:
    pick = chance.randint
    return chance.choice(
        (
            str(pick(101, 1999)),
            f"{chance.choice('ABCDEFGH')}{pick(101, 420)}",
            f"{pick(1, 40)}{chance.choice('ABCDEF')}",
        )
    )


def _plate(chance: random.Random) -> str:
    letters = "".join(chance.choices(_PLATE_LETTERS, k=3))
    digits = f"{chance.randint(0, 9999):04d}"
    return chance.choice(
        (letters + digits, digits + letters, f"{digits[0]}{letters}{digits[1:]}", digits[:3] + letters)
    )


def _ticks(chance: random.Random) -> dict[str, tuple[str, ...]]:
    from reportqa.forms import layouts

    out = {}
    for choice in layouts()[0].choices:
        states = ["empty"] * len(choice.options)
        if choice.many:
            for place in chance.sample(range(len(states)), chance.randint(1, 3)):
                states[place] = "ticked"
            if chance.random() < 0.3:
                states[chance.choice([i for i, s in enumerate(states) if s == "empty"])] = "blacked"
            if chance.random() < 0.3:
                states[chance.choice([i for i, s in enumerate(states) if s == "empty"])] = "unclear"
        elif chance.random() < 0.85:
            states[chance.randrange(len(states))] = "ticked"
        out[choice.name] = tuple(states)
    return out


def _ink(
    hand: Hand,
    cells: dict[str, tuple[str, ...]],
    ticks: dict[str, tuple[str, ...]],
    touching: bool,
    chance: random.Random,
) -> Any:
    """All writing as darkness 0…1 on the whole page."""
    import cv2
    import numpy as np

    from reportqa.forms import layouts

    layout = layouts()[0]
    ink = np.zeros(_blank().shape[:2], np.float32)
    left, top = ((_LETTER[i] - layout.frame[i]) / 2 for i in (0, 1))
    share, tilt = chance.uniform(0.5, 0.72), chance.gauss(0, 2)
    if touching:
        share = chance.uniform(0.78, 1.0)
    for comb in layout.combs:
        for character, cell in zip(cells[comb.name], comb.cells, strict=True):
            if not character:
                continue
            wide, high = (cell[2] - cell[0]) * _MM, (cell[3] - cell[1]) * _MM
            glyph = _character(
                hand, character, high * share * chance.uniform(0.92, 1.08), wide, touching, chance
            )
            glyph = _bent(glyph, tilt, chance)
            slack = 0.12 if touching else 0.05
            x = ((left + (cell[0] + cell[2]) / 2) * _MM - glyph.shape[1] / 2) + chance.gauss(0, slack) * wide
            middle = (top + (cell[1] + cell[3]) / 2) * _MM - glyph.shape[0] / 2
            _put(ink, glyph, x, middle + chance.gauss(0, 0.04 if not touching else 0.08) * high)
    for choice in layout.choices:
        for state, box in zip(ticks[choice.name], choice.boxes, strict=True):
            place = tuple((v + (left, top)[i % 2]) * _MM for i, v in enumerate(box))
            _mark(ink, state, place, chance)
    if chance.random() < 0.7:
        for row in range(3):
            words = chance.sample(("resident", "called", "smoke", "alarm", "north", "stairs", "checked"), 5)
            _sentence(ink, hand, " ".join(words), (left + 3) * _MM, (top + 158 + 8 * row) * _MM)
    return cv2.GaussianBlur(ink, (0, 0), 0.6)


def _character(
    hand: Hand, character: str, height: float, room: float, touching: bool, chance: random.Random
) -> Any:
    import cv2

    if hand.real and character.isdigit():
        base = _real(int(character), chance)
    else:
        base = _of_font(str(hand.font), character)
    rows, columns = base.shape
    if character == "-":
        return cv2.resize(
            base, (round(0.5 * room), max(round(0.08 * height), 3)), interpolation=cv2.INTER_AREA
        )
    wide = columns * height / rows * chance.uniform(0.92, 1.08)
    wide = min(wide, (1.12 if touching else 0.92) * room)
    return cv2.resize(base, (max(round(wide), 3), max(round(height), 3)), interpolation=cv2.INTER_AREA)


def _bent(glyph: Any, tilt: float, chance: random.Random) -> Any:
    """Turned, sheared and waved a little, so that no two are the same."""
    import cv2
    import numpy as np

    glyph = np.pad(glyph, 8)
    rows, columns = glyph.shape
    angle = np.deg2rad(tilt + chance.gauss(0, 2.5))
    shear = chance.gauss(0, 0.06)
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    cx, cy = columns / 2, rows / 2
    phase, wave = chance.uniform(0, 6.28), chance.uniform(0, 1.1)
    sx = np.cos(angle) * (x - cx) + (np.sin(angle) + shear) * (y - cy) + cx + wave * np.sin(y / 9 + phase)
    sy = -np.sin(angle) * (x - cx) + np.cos(angle) * (y - cy) + cy + wave * np.sin(x / 11 + 2 * phase)
    return cv2.remap(glyph, sx.astype(np.float32), sy.astype(np.float32), cv2.INTER_LINEAR)


@cache
def _real_digits() -> Any:
    import tomli
    from sklearn.datasets import load_digits

    first = tomli.loads((_common.ROOT / "training" / "form_glyphs" / "hands.toml").read_text("utf-8"))[
        "train_digits"
    ]
    found = load_digits()
    return found.images[first:], found.target[first:]


def _real(digit: int, chance: random.Random) -> Any:
    import cv2
    import numpy as np

    images, targets = _real_digits()
    image = images[chance.choice(np.nonzero(targets == digit)[0].tolist())].astype(np.float32) / 16
    large = cv2.resize(np.pad(image, 1), (80, 80), interpolation=cv2.INTER_CUBIC)
    return _trimmed(np.clip((large - 0.35) / 0.3, 0, 1).astype(np.float32))


@lru_cache(maxsize=4096)
def _of_font(font: str, character: str) -> Any:
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    face = ImageFont.truetype(font, 90)
    left, top, right, bottom = (int(v) for v in face.getbbox(character))
    sheet = Image.new("L", (right - left + 20, bottom - top + 20), 0)
    ImageDraw.Draw(sheet).text((10 - left, 10 - top), character, font=face, fill=255)
    return _trimmed(np.asarray(sheet).astype(np.float32) / 255)


def _trimmed(body: Any) -> Any:
    import numpy as np

    rows, columns = np.nonzero(body.max(axis=1) > 0.2)[0], np.nonzero(body.max(axis=0) > 0.2)[0]
    return body[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _sentence(ink: Any, hand: Hand, words: str, x: float, y: float) -> None:
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    face = ImageFont.truetype(str(hand.font), 34)
    sheet = Image.new("L", (int(face.getlength(words)) + 20, 60), 0)
    ImageDraw.Draw(sheet).text((5, 2), words, font=face, fill=255)
    _put(ink, np.asarray(sheet).astype(np.float32) / 255, x, y - 34)


def _mark(ink: Any, state: str, box: tuple[float, ...], chance: random.Random) -> None:
    """A tick, a cross, a slash; a dot or a short stroke that may be none; a box blacked out."""
    import cv2
    import numpy as np

    left, top, right, _ = box
    side = right - left
    pick = chance.uniform
    thick = chance.choice((2, 3, 4, 5))

    def at(x: float, y: float) -> tuple[int, int]:
        return round((left + x * side) * 8), round((top + y * side) * 8)

    def stroke(*points: tuple[float, float]) -> None:
        cv2.polylines(ink, [np.array([at(*p) for p in points], np.int32)], False, 1.0, thick, cv2.LINE_AA, 3)

    if state == "ticked":
        way = chance.random()
        if way < 0.4:
            stroke((pick(-0.05, 0.25), pick(-0.05, 0.25)), (pick(0.75, 1.1), pick(0.75, 1.1)))
            stroke((pick(0.75, 1.1), pick(-0.05, 0.25)), (pick(-0.05, 0.25), pick(0.75, 1.1)))
        elif way < 0.85:
            stroke(
                (pick(-0.1, 0.25), pick(0.35, 0.6)),
                (pick(0.3, 0.45), pick(0.75, 1.0)),
                (pick(0.85, 1.5), pick(-0.4, 0.2)),
            )
        else:
            stroke((pick(0.0, 0.25), pick(0.75, 1.05)), (pick(0.75, 1.1), pick(-0.1, 0.2)))
    elif state == "unclear":
        x, y = pick(0.3, 0.6), pick(0.35, 0.65)
        if chance.random() < 0.5:
            cv2.circle(ink, at(x, y), round(side * pick(0.06, 0.1) * 8), 1.0, -1, cv2.LINE_AA, 3)
        else:
            thick = 2
            stroke((x, y), (x + pick(0.1, 0.2), y + pick(-0.12, 0.12)))
    elif state == "blacked":
        thick = 5
        stroke((0.15, 0.15), (0.85, 0.85))
        stroke((0.85, 0.15), (0.15, 0.85))
        count = 9
        for row in range(count):
            stroke(
                (pick(-0.05, 0.12), (row + pick(0, 0.4)) / count),
                (pick(0.88, 1.05), (row + pick(0.3, 0.8)) / count),
            )


def _put(ink: Any, glyph: Any, x: float, y: float) -> None:
    import numpy as np

    rows, columns = glyph.shape
    x0, y0 = round(x), round(y)
    window = ink[max(y0, 0) : y0 + rows, max(x0, 0) : x0 + columns]
    part = glyph[max(-y0, 0) :, max(-x0, 0) :][: window.shape[0], : window.shape[1]]
    np.maximum(window, part, out=window)


def _seen(page: Any, distortion: str, chance: random.Random) -> Any:
    """The page as it reaches the reader, blue-green-red."""
    import cv2
    import numpy as np

    noise = np.random.default_rng(chance.getrandbits(32))
    image = np.ascontiguousarray(page)
    every = distortion == "all"
    if distortion == "coarse" or (every and chance.random() < 0.4):
        image = cv2.resize(image, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA)  # 150 dpi
    if distortion == "turned":
        image = _placed(image, chance, corners=0.0, turn=chance.choice((chance.gauss(0, 3), 90, 180, 270)))
    if distortion == "photo" or every:
        image = _placed(image, chance, corners=0.05, turn=chance.gauss(0, 3))
    if distortion in ("shadow", "photo") or every:
        image = _shaded(image, chance)
    if distortion == "blur" or (every and chance.random() < 0.5):
        image = cv2.GaussianBlur(image, (0, 0), chance.uniform(0.9, 1.5))
    grain = noise.standard_normal(image.shape[:2], dtype=np.float32) * np.float32(chance.uniform(1, 6))
    image = cv2.add(image, cv2.merge([grain] * 3), dtype=cv2.CV_8U)
    quality = 60 if distortion == "jpeg" or every else 90
    _, packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(packed, cv2.IMREAD_COLOR)


def _placed(image: Any, chance: random.Random, *, corners: float, turn: float) -> Any:
    """The sheet on a desk, seen askew."""
    import cv2
    import numpy as np

    rows, columns = image.shape[:2]
    edge = round(0.06 * max(rows, columns))
    size = max(rows, columns) + 2 * edge if abs(turn) > 20 else None
    wide, high = (size, size) if size else (columns + 2 * edge, rows + 2 * edge)
    here = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    centre = np.array([wide / 2, high / 2])
    angle = np.deg2rad(turn)
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    moved = (here - [columns / 2, rows / 2]) @ spin.T * 0.97 + centre
    moved += np.array([[chance.uniform(-1, 1), chance.uniform(-1, 1)] for _ in range(4)]) * corners * columns
    transform = cv2.getPerspectiveTransform(here, moved.astype(np.float32))
    desk = (chance.randint(60, 120), chance.randint(70, 130), chance.randint(80, 150))
    return cv2.warpPerspective(image, transform, (wide, high), flags=cv2.INTER_AREA, borderValue=desk)


def _shaded(image: Any, chance: random.Random) -> Any:
    """A lamp's fall of light, its colour, and the shadow of a hand with the phone."""
    import cv2
    import numpy as np

    rows, columns = image.shape[:2]
    fall = np.float32(chance.uniform(0.1, 0.4))
    along = np.linspace(0, 1, columns, dtype=np.float32)[None, :]
    if chance.random() < 0.5:
        along = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    light = 1 - fall * along
    mask = np.zeros((rows, columns), np.float32)
    middle = np.array([chance.uniform(0.2, 0.8) * columns, chance.uniform(0.2, 0.8) * rows])
    points = [
        middle + chance.uniform(0.15, 0.4) * columns * np.array([np.cos(a), np.sin(a)]) for a in range(6)
    ]
    cv2.fillPoly(mask, [np.array(points, np.int32)], 1.0)
    mask = cv2.GaussianBlur(mask, (0, 0), chance.uniform(8, 30))
    light = light * (1 - np.float32(chance.uniform(0.25, 0.5)) * mask)
    warm = np.array([chance.uniform(0.8, 1.0), chance.uniform(0.9, 1.0), 1.0], np.float32)
    return np.clip(image.astype(np.float32) * light[:, :, None] * warm, 0, 255).astype(np.uint8)
