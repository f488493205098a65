"""Quality is called by itself when the work is done."""
from odoo.fields import Command
from odoo.tests import tagged

from .inspection_common import InspectionCommon


@tagged('post_install', '-at_install')
class TestCallQuality(InspectionCommon):

    def test_called_with_the_last_work_order(self):
        """QCS-01: the last work order finished, quality and the order desk are called, once."""
        place = self.env['mrp.workcenter'].create({'name': "Assembly"})
        self.pump.bom_ids.operation_ids = [
            Command.create({'name': name, 'workcenter_id': place.id}) for name in ("Assemble", "Paint")]
        production = self._made_of(self._confirmed(self.pump))
        first, last = production.workorder_ids
        first.button_start()
        first.button_finish()
        self.assertFalse(production.desk_inspection_ids)
        last.button_start()
        last.button_finish()
        inspection = production.desk_inspection_ids
        self.assertEqual((inspection.state, inspection.line_ids.presented), ('draft', 2.0))
        self.assertLessEqual(
            self.users['order_clerk'] | self.users['quality_inspector'], inspection.activity_ids.user_id)
        self.assertEqual(self._call(production), inspection)
