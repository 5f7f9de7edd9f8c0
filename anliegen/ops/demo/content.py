"""The demo's companies and people. All invented; every address ends in .example."""

from dataclasses import dataclass, field

# What customers may read at their requests; a complaint is called one only inside the house.
SHOWN_CATEGORIES = {"Technik", "Wartung", "Termin", "Angebot", "Rechnung"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerContent:
    """A customer with its main contact."""

    number: str
    name: str
    kind: str = "firm"
    street: str = ""
    postcode: str = ""
    town: str = ""
    phone: str = ""
    contact: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyContent:
    """A company with people as (name, address, role) and categories as (name, colour)."""

    slug: str
    name: str
    town: str
    color: str
    phone: str
    opening_hours: str
    people: list[tuple[str, str, str]]
    categories: list[tuple[str, str]]
    is_operator: bool = False
    emergency_phone: str = ""
    customers: list[CustomerContent] = field(default_factory=list)


def customers(first: int, town: str, postcode: str, lines: str) -> list[CustomerContent]:
    """Read customers out of lines `name | contact | address | street`, numbered from `first`.

    A name without a firm's contact of its own (contact "-") is a person.
    """
    found = []
    for offset, row in enumerate(filter(None, map(str.strip, lines.strip().splitlines()))):
        name, contact, email, street = (part.strip() for part in row.split("|"))
        person = contact == "-"
        found.append(
            CustomerContent(
                number=str(first + offset * 7),
                name=name,
                kind="person" if person else "firm",
                street=street,
                postcode=postcode,
                town=town,
                phone=f"030 5550 {1000 + offset * 37}",
                contact=name if person else contact,
                email=email,
            )
        )
    return found


HARTMANN = """
Thalheim Architekten | Sabine Thalheim | kunde@thalheim.example | Bölschestraße 14
Seniorenresidenz Am Wasserturm gGmbH | Ingrid Pohlmann | pohlmann@wasserturm.example | Wasserturmweg 2
Bäckerei Kröger & Söhne OHG | Dieter Kröger | d.kroeger@kroeger-brot.example | Marktplatz 5
Wohnungsbaugenossenschaft Spreebogen-Ost eG | Torsten Wielandt | wielandt@spreebogen.example | Spreestraße 88
Kita Sonnenschein e. V. | Nadine Özkan | leitung@kita-sonnenschein.example | Ahornallee 31
Zahnarztpraxis Dr. Annegret Löwenthal | Dr. Annegret Löwenthal | praxis@loewenthal.example | Bahnhofstraße 3
Hausverwaltung Müller-Lindenau | Petra Müller-Lindenau | verwaltung@mueller-lindenau.example | Kastanienweg 40
Yıldız Gebäudereinigung GmbH | Emre Yıldız | buero@yildiz-reinigung.example | Industriestraße 7
Evangelische Kirchengemeinde St. Laurentius | Pfarrer Jörg Immendorf | gemeindebuero@laurentius.example | Kirchplatz 1
Restaurant Zur alten Fischerhütte | Marlies Kupke | reservierung@fischerhuette.example | Uferpromenade 12
Autohaus Berner KG | Frank Berner | service@berner-auto.example | Gewerbering 22
Gymnasium am Müggelpark | Oliver Strunz | sekretariat@mueggelpark.example | Schulstraße 17
Stadtteilbibliothek Köpenick | Renate Vogelsang | vogelsang@bibliothek.example | Alter Markt 9
Waltraud Schimmelpfennig | - | w.schimmelpfennig@post.example | Gartenweg 6
Helmut Brandstätter | - | h.brandstaetter@post.example | Lindenstraße 52
Familie Nowak | - | nowak.familie@post.example | Am Anger 19
Christa von Rosenfeld | - | c.rosenfeld@post.example | Villenallee 4
Ahmed El-Masri | - | a.elmasri@post.example | Plönzeile 27
Fitnessstudio Körperwerk | Lisa Baumann | info@koerperwerk.example | Werkstraße 11
Notariat Dr. Ferdinand Reuß | Ulrike Hensel | kanzlei@reuss-notar.example | Schlossplatz 8
Druckerei Gebrüder Lux | Stefan Lux | technik@lux-druck.example | Gewerbering 31
Ruderclub Dahme-Nord e. V. | Holger Matthies | vorstand@ruderclub-dahme.example | Bootssteg 3
Tierarztpraxis Pfotenhof | Dr. Leonie Quast | praxis@pfotenhof.example | Eichenweg 21
Ferienwohnungen Haus Seeblick | Monika Thiel | thiel@haus-seeblick.example | Seestraße 77
"""

WROBEL = """
Tischlerei Eichenau | Martin Eichenau | werkstatt@eichenau.example | Holzgasse 3
Blumenhaus Veronika | Veronika Matzke | laden@blumen-veronika.example | Hauptstraße 44
Physiotherapie am Park | Jana Rother | praxis@physio-park.example | Parkweg 2
Elektro Schubert GmbH | Rainer Schubert | buero@elektro-schubert.example | Stromstraße 18
Café Morgenrot | Selin Aydın | hallo@cafe-morgenrot.example | Rosenthaler Weg 9
Fahrschule Blitz | Norbert Jahn | jahn@fahrschule-blitz.example | Bahnhofsring 1
Malerbetrieb Farbenfroh | Tobias Kern | kern@farbenfroh.example | Werkhof 5
Steinmetz Grabowski | Piotr Grabowski | p.grabowski@stein.example | Friedhofsweg 12
Dr. Henriette Falkenberg | - | h.falkenberg@post.example | Am Hügel 20
Jürgen Pietsch | - | j.pietsch@post.example | Dorfstraße 71
Taxi Lehmann | Bernd Lehmann | zentrale@taxi-lehmann.example | Ringstraße 6
Imkerei Goldtau | Friederike Storch | honig@goldtau.example | Wiesengrund 15
Kosmetik Belle | Anja Wendt | termin@belle.example | Lange Straße 28
Buchhandlung Eselsohr | Charlotte Niebuhr | laden@eselsohr.example | Schulgasse 5
Radwerkstatt Speiche | Mehmet Kaya | werkstatt@speiche.example | Am Bahndamm 17
Gartenbau Sommerfeld | Hanno Sommerfeld | buero@sommerfeld.example | Feldrain 33
"""

BERGMANN = """
Eigentümergemeinschaft Lessingstraße 4 | Gudrun Albrecht | beirat@lessing4.example | Lessingstraße 4
Eigentümergemeinschaft Am Mühlbach 12–16 | Karl-Heinz Dobler | dobler@muehlbach.example | Am Mühlbach 14
Eigentümergemeinschaft Rosenhof | Silvia Pfeiffer | beirat@rosenhof.example | Rosenhof 1
Eva Lindqvist | - | eva.lindqvist@post.example | Lessingstraße 4
Hasan Demirel | - | h.demirel@post.example | Am Mühlbach 12
Ruth Ziegenhagen | - | r.ziegenhagen@post.example | Rosenhof 3
Thomas Wittmann | - | t.wittmann@post.example | Rosenhof 5
Apotheke am Rosenhof | Dr. Malte Brauer | apotheke@rosenhof-apo.example | Rosenhof 1
Mieterverein Nordviertel | Annette Krause | kontakt@nordviertel.example | Poststraße 13
Olga Petrowa | - | o.petrowa@post.example | Am Mühlbach 16
Familie Brinkmann-Schulze | - | brinkmann.schulze@post.example | Lessingstraße 4
Fernsehdienst Maibaum | Uwe Maibaum | service@maibaum-tv.example | Funkweg 2
Aufzugsdienst Lotrecht GmbH | Carsten Ohlsen | stoerung@lotrecht.example | Schachtstraße 9
Reinhold Kesselring | - | r.kesselring@post.example | Rosenhof 7
Studio Tonart | Mira Castell | mira@tonart.example | Lessingstraße 4
Hebammenpraxis Ankunft | Britta Sauerwein | praxis@hebammen-ankunft.example | Rosenhof 9
Gerhard Wollschläger | - | g.wollschlaeger@post.example | Am Mühlbach 14
Winterdienst Flocke | Heiko Sandmann | einsatz@flocke.example | Bauhof 1
"""


# The operator and three companies of different trades.
COMPANIES = [
    CompanyContent(
        slug="lindwerk",
        name="Lindwerk",
        town="Potsdam",
        color="#0b5f69",
        phone="0331 5550 100",
        opening_hours="Mo bis Fr 8 bis 17 Uhr",
        is_operator=True,
        people=[
            ("Miriam Sandhoff", "agent@lindwerk.example", "agent"),
            ("Gregor Althaus", "admin@lindwerk.example", "admin"),
        ],
        categories=[
            ("Bedienung", "sky"),
            ("Fehler", "brick"),
            ("Wunsch", "lilac"),
            ("Rechnung", "mustard"),
        ],
    ),
    CompanyContent(
        slug="hartmann",
        name="Hartmann Haustechnik",
        town="Berlin-Köpenick",
        color="#1d4f91",
        phone="030 5550 240",
        opening_hours="Mo bis Fr 7 bis 16 Uhr",
        emergency_phone="030 5550 249",
        people=[
            ("Kathrin Behrens", "agent@hartmann.example", "agent"),
            ("Jens Ostermann", "agent2@hartmann.example", "agent"),
            ("Marion Schneider-Lüttgen", "admin@hartmann.example", "admin"),
        ],
        categories=[
            ("Notdienst", "brick"),
            ("Technik", "sky"),
            ("Rechnung", "mustard"),
            ("Frage", "lilac"),
            ("Wartung", "moss"),
            ("Angebot", "teal"),
            ("Reklamation", "berry"),
            ("Termin", "ochre"),
        ],
        customers=customers(10482, "Berlin", "12555", HARTMANN),
    ),
    CompanyContent(
        slug="wrobel",
        name="Wrobel Lohn & Buch",
        town="Fürstenwalde",
        color="#7545a1",
        phone="03361 5550 60",
        opening_hours="Mo bis Do 8 bis 16 Uhr, Fr bis 13 Uhr",
        people=[
            ("Cornelia Wrobel", "agent@wrobel.example", "admin"),
            ("Lukas Feldmann", "feldmann@wrobel.example", "agent"),
        ],
        categories=[
            ("Lohn", "moss"),
            ("Buchhaltung", "sky"),
            ("Mahnung", "brick"),
            ("Steuer", "mustard"),
            ("Frage", "lilac"),
            ("Unterlagen", "stone"),
        ],
        customers=customers(2001, "Fürstenwalde", "15517", WROBEL),
    ),
    CompanyContent(
        slug="bergmann",
        name="Bergmann Hausverwaltung",
        town="Cottbus",
        color="#3c6216",
        phone="0355 5550 18",
        opening_hours="Mo, Di, Do 9 bis 12 Uhr",
        people=[("Anne Bergmann", "admin@bergmann.example", "admin")],
        categories=[
            ("Schaden", "brick"),
            ("Abrechnung", "mustard"),
            ("Versammlung", "lilac"),
            ("Hausordnung", "slate"),
            ("Handwerker", "teal"),
            ("Schlüssel", "ochre"),
        ],
        customers=customers(501, "Cottbus", "03046", BERGMANN),
    ),
]


def companies() -> list[CompanyContent]:
    """Return the operator first, then the others."""
    return COMPANIES
