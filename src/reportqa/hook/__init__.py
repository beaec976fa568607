"""What an officer's app asks before it submits: one report as JSON in, one answer as JSON out.

The answer never stops a report from being saved. When something goes wrong it says `checked: false` and
why, and the app goes on. Outside evidence is left to the night.
"""

from __future__ import annotations

from reportqa.hook.answers import MAX_BYTES, Hook, as_json, given_of, plain, unchecked
from reportqa.hook.known import Known
from reportqa.hook.lines import serve

__all__ = ["MAX_BYTES", "Hook", "Known", "as_json", "given_of", "plain", "serve", "unchecked"]
