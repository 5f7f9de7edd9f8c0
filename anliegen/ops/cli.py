"""The command `anliegen`. Imports as little as possible: what a command needs, it loads itself."""

import argparse
import importlib
import sys

from anliegen import __version__
from anliegen.ops.problem import Problem


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns its exit code. Known problems are one sentence on stderr."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen) or 0)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="anliegen",
        description="Anliegen, das Ticketsystem. Die Einstellungen stehen in docs/betrieb/einstellungen.md.",
    )
    parser.add_argument("--version", action="version", version=f"Anliegen {__version__}")
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
    create.add_argument("--name", required=True, help="Name der Firma")
    create.add_argument("--slug", required=True, help="Kurzname in Adressen, z. B. hartmann")
    create.add_argument("--admin-name", required=True, help="Name der ersten Person in der Verwaltung")
    create.add_argument("--admin-mail", required=True, help="deren E-Mail-Adresse")
    create.add_argument("--operator", action="store_true", help="die Firma betreibt diese Installation")
    bench = _add(commands, "bench", "die Geschwindigkeit in einer eigenen, leeren Datenbank messen")
    bench.add_argument("--tickets", type=int, default=100_000, help="Anzahl der Tickets (Vorgabe 100000)")
    bench.add_argument("--live", action="store_true", help="nur die Live-Hinweise messen")
    bench.add_argument("--only", default="", help="nur messen, was diese Worte im Namen trägt")
    bench.add_argument(
        "--data", help="Ordner für die gefüllte Datenbank, die dann bleibt und wieder benutzt wird"
    )
    bench.add_argument("--out", default="bench/results", help="Ordner für das Ergebnis als JSON")
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str, module: str = ""
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
