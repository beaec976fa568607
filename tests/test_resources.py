"""How many threads arithmetic takes."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from reportqa.extract import Extractor
from reportqa.model.document import Document
from reportqa.resources import OneThread, models_dir


def _threads() -> set[int]:
    return {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}


@pytest.fixture
def _two_threads():
    np.ones((2, 2)) @ np.ones((2, 2))
    with threadpool_limits(2, user_api="blas"):
        if _threads() != {2}:
            pytest.skip("numpy's arithmetic can't be given two threads here")
        yield


@pytest.mark.usefixtures("_two_threads")
def test_one_thread_inside_and_as_before_behind_the_last():
    one = OneThread()
    seen = []
    inside, leave = threading.Event(), threading.Event()

    def other():
        with one():
            inside.set()
            leave.wait(10)

    thread = threading.Thread(target=other)
    with one():
        thread.start()
        inside.wait(10)
        seen.append(_threads())
        leave.set()
        thread.join()
        seen.append(_threads())
    # The last to leave gives back what the first found, whoever that is.
    assert [*seen, _threads()] == [{1}, {1}, {2}]


@pytest.mark.usefixtures("_two_threads")
def test_the_programs_own_threads_are_given_back_after_an_error():
    with pytest.raises(ValueError, match="here"), OneThread()():
        raise ValueError("here")
    assert _threads() == {2}


@pytest.mark.usefixtures("_two_threads")
def test_the_name_model_takes_one_thread(monkeypatch):
    from reportqa.extract import pipeline_model

    seen = []
    times = pipeline_model._times
    monkeypatch.setattr(
        pipeline_model, "_times", lambda x, weights: (seen.append(_threads()), times(x, weights))[1]
    )
    Extractor().extract(Document.from_text("Officer Dana Reyes met the tenant of unit 214."))
    assert seen
    assert all(each == {1} for each in seen)
    assert _threads() == {2}


def test_the_models_lie_where_they_are_named():
    assert Path(models_dir(), "names", "weights.npz").is_file()
