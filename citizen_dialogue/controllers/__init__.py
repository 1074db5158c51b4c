from . import (
    attachment,
    book,
    dossier,
    importing,
    receipt,
    statutory,
    vault,
    webmanifest,
)
