"""Keeps persons out of the log.

Odoo writes the statement of a failed query with its values, and the whole message of an
error that a user is told, into its log. Both may hold names.
"""

import logging

import psycopg2

from odoo.exceptions import UserError

# tables whose statements may hold persons or the words of citizens
_TABLES = (
    "citizen_petition",
    "citizen_petitioner",
    "citizen_person_name",
    "citizen_reception",
    "citizen_vault",
    "citizen_dialogue_opinion",
    "citizen_identity",
    "citizen_document",
    "mail_message",
    "ir_attachment",
)
_KEPT = 60


class _Redaction(logging.Filter):
    def filter(self, record):
        if isinstance(record.msg, UserError):
            # what a user was told, by its first line only
            lines = str(record.msg).strip().splitlines() or [""]
            record.msg, record.args = "%s: %s", (type(record.msg).__name__, lines[0])
        elif record.exc_info and _is_of_database(record.exc_info[1]):
            # its message quotes the row
            kind, _error, trace = record.exc_info
            record.exc_info = (kind, psycopg2.Error("… [redacted]"), trace)
        elif record.name == "odoo.sql_db" and record.levelno >= logging.WARNING:
            text = record.getMessage()
            if any(table in text for table in _TABLES):
                record.msg, record.args = "%s … [redacted]", (text[:_KEPT],)
        return True


def _is_of_database(error):
    while error is not None:
        if isinstance(error, psycopg2.Error):
            return True
        error = error.__cause__ or error.__context__
    return False


def install():
    """Add the filter to the two loggers, once."""
    for name in ("odoo.http", "odoo.sql_db"):
        logger = logging.getLogger(name)
        if not any(isinstance(f, _Redaction) for f in logger.filters):
            logger.addFilter(_Redaction())
