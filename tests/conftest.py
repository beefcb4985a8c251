"""Which tests are heavy: `make test` leaves them out, `make test-all` runs them."""

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the cases of a test as thorough that its `sample` does not name."""
    for item in items:
        sample = item.get_closest_marker("sample")
        if sample is None or not isinstance(item, pytest.Function):
            continue
        if item.callspec.id not in sample.args:
            item.add_marker(pytest.mark.thorough)
