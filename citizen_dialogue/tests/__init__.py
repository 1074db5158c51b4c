from . import (
    test_dialogue,
    test_task,
    test_unit,
)
