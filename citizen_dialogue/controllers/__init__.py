from . import attachment, book, dossier, receipt, vault, webmanifest
