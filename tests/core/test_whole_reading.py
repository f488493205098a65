"""Who may read a document may read all of it: a field whose rows he may not read is none of his fields."""
from odoo.tests import tagged

from trust.people import make_people
from trust.surface import get_models

from ..common import OrderDeskCommon


@tagged('post_install', '-at_install')
class TestWholeReading(OrderDeskCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_gates()
        cls.people = make_people(cls.env, cls.company, cls.partner)

    def _get_own_fields(self, model):
        return [
            field for name, field in model._fields.items()
            if 'order_desk' in field._modules and model._has_field_access(field, 'read')]

    def test_rows_have_their_readers(self):
        """SEC-01: fields of rows are fields of those only who may read such rows; reading everything never fails."""
        found = []
        for name in get_models(self.env):
            for person, user in self.people.items():
                model = self.env[name].with_user(user)
                if model.has_access('read'):
                    found += [
                        f"{name}.{field.name}: {person} may not read {field.comodel_name}"
                        for field in self._get_own_fields(model) if field.type in ('one2many', 'many2many')
                        and not self.env[field.comodel_name].with_user(user).has_access('read')]
        self.assertFalse(found, "\n".join(found))

    def test_order_and_customer(self):
        """SEC-01: an order and its customer, read whole by everybody in the house who may read them."""
        order = self._order(user_id=self.people['salesperson'].id)
        order.action_confirm()
        for record in (order, order.order_line, order.picking_ids, order.partner_id):
            for person, user in self.people.items():
                if person in ('portal', 'public') or not record.with_user(user).has_access('read'):
                    continue
                own = self._get_own_fields(record.with_user(user))
                self.env.invalidate_all()
                with self.subTest(record=record._name, person=person):
                    rows = record.with_user(user).read([field.name for field in own])
                    self.assertEqual(len(rows), len(record))
