from . import dossier, reception_book, vault, webmanifest
