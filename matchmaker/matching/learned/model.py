"""The learned figures of `seed/model`: latent dimensions of grams, weights of likenesses, words of levels."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching.text import Emphasis, TextModel

FOLDER = Path(__file__).parents[3] / "seed" / "model"
LEVELS = 3
_FILES = _SPACE, _WEIGHTS = "space.npz", "weights.json"
# Whole texts and titles are projected apart, so a title has no emphasis of its own here.
PLAIN = Emphasis(title=0.0, widths=(1.0, 1.0, 0.0))


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """Latent dimensions: a vocabulary of grams of one and two characters, and a row of figures for each."""

    text: TextModel
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """How a pair's likenesses become a logit, for formal demands and for what advertisements add to it."""

    constant: tuple[float, float]
    formal: tuple[float, ...]
    advertised: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Endings:
    """How strongly the ending of a demand's title speaks for each level, lowest first."""

    constant: tuple[float, ...]
    points: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """All that was learned beforehand."""

    space: Space
    weights: Weights
    endings: Endings


_tried: list[Learned] = []


def learned() -> Learned:
    """Return the figures that the product is delivered with, unless others are being tried."""
    return _tried[-1] if _tried else _delivered()


@functools.cache
def fingerprint(folder: Path = FOLDER) -> str:
    """Return what tells these delivered figures from any others: a digest of their files."""
    digest = hashlib.sha256()
    for name in _FILES:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


@contextmanager
def trying(figures: Learned) -> Iterator[None]:
    """Read and rank with these figures within the block, in every thread; for learning and measuring."""
    _tried.append(figures)
    try:
        yield
    finally:
        _tried.pop()


@functools.cache
def _delivered() -> Learned:
    return read(FOLDER)


def read(folder: Path) -> Learned:
    """Read the figures of a folder; raises OSError."""
    with np.load(folder / _SPACE, allow_pickle=False) as arrays:
        grams, rarity, vectors = (arrays[name] for name in ("grams", "weights", "vectors"))
        unknown = float(arrays["unknown_weight"])
    text = TextModel(grams, rarity, np.zeros(len(grams), dtype=np.bool_), unknown, PLAIN)
    head = json.loads((folder / _WEIGHTS).read_text("utf-8"))
    weights, endings = head["weights"], head["endings"]
    return Learned(
        Space(text, vectors.astype(np.float32)),
        Weights(tuple(weights["constant"]), tuple(weights["formal"]), tuple(weights["advertised"])),
        Endings(tuple(endings["constant"]), {name: tuple(row) for name, row in endings["points"].items()}),
    )


def write(model: Learned, folder: Path) -> None:
    """Write the figures into a folder: half precision for vectors, five digits for weights."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        folder / _SPACE,
        grams=model.space.text.grams,
        weights=model.space.text.weights,
        unknown_weight=np.float64(model.space.text.unknown_weight),
        vectors=model.space.vectors.astype(np.float16),
    )
    record = {"weights": asdict(model.weights), "endings": asdict(model.endings)}
    text = json.dumps(_rounded(record), ensure_ascii=False, indent=1)
    (folder / _WEIGHTS).write_text(text + "\n", "utf-8")


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 5)
    if isinstance(value, Mapping):
        return {name: _rounded(item) for name, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value
