"""What went wrong on the way becomes a complaint in one click, and is then handled in one place."""
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import OFFICE, ensure_role
from .complaint_handling import TELLERS

# What an anomaly is called when the customer complains about it.
COMPLAINED_AS = {
    'late': 'late', 'transport_late': 'late', 'supplier_late': 'late',
    'short': 'quantity', 'quantity': 'quantity', 'receipt_difference': 'quantity', 'loss': 'quantity',
    'technical': 'technical', 'quality': 'quality', 'damage': 'damage', 'wrong_goods': 'wrong_shipment',
}


class OrderDeskAnomaly(models.Model):
    _inherit = 'order.desk.anomaly'

    # === FIELDS === #

    complaint_ids = fields.One2many(
        'order.desk.complaint', 'anomaly_id', string="Complaints", readonly=True, groups=OFFICE)

    # === ACTIONS === #

    def action_complain(self):
        """Register the complaint of this anomaly, or open it where there is one; the anomaly ends with it (SHP-12).

        :raise AccessError: for others than the order desk, sales and the supervisors
        :raise UserError: when the anomaly is closed already
        """
        self.ensure_one()
        ensure_role(self.env, *TELLERS)
        self.check_access('read')
        complaint = self.complaint_ids[:1]
        if complaint:
            return complaint._get_records_action()
        if self.state == 'closed':
            raise UserError(self.env._(
                "%(anomaly)s is closed. Register the complaint on the order.", anomaly=self.name))
        values = self._prepare_complaint()
        # The customer may have been quicker: then it is his complaint that goes on.
        same = self.env['order.desk.complaint'].new(values)._find_same()
        complaint = same.sudo(self.env.su) or self.env['order.desk.complaint'].create(values)
        complaint._write_evidence({'anomaly_id': complaint.anomaly_id.id or self.id})
        self._write_evidence({
            'state': 'closed', 'closed_by_id': self.env.uid, 'closed_on': fields.Datetime.now(),
            'result': self.env._("Handled as complaint %(complaint)s.", complaint=complaint.name)})
        self.sudo().activity_feedback(['order_desk.activity_type_anomaly'])  # sudo: it may be a colleague's
        return complaint._get_records_action()

    # === HELPERS === #

    def _prepare_complaint(self):
        kind = self.env['order.desk.complaint.kind']._get_by_code(COMPLAINED_AS[self.kind], self.company_id)
        if not kind:
            raise UserError(self.env._(
                "%(anomaly)s: there is no complaint kind \"%(code)s\" any more. Ask the administrator to make it "
                "active again.", anomaly=self.name, code=COMPLAINED_AS[self.kind]))
        # sudo: what the customer received is a fact of the shipment, whoever asks
        goods = self.picking_id.sudo().desk_receipt_id.line_ids.filtered(lambda line: line.kind == self.kind)
        lines = goods.move_id.sale_line_id
        return {
            'order_id': self.order_id.id,
            'order_line_id': lines.id if len(lines) == 1 and lines.order_id == self.order_id else False,
            'picking_id': self.picking_id.id,
            'kind_id': kind.id,
            'description': self.description,
            'quantity': abs(sum(goods.mapped('difference'))) if len(lines) == 1 else 0.0,
        }


class OrderDeskComplaint(models.Model):
    _inherit = 'order.desk.complaint'

    # === FIELDS === #

    anomaly_id = fields.Many2one(
        'order.desk.anomaly', readonly=True, copy=False, index='btree_not_null', ondelete='restrict',
        help="The anomaly that this complaint goes on with.")

    # === CONSTRAINTS === #

    _anomaly_uniq = models.UniqueIndex(
        '(anomaly_id) WHERE anomaly_id IS NOT NULL', "This anomaly is handled as a complaint already.")

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return super()._get_product_fields() | {'anomaly_id'}


class OrderDeskDeliveryReceipt(models.Model):
    _inherit = 'order.desk.delivery.receipt'

    # === ACTIONS === #

    def action_complain(self):
        """Register what arrived otherwise as complaints, one for each kind of difference (SHP-11, SHP-12).

        :raise AccessError: for others than the order desk, sales and the supervisors
        :raise UserError: when everything arrived as shipped, or was dealt with already
        """
        self.ensure_one()
        ensure_role(self.env, *TELLERS)
        self.check_access('read')
        kinds = self.line_ids.mapped('kind')
        anomalies = self.env['order.desk.anomaly'].search([
            ('picking_id', '=', self.picking_id.id), ('kind', 'in', [kind for kind in kinds if kind]),
            '|', ('state', '!=', 'closed'), ('complaint_ids', '!=', False)])
        if not anomalies:
            raise UserError(self.env._(
                "Delivery receipt %(receipt)s: no difference is left to complain about.", receipt=self.name))
        for anomaly in anomalies:
            anomaly.action_complain()
        return anomalies.complaint_ids._get_records_action(name=self.env._("Complaints"))
