"""The command `anliegen`. Imports as little as possible: what a command needs, it loads itself."""

import argparse
import importlib
import sys
from typing import Any, NoReturn

from anliegen import __version__
from anliegen.ops.address import check_names
from anliegen.ops.problem import Problem


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns its exit code. Known problems are one sentence on stderr."""
    chosen = _parser().parse_args(arguments)
    try:
        check_names()
        return int(chosen.run(chosen) or 0)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Aufruf: " if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """Speaks German, as far as its library lets it."""

    def __init__(self, **more: Any) -> None:
        super().__init__(formatter_class=_Help, add_help=False, allow_abbrev=False, **more)
        self._optionals.title = "Optionen"
        self.add_argument("-h", "--help", action="help", help="diese Hilfe zeigen")

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"Das war nicht zu verstehen ({message}). Hilfe: {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="anliegen",
        description="Anliegen, das Ticketsystem. Die Einstellungen stehen in docs/betrieb/einstellungen.md.",
    )
    version = f"Anliegen {__version__}"
    parser.add_argument("--version", action="version", version=version, help="die Fassung zeigen")
    commands = parser.add_subparsers(title="Befehle", metavar="BEFEHL", required=True)
    run = _add(
        commands, "run", "alles starten: Datenbank, Webserver, Hintergrundarbeit, beim ersten Mal die Demo"
    )
    run.add_argument("--no-demo", action="store_true", help="ohne Demo-Firmen beginnen")
    _add(commands, "serve", "nur den Webserver starten (Datenbank läuft schon)")
    _add(commands, "worker", "nur die Hintergrundarbeit starten (Datenbank läuft schon)")
    _add(commands, "migrate", "das Schema der Datenbank auf den Stand des Programms bringen")
    _add(commands, "demo", "die Demo-Firmen laden; nur in eine Datenbank ohne echte Firmen")
    doctor = _add(commands, "doctor", "prüfen, ob alles in Ordnung ist, und sagen, was zu tun ist")
    doctor.add_argument("--fix-counts", action="store_true", help="abweichende Zähler neu berechnen")
    company = commands.add_parser("company", help="Firmen anlegen")
    create = _add(
        company.add_subparsers(title="Befehle", metavar="BEFEHL", required=True),
        "create",
        "eine Firma anlegen und ihre erste Verwaltung einladen",
        "company_create",
    )
    create.add_argument("--name", required=True, metavar="NAME", help="Name der Firma")
    create.add_argument(
        "--slug", required=True, metavar="KURZNAME", help="Kurzname in Adressen, z. B. hartmann"
    )
    first = "Name der ersten Person in der Verwaltung"
    create.add_argument("--admin-name", required=True, metavar="NAME", help=first)
    create.add_argument("--admin-mail", required=True, metavar="ADRESSE", help="deren E-Mail-Adresse")
    create.add_argument("--operator", action="store_true", help="die Firma betreibt diese Installation")
    bench = _add(commands, "bench", "die Geschwindigkeit in einer eigenen, leeren Datenbank messen")
    many = "Anzahl der Tickets (Vorgabe 100000)"
    bench.add_argument("--tickets", type=int, default=100_000, metavar="ANZAHL", help=many)
    bench.add_argument("--live", action="store_true", help="nur die Live-Hinweise messen")
    bench.add_argument("--only", default="", metavar="WORTE", help="nur messen, was diese im Namen trägt")
    bench.add_argument(
        "--data",
        metavar="ORDNER",
        help="für die gefüllte Datenbank, die dann bleibt und wieder benutzt wird",
    )
    bench.add_argument("--out", default="bench/results", metavar="ORDNER", help="für das Ergebnis als JSON")
    return parser


def _add(
    commands: "argparse._SubParsersAction[_Parser]", name: str, text: str, module: str = ""
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
    parser.set_defaults(run=Command(module or name))
    return parser


class Command:
    """A command whose module is imported when it is run: the supervisor itself stays small."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, arguments: argparse.Namespace) -> int | None:
        result = importlib.import_module(f"anliegen.ops.commands.{self._name}").run(arguments)
        return None if result is None else int(result)


if __name__ == "__main__":
    sys.exit(main())
