"""The network of models/form_glyphs in torch, how it is fitted, and how it becomes plain arrays."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from reportqa.read.glyphs import CLASSES, DIGITS, GRID, SIDE, STRIDES, VOID, WAYS
from training.form_glyphs.gather import Glyphs

WIDE = (32, 64, 96)  # channels of the convolutions
HIDDEN = 192
ROUNDS = 18
BATCH = 384
RATE = 3e-3
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
        self.hidden = nn.Linear(WIDE[-1] * math.ceil(GRID / math.prod(STRIDES)) ** 2 + 4, HIDDEN)
        self.last = nn.Linear(HIDDEN, len(CLASSES))

    def forward(self, maps: Any, about: Any) -> Any:
        """Scores of the classes (n × classes)."""
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            maps = functional.relu(norm(convolution(maps)))
        flat = functional.dropout(torch.cat([maps.flatten(1), about], 1), DROPPED, self.training)
        hidden = functional.relu(self.hidden(flat))
        return self.last(functional.dropout(hidden, DROPPED, self.training))


@torch.no_grad()
def maps(squares: Any) -> Any:
    """What `reportqa.read.glyphs.maps` gives, of squares n × side × side in 0…1, channels first."""
    dx, dy = torch.zeros_like(squares), torch.zeros_like(squares)
    dx[:, :, 1:-1] = squares[:, :, 2:] - squares[:, :, :-2]
    dy[:, 1:-1] = squares[:, 2:] - squares[:, :-2]
    across, down = dx.abs(), dy.abs()
    ways = [dx - down, -dx - down, dy - across, -dy - across]
    ways += [torch.minimum(x, y) * math.sqrt(2) for x in (dx, -dx) for y in (dy, -dy)]
    every = torch.stack([*ways, squares], 1).clamp_(min=0)
    taps = torch.tensor([1.0, 3.0, 3.0, 1.0]) / 8
    gather = (taps[:, None] * taps).expand(WAYS + 1, 1, 4, 4)
    found = functional.conv2d(every, gather, stride=2, padding=1, groups=WAYS + 1)
    found[:, :WAYS].sqrt_()
    return found.contiguous(memory_format=torch.channels_last)


@torch.no_grad()
def otherwise(squares: Any) -> Any:
    """As the same hand might have written it another time, with another pen, on another scanner."""
    return _inked(_bent(squares))


def _bent(squares: Any) -> Any:
    """Turned, sheared, stretched, moved and waved, each otherwise."""
    count = len(squares)
    angle = torch.randn(count) * math.radians(5)
    wide, high = 1 + 0.09 * torch.randn(count), 1 + 0.06 * torch.randn(count)
    shear = 0.1 * torch.randn(count)
    cos, sin = torch.cos(angle), torch.sin(angle)
    matrix = torch.stack(
        [
            torch.stack([wide * cos, wide * (shear - sin), 0.04 * torch.randn(count)], 1),
            torch.stack([high * sin, high * cos, 0.04 * torch.randn(count)], 1),
        ],
        1,
    )
    grid = functional.affine_grid(matrix, [count, 1, SIDE, SIDE], align_corners=False)
    strength = 0.02 + 0.08 * torch.rand(count, 1, 1, 1)
    push = functional.interpolate(
        torch.randn(count, 2, 4, 4) * strength, (SIDE, SIDE), mode="bilinear", align_corners=True
    )
    grid = grid + push.permute(0, 2, 3, 1)
    return functional.grid_sample(squares[:, None], grid, align_corners=False)[:, 0]


def _inked(squares: Any) -> Any:
    """Some thicker, thinner, softer or with a gap in their strokes; all paler or darker."""
    way, much = torch.rand(len(squares)), torch.rand(len(squares), 1, 1)
    for low, high, other in (
        (0.0, 0.2, lambda part: functional.max_pool2d(part, 3, 1, 1)),
        (0.2, 0.35, lambda part: -functional.max_pool2d(-part, 3, 1, 1)),
        (0.35, 0.55, lambda part: functional.avg_pool2d(part, 3, 1, 1)),
    ):
        which = ((way >= low) & (way < high)).nonzero()[:, 0]
        part = squares[which]
        squares[which] = part + 0.8 * much[which] * (other(part[:, None])[:, 0] - part)
    gaps = (way > 0.9).nonzero()[:, 0]
    for one in gaps.tolist():
        x, y = (int(v) for v in torch.randint(4, SIDE - 8, (2,)))
        squares[one, y : y + 4, x : x + 4] = 0
    return squares.clamp(0, 1) ** (0.7 + 0.7 * torch.rand(len(squares), 1, 1))


def _alphabets() -> Any:
    """For each class the classes of its own kind: digits, or letters and marks; crossed out is of both."""
    marks = torch.tensor([name == VOID for name in CLASSES])
    digits = torch.tensor([name in DIGITS for name in CLASSES])
    own = torch.where(digits[:, None], digits | marks, ~digits)
    own[marks] = True
    return own


def fitted(glyphs: Glyphs, seed: int, note: Any = None) -> Net:
    """A network on the glyphs, each drawn otherwise every round; one cycle of the rate."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    net = Net().to(memory_format=torch.channels_last)
    count, alphabets = len(glyphs.classes), _alphabets()
    squares, about = torch.from_numpy(glyphs.squares), torch.from_numpy(glyphs.about)
    classes = torch.from_numpy(glyphs.classes)
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
            given = net(maps(otherwise(squares[part].float() / 255)), places)
            # Most combs hold digits alone or letters alone, where a 0 need not be told from an O.
            among = given.masked_fill(~alphabets[classes[part]], -1e4)
            loss = (
                functional.cross_entropy(given, classes[part])
                + functional.cross_entropy(among, classes[part])
            ) / 2
            tuned.zero_grad()
            loss.backward()
            tuned.step()
            cycle.step()
            lost += float(loss.detach())
        if note:
            note(epoch, lost / (count // BATCH), net)
    return net.eval()


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


def arrays(net: Net, temperature: float) -> dict[str, Any]:
    """All weights by name, norms folded into the convolutions before them, halved in precision."""
    out: dict[str, Any] = {"temperature": np.array(temperature, np.float32)}
    for place, (convolution, norm) in enumerate(zip(net.convolutions, net.norms, strict=True)):
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        filters = (convolution.weight * scale[:, None, None, None]).detach().numpy()
        out[f"filters{place}"] = np.ascontiguousarray(filters).astype(np.float16)
        out[f"shift{place}"] = (norm.bias - norm.running_mean * scale).detach().numpy()
    for name, layer in (("hidden", net.hidden), ("last", net.last)):
        out[name] = layer.weight.detach().numpy().T.astype(np.float16)
        out[f"{name}_bias"] = layer.bias.detach().numpy()
    return out
