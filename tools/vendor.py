"""Copy the few front-end files that pages load from node_modules into static/vendor."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"

FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "echarts/dist/echarts.common.min.js": "echarts.min.js",
}

SOURCE_MAP = re.compile(r"(/\*|//)# sourceMappingURL=\S+( \*/)?\s*$")
EMBEDDED_IMAGE = re.compile(r"""url\("data:image/svg\+xml,(?P<svg>[^"]+)"\)""")


def main() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, name in FILES.items():
        text = SOURCE_MAP.sub("", (PACKAGES / source).read_text(encoding="utf-8"))
        if name.endswith(".css"):
            text = extract_images(text, prefix=name.partition(".")[0])
        (VENDOR / name).write_text(text, encoding="utf-8")


def extract_images(css: str, *, prefix: str) -> str:
    """Write each embedded image to a file of its own: the content policy allows no `data:` addresses."""
    names: dict[str, str] = {}

    def replace(found: re.Match[str]) -> str:
        svg = unquote(found["svg"])
        if svg not in names:
            names[svg] = f"{prefix}-{len(names) + 1}.svg"
            (VENDOR / names[svg]).write_text(svg, encoding="utf-8")
        return f"url({names[svg]})"

    return EMBEDDED_IMAGE.sub(replace, css)


if __name__ == "__main__":
    main()
