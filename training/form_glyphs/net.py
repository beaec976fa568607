"""The networks of models/form_glyphs in torch, how they are fitted, and how they become plain arrays."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from reportqa.read.glyphs import CLASSES, GRID, SIDE, STRIDES, WAYS, pool
from training.form_glyphs.gather import Glyphs

NETS = 1  # alike but for the seed: what they say is averaged; two read forms no better
WIDE = (24, 48, 64)  # channels of the convolutions
HIDDEN = 128
ROUNDS = 6
BATCH = 384
RATE = 3e-3
COPIES = 2  # of the glyphs, all but the first bent once more; rounds take them by turns
DROPPED = 0.3


class Net(nn.Module):
    """Convolutions over the gradients' maps, one hidden layer with the glyph's place beside it."""

    def __init__(self) -> None:
        super().__init__()
        channels = (WAYS + 1, *WIDE)
        self.convolutions = nn.ModuleList(
            nn.Conv2d(before, after, 3, padding=1, stride=stride, bias=False)
            for before, after, stride in zip(channels, WIDE, STRIDES, strict=False)
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(wide) for wide in WIDE)
        self.hidden = nn.Linear(WIDE[-1] * (GRID // 2) ** 2 + 4, HIDDEN)
        self.last = nn.Linear(HIDDEN, len(CLASSES))

    def forward(self, maps: Any, about: Any) -> Any:
        """Scores of the classes (n × classes)."""
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            maps = functional.relu(norm(convolution(maps)))
        flat = functional.dropout(torch.cat([maps.flatten(1), about], 1), DROPPED, self.training)
        hidden = functional.relu(self.hidden(flat))
        return self.last(functional.dropout(hidden, DROPPED, self.training))


def maps(squares: Any) -> Any:
    """What `reportqa.read.glyphs.maps` gives, of squares n × side × side in 0…1."""
    weights = torch.from_numpy(pool())
    dx, dy = torch.zeros_like(squares), torch.zeros_like(squares)
    dx[:, :, 1:-1] = squares[:, :, 2:] - squares[:, :, :-2]
    dy[:, 1:-1] = squares[:, 2:] - squares[:, :-2]
    size = torch.sqrt(dx * dx + dy * dy)
    way = torch.remainder(torch.atan2(dy, dx) * (WAYS / (2 * math.pi)), WAYS)
    apart = (way[:, None] - torch.arange(WAYS)[None, :, None, None]).abs()
    near = (1 - torch.minimum(apart, WAYS - apart)).clamp(min=0)
    every = torch.cat([torch.sqrt(weights @ (size[:, None] * near) @ weights.T + 1e-12),
                       (weights @ squares @ weights.T)[:, None]], 1)  # fmt: skip
    return every


def bent(squares: Any) -> Any:
    """Turned, sheared, stretched, moved and waved a little, each otherwise."""
    count = len(squares)
    angle = torch.randn(count) * math.radians(4)
    wide, high = 1 + 0.07 * torch.randn(count), 1 + 0.05 * torch.randn(count)
    shear = 0.08 * torch.randn(count)
    cos, sin = torch.cos(angle), torch.sin(angle)
    matrix = torch.stack(
        [
            torch.stack([wide * cos, wide * (shear - sin), 0.04 * torch.randn(count)], 1),
            torch.stack([high * sin, high * cos, 0.04 * torch.randn(count)], 1),
        ],
        1,
    )
    grid = functional.affine_grid(matrix, [count, 1, SIDE, SIDE], align_corners=False)
    push = functional.interpolate(torch.randn(count, 2, 4, 4) * 0.05, (SIDE, SIDE), mode="bicubic")
    grid = grid + push.permute(0, 2, 3, 1)
    return functional.grid_sample(squares[:, None], grid, align_corners=False)[:, 0]


def fitted(glyphs: Glyphs, seed: int, note: Any = None) -> Net:
    """A network on the glyphs, one cycle of the rate."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    net = Net()
    count = len(glyphs.classes)
    copies = [_copy(glyphs, copy > 0) for copy in range(COPIES)]
    about, classes = torch.from_numpy(glyphs.about), torch.from_numpy(glyphs.classes)
    tuned = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.02)
    steps = ROUNDS * (count // BATCH)
    cycle = torch.optim.lr_scheduler.OneCycleLR(tuned, RATE, total_steps=steps, pct_start=0.15)
    for epoch in range(ROUNDS):
        net.train()
        order = torch.tensor(chance.sample(range(count), count))
        lost = 0.0
        for at in range(0, count - BATCH + 1, BATCH):
            part = order[at : at + BATCH]
            places = about[part] + 0.03 * torch.randn(BATCH, 4)
            given = net(copies[epoch % COPIES][part].float(), places)
            loss = functional.cross_entropy(given, classes[part])
            tuned.zero_grad()
            loss.backward()
            tuned.step()
            cycle.step()
            lost += float(loss.detach())
        if note:
            note(epoch, lost / (count // BATCH), net)
    return net.eval()


@torch.no_grad()
def _copy(glyphs: Glyphs, changed: bool) -> Any:
    """The maps of all glyphs, in half precision."""
    out = []
    for at in range(0, len(glyphs.classes), 1024):
        squares = torch.from_numpy(glyphs.squares[at : at + 1024]).float() / 255
        out.append(maps(bent(squares) if changed else squares).half())
    return torch.cat(out)


@torch.no_grad()
def scores(net: Net, glyphs: Glyphs) -> Any:
    """What the network gives before its softmax."""
    net.eval()
    out = []
    for at in range(0, len(glyphs.classes), 1024):
        part = glyphs[slice(at, at + 1024)]
        squares = torch.from_numpy(part.squares).float() / 255
        out.append(net(maps(squares), torch.from_numpy(part.about)).numpy())
    return np.concatenate(out)


def arrays(nets: Sequence[Net], temperature: float) -> dict[str, Any]:
    """All weights by name, norms folded into the convolutions before them, halved in precision."""
    out: dict[str, Any] = {"temperature": np.array(temperature, np.float32), "networks": np.array(len(nets))}
    for number, net in enumerate(nets):
        own = f"{number}_"
        for place, (convolution, norm) in enumerate(zip(net.convolutions, net.norms, strict=True)):
            scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            filters = (convolution.weight * scale[:, None, None, None]).detach().numpy()
            out[f"{own}filters{place}"] = filters.astype(np.float16)
            out[f"{own}shift{place}"] = (norm.bias - norm.running_mean * scale).detach().numpy()
        for name, layer in (("hidden", net.hidden), ("last", net.last)):
            out[own + name] = layer.weight.detach().numpy().T.astype(np.float16)
            out[f"{own}{name}_bias"] = layer.bias.detach().numpy()
    return out
