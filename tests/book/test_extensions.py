"""What pages need from outside the project."""

import re

from tests.book.conftest import Build


def test_equations_need_no_network(build: Build) -> None:
    html, out = build(".. math:: a^2 + b^2 = c^2")
    (script,) = re.findall(r'src="([^"?]*tex-chtml\.js)', html)
    assert (out / script).is_file()
    assert list((out / script).parent.glob("output/chtml/fonts/woff-v2/*.woff"))
    assert not re.search(r'<(script|link|img)[^>]+(src|href)="(https?:)?//', html)
