"""The layers of the PP-OCRv6 recogniser after its backbone, in torch, under the names of its ONNX file.

Two 1×1 convolutions bring the backbone's 384 channels to 120; a convolution along the line and two
transformer blocks follow, and one of the two is added again before the softmax, which stays as it is.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

BACKBONE = "p2o.pd_op.pool2d.1.0"  # what the layers begin with: lines × 384 × 1 × steps
_NORMS = {"conv2d_67": "batch_norm2d_57", "conv2d_65": "batch_norm2d_55", "conv2d_66": "batch_norm2d_56"}
_FIXED = ("w_1", "w_2")  # means and variances of the batch norms
NAMES = (
    *(f"{conv}.w_0" for conv in _NORMS),
    *(f"{norm}.{part}" for norm in _NORMS.values() for part in ("w_0", "b_0", "w_1", "w_2")),
    *(f"helper.reshape.{number}" for number in range(10)),
    *(f"linear_{number}.{part}" for number in range(8) for part in ("w_0", "b_0")),
)


class Layers(nn.Module):
    """Trainable copies of the layers; `values` gives them back."""

    def __init__(self, recogniser: Path) -> None:
        super().__init__()
        model = onnx.load(str(recogniser))
        held = {item.name: numpy_helper.to_array(item).copy() for item in model.graph.initializer}
        shapes = held["auto.cast.72"]  # 0, -1, 3, heads, width of a head
        self.heads = int(shapes[-2])
        self.scale = float(shapes[-1]) ** -0.5
        self.own = nn.ParameterDict(
            {
                _key(name): nn.Parameter(
                    torch.tensor(held[name].astype(np.float32)), requires_grad=not name.endswith(_FIXED)
                )
                for name in NAMES
            }
        )
        self.first = {name: held[name].astype(np.float32) for name in NAMES}
        self.head = torch.tensor(held["linear_8.w_0"])
        self.head_bias = torch.tensor(held["linear_8.b_0"])

    def of(self, name: str) -> Tensor:
        """One layer's weights by its ONNX name."""
        found: Tensor = self.own[_key(name)]
        return found

    def values(self, share: float) -> dict[str, Any]:
        """The weights, `share` of the way from the recogniser's own to the trained ones."""
        out = {}
        for name in NAMES:
            if not name.endswith(_FIXED):
                now, before = self.of(name).detach().numpy(), self.first[name]
                out[name] = (before + share * (now - before)).astype(np.float16)
        return out

    def forward(self, seen: Tensor, mask: Tensor, drop: float = 0.0) -> Tensor:
        """From lines × steps × 384 to lines × steps × 120; `mask` is 0, or -10,000 where no line is."""
        seen = seen.transpose(1, 2)
        across = self._bent(self._pointwise("conv2d_67", seen), "conv2d_67")
        wide = self._bent(self._pointwise("conv2d_65", seen), "conv2d_65")
        along = functional.conv1d(wide, self.of("conv2d_66.w_0")[:, :, 0], padding=3, groups=120)
        state = (wide + self._bent(along, "conv2d_66")).transpose(1, 2)
        for block in (0, 1):
            state = state + self._dropped(self._attended(self._normed(state, 2 * block), block, mask), drop)
            inner = self._linear(self._normed(state, 2 * block + 1), 4 * block + 2)
            state = state + self._dropped(self._linear(functional.silu(inner), 4 * block + 3), drop)
        return self._normed(state, 4) + across.transpose(1, 2)

    def _pointwise(self, name: str, x: Tensor) -> Tensor:
        return torch.einsum("oc,bct->bot", self.of(f"{name}.w_0")[:, :, 0, 0], x)

    def _bent(self, x: Tensor, conv: str) -> Tensor:
        norm = _NORMS[conv]
        gain = self.of(f"{norm}.w_0") / torch.sqrt(self.of(f"{norm}.w_2") + 1e-5)
        shift = self.of(f"{norm}.b_0") - self.of(f"{norm}.w_1") * gain
        return functional.silu(x * gain[:, None] + shift[:, None])

    def _normed(self, x: Tensor, number: int) -> Tensor:
        gain, shift = self.of(f"helper.reshape.{2 * number}"), self.of(f"helper.reshape.{2 * number + 1}")
        return functional.layer_norm(x, (120,), gain, shift, 1e-5)

    def _linear(self, x: Tensor, number: int) -> Tensor:
        return x @ self.of(f"linear_{number}.w_0") + self.of(f"linear_{number}.b_0")

    def _attended(self, x: Tensor, block: int, mask: Tensor) -> Tensor:
        lines, steps, _ = x.shape
        three = self._linear(x, 4 * block).reshape(lines, steps, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        weight = (three[0] * self.scale) @ three[1].transpose(-1, -2) + mask[:, None, None, :]
        mixed = (weight.softmax(-1) @ three[2]).transpose(1, 2).reshape(lines, steps, -1)
        return self._linear(mixed, 4 * block + 1)

    def _dropped(self, x: Tensor, share: float) -> Tensor:
        return functional.dropout(x, share, self.training)


def loss_of(
    layers: Layers, seen: Tensor, mask: Tensor, latin: Any, rest: Any, texts: list[list[int]], used: list[int]
) -> Tensor:
    """CTC loss a character; of the 18,000 characters that are no Latin ones a draw stands for all."""
    state = layers(seen, mask, drop=0.1)
    logits = state @ layers.head[:, latin] + layers.head_bias[latin]
    drawn = np.random.choice(rest, 400, replace=False)
    others = torch.logsumexp(state @ layers.head[:, drawn] + layers.head_bias[drawn], -1)
    others = others + math.log(len(rest) / len(drawn))
    whole = torch.logsumexp(torch.cat([logits, others[..., None]], -1), -1, keepdim=True)
    lengths = torch.tensor([len(text) for text in texts])
    lost = functional.ctc_loss(
        (logits - whole).transpose(0, 1),
        torch.tensor([character for text in texts for character in text]),
        torch.tensor(used),
        lengths,
        reduction="none",
        zero_infinity=True,
    )
    return (lost / lengths).clamp(max=4).mean()


def _key(name: str) -> str:
    return name.replace(".", "__")
