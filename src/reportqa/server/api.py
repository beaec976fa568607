"""The paths that apps call: check, batch, answer, rules, health, metrics."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from reportqa import __version__
from reportqa.errors import ReportqaError
from reportqa.hook import Hook, Known, given_of, plain
from reportqa.messages import translated
from reportqa.model.quality import SCHEMA_VERSION
from reportqa.model.submit import GivenAnswer, NotChecked, SubmitAnswer
from reportqa.rules import catalogue
from reportqa.server import forms
from reportqa.server.desk import Desk
from reportqa.server.gate import Refused
from reportqa.server.measures import Measures

_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": SubmitAnswer, "description": "The body is not what its type says."},
    401: {"model": SubmitAnswer, "description": "No valid token."},
    408: {"model": SubmitAnswer, "description": "The request did not arrive in time."},
    413: {"model": SubmitAnswer, "description": "The request is too large."},
    415: {"model": SubmitAnswer, "description": "Neither JSON nor a form with a file."},
    421: {"model": SubmitAnswer, "description": "The Host header names another machine."},
    422: {"model": SubmitAnswer, "description": "The body has not the shape of a report."},
    429: {"model": SubmitAnswer, "description": "Too many requests; see Retry-After."},
    503: {"model": SubmitAnswer, "description": "Too many reports are waiting; see Retry-After."},
}
_READING: dict[int | str, dict[str, Any]] = {code: _REFUSALS[code] for code in (401, 421, 429)}
_MANY_FIELDS = 10


def router(hook: Hook, desk: Desk, measures: Measures, batch: int) -> APIRouter:
    """All paths, answering through `desk`."""
    made = APIRouter()

    @made.post(
        "/check",
        response_model=SubmitAnswer,
        responses=_REFUSALS,
        openapi_extra=forms.body(forms.REPORT, scan=True),
        summary="Check one report, or one scan, before it is sent",
    )
    async def check(request: Request) -> Response:
        if _kind(request) == "multipart/form-data":
            data, about = await _form(request)
            given = _spoken(about or {}, request)
            answer = await desk.scan(partial(hook.answer_to_file, data, given), Known.of_file(given))
            if about is None:
                left_out = NotChecked(what="metadata", why="report is not a JSON object")
                answer = replace(answer, not_checked=(*answer.not_checked, left_out))
            return _json(plain(translated(answer, hook.voice(given.get("language")))))
        report = _report(await _body(request))
        return _json(plain(await _typed(report, request)))

    @made.post(
        "/check/batch",
        response_model=forms.BatchAnswer,
        responses=_REFUSALS,
        openapi_extra=forms.body(forms.batch(batch)),
        summary="Check several reports; the answers are in the same order",
    )
    async def check_batch(request: Request) -> Response:
        given = await _body(request)
        reports = given.get("reports") if isinstance(given, dict) and set(given) == {"reports"} else None
        if not isinstance(reports, list):
            raise Refused(422, 'the body is not {"reports": [...]}')
        if len(reports) > batch:
            raise Refused(422, f"a batch holds at most {batch} reports")
        return _json({"answers": [plain(await _typed(report, request)) for report in reports]})

    @made.post(
        "/answer",
        response_model=SubmitAnswer,
        responses=_REFUSALS,
        openapi_extra=forms.body(forms.ANSWERED),
        summary="Check one report again with the officer's answers, which become an addendum",
    )
    async def answer(request: Request) -> Response:
        body = await _body(request)
        if not isinstance(body, dict) or set(body) != {"report", "answers"}:
            raise Refused(422, 'the body is not {"report": {...}, "answers": [...]}')
        report = _report(body["report"])
        return _json(plain(await _typed(report, request, _given(body["answers"]))))

    @made.get("/rules", responses=_READING, summary="The catalogue of rules")
    async def rules() -> list[forms.RuleInfo]:
        return [
            forms.RuleInfo(
                name=rule.name,
                family=rule.family,
                title=rule.title,
                severity=rule.meta.severity.value,
                audience=rule.meta.audience.value,
                needs=rule.meta.needs,
                at_submit="X" not in rule.meta.needs,
            )
            for rule in catalogue().values()
        ]

    @made.get("/health", summary="Whether the server answers")
    async def health() -> forms.Health:
        return forms.Health(
            status="degraded" if desk.given_up else "ok",
            version=__version__,
            schema_version=SCHEMA_VERSION,
            on_failure=hook.on_failure.value,
            registry=hook.checker.config.registry is not None,
        )

    @made.get(
        "/metrics",
        response_class=Response,
        responses={**_READING, 200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
        summary="Counters in the Prometheus text format",
    )
    async def metrics() -> Response:
        return Response(measures.text(), media_type=CONTENT_TYPE_LATEST)

    async def _typed(report: object, request: Request, given: tuple[GivenAnswer, ...] = ()) -> SubmitAnswer:
        known = Known.of(report)
        if isinstance(report, dict):
            report = _spoken(report, request)
        answer = await desk.typed(partial(hook.answer_to, report, given), known)
        return translated(answer, hook.voice(report.get("language") if isinstance(report, dict) else None))

    return made


def _spoken(report: dict[str, Any], request: Request) -> dict[str, Any]:
    """The report with the language of its answer: its own, else the caller's."""
    language = report.get("language") or request.headers.get("accept-language")
    return {**report, "language": language} if language else report


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _body(request: Request) -> Any:
    """The body as JSON; raises Refused."""
    kind = _kind(request)
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise Refused(415, "send JSON as application/json, or a file as multipart/form-data")
    try:
        return json.loads((await request.body()).decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Refused(400, "the body is not JSON in UTF-8") from None


def _report(value: Any) -> dict[str, Any]:
    """A report's shape; whether it can be checked is for the answer to say."""
    text = (value.get("text") or value.get("narrative")) if isinstance(value, dict) else None
    if not isinstance(text, str):
        raise Refused(422, 'a report is an object with "text" or "narrative"')
    return dict(value)


def _given(value: Any) -> tuple[GivenAnswer, ...]:
    try:
        return given_of(value)
    except ReportqaError as error:
        raise Refused(422, error.what) from None


async def _form(request: Request) -> tuple[bytes, dict[str, Any] | None]:
    """The file and the metadata of a form, None where that can't be used; raises Refused."""
    try:
        async with request.form(max_files=1, max_fields=_MANY_FIELDS) as form:
            file, told = form.get("file"), form.get("report")
            if not isinstance(file, UploadFile):
                raise Refused(422, "the form has no file")
            data = await file.read()
    except (HTTPException, MultiPartException, ValueError, KeyError):
        raise Refused(400, "the body is not a form with one file") from None
    if told is None:
        return data, {}
    try:
        about = json.loads(told) if isinstance(told, str) else None
    except (ValueError, RecursionError):
        about = None
    return data, about if isinstance(about, dict) else None


def _json(value: Any) -> Response:
    return JSONResponse(value)
