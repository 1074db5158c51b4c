from . import counting, vietnamese
