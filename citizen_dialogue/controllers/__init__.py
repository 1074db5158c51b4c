from . import attachment, dossier, vault, webmanifest
