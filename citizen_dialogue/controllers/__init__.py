from . import (
    attachment,
    dossier,
    receipt,
    reception_book,
    statutory,
    vault,
    webmanifest,
)
