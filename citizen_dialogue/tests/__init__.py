from . import (
    test_access,
    test_buttons,
    test_counting,
    test_deadline,
    test_dialogue,
    test_document,
    test_splitting,
    test_task,
    test_tours,
    test_translations,
    test_unit,
)
