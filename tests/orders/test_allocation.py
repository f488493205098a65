from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .intake_common import IntakeCommon


@tagged('post_install', '-at_install')
class TestAllocation(IntakeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.teams = cls.env['crm.team'].create([{'name': name} for name in ("Urgent", "North", "Export")])

    def _rule(self, team, **vals):
        return self.env['order.desk.allocation'].create({'name': team.name, 'team_id': team.id, **vals})

    def test_nature_region_and_time(self):
        """INT-26: type, region and required time decide on team and warehouse; the first rule that fits counts."""
        warehouse = self.env['stock.warehouse'].create({'name': "North", 'code': "NTH"})
        self._rule(self.teams[0], days_at_most=3, sequence=1)
        self._rule(self.teams[1], country_ids=self.env.ref('base.cn').ids, warehouse_id=warehouse.id, sequence=2)
        self._rule(self.teams[2], order_type_id=self.env.ref('order_desk.order_type_international').id, sequence=3)
        now = fields.Datetime.now()
        urgent = self._order(commitment_date=fields.Datetime.add(now, days=2))
        north = self._order(commitment_date=fields.Datetime.add(now, days=20))
        self.partner.country_id = self.env.ref('base.de')
        export = self._order()
        self.partner.country_id = self.env.ref('base.cn')
        export.partner_shipping_id = self.env['res.partner'].create(
            {'name': "Hamburg", 'country_id': self.env.ref('base.de').id})
        (urgent | north | export).with_user(self.clerk).action_desk_allocate()
        self.assertEqual((urgent | north | export).mapped('team_id.name'), ["Urgent", "North", "Export"])
        self.assertEqual(north.warehouse_id, warehouse)

    def test_rules(self):
        """INT-26: a rule without a goal is refused; the order supervisor keeps the rules."""
        with self.assertRaisesRegex(ValidationError, "sales team or a warehouse"):
            self.env['order.desk.allocation'].create({'name': "Nowhere"})
        with self.assertRaises(AccessError):
            self.env['order.desk.allocation'].with_user(self.clerk).create(
                {'name': "Mine", 'team_id': self.teams[0].id})
