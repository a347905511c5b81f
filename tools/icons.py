"""Draw static/icons.svg, one sprite of the outline icons that static/icons.txt names."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules" / "@tabler" / "icons"
NAMES = ROOT / "static" / "icons.txt"
SPRITE = ROOT / "static" / "icons.svg"

BOUNDING_BOX = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'
STYLE = 'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'


def main() -> None:
    version = json.loads((PACKAGE / "package.json").read_text(encoding="utf-8"))["version"]
    lines = [
        f"<!-- Tabler Icons {version}, MIT License, copyright Paweł Kuna; drawn by `make icons`. -->",
        '<svg xmlns="http://www.w3.org/2000/svg">',
        *(symbol(name) for name in NAMES.read_text(encoding="utf-8").split()),
        "</svg>",
    ]
    SPRITE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def symbol(name: str) -> str:
    """Return the icon's shapes as one line that pages use as `icons.svg#name`."""
    source = (PACKAGE / "icons" / "outline" / f"{name}.svg").read_text(encoding="utf-8")
    found = re.search(r"<svg\b[^>]*>(.*)</svg>", source, re.DOTALL)
    if found is None:
        raise ValueError(f"{name}.svg is not an icon")
    shapes = re.sub(r"\s*\n\s*", "", found[1]).replace(BOUNDING_BOX, "").replace(" />", "/>")
    return f'<symbol id="{name}" {STYLE}>{shapes}</symbol>'


if __name__ == "__main__":
    main()
