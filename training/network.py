"""The name model's network in thinc: hashed features, windows over the neighbours, one tag a token.

Only the arrays are kept; at run time `extract/pipeline_model.py` runs them with numpy alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from reportqa.extract.pipeline_model import FEATURES, tag_names

# Rows of the tables of each feature, in the order of FEATURES.
ROWS = {"norm": 8000, "prefix": 2000, "suffix": 3000, "shape": 1500, "kind": 64}
WIDTH = 96
DEPTH = 4
PIECES = 2
EMBED_PIECES = 3


def build(labels: tuple[str, ...], dropout: float) -> Any:
    """A thinc model from token features (two rows a feature) to label probabilities."""
    from thinc.api import (
        Embed,
        Maxout,
        Softmax,
        add,
        chain,
        clone,
        concatenate,
        expand_window,
        residual,
        with_array,
    )

    columns = []
    for number, name in enumerate(FEATURES):
        one, two = (Embed(WIDTH, ROWS[name], column=2 * number + k, dropout=dropout) for k in (0, 1))
        columns.append(add(one, two))
    embed = chain(
        concatenate(*columns),
        Maxout(WIDTH, nI=WIDTH * len(columns), nP=EMBED_PIECES, normalize=True, dropout=dropout),
    )
    layer = residual(
        chain(
            expand_window(window_size=1),
            Maxout(WIDTH, nI=WIDTH * 3, nP=PIECES, normalize=True, dropout=dropout),
        )
    )
    encode = clone(layer, DEPTH)
    model = chain(
        with_array(embed),
        with_array(encode, pad=DEPTH),
        with_array(Softmax(len(tag_names(labels)), nI=WIDTH)),
    )
    return model


def arrays(model: Any) -> dict[str, np.ndarray]:
    """The parameters by the names that the runtime reads, in half precision."""
    out: dict[str, np.ndarray] = {}
    embeds = [node for node in model.walk() if "column" in node.attrs]
    maxouts = [node for node in model.walk() if node.name == "maxout"]
    norms = [node for node in model.walk() if node.name == "layernorm"]
    (softmax,) = [node for node in model.walk() if node.name == "softmax"]
    embeds.sort(key=lambda node: node.attrs["column"])
    for node in embeds:
        number, k = divmod(node.attrs["column"], 2)
        out[f"{FEATURES[number]}_{k}"] = node.layers[-1].get_param("E")
    if len(maxouts) != DEPTH + 1 or len(norms) != DEPTH + 1:
        raise ValueError("the network is not of the expected shape")
    for number, (maxout, norm) in enumerate(zip(maxouts, norms, strict=True)):
        out[f"W{number}"] = maxout.get_param("W")
        out[f"b{number}"] = maxout.get_param("b")
        out[f"G{number}"] = norm.get_param("G")
        out[f"g{number}"] = norm.get_param("b")
    out["Wo"], out["bo"] = softmax.get_param("W"), softmax.get_param("b")
    return {name: value.astype(np.float16) for name, value in out.items()}
