"""What the worker does with imports that were started; run in a process of its own."""

import django

django.setup()

from anliegen.common.tenancy import tenant  # noqa: E402  (settings first)
from anliegen.customers.imports.run import do_batch  # noqa: E402
from anliegen.customers.models import CustomerImport  # noqa: E402

for run in CustomerImport.objects.using("owner").filter(state="running"):
    while run.state == "running":
        with tenant(run.company_id):
            do_batch(run.company_id, run.pk, run.position)
        run.refresh_from_db(using="owner")
