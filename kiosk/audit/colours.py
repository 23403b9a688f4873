"""Light and colour of dots that were drawn: luminance, contrast, and what people see who see fewer colours. Needs numpy, which no tablet has."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Dots: TypeAlias = npt.NDArray[np.uint8]  # height x width x 3
Light: TypeAlias = npt.NDArray[np.float64]

_LEVELS = np.arange(256) / 255
_LINEAR: Light = np.where(_LEVELS <= 0.04045, _LEVELS / 12.92, ((_LEVELS + 0.055) / 1.055) ** 2.4)
_WEIGHTS = np.array([0.2126, 0.7152, 0.0722])

SEEN_BY: dict[str, Light] = {
    # Machado, Oliveira and Fernandes 2009, severity 1.0; they act on linear light.
    "grey": np.tile(_WEIGHTS, (3, 1)),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def luminance(dots: Dots) -> Light:
    """Relative luminance of every dot (WCAG 2.2)."""
    light: Light = _LINEAR[dots] @ _WEIGHTS
    return light


def seen(dots: Dots, by: str) -> Light:
    """Relative luminance of every dot as somebody sees it with this vision."""
    light: Light = np.clip(_LINEAR[dots] @ SEEN_BY[by].T, 0, 1) @ _WEIGHTS
    return light


def contrast(one: Light | float, other: Light | float) -> Light:
    """Contrast ratio of two lights, 1 to 21."""
    low, high = np.minimum(one, other), np.maximum(one, other)
    ratio: Light = (high + 0.05) / (low + 0.05)
    return ratio
