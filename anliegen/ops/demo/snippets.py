"""The demo's canned texts: what an office says every day."""

from anliegen.accounts.actor import for_membership
from anliegen.accounts.models import Company, Membership
from anliegen.common.tenancy import tenant
from anliegen.conversation.actions.snippet import create_snippet

GREETING = """
<p>Bei Fragen rufen Sie gern an, Sie erreichen uns von <strong>7 bis 16 Uhr</strong>.</p>
<p>Mit freundlichen Grüßen<br>Ihr Team von Hartmann Haustechnik</p>
"""
QUESTION = """
<p>Damit gleich das richtige Teil mitkommt, brauchen wir noch drei Angaben:</p>
<ol><li>Was steht auf dem <strong>Typenschild</strong>? Ein Foto genügt.</li>
<li>Seit wann besteht die Störung?</li>
<li>Wer ist vor Ort und hat einen Schlüssel?</li></ol>
"""
APPOINTMENT = """
<p>Wir könnten am <strong>…</strong> zwischen <strong>… und … Uhr</strong> bei Ihnen sein. Passt das?</p>
<p>Bitte sorgen Sie dafür, dass Heizungsraum und Sicherungskasten frei zugänglich sind.</p>
"""
WATER = """
<p>Bis wir da sind, hilft Folgendes:</p>
<ul><li>den Haupthahn am Wasserzähler im Uhrzeigersinn zudrehen</li>
<li>in den nassen Räumen die Sicherung der Steckdosen ausschalten</li>
<li>Eimer und Lappen bereitstellen, und bitte nichts aufschrauben</li></ul>
"""
TEXTS = {
    "hartmann": {
        "Grüße und Erreichbarkeit": GREETING,
        "Rückfrage zur Störung": QUESTION,
        "Terminvorschlag": APPOINTMENT,
        "Wasser abstellen, bis jemand kommt": WATER,
    }
}


def load_snippets(slug: str) -> None:
    """Write the texts of a company in the name of its first administrator."""
    company = Company.objects.using("owner").get(slug=slug)
    with tenant(company.pk):
        admins = Membership.objects.filter(company=company, role="admin").order_by("id")
        for title, html in TEXTS.get(slug, {}).items():
            # Line breaks here are for whoever reads this file.
            actor = for_membership(admins[0].pk)
            create_snippet(actor=actor, title=title, html=html.strip().replace("\n", ""))
