"""Addresses of the start page, customers, categories and saved views."""

from django.urls import path

from anliegen.agent.views import categories, customers, imports, portal_access, saved_views, start

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
    path("kunden/<str:public_id>/portal/", portal_access.sharing, name="customer-portal"),
    path(
        "kunden/<str:public_id>/portal/<int:contact_id>/",
        portal_access.contact_access,
        name="customer-portal-contact",
    ),
    path("kategorien/", categories.categories, name="categories"),
    path("kategorien/<int:category_id>/", categories.category, name="category"),
    path("kategorien/<int:category_id>/reihenfolge/", categories.category_order, name="category-order"),
    path("kategorien/<int:category_id>/archiv/", categories.category_archive, name="category-archive"),
    path("ansichten/", saved_views.saved_views, name="saved-views"),
    path("ansichten/<str:public_id>/entfernung/", saved_views.saved_view_removal, name="saved-view-removal"),
]
