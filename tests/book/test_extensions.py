"""What pages need from outside the project."""

import re

from tests.book.conftest import Build


def test_equations_need_no_network(build: Build) -> None:
    html, out = build(".. math:: a^2 + b^2 = c^2")
    (script,) = re.findall(r'src="([^"?]*MathJax\.js)', html)
    assert (out / script).is_file()
    assert "STIX-Web" in html
    assert not re.search(r'<(script|link|img)[^>]+(src|href)="(https?:)?//', html)
