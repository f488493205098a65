"""docs/requirements.md says of each requirement what the tests say, and nothing else."""
import importlib.util
from pathlib import Path

from odoo.tests import BaseCase, tagged

ROOT = Path(__file__).resolve().parents[1]


def load_tool(name):
    """Import ``tools/<name>.py``, which is a script and in no package."""
    spec = importlib.util.spec_from_file_location(f'order_desk_tools_{name}', ROOT / 'tools' / f'{name}.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@tagged('post_install', '-at_install')
class TestRequirements(BaseCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tool = load_tool('requirements')
        cls.text = cls.tool.TABLE.read_text()

    def _problems(self, old=None, new='', named=None):
        """Return what the tool finds once ``old`` is replaced, beyond what it finds in the real table."""
        named = self.tool.named_by_tests() if named is None else named
        text = self.text
        if old is not None:
            self.assertIn(old, text)
            text = text.replace(old, new, 1)
        return '\n'.join(self.tool.problems(text, named))

    def _row(self, requirement):
        return next(row for row in self.tool.parse_table(self.text) if row.id == requirement)

    def test_table_and_tests_agree(self):
        """All 366 requirements stand in the table, and proven are exactly those a test names."""
        self.assertEqual(self._problems(), '')
        self.assertEqual(len(self.tool.KNOWN), self.tool.TOTAL)

    def test_missing_and_doubled_rows_are_found(self):
        line = self._row('EXP-04').to_line() + '\n'
        self.assertIn("EXP-04 is missing", self._problems(line, ''))
        self.assertIn("EXP-04 stands in the table 2 times", self._problems(line, line * 2))

    def test_unknown_requirements_are_found(self):
        self.assertIn("EXP-99 in the table", self._problems('| EXP-04 |', '| EXP-99 |'))
        named = {'XYZ-01': ['tests/test_x.py::test_x']}
        self.assertIn("XYZ-01 is no known requirement, named by tests/test_x.py::test_x", self._problems(named=named))

    def test_a_state_needs_its_test_and_a_test_its_state(self):
        row = self._row('REB-01')
        named = {'REB-01': ['tests/test_x.py::test_x']}
        plain = row._replace(state='not yet: rebates', where='—').to_line()
        self.assertIn("REB-01 is 'not yet: rebates', but", self._problems(row.to_line(), plain, named))
        proven = row._replace(state='proven', where='x').to_line()
        self.assertIn("REB-01 is proven, but no test", self._problems(row.to_line(), proven, {}))
        odd = row._replace(state='almost').to_line()
        self.assertIn("REB-01 has the state 'almost'", self._problems(row.to_line(), odd, {}))
        nowhere = row._replace(state='built', where='—').to_line()
        self.assertIn("REB-01 is built, but the table does not say where", self._problems(row.to_line(), nowhere, {}))
        lost = row._replace(state='built', where='`models/no/such.py`').to_line()
        self.assertIn("models/no/such.py, which does not exist", self._problems(row.to_line(), lost, {}))

    def test_states_follow_the_tests(self):
        text = "**Totals:** –\n| REB-01 | Rebates. | a menu | not yet: rebates |\n| DEP-01 | Deposits. | — | proven |\n"
        self.assertEqual(
            self.tool.rewrite(text, {'REB-01': ['tests/test_x.py::test_x']}),
            "**Totals:** 1 proven, 0 built, 1 not yet, 0 outside, of 2.\n"
            "| REB-01 | Rebates. | a menu | proven |\n| DEP-01 | Deposits. | — | not yet |\n")
        proven = "| REB-01 | Rebates. | a menu | proven |\n"
        self.assertIn("| a menu | built |", self.tool.rewrite(proven, {}))

    def test_ids_are_read_from_the_beginning_of_a_docstring(self):
        read = self.tool.ids_of_docstring
        self.assertEqual(read("PRC-01, PRC-05: a deviation; compare CNF-04"), ['PRC-01', 'PRC-05'])
        self.assertEqual(read("INT-08…INT-10: the fields"), ['INT-08', 'INT-09', 'INT-10'])
        self.assertEqual(read("A text about PRC-01"), [])
        self.assertEqual(read(None), [])
        source = 'def test_x():\n    """DEP-01: x."""\n\ndef helper():\n    """DEP-02: x."""\n'
        self.assertEqual(list(self.tool.named_by_source(source)), [('DEP-01', '<source>::test_x')])
