"""The form for a new ticket: to whom, categories, priority, subject, message, files."""

from typing import Any

from django.http import HttpRequest

from anliegen.accounts.actor import Actor
from anliegen.agent.forms.message import MessageForm
from anliegen.common.errors import RefusedError
from anliegen.common.numbers import whole_number
from anliegen.conversation.actions import counterparts
from anliegen.customers.access import addressee_for


class NewTicketForm(MessageForm):
    """Reads the posted fields; `arguments()` gives what the action `start` takes."""

    def __init__(self, actor: Actor, request: HttpRequest) -> None:
        super().__init__(actor, request)
        post = request.POST
        self.to = post.get("to", "")
        self.customer_id = post.get("customer", "")
        self.subject = post.get("subject", "")
        self.portal = post.get("portal") == "1"
        self.priority = post.get("priority", "2")
        self.categories = [n for n in map(whole_number, post.getlist("categories")) if n]
        self.query = post.get("customer_query", "")

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of `start`. Raises RefusedError, and NotFoundError for a foreign customer."""
        return {
            "counterpart": self._counterpart(),
            "subject": self.subject,
            "priority": whole_number(self.priority, 9) or 0,
            "category_ids": self.categories,
            "portal_visible": self.portal,
            **self.message(),
        }

    def typed(self) -> dict[str, Any]:
        """Return what was typed and chosen, to be shown again."""
        return super().typed() | {
            "to": self.to,
            "customer": self.customer_id,
            "subject": self.subject[:2000],
            "priority": self.priority,
            "portal": self.portal,
            "categories": self.categories,
            "customer_query": self.query,
        }

    def _counterpart(self) -> counterparts.Counterpart:
        if self.to == "support":
            return counterparts.to_operator(self._actor)
        if self.to == "internal":
            return counterparts.own_company(self._actor)
        if self.to == "customer":
            if not self.customer_id:
                raise RefusedError("Please choose a customer.", "customer")
            customer, contact_id = addressee_for(self._actor, self.customer_id, "customer.view")
            if customer.archived_at is not None:
                raise RefusedError(
                    "This customer is archived. Please take it back from the archive first.", "customer"
                )
            return counterparts.to_customer(self._actor, customer, contact_id)
        raise RefusedError("Please choose who the ticket is for.", "to")
