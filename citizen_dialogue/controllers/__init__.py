from . import dossier, receipt, vault, webmanifest
