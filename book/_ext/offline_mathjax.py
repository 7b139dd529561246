"""Ships MathJax with the built pages, so that equations appear without a network."""

import shutil
from pathlib import Path

from jupyter_server_mathjax.app import STATIC_ASSETS_PATH
from sphinx.application import Sphinx

__all__ = ["setup"]

# What typesetting TeX as HTML needs; the rest (SVG output, accessibility, other languages) is 8 MB.
PARTS = (
    "LICENSE",
    "MathJax.js",
    "config",
    "extensions/HTML-CSS",
    "extensions/TeX",
    "extensions/MathEvents.js",
    "extensions/MathMenu.js",
    "extensions/MathZoom.js",
    "fonts",
    "jax/element",
    "jax/input/TeX",
    "jax/output/HTML-CSS",
)

# These MathJax files are version 2, while the defaults of Sphinx and MyST are for version 3. The
# page is searched inside MyST's equation elements only, and the one font family shipped is STIX.
CONFIG = {
    "config": ["TeX-AMS-MML_HTMLorMML-full.js"],
    "tex2jax": {
        "inlineMath": [["\\(", "\\)"]],
        "displayMath": [["\\[", "\\]"]],
        "processEscapes": False,
        "ignoreClass": ".*|mathjax_ignore|tex2jax_ignore",
        "processClass": "tex2jax_process|mathjax_process|math|output_area",
    },
    "HTML-CSS": {"availableFonts": [], "preferredFont": None, "webFont": "STIX-Web"},
    "showMathMenu": False,
    "messageStyle": "none",
}


def configure(app: Sphinx, config: object) -> None:
    """Point Sphinx to the local files instead of a content delivery network."""
    app.config.mathjax_path = "mathjax/MathJax.js"
    app.config.mathjax2_config = CONFIG
    app.config.mathjax3_config = None
    app.config.myst_update_mathjax = False


def copy_mathjax(app: Sphinx) -> None:
    """Put the files where the pages look for them."""
    if app.builder.format != "html":
        return
    source, target = Path(STATIC_ASSETS_PATH), Path(app.outdir) / "_static" / "mathjax"
    for part in PARTS:
        (target / part).parent.mkdir(parents=True, exist_ok=True)
        if (source / part).is_dir():
            shutil.copytree(source / part, target / part, dirs_exist_ok=True)
        else:
            shutil.copyfile(source / part, target / part)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("config-inited", configure)
    app.connect("builder-inited", copy_mathjax)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
