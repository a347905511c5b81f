"""A fitted text model as files: arrays to be mapped into memory, and nothing that could run code."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from matchmaker.matching.text import Emphasis, TextModel

_ARRAYS = ("grams", "weights", "is_taught")


def write_text(model: TextModel, folder: Path) -> None:
    """Write the model into an existing folder."""
    head = {"unknown_weight": model.unknown_weight, "emphasis": asdict(model.emphasis)}
    (folder / "text.json").write_text(json.dumps(head), "utf-8")
    for name in _ARRAYS:
        np.save(folder / f"{name}.npy", getattr(model, name))


def read_text(folder: Path) -> TextModel:
    """Read the model of a folder, its arrays mapped and shared between processes; raises OSError."""
    head = json.loads((folder / "text.json").read_text("utf-8"))
    arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS}
    emphasis = Emphasis(head["emphasis"]["title"], tuple(head["emphasis"]["widths"]))
    return TextModel(**arrays, unknown_weight=head["unknown_weight"], emphasis=emphasis)
