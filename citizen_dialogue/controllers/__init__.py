from . import dossier, vault, webmanifest
