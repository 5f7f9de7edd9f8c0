"""Every derived shade is readable (WCAG AA) in both themes, for a thousand colours."""

import random

import pytest

from anliegen.common.color import AA, contrast, on_color, portal_shades, shades

SURFACES = {"light": ("#ffffff", "#f2f0ea"), "dark": ("#151a1c", "#0d1113", "#1e2527")}


def thousand() -> list[str]:
    generator = random.Random(7)
    special = ["#000000", "#ffffff", "#ff0000", "#00ff00", "#0000ff", "#808080", "#ffff00"]
    return special + [f"#{generator.randrange(1 << 24):06x}" for _ in range(1000)]


def test_every_shade_reads_on_every_surface() -> None:
    for color in thousand():
        for theme, made in shades(color).items():
            assert contrast(made["on"], made["solid"]) >= AA, (color, theme)
            for surface in (*SURFACES[theme], made["soft"]):
                assert contrast(made["ink"], surface) >= AA, (color, theme, surface)


def test_known_contrasts() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert on_color("#ffff00") == "#1a2022"
    assert on_color("#1d4f91") == "#ffffff"


@pytest.mark.parametrize("nonsense", ["", "red", "#12345", "#gggggg", "#1234567"])
def test_nonsense_is_refused(nonsense: str) -> None:
    with pytest.raises(ValueError, match=r"colour|invalid literal"):
        shades(nonsense)


def test_every_shade_of_portal_and_mail_reads() -> None:
    """The portal's own properties, and what mails make of the colour on their sheet and canvas."""
    plain_ink = {"light": "#1a2022", "dark": "#e8eaea"}
    for color in thousand():
        for theme, made in portal_shades(color).items():
            assert contrast(made["on-company"], made["company"]) >= AA, (color, theme)
            assert contrast(made["on-company"], made["company-hover"]) >= AA, (color, theme)
            assert contrast(plain_ink[theme], made["company-soft"]) >= AA, (color, theme)
            for surface in (*SURFACES[theme], made["company-soft"]):
                assert contrast(made["company-ink"], surface) >= AA, (color, theme, surface)
