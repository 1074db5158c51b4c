from . import attachment, book, dossier, importing, receipt, vault, webmanifest
