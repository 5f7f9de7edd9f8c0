"""What an export does not hold, and why. Together with `nouns.py` every column of a tenant table is named."""

_MOMENT = "true for this moment only"
_PERSONAL = "belongs to one person, and colleagues do not see it in the product either"
_DERIVED = "computed from what is exported"
_COPY = "a copy of what stands elsewhere in the export"
_SECRET = "opens something"
_SEARCH = "made for searching and sorting"
_FORM = "keeps one form from being taken twice"
_VERSION = "tells two people apart who change the same"
_CLEANING = "by which of its own lists the product has cleaned the text"
_TENANT = "the company that the export is of"
_NOUN = "read by another noun"

TABLES = {
    "accounts_erasure": "the operator's ledger of companies that are gone",
    "accounts_erased": "numbers of what is not there any more",
    "accounts_export": "exports themselves",
    "accounts_export_link": _SECRET,
    "accounts_session": _SECRET,
    "accounts_support_look": _MOMENT,
    "conversation_draft": _PERSONAL,
    "conversation_draft_version": _PERSONAL,
    "conversation_stored_bytes": _DERIVED,
    "conversation_taken_back": _FORM,
    "customers_import": "a file on its way; what was taken over stands with the customers",
    "customers_import_row": "a file on its way; what was taken over stands with the customers",
    "customers_portal_link": _SECRET,
    "customers_portal_session": _SECRET,
    "customers_taken_form": _FORM,
    "notifications_choice": _PERSONAL,
    "notifications_notification": _PERSONAL,
    "notifications_push_device": _SECRET,
    "tickets_day_tally": _DERIVED,
    "tickets_lock": _MOMENT,
    "tickets_lock_waiter": _MOMENT,
    "tickets_number_sequence": _DERIVED,
    "tickets_presence": _MOMENT,
    "tickets_read_mark": _PERSONAL,
    "tickets_saved_view": _PERSONAL,
    "tickets_side_category": _COPY,
    "tickets_tally": _DERIVED,
}

COLUMNS = {
    "accounts_company": {
        "is_operator": "the operator's matter",
        "is_demo": "the operator's matter",
        "founding_key": _FORM,
        "version": _VERSION,
    },
    "accounts_membership": {
        "company_id": _TENANT,
        "user_id": _NOUN,
        "news_baseline": _PERSONAL,
        "version": _VERSION,
    },
    "accounts_user": {
        "id": "the person's own, also at other companies",
        "password": _SECRET,
        "last_login": _PERSONAL,
        "theme": _PERSONAL,
        "density": _PERSONAL,
        "language": _PERSONAL,
        "page_size": _PERSONAL,
        "shortcuts": _PERSONAL,
        "created_at": "the person's own, also at other companies",
    },
    "accounts_invitation": {"company_id": _TENANT, "token_hash": _SECRET},
    "accounts_audit": {"company_id": _TENANT},
    "accounts_audit_link": {"company_id": _TENANT, "entry_id": "the id of the entry it stands with"},
    "accounts_support_grant": {"company_id": _TENANT, "public_id": "an address in the product"},
    "conversation_attachment": {
        "peer_id": _TENANT,
        "upload_key": _FORM,
        "preview": _DERIVED,
        "width": _DERIVED,
        "height": _DERIVED,
    },
    "conversation_message": {
        "peer_id": _TENANT,
        "idempotency_key": _FORM,
        "news": _PERSONAL,
        "held": _MOMENT,
        "allow_list": _CLEANING,
    },
    "conversation_snippet": {"company_id": _TENANT, "version": _VERSION, "allow_list": _CLEANING},
    "customers_contact": {"company_id": _TENANT, "email": _COPY, "phone": _COPY, "version": _VERSION},
    "customers_customer": {
        "company_id": _TENANT,
        "sort_name": _SEARCH,
        "search_text": _SEARCH,
        "version": _VERSION,
    },
    "customers_entry": {"company_id": _TENANT},
    "customers_merge": {"company_id": _TENANT},
    "customers_note": {"company_id": _TENANT, "version": _VERSION},
    "customers_portal_account": {"company_id": _TENANT, "password": _SECRET},
    "mail_outgoing": {"company_id": _TENANT, "key": _FORM, "next_try_at": _MOMENT},
    "tickets_category": {"company_id": _TENANT, "version": _VERSION},
    "tickets_event": {"peer_id": _TENANT},
    "tickets_side": {
        "id": _NOUN,
        "peer_id": _TENANT,
        "news": _PERSONAL,
        "kind": _COPY,
        "status": _COPY,
        "priority": _COPY,
        "pinned": _DERIVED,
        "awaiting_us": _DERIVED,
        "subject": _COPY,
        "from_label": _COPY,
        "to_label": _COPY,
        "customer_id": _COPY,
        "created_at": _COPY,
        "activity_at": _COPY,
        "closed_at": _COPY,
        "search_text": _SEARCH,
    },
    "tickets_ticket": {
        "desk_id": _TENANT,
        "requester_id": _TENANT,
        "message_count": _DERIVED,
        "desk_news": _PERSONAL,
        "requester_news": _PERSONAL,
        "erased_at": "what was deleted for good is not exported",
        "version": _VERSION,
    },
}

# Read inside another noun: as a list in each of its rows.
WITHIN = {
    "customers_contact_email": "kontakte",
    "customers_contact_phone": "kontakte",
    "customers_portal_grant": "portalzugaenge",
}
