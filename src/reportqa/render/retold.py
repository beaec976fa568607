"""Page templates in another language: their fixed words are told when a template is compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from jinja2.ext import Extension
from jinja2.lexer import Token

if TYPE_CHECKING:
    from jinja2.lexer import TokenStream

    from reportqa.messages import Voice

_SPOKEN = ("aria-label", "alt", "title", "placeholder")


class Markup:
    """Walks the pieces of a page's source and knows which of them a reader sees or hears."""

    def __init__(self) -> None:
        self.tag = ""  # what stands since an open `<`, else empty
        self.quote = ""  # the attribute whose value is open
        self.style = False

    def pieces(self, source: str) -> Iterator[tuple[str, bool]]:
        """(piece, whether it is said), in order; a tag may go on in the next source."""
        at = 0
        for place, char in enumerate(source):
            if not self.tag and char == "<":
                yield source[at:place], not self.style
                at, self.tag = place, "<"
            elif self.tag and char == '"':
                if self.quote:
                    yield source[at:place], self.quote in _SPOKEN
                    at, self.quote = place, ""
                else:
                    self.quote = self.tag.rpartition(" ")[2].rstrip("=") or "?"
                    yield source[at : place + 1], False
                    at = place + 1
                self.tag += char
            elif self.tag and char == ">" and not self.quote:
                yield source[at : place + 1], False
                self.style = self.tag.startswith("<style")
                at, self.tag = place + 1, ""
            elif self.tag and not self.quote:
                self.tag += char
        said = self.quote in _SPOKEN if self.quote else not self.tag and not self.style
        yield source[at:], said


def retold(source: str, markup: Markup, tell: Callable[[str], str]) -> str:
    """The source with what is said in it told anew, spaces around it kept."""

    def told(piece: str) -> str:
        bare = piece.strip()
        if "{" in bare or not any(map(str.isalpha, bare)):  # a style sheet's, or nothing
            return piece
        lead = piece[: len(piece) - len(piece.lstrip())]
        return f"{lead}{tell(' '.join(bare.split()))}{piece[len(piece.rstrip()) :]}"

    return "".join(told(piece) if said else piece for piece, said in markup.pieces(source))


def telling(tell: Voice) -> type[Extension]:
    """The extension that compiles templates in the voice's language."""

    class Retold(Extension):
        def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
            markup = Markup()
            spoken = not (stream.name or "").endswith(".css")
            for token in stream:
                if token.type == "data" and spoken:
                    yield Token(token.lineno, "data", retold(str(token.value), markup, tell.piece))
                else:
                    yield token

    return Retold
