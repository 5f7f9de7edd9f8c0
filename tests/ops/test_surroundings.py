"""What the doctor says of files: whether they have an origin of their own, and how they are decoded."""

from pathlib import Path

import pytest
from django.test import override_settings

from anliegen.common import decoding
from anliegen.ops.surroundings import _decoding, _origin


def test_an_origin_of_their_own_is_recommended_in_earnest_alone() -> None:
    with override_settings(FILES_HOST=""):
        assert "empfohlen" not in _origin().what
        with override_settings(BEHIND_TLS=True):
            assert "empfohlen: ANLIEGEN_FILES_HOST" in _origin().what
            assert _origin().is_good
    with override_settings(FILES_HOST="dateien.firma.example", BEHIND_TLS=True):
        assert "dateien.firma.example" in _origin().what


def test_decoding_is_tried(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert _decoding().is_good
    # A machine on which the process cannot shut itself in decodes nothing.
    broken = DECODER_THAT_CANNOT.format(source=str(decoding.DECODER))
    (tmp_path / "decoder.py").write_text(broken)
    monkeypatch.setattr(decoding, "DECODER", tmp_path / "decoder.py")
    assert not _decoding().is_good
    assert "seccomp" in _decoding().advice


DECODER_THAT_CANNOT = """
import resource, runpy
decoder = runpy.run_path({source!r})
def refused(*arguments):
    raise OSError("no filter of calls")
decoder["main"].__globals__["ctypes"].CDLL = refused
decoder["main"]()
"""
