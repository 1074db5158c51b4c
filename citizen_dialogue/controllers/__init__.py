from . import (
    attachment,
    book,
    dossier,
    importing,
    json2,
    national_export,
    receipt,
    statutory,
    vault,
    webmanifest,
)
