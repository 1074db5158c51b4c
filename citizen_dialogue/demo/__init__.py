from . import citizen_demo
from . import citizen_demo_cases
