"""What docs/extending.md prints is run here, so that it stays true."""
import re
from io import BytesIO
from pathlib import Path

from odoo import models
from odoo.exceptions import UserError
from odoo.orm.model_classes import add_to_registry
from odoo.tests import tagged
from odoo.tools.convert import convert_xml_import

from .common import OrderDeskCommon

GUIDE = Path(__file__).resolve().parents[1] / 'docs' / 'extending.md'


@tagged('post_install', '-at_install')
class TestExtending(OrderDeskCommon):

    def _blocks(self, language):
        return re.findall(rf'^```{language}\n(.*?)^```', GUIDE.read_text(), re.DOTALL | re.MULTILINE)

    def _install_evaluator(self, source):
        """Add the model that ``source`` defines to the registry, for this test only."""
        known = models.MetaModel._module_to_models__['order_desk']
        before = list(known)
        exec(compile(source, str(GUIDE), 'exec'), {'__name__': 'odoo.addons.order_desk.models.gates.heavy_load'})
        definition = next(model for model in known if model not in before)
        known.remove(definition)
        parent = self.registry['order.desk.evaluator']
        self.addCleanup(self.registry._setup_models__, self.cr, [])
        self.addCleanup(self.registry.models.pop, definition._name, None)
        self.addCleanup(parent._inherit_children.discard, definition._name)
        add_to_registry(self.registry, definition)
        self.registry._setup_models__(self.cr, [])

    def test_the_example_works_as_printed(self):
        """A gate of one file, one record and one test does what the guide says."""
        gate, test = self._blocks('python')
        record, = self._blocks('xml')
        self._install_evaluator(gate)
        file = BytesIO(record.encode())
        file.name = 'heavy_load.xml'
        convert_xml_import(self.env, 'order_desk', file, {}, 'init')
        space = {'OrderDeskCommon': object, 'UserError': UserError, '__name__': __name__}
        exec(compile(test, str(GUIDE), 'exec'), space)
        methods = [value for name, value in vars(space['TestHeavyLoad']).items() if name.startswith('test_')]
        self.assertEqual(len(methods), 1)
        methods[0](self)
