from . import citizen_demo
from . import citizen_demo_cases
from . import citizen_demo_visits
