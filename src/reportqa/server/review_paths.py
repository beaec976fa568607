"""The paths of the review page: plain forms, no script, every change followed by a redirect."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from urllib.parse import parse_qs, quote, unquote

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from reportqa.errors import ConfigError
from reportqa.model.note import Kind, Note, Scope
from reportqa.night.acknowledged import Wish
from reportqa.night.notes import now
from reportqa.read.picture import page_image
from reportqa.read_settings import ReadSettings
from reportqa.server.access import same
from reportqa.server.gate import COOKIE, PAGE_POLICY, Refused
from reportqa.server.review import Review, guard_of

# Where the name is kept that a person signs notes with.
NAME = "reportqa_name"
_MAX_FIELDS = 500


def review_router(review: Review, token: str, settings: ReadSettings) -> APIRouter:
    """All paths under /review."""
    made = APIRouter(include_in_schema=False)
    guard = guard_of(token)
    draw = partial(page_image, settings=settings)

    @made.get("/review")
    async def reviews(request: Request) -> Response:
        query = request.query_params
        if "token" in query:
            # The gate has looked at it; from here on a cookie carries it, and no address does.
            answer = RedirectResponse("/review", 303)
            answer.set_cookie(COOKIE, query["token"], httponly=True, samesite="strict", path="/review")
            return answer
        page = query.get("page", "1")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 9 else 1
        show = partial(review.list_page, number, query.get("all") == "1", name=_name(request), guard=guard)
        return await _page(show)

    @made.get("/review/{number}")
    async def report(request: Request, number: str) -> Response:
        return await _page(partial(review.report_page, _known(number), name=_name(request), guard=guard))

    @made.get("/review/{number}/page/{page}")
    async def picture(number: str, page: str) -> Response:
        wanted = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 0
        image = await to_thread.run_sync(review.picture, _known(number), wanted, draw)
        if image is None:
            raise Refused(404, "there is no such page")
        return Response(image, media_type="image/jpeg" if image.startswith(b"\xff\xd8") else "image/png")

    @made.post("/review/acknowledge")
    async def acknowledge_event(request: Request) -> Response:
        form, note = await _form(request, Kind.ACKNOWLEDGED)
        key = form.get("finding", [""])[0]
        return await _kept("/review", note, partial(review.acknowledge_event, key, _wish(form, note)))

    @made.post("/review/withdraw")
    async def withdraw(request: Request) -> Response:
        form, note = await _form(request, Kind.WITHDRAWN)
        back, number = form.get("back", [""])[0], form.get("note", [""])[0]
        there = f"/review/{_known(back)}" if back else "/review"
        return await _kept(there, note, partial(review.withdraw, number, note))

    @made.post("/review/{number}/acknowledge")
    async def acknowledge(request: Request, number: str) -> Response:
        form, note = await _form(request, Kind.ACKNOWLEDGED)
        key = form.get("finding", [""])[0]
        keep = partial(review.acknowledge, _known(number), key, _wish(form, note))
        return await _kept(f"/review/{number}", note, keep)

    @made.post("/review/{number}/answer")
    async def answer(request: Request, number: str) -> Response:
        form, note = await _form(request, Kind.ANSWERED)
        asked, said = form.get("question", []), form.get("answer", [])
        chosen = form.get("choice") or [""] * len(asked)
        # Own words go before a choice from the list.
        given = {
            question: answer
            for question, words, choice in zip(asked, said, chosen, strict=False)
            if (answer := words.strip() or choice.strip())
        }
        return await _kept(f"/review/{number}", note, partial(review.answer, _known(number), given, note))

    @made.post("/review/{number}/correct")
    async def correct(request: Request, number: str) -> Response:
        form, note = await _form(request, Kind.CORRECTED)
        pairs = zip(form.get("place", []), form.get("word", []), strict=False)
        words = await to_thread.run_sync(review.changed, _known(number), dict(pairs))
        return await _kept(f"/review/{number}", note, partial(review.correct, _known(number), words, note))

    def _known(number: str) -> int:
        if not (number.isascii() and number.isdigit() and len(number) < 9) or int(number) >= len(review):
            raise Refused(404, "there is no such report")
        return int(number)

    async def _form(request: Request, kind: Kind) -> tuple[dict[str, list[str]], Note]:
        try:
            text = (await request.body()).decode("ascii")
            form = parse_qs(text, keep_blank_values=True, max_num_fields=_MAX_FIELDS, errors="replace")
        except ValueError:
            raise Refused(400, "the body is not a form") from None
        if not same(form.get("guard", [""])[0], guard):
            raise Refused(403, "this form is not of this server; open the page again")
        by = " ".join(form.get("by", [""])[0].split())[:100]
        if not by:
            raise Refused(422, "tell your name first; go back and fill it in")
        words = " ".join(form.get("words", [""])[0].split())[:1000]
        return form, Note(at=now(), by=by, kind=kind, about="", words=words)

    return made


async def _page(made: Callable[[], str]) -> Response:
    text = await to_thread.run_sync(made)
    return HTMLResponse(text, headers={"content-security-policy": PAGE_POLICY})


def _name(request: Request) -> str:
    return unquote(request.cookies.get(NAME, ""))[:100]


def _wish(form: dict[str, list[str]], note: Note) -> Wish:
    try:
        until = date.fromisoformat(form.get("until", [""])[0])
        scope = Scope(form.get("scope", [Scope.FINDING.value])[0])
    except ValueError:
        raise Refused(422, "until is a date, as 2026-12-31; go back and fill it in") from None
    return Wish(by=note.by, words=note.words, at=note.at, until=until, scope=scope)


async def _kept(there: str, note: Note, keep: Callable[[], bool]) -> Response:
    try:
        kept = await to_thread.run_sync(keep)
    except ConfigError as error:
        raise Refused(422, f"{error.what}; {error.remedy}") from None
    if not kept:
        raise Refused(409, "there was nothing to keep, or the page is an old one; open it again")
    answer = RedirectResponse(there, 303)
    answer.set_cookie(NAME, quote(note.by), httponly=True, samesite="strict", path="/review")
    return answer
