"""Finished goods under inspection: made to order, or taken from the shelf."""
import base64

from odoo.tests import tagged

from .release_common import ReleaseCommon


@tagged('post_install', '-at_install')
class InspectionCommon(ReleaseCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner.desk_deposit_percent = 0.0
        cls.gate = cls.env['order.desk.gate'].with_context(active_test=False).search([('code', '=', 'quality')])
        cls.gate.active = True
        cls._only_gates('quality')
        cls.warehouse = cls.env['stock.warehouse'].search([('company_id', '=', cls.company.id)], limit=1)
        for product in (cls.steel, cls.shelf):
            cls.env['stock.quant']._update_available_quantity(product, cls.warehouse.lot_stock_id, 1000)
        cls.standard = cls.env['order.desk.product.standard'].create({
            'name': "Ex-factory standard of pumps",
            'product_tmpl_ids': [(6, 0, cls.pump.product_tmpl_id.ids)],
            'point_ids': [
                (0, 0, {'name': "Pressure", 'kind': 'measure', 'lower': 9.5, 'upper': 10.5, 'unit': 'bar'}),
                (0, 0, {'name': "Paint", 'kind': 'check'})]})

    def _as(self, role, record):
        return record.with_user(self.users[role])

    def _picture(self, role='quality_inspector'):
        return self.env['ir.attachment'].with_user(self.users[role]).create({
            'name': "nameplate.png", 'datas': base64.b64encode(b'\x89PNG\r\n\x1a\n' + b'0' * 64)})

    def _confirmed(self, product=None, quantity=2, **vals):
        order = self._order([(product or self.shelf, quantity, 100.0)], **vals)
        order.user_id = self.users['salesperson']
        order.action_confirm()
        return order

    def _made_of(self, order):
        """Return the manufacturing order of the finished goods, its parts being ready."""
        productions = self._productions(order)
        for part in productions.filtered(lambda production: production.product_id == self.rotor):
            part.qty_producing = part.product_qty
            part._set_qty_producing()
            part.move_raw_ids.picked = True
            part.button_mark_done()
        return productions.filtered(lambda production: production.product_id == self.pump)

    def _call(self, document, role='order_clerk'):
        action = document.with_user(self.users[role]).action_desk_call_quality()
        return self.env['order.desk.inspection'].browse(action['res_id'])

    def _judge(self, inspection, pressure="10,1"):
        """Have both sides judge every point, and the order desk sign."""
        self._as('order_clerk', inspection).action_clerk_all_ok()
        quality = self._as('quality_inspector', inspection)
        quality.action_quality_all_ok()
        quality.point_ids.filtered(lambda point: point.kind == 'measure').measured = pressure
        self._as('order_clerk', inspection).action_clerk_sign()

    def _passed(self, document, role='order_clerk'):
        inspection = self._call(document, role)
        self._judge(inspection)
        self._as('quality_inspector', inspection).action_pass()
        return inspection

    def _failed(self, document, note="Paint peels off"):
        inspection = self._call(document)
        quality = self._as('quality_inspector', inspection)
        quality.quality_note = note
        quality.action_fail()
        return inspection

    def _finding(self, pickings):
        """Return the code of what quality finds on each transfer."""
        found = [verdict for verdict in pickings._desk_evaluate(['ship']) if verdict.gate == self.gate]
        codes = {verdict.document.id: verdict.finding.code if verdict.finding else 'passed' for verdict in found}
        return codes.get(pickings.id) if len(pickings) == 1 else codes
