from . import (
    attachment,
    book,
    dossier,
    importing,
    json2,
    receipt,
    statutory,
    vault,
    webmanifest,
)
