"""What services and events are called before people, on the pages and in what the night puts together."""

from __future__ import annotations

from reportqa.model.evidence import EventKind
from reportqa.model.service import Service

SERVICES = {
    Service.FIRE: "Fire department",
    Service.EMS: "Ambulance",
    Service.POLICE: "Police",
    Service.OTHER: "Outside help",
}
KINDS = {
    EventKind.FIRE: "Fire",
    EventKind.FIRE_ALARM: "Fire alarm",
    EventKind.MEDICAL: "Medical call",
    EventKind.POLICE: "Police call",
    EventKind.INTRUSION: "Intrusion alarm",
    EventKind.PANIC: "Panic alarm",
    EventKind.TRAFFIC: "Traffic incident",
    EventKind.UTILITY: "Utility call",
    EventKind.OTHER: "Call",
}
