"""What the program says to people, in their language.

Everything is said in English first, by plain sentences in the code and the policies; a catalogue holds each
sentence with its translation, and a `Voice` tells a finished one in its language. So a judgement is made
once and is the same whoever reads it.
"""

from reportqa.messages.catalogue import Catalogue, shipped
from reportqa.messages.values import translated
from reportqa.messages.voice import ENGLISH, Voice, voice

__all__ = ["ENGLISH", "Catalogue", "Voice", "shipped", "translated", "voice"]
