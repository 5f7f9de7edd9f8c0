"""What a browser says it is, in the few words by which a person knows their devices again."""

from anliegen.common.text import line

# In this order: later names pretend to be earlier ones ("Edg" also says "Chrome" and "Safari").
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """Return e.g. `Firefox, Windows`; the beginning of the text itself for what nobody knows."""
    text = line(user_agent[:500])
    browser = next((name for sign, name in _BROWSERS if sign in text), "")
    system = next((name for sign, name in _SYSTEMS if sign in text), "")
    return ", ".join(filter(None, (browser, system))) or text[:60]
