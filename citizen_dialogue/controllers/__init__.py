from . import (
    attachment,
    dossier,
    importing,
    receipt,
    reception_book,
    vault,
    webmanifest,
)
