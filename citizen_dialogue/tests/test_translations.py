import io

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_path
from odoo.tools.translate import trans_export


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    def test_every_term_has_its_vietnamese(self):
        """The file in the repository holds what an export finds today."""
        buffer = io.BytesIO()
        trans_export(False, ["citizen_dialogue"], buffer, "po", self.env)
        exported = polib.pofile(buffer.getvalue().decode())
        file = polib.pofile(file_path("citizen_dialogue/i18n/vi.po"))
        known = {entry.msgid: entry.msgstr for entry in file}
        missing = [entry.msgid for entry in exported if not known.get(entry.msgid)]
        self.assertEqual(missing, [])
        # words of a view or field stay English where the file doesn't say it has them
        places = {
            entry.msgid: {place for place, _line in entry.occurrences} for entry in file
        }
        nowhere = [
            (entry.msgid, place)
            for entry in exported
            for place, _line in entry.occurrences
            if place not in places[entry.msgid]
        ]
        self.assertEqual(nowhere, [])
        stale = set(known) - {entry.msgid for entry in exported}
        self.assertEqual(stale, set())
