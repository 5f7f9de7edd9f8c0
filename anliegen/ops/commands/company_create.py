"""Founding a company from the command line."""

import argparse

from anliegen.ops import environment
from anliegen.ops.problem import Problem


def run(arguments: argparse.Namespace) -> None:
    """Create the company and its record at the operator; print the invitation once."""
    data = environment.data_folder()
    with environment.database(data, beside=True) as found:
        values = environment.settings(data, found.variables)
        environment.use(values)
        from django.utils import translation

        from anliegen.accounts.actions.found_company import found_company
        from anliegen.common.errors import RefusedError
        from anliegen.customers.actions.linked import link_company

        try:
            company, token = found_company(
                name=arguments.name,
                slug=arguments.slug,
                admin_name=arguments.admin_name,
                admin_mail=arguments.admin_mail,
                is_operator=arguments.operator,
            )
        except RefusedError as refusal:
            with translation.override("de"):
                raise Problem(translation.gettext(refusal.reason)) from refusal
        link_company(company)
        print(
            f"„{company.name}“ ist angelegt. Diesen Link gibt es nur jetzt, er gilt einmal und 7 Tage lang:"
        )
        print(f"  {values['ANLIEGEN_BASE_URL']}/einladung/{token}/")
