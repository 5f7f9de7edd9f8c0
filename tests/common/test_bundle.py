"""One file per page's scripts: everything once, in order, each module in a scope of its own."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from anliegen.common.bundle import BundleError, bundle, entries
from anliegen.common.static_files import FOLDER

MODULES = {
    "app.js": '// Entry.\nimport "./list.js";\nimport { say } from "./page.js";\nsay("end");\n',
    "list.js": 'import { say } from "./page.js";\n\nconst own = "http://a.example";\n  say(own);\n',
    "page.js": "/** Say it.\n *  Twice. */\nexport function say(text) {\n  // once\n  log(`${text}`);\n}\n",
}


def test_what_is_needed_comes_first_and_once() -> None:
    text = bundle("app.js", MODULES.__getitem__)
    assert text.count("function say") == 1
    assert text.index("const _page") < text.index("const _list") < text.index("const _app")
    assert "return { say };" in text
    assert "const { say } = _page;" in text
    assert '"http://a.example"' in text
    assert not re.search(r"import|export|once|Twice|^ ", text, re.MULTILINE)


def test_pages_name_what_nobody_imports() -> None:
    assert entries(MODULES) == ["app.js"]


@pytest.mark.parametrize(
    "text",
    [
        'import * as all from "./page.js";',
        'import page from "./page.js";',
        "export default 1;",
        'export { say } from "./page.js";',
        'export * from "./page.js";',
        'import "./app.js";',
        "const a = `two\nlines`;",
    ],
)
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(BundleError):
        bundle("app.js", (MODULES | {"app.js": text}).__getitem__)


def test_the_modules_of_the_product_can_be_bundled() -> None:
    folder = Path(settings.STATICFILES_DIRS[0]) / FOLDER
    modules = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.js")}
    assert entries(modules) == ["app.js", "portal.js", "service-worker.js", "writing.js"]
    for entry in entries(modules):
        assert bundle(entry, modules.__getitem__)
