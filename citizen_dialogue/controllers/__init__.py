from . import dossier, webmanifest
