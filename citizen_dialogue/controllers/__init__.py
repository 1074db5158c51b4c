from . import attachment, dossier, json2, receipt, reception_book, vault, webmanifest
