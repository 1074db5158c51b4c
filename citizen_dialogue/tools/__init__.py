from . import counting, identity, log_redaction, vault, vietnamese
