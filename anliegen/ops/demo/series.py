"""What comes back every year and every month: maintenance for one firm, payroll papers for another."""

_TIMES = (
    "Am liebsten vormittags.", "Bitte nicht vor 9 Uhr.", "Der Keller ist offen, klingeln Sie bei Nachbar Krause.",
    "Ab 14 Uhr ist immer jemand da.", "Wie im letzten Jahr, der Schlüssel liegt beim Pförtner.",
    "Montags ist geschlossen.", "Bitte vorher anrufen.", "Freitag passt am besten.",
)  # fmt: skip
_THANKS = ("Passt, danke.", "Vielen Dank, so machen wir es.", "In Ordnung.", "Prima, bis dann!")
_MAINTAINED = (
    "Thalheim", "Seniorenresidenz", "Bäckerei Kröger", "Wohnungsbaugenossenschaft", "Kita", "Zahnarztpraxis",
    "Hausverwaltung", "Yıldız", "Evangelische", "Restaurant", "Autohaus", "Gymnasium", "Stadtteilbibliothek",
    "Waltraud", "Helmut", "Familie Nowak", "Christa", "Ahmed", "Fitnessstudio", "Notariat", "Druckerei", "Ferienwohnungen",
)  # fmt: skip
_PAYROLL = (
    "Tischlerei", "Blumenhaus", "Physiotherapie", "Elektro", "Café", "Fahrschule", "Malerbetrieb", "Steinmetz",
    "Taxi", "Imkerei", "Kosmetik", "Gartenbau",
)  # fmt: skip
_HOUSES = ("Eva", "Hasan", "Ruth", "Thomas", "Olga", "Familie Brinkmann", "Reinhold", "Apotheke")


def series(slug: str) -> str:
    """Return the recurring cases of a company in the demo's text format, "" when it has none."""
    return {"hartmann": _maintenance, "wrobel": _payroll, "bergmann": _readings}.get(slug, str)()


def _maintenance() -> str:
    rows = []
    for n, customer in enumerate(_MAINTAINED):
        rows += [
            f"# {38 + n * 7.3:.1f} | {customer} | 1 | closed | {'BOS'[n % 3]} | Wartung,Termin | Jährliche Wartung der Heizung",
            f"> Guten Tag, die jährliche Wartung ist wieder fällig. Wann hätten Sie Zeit? {_TIMES[n % 8]}",
            f"< Guten Tag, // wir können am {3 + n}. ab {7 + n % 4} Uhr kommen. Die Wartung dauert etwa eine Stunde.",
            f"> {_THANKS[n % 4]}",
        ]
    for n, customer in enumerate(_MAINTAINED):
        rows += [
            f"# {44 + n * 6.6:.1f} | {customer} | 2 | closed | {'OSB'[n % 3]} | Rechnung | Rechnung zur Wartung als PDF",
            "> Guten Tag, bitte schicken Sie uns die Rechnung auch als PDF, die Buchhaltung arbeitet ohne Papier.",
            "< Guten Tag, // gern, sie geht heute noch an Sie. Künftig kommt sie immer als PDF.",
        ]
    for n, customer in enumerate(_MAINTAINED[4:18]):
        rows += [
            f"# {52 + n * 9.7:.1f} | {customer} | 1 | closed | {'SBO'[n % 3]} | Wartung,Frage | Filter der Hauswasserstation wechseln",
            f"> Guten Tag, am Filter steht „Wechsel im {('März', 'April', 'Mai', 'Juni')[n % 4]}“. Machen Sie das mit? {_TIMES[(n + 3) % 8]}",
            "< Guten Tag, // ja, das erledigen wir bei der nächsten Fahrt in Ihre Straße. Der Filter kostet 29 €.",
            f"> {_THANKS[(n + 1) % 4]}",
        ]
    return "\n".join(rows)


def _payroll() -> str:
    rows = []
    for n, customer in enumerate(_PAYROLL):
        rows += [
            f"# {28 + n * 2.4:.1f} | {customer} | 2 | closed | {'WF'[n % 2]} | Lohn,Unterlagen | Stundenzettel für den letzten Monat",
            f"> Hallo, die Stundenzettel sind da. {_TIMES[n % 8].replace('Keller', 'Hof')} Bitte melden, falls etwas fehlt.",
            "< Guten Tag, // alles vollständig, die Abrechnungen gehen am Freitag raus.",
        ]
    for n, customer in enumerate(_PAYROLL[::2]):
        rows += [
            f"# {75 + n * 11.0:.1f} | {customer} | 2 | closed | {'FW'[n % 2]} | Steuer | Umsatzsteuer: Freigabe der Voranmeldung",
            "> Guten Tag, die Zahlen stimmen, bitte übermitteln.",
            "< Ist übermittelt, das Protokoll liegt im Ordner.",
        ]
    for n, customer in enumerate(_PAYROLL):
        rows += [
            f"# {41 + n * 8.2:.1f} | {customer} | 1 | closed | {'WF'[n % 2]} | Buchhaltung,Unterlagen | Belege für das Quartal sind sortiert",
            f"> Hallo Frau Wrobel, der Ordner für das Quartal ist fertig. {_TIMES[n % 8].replace('Keller', 'Laden')}",
            f"< Wunderbar, wir holen ihn am {4 + n}. ab.",
        ]
    return "\n".join(rows)


def _readings() -> str:
    rows = []
    for n, customer in enumerate(_HOUSES):
        rows += [
            f"# {33 + n * 4.6:.1f} | {customer} | 1 | closed | - | Abrechnung | Zählerstand Wasser gemeldet",
            f"> Guten Tag, mein Zählerstand ist {412 + n * 37} m³ kalt und {188 + n * 21} m³ warm.",
            "< Vielen Dank, der Stand ist eingetragen.",
        ]
    for n, customer in enumerate(_HOUSES):
        rows += [
            f"# {47 + n * 9.3:.1f} | {customer} | 2 | closed | B | Handwerker,Schlüssel | Termin für die Rauchwarnmelder",
            f"> Guten Tag, am Aushang steht der {6 + n}., da bin ich nicht da. {_TIMES[(n + 5) % 8]}",
            "< Guten Tag, // dann kommen wir am Ersatztermin eine Woche später, ebenfalls zwischen 8 und 12 Uhr.",
        ]
    return "\n".join(rows)
