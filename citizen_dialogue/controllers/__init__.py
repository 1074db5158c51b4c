from . import attachment, dossier, reception_book, vault, webmanifest
