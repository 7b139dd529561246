"""Ships MathJax with the built pages, so that equations appear without a network."""

import shutil
from pathlib import Path

import mathjax
from sphinx.application import Sphinx

__all__ = ["setup"]

# What typesetting TeX as HTML needs, of 23 MB.
PARTS = ("tex-chtml.js", "input/tex/extensions", "output/chtml/fonts/woff-v2")

# MyST marks its equations; nothing else on a page is searched for any.
CONFIG = {
    "tex": {
        "inlineMath": [["\\(", "\\)"]],
        "displayMath": [["\\[", "\\]"]],
        "processEscapes": False,
    },
    "options": {
        "ignoreHtmlClass": ".*|mathjax_ignore|tex2jax_ignore",
        "processHtmlClass": "tex2jax_process|mathjax_process|math|output_area",
        "enableMenu": False,
    },
}


def configure(app: Sphinx, config: object) -> None:
    """Point Sphinx to the local files instead of a content delivery network."""
    app.config.mathjax_path = "mathjax/tex-chtml.js"
    app.config.mathjax3_config = CONFIG
    app.config.myst_update_mathjax = False


def copy_mathjax(app: Sphinx) -> None:
    """Put the files where the pages look for them."""
    if app.builder.format != "html":
        return
    assert mathjax.__file__ is not None
    package, target = Path(mathjax.__file__).parent, Path(app.outdir) / "_static" / "mathjax"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(package / "static" / "mathjax" / "LICENSE", target / "LICENSE")
    source = package / "static" / "mathjax" / "es5"
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
