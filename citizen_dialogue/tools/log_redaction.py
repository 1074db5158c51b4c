"""Keeps persons out of the log.

Odoo writes the statement of a failed query with its values, and the whole message of an
error that a user is told, into its log. Both may hold names.
"""

import logging

from odoo.exceptions import UserError

# tables whose statements may hold persons or the words of citizens
_TABLES = (
    "citizen_petition",
    "citizen_petitioner",
    "citizen_person_name",
    "citizen_reception",
    "citizen_vault",
    "citizen_dialogue_opinion",
)
_KEPT = 60


class _Redaction(logging.Filter):
    def filter(self, record):
        if isinstance(record.msg, UserError):
            # what a user was told, by its first line only
            lines = str(record.msg).strip().splitlines() or [""]
            record.msg, record.args = "%s: %s", (type(record.msg).__name__, lines[0])
        elif record.name == "odoo.sql_db" and record.levelno >= logging.WARNING:
            text = record.getMessage()
            if any(table in text for table in _TABLES):
                record.msg, record.args = "%s … [redacted]", (text[:_KEPT],)
        return True


def install():
    """Add the filter to the two loggers, once."""
    for name in ("odoo.http", "odoo.sql_db"):
        logger = logging.getLogger(name)
        if not any(isinstance(f, _Redaction) for f in logger.filters):
            logger.addFilter(_Redaction())
