"""What tests on several processes share."""
import os
from unittest.mock import patch

import pytest

from odoo.tests import TransactionCase


@pytest.fixture(scope='session', autouse=True)
def keep_files():
    """Let no process sweep the files that another has just stored: their databases differ, the files' folder is one."""
    if not os.environ.get('PYTEST_XDIST_WORKER'):
        yield
        return
    with patch.object(TransactionCase, '_gc_filestore', classmethod(lambda cls: None)):
        yield
