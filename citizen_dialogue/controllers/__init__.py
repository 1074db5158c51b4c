from . import (
    attachment,
    dossier,
    json2,
    national_export,
    receipt,
    reception_book,
    vault,
    webmanifest,
)
