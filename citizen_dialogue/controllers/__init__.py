from . import attachment, dossier, receipt, reception_book, vault, webmanifest
