from . import citizen_demo
