from . import controllers, demo, models, tools, wizard
from .hooks import pre_init_hook

tools.log_redaction.install()
