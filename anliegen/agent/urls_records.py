"""Addresses of the start page, customers, categories and saved views."""

from django.urls import path

from anliegen.agent.views import (
    categories,
    customer_contacts,
    customer_documents,
    customer_merge,
    customer_record,
    customers,
    imports,
    portal_access,
    saved_views,
    start,
)

urlpatterns = [
    path("", start.start, name="start"),
    path("kunden/", customers.customers, name="customers"),
    path("kunden/neu/", customers.new_customer, name="customer-new"),
    path("kunden/export/", customers.customer_export, name="customer-export"),
    path("kunden/import/", imports.imports, name="imports"),
    path("kunden/import/<str:public_id>/", imports.customer_import, name="import"),
    path("kunden/import/<str:public_id>/abbruch/", imports.import_stop, name="import-stop"),
    path("kunden/import/<str:public_id>/entfernung/", imports.import_removal, name="import-removal"),
    path("kunden/import/<str:public_id>/abgelehnt.csv", imports.import_refused, name="import-refused"),
    path("kunden/<str:public_id>/", customers.customer, name="customer"),
    path("kunden/<str:public_id>/bearbeiten/", customers.edit_customer, name="customer-edit"),
    path("kunden/<str:public_id>/archiv/", customers.customer_archive, name="customer-archive"),
    path("kunden/<str:public_id>/verlauf/", customer_record.timeline, name="customer-timeline"),
    path("kunden/<str:public_id>/feld/<slug:group>/", customer_record.field, name="customer-field"),
    path("kunden/<str:public_id>/kontakte/", customer_contacts.new_contact, name="customer-contact-new"),
    path(
        "kunden/<str:public_id>/kontakte/<int:contact_id>/",
        customer_contacts.contact,
        name="customer-contact",
    ),
    path(
        "kunden/<str:public_id>/kontakte/<int:contact_id>/entfernung/",
        customer_contacts.contact_removal,
        name="customer-contact-removal",
    ),
    path("kunden/<str:public_id>/notizen/", customer_record.notes, name="customer-notes"),
    path("kunden/<str:public_id>/notizen/<int:note_id>/", customer_record.note, name="customer-note"),
    path(
        "kunden/<str:public_id>/notizen/<int:note_id>/entfernung/",
        customer_record.note_removal,
        name="customer-note-removal",
    ),
    path("kunden/<str:public_id>/dokumente/", customer_documents.documents, name="customer-documents"),
    path(
        "kunden/<str:public_id>/dokumente/<str:document_id>/",
        customer_documents.document,
        name="customer-document",
    ),
    path(
        "kunden/<str:public_id>/dokumente/<str:document_id>/entfernung/",
        customer_documents.document_removal,
        name="customer-document-removal",
    ),
    path("kunden/<str:public_id>/zusammenfuehrung/", customer_merge.merge, name="customer-merge"),
    path(
        "kunden/<str:public_id>/zusammenfuehrung/<int:merge_id>/ruecknahme/",
        customer_merge.merge_undo,
        name="customer-merge-undo",
    ),
    path("kunden/<str:public_id>/portal/", portal_access.sharing, name="customer-portal"),
    path(
        "kunden/<str:public_id>/portal/<int:contact_id>/",
        portal_access.contact_access,
        name="customer-portal-contact",
    ),
    path("kategorien/", categories.categories, name="categories"),
    path("kategorien/<int:category_id>/", categories.category, name="category"),
    path("kategorien/<int:category_id>/reihenfolge/", categories.category_order, name="category-order"),
    path("kategorien/<int:category_id>/portal/", categories.category_portal, name="category-portal"),
    path("kategorien/<int:category_id>/archiv/", categories.category_archive, name="category-archive"),
    path("ansichten/", saved_views.saved_views, name="saved-views"),
    path("ansichten/<str:public_id>/entfernung/", saved_views.saved_view_removal, name="saved-view-removal"),
]
