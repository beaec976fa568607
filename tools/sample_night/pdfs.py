"""PDF files written by hand, so that the same report gives the same bytes."""

from __future__ import annotations

import hashlib
import io
import textwrap

from PIL import Image

PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def typed(text: str) -> bytes:
    """A text layer in Courier, 11 points, letter paper."""
    lines = []
    for line in text.splitlines():
        lines += textwrap.wrap(line, 82) or [""]
    objects = [b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>"]
    pages = []
    for start in range(0, len(lines), 50):
        drawn = [b"BT /F1 11 Tf 14 TL 54 738 Td"]
        for line in lines[start : start + 50]:
            escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            drawn.append(b"(" + escaped.encode("cp1252") + b") Tj T*")
        drawn.append(b"ET")
        pages.append((_stream(b"\n".join(drawn)), (612.0, 792.0), b"/Font << /F1 {first} 0 R >>"))
    return _file(objects, pages)


def scanned(images: list[Image.Image], quality: int = 55) -> bytes:
    """Pictures of pages, without a text layer."""
    objects, pages = [], []
    for index, image in enumerate(images):
        data = io.BytesIO()
        image.save(data, "JPEG", quality=quality)
        width, height = image.size
        head = (
            f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray "
            "/BitsPerComponent 8 /Filter /DCTDecode"
        )
        objects.append(_stream(data.getvalue(), head.encode()))
        size = (width * 72 / 150, height * 72 / 150)
        draw = f"q {size[0]:.2f} 0 0 {size[1]:.2f} 0 0 cm /Im Do Q".encode()
        pages.append((_stream(draw), size, b"/XObject << /Im {%d} 0 R >>" % index))
    return _file(objects, pages)


def encrypted(text: str, password: str) -> bytes:
    """A text layer behind a password (standard handler, revision 2)."""
    key_material = (password.encode("latin-1") + PAD)[:32]
    owner = _rc4(hashlib.md5(key_material).digest()[:5], key_material)
    identity = hashlib.md5(text.encode()).digest()
    allowed = -44
    key = hashlib.md5(key_material + owner + allowed.to_bytes(4, "little", signed=True) + identity).digest()[
        :5
    ]
    user = _rc4(key, PAD)
    handler = (
        f"<< /Filter /Standard /V 1 /R 2 /O <{owner.hex()}> /U <{user.hex()}> /P {allowed} >>"
    ).encode()
    plain = typed(text)
    # Only the page's own stream needs hiding; the rest of the file is structure.
    return _with_encryption(plain, handler, identity, key)


def _with_encryption(plain: bytes, handler: bytes, identity: bytes, key: bytes) -> bytes:
    body, _, _ = plain.partition(b"xref\n")
    objects: dict[int, bytes] = {}
    for chunk in body.split(b"endobj\n"):
        head, found, rest = chunk.partition(b" 0 obj\n")
        if found:
            objects[int(head.rsplit(b"\n", 1)[-1])] = rest
    for number, content in objects.items():
        start = content.find(b"stream\n")
        if start < 0:
            continue
        end = content.rfind(b"\nendstream")
        own = hashlib.md5(key + number.to_bytes(3, "little") + b"\0\0").digest()[:10]
        objects[number] = content[: start + 7] + _rc4(own, content[start + 7 : end]) + content[end:]
    last = max(objects)
    objects[last + 1] = handler + b"\n"
    trailer = b"/Encrypt %d 0 R /ID [<%s> <%s>]" % (
        last + 1,
        identity.hex().encode(),
        identity.hex().encode(),
    )
    root = next(number for number, content in objects.items() if b"/Type /Catalog" in content)
    return _assemble(objects, root, trailer)


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _stream(data: bytes, head: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(data), data)


def _file(shared: list[bytes], pages: list[tuple[bytes, tuple[float, float], bytes]]) -> bytes:
    """Numbers: 1 catalog, 2 page tree, then shared objects, then two objects a page."""
    first = 3
    objects: dict[int, bytes] = {first + i: item + b"\n" for i, item in enumerate(shared)}
    number = first + len(shared)
    kids = []
    for content, (width, height), resources in pages:
        named = resources.replace(b"{first}", b"%d" % first)
        for i in range(len(shared)):
            named = named.replace(b"{%d}" % i, b"%d" % (first + i))
        objects[number] = content + b"\n"
        objects[number + 1] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f]"
            b" /Resources << %s >> /Contents %d 0 R >>\n" % (width, height, named, number)
        )
        kids.append(b"%d 0 R" % (number + 1))
        number += 2
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R >>\n"
    objects[2] = b"<< /Type /Pages /Count %d /Kids [%s] >>\n" % (len(kids), b" ".join(kids))
    return _assemble(objects, 1)


def _assemble(objects: dict[int, bytes], root: int, extra: bytes = b"") -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = {}
    for number in sorted(objects):
        offsets[number] = len(out)
        out += b"%d 0 obj\n%sendobj\n" % (number, objects[number])
    xref = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for number in sorted(objects):
        out += b"%010d 00000 n \n" % offsets[number]
    out += b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        root,
        extra,
        xref,
    )
    return bytes(out)
