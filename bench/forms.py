"""Printed forms, filled in by program and seen by cameras and scanners: characters, answers and ticks right.

A character is right where the cell says what was written; an empty cell that gives one counts as invented.
Hands are fonts that nothing was trained on, with their own digits or real ones (`bench/_filled_forms.py`).
Three readings are counted: the ink of each cell alone, by what its comb may hold; what is read without a
registry; and with that of a made site, which holds most of what is written, and much that is near to it.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench import _common, _filled_forms

_EACH = 1  # page of each hand and distortion
_SURE = 0.9  # the reader's own mark of a sure word


def run(data: Path, limit: int | None, seed: int = 0) -> dict[str, Any]:
    """Shares by distortion, by hand and by kind of character; `limit` is the number of pages."""
    from reportqa.read.answers import characters, of_choice, of_comb
    from reportqa.read.sheet import sheet_of

    del data
    chance = random.Random(seed)
    plan = [
        (hand, name)
        for _ in range(_EACH)
        for name in _filled_forms.DISTORTIONS
        for hand in _filled_forms.hands()
    ]
    chance.shuffle(plan)
    count: Counter[tuple[str, str, str]] = Counter()
    confused: Counter[tuple[str, str]] = Counter()
    ticks: Counter[tuple[str, str]] = Counter()
    took: list[float] = []
    bins = [[0.0, 0, 0] for _ in range(10)]  # chances summed, right, all
    lost = 0
    pages = plan[:limit]
    for hand, distortion in pages:
        page = _filled_forms.filled(hand, distortion, chance)
        start = time.process_time()
        sheet = sheet_of(page.image)
        if sheet is None:
            lost += 1
            continue
        count["page", distortion, "n"] += 1
        count["page", distortion, "site"] += sheet.site_id == "FEN-01"
        plain = characters(sheet)
        states = {choice.name: of_choice(sheet, choice) for choice in sheet.layout.choices}
        took.append(time.process_time() - start)
        read = characters(sheet, page.words)
        for comb in sheet.layout.combs:
            truth = page.cells[comb.name]
            for said, bare, wanted in zip(read[comb.name], plain[comb.name], truth, strict=True):
                if not wanted:
                    count["empty", "all", "n"] += 1
                    count["empty", "all", "invented"] += bool(said.text)
                    continue
                count["by", "the ink alone", "right"] += said.ink == wanted
                count["by", "no registry", "right"] += bare.text == wanted
                count["by", "no registry", "sure_wrong"] += bare.sure >= _SURE and bare.text != wanted
                for way in ("the ink alone", "no registry"):
                    count["by", way, "n"] += 1
                right, sure = said.text == wanted, said.sure >= _SURE
                kind = _kind(wanted, hand.real, comb.kind)
                for key in (("distortion", distortion), ("hand", page.hand), ("kind", kind), ("all", "all")):
                    count[*key, "n"] += 1
                    count[*key, "right"] += right
                    count[*key, "sure_wrong"] += sure and not right
                    count[*key, "unsure_right"] += right and not sure
                place = bins[min(int(said.sure * 10), 9)]
                place[0], place[1], place[2] = place[0] + said.sure, place[1] + right, place[2] + 1
                if not right:
                    confused[wanted, said.text] += 1
            if any(truth):
                answers = of_comb(comb, read[comb.name])
                wanted = comb.text(list(truth)) if comb.kind != "letters" else _spaced(truth)
                right = " ".join(answer.text for answer in answers) == wanted
                count["answer", comb.kind, "n"] += 1
                count["answer", comb.kind, "right"] += right
                sure = all(answer.sure >= _SURE for answer in answers) and bool(answers)
                count["answer", comb.kind, "sure_wrong"] += sure and not right
                # Words that the registry lacks: any that becomes one of its words is turned.
                for one, given in zip(wanted.split(), answers, strict=False):
                    if _bare(one) not in page.words and comb.kind not in ("date", "time"):
                        turned = one != given.text and _bare(given.text) in page.words
                        count["turned", "all", "n"] += 1
                        count["turned", "all", "hits"] += turned
                        count["turned", "all", "sure"] += turned and given.sure >= _SURE
        for choice in sheet.layout.choices:
            truth = page.ticks[choice.name]
            for (_, judge, _), wanted in zip(states[choice.name], truth, strict=True):
                ticks[wanted, judge.state.name.lower()] += 1
    answer = _figures(count, ticks, bins, took)
    answer |= {"pages": len(pages), "not_found": lost, "files": []}
    answer["confused"] = [[*pair, n] for pair, n in confused.most_common(20)]
    answer["unfilled"] = _unfilled()
    answer["lines"] = _lines(answer)
    return answer


def _kind(character: str, real: bool, comb: str) -> str:
    """Digits of fonts and real ones, in combs of digits and among letters; letters alone and among digits."""
    field = {"letters": "letters only", "code": "mixed", "plate": "mixed", "unit": "mixed"}.get(
        comb, "digits only"
    )
    if character.isdigit():
        return f"{'real' if real else 'font'} digits, {field}"
    return f"letters, {field}"


def _bare(word: str) -> str:
    return "".join(sign for sign in word if sign.isalnum())


def _spaced(cells: tuple[str, ...]) -> str:
    return " ".join("".join(cell or " " for cell in cells).split())


def _figures(
    count: Counter[tuple[str, str, str]],
    ticks: Counter[tuple[str, str]],
    bins: list[list[float]],
    took: list[float],
) -> dict[str, Any]:
    groups: dict[str, dict[str, Any]] = {}
    for group, name in sorted(
        {key[:2] for key in count if key[0] in ("distortion", "hand", "kind", "all", "answer", "by")}
    ):
        n = count[group, name, "n"]
        groups.setdefault(group, {})[name] = {
            "right": _common.share(count[group, name, "right"], n),
            "sure_and_wrong": _common.share(count[group, name, "sure_wrong"], n),
            "unsure_and_right": count[group, name, "unsure_right"],
        }
    pages = {name: count["page", name, "n"] for kind, name, what in count if (kind, what) == ("page", "n")}
    ece = sum(abs(chances - right) for chances, right, _ in bins) / max(sum(n for *_, n in bins), 1)
    states = ("ticked", "empty", "unclear", "blacked")
    took.sort()
    return {
        **{
            f"characters_by_{group}": table
            for group, table in groups.items()
            if group not in ("all", "answer", "by")
        },
        "characters": groups.get("all", {}).get("all"),
        "characters_by": groups.get("by"),
        "turned": _common.share(count["turned", "all", "hits"], count["turned", "all", "n"]),
        "turned_and_sure": count["turned", "all", "sure"],
        "answers": groups.get("answer"),
        "calibration_error": round(ece, 4),
        "invented": _common.share(count["empty", "all", "invented"], count["empty", "all", "n"]),
        "site_code": _common.share(sum(count["page", name, "site"] for name in pages), sum(pages.values())),
        "ticks": {
            "right": _common.share(sum(ticks[state, state] for state in states), sum(ticks.values())),
            "by_state": {
                state: {said: ticks[state, said] for said in states if ticks[state, said]} for state in states
            },
        },
        "seconds_a_page": {
            "median": round(took[len(took) // 2], 3) if took else None,
            "worst": round(took[-1], 3) if took else None,
        },
    }  # fmt: skip


def _unfilled() -> dict[str, int]:
    """What an empty form gives: it must be nothing."""
    from reportqa.read.answers import characters, of_choice
    from reportqa.read.sheet import sheet_of
    from reportqa.read.ticks import Tick

    chance = random.Random(0)
    found = {"pages": 0, "characters": 0, "ticks": 0}
    for distortion in _filled_forms.DISTORTIONS:
        sheet = sheet_of(_filled_forms.seen(distortion, chance))
        if sheet is None:
            continue
        found["pages"] += 1
        found["characters"] += sum(bool(c.box) for cells in characters(sheet).values() for c in cells)
        found["ticks"] += sum(
            judge.state is not Tick.EMPTY
            for choice in sheet.layout.choices
            for _, judge, _ in of_choice(sheet, choice)
        )
    return found


def _lines(answer: dict[str, Any]) -> list[str]:
    def row(name: str, table: dict[str, Any]) -> str:
        right, wrong = table["right"], table["sure_and_wrong"]
        low, high = right["share_95"] or (0, 0)
        share = f"{right['share']:.4f} ({low:.4f}-{high:.4f}) of {right['n']:6}"
        return f"  {name:34} {share}; sure and wrong {wrong['share']:.4f}"

    if not answer["characters"]:
        return ["no form was found"]
    out = [
        f"{answer['pages']} pages, {answer['not_found']} not found as forms",
        row("characters", answer["characters"]),
    ]
    out += [row(f"by {name}", table) for name, table in answer["characters_by"].items()]
    for group in ("kind", "distortion", "hand"):
        out += [row(name, table) for name, table in answer[f"characters_by_{group}"].items()]
    out += [row(f"answers: {name}", table) for name, table in answer["answers"].items()]
    out += [
        f"  ticks {answer['ticks']['right']['share']:.4f} of {answer['ticks']['right']['n']}",
        f"  ticks by what was drawn: {answer['ticks']['by_state']}",
        f"  empty cells that gave a character: {answer['invented']['hits']} of {answer['invented']['n']}",
        f"  turned into a word of the registry: {answer['turned']['hits']} of {answer['turned']['n']}, "
        f"{answer['turned_and_sure']} surely",
        f"  site code {answer['site_code']['share']:.3f}",
        f"  calibration error {answer['calibration_error']:.4f}",
        f"  seconds a page {answer['seconds_a_page']}; unfilled {answer['unfilled']}",
        f"  confused: {answer['confused'][:12]}",
    ]
    return out
