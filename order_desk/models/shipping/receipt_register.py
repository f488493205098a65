"""The customer has the goods: the signed receipt is registered, differences are followed up."""
from odoo import fields, models
from odoo.exceptions import UserError

from ..core.arguments import ensure_records, read_text
from ..core.roles import ensure_role
from ..orders.promise_days import local_day

COLLECTORS = ('order_desk.group_order_clerk', 'order_desk.group_shipping_clerk')


class StockPicking(models.Model):
    _inherit = 'stock.picking'

    # === ACTIONS === #

    def action_desk_register_receipt(self, attachment, arrived_on, differences=None, received_by=''):
        """Register the signed delivery receipt of one shipment.

        Side effects: a row in ``order.desk.delivery.receipt`` with copies of the files, the day of arrival on
        the transfer, an anomaly for every kind of difference and for a late arrival, the salesperson is told,
        the order's gates are evaluated anew. Source: RCP-01, RCP-02, ADV-07; design section 6.

        :param attachment: ir.attachment record(s), an id or a list of ids; the signed paper
        :param arrived_on: the day on which the customer received the goods, date or ISO text
        :param differences: list of dicts ``product_id`` or ``move_id``, ``quantity`` received, ``reason`` and
            optionally ``kind``, see :meth:`_desk_read_differences`; empty: everything arrived as shipped
        :param str received_by: who signed for the customer
        :return: the new ``order.desk.delivery.receipt``
        :raise AccessError: for others than order clerks and shipping clerks, or who may not read a file
        :raise UserError: before the shipment, for a second receipt, for a day before the shipment or in the
            future, and for differences that cannot be understood
        """
        ensure_records(self, single=True)
        ensure_role(self.env, *COLLECTORS)
        self.check_access('read')
        day = self._desk_ensure_receivable(arrived_on)
        files = self._desk_read_files(attachment)
        # sudo: the shipment is read whole; the role is checked
        shipment = self.sudo()
        found = shipment._desk_read_differences(differences)
        receipt = shipment._desk_file_receipt({
            'source': 'scan', 'arrived_on': day, 'received_by': read_text(received_by),
            'registered_by_id': self.env.uid,
        }, found)
        receipt.attachment_ids = self.env['order.desk.decision']._copy_evidence(files, receipt)
        shipment._desk_apply_receipt(receipt)
        return receipt.sudo(self.env.su)

    def action_desk_open_register_receipt(self):
        """Open the form in which the signed receipt is registered."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Delivery Receipt"),
            'res_model': 'order.desk.register.receipt',
            'view_mode': 'form',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_picking_id': self.id},
        }

    # === BUSINESS METHODS === #

    def _desk_register_signature(self, signature, person, arrived_on, differences, source):
        """Register a receipt that the customer signed on a screen; the caller has checked who asks.

        :param signature: base64 of the drawn signature
        :raise UserError: without signature or name, and as :meth:`action_desk_register_receipt`
        """
        self.ensure_one()
        person = read_text(person) if isinstance(person, str) else ''
        if not signature or not person:
            raise UserError(self.env._(
                "%(transfer)s: the receipt needs a signature and the name of who signs.", transfer=self.name))
        day = self._desk_ensure_receivable(arrived_on)
        shipment = self.sudo()  # sudo: as above
        receipt = shipment._desk_file_receipt({
            'source': source, 'arrived_on': day, 'received_by': person, 'registered_by_id': self.env.uid,
        }, shipment._desk_read_differences(differences))
        receipt.attachment_ids = self.env['ir.attachment'].sudo().create({  # sudo: evidence is the product's
            'name': self.env._("Signature %(receipt)s.png", receipt=receipt.name.replace('/', '-')),
            'datas': signature, 'res_model': receipt._name, 'res_id': receipt.id})
        shipment._desk_apply_receipt(receipt)
        return receipt

    def _desk_ensure_receivable(self, arrived_on):
        """Return the day of arrival of a shipment whose receipt may be registered now.

        :raise UserError: telling why not
        """
        self.ensure_one()
        picking = self.sudo()  # sudo: what is refused does not depend on the reader
        if not picking._desk_get_enrolled():
            raise UserError(self.env._(
                "%(transfer)s is no shipment to a customer of the order desk: no delivery receipt belongs to it.",
                transfer=picking.name))
        if picking.state != 'done':
            raise UserError(self.env._(
                "%(transfer)s has not been shipped yet: its receipt can be registered after the shipment.",
                transfer=picking.name))
        if picking.desk_received_on:
            raise UserError(self.env._(
                "The delivery receipt of %(transfer)s is registered already, of %(day)s. "
                "A supervisor can annul it, if it was a mistake.",
                transfer=picking.name, day=picking.desk_received_on))
        return picking._desk_read_arrival(arrived_on)

    def _desk_read_arrival(self, arrived_on):
        """Return the day of arrival, between the shipment and today.

        :raise UserError: for no day, a day before the shipment or in the future
        """
        day = self._desk_read_day(arrived_on)
        shipped = self._desk_get_shipping_day()
        if shipped and day < shipped:
            raise UserError(self.env._(
                "%(transfer)s left on %(shipped)s: it cannot have arrived on %(day)s.",
                transfer=self.name, shipped=shipped, day=day))
        if day > local_day(fields.Datetime.now(), self.company_id):
            raise UserError(self.env._(
                "%(transfer)s: %(day)s lies in the future. Register the receipt when the goods have arrived.",
                transfer=self.name, day=day))
        return day

    def _desk_file_receipt(self, vals, differences):
        """Create the receipt of one shipment with all its goods (sudoed transfer).

        :param dict differences: what arrived otherwise, ``{move: Difference}``
        """
        self.ensure_one()
        lines = []
        for move in self._desk_get_shipped_moves():
            other = differences.get(move)
            received = other.received if other else move.quantity
            lines.append(fields.Command.create({
                'move_id': move.id, 'shipped': move.quantity, 'received': received,
                'difference': move.product_uom.round(received - move.quantity),
                'kind': other.kind if other else False, 'reason': other.reason if other else False,
            }))
        return self.env['order.desk.delivery.receipt'].create({
            'name': self.env['ir.sequence'].next_by_code('order.desk.delivery.receipt') or "/",
            'picking_id': self.id, 'order_id': self._desk_order().id, 'company_id': self.company_id.id,
            'has_difference': bool(differences), 'line_ids': lines, **vals,
        })

    def _desk_apply_receipt(self, receipt):
        """Let a registered receipt count: facts, anomalies, the salesperson, the gates (sudoed transfer)."""
        self.ensure_one()
        self._desk_write_facts({
            'desk_received_on': receipt.arrived_on, 'desk_receipt_id': receipt.id,
            'desk_receipt_differs': receipt.has_difference,
        })
        if self.desk_arrived_on != receipt.arrived_on:
            self._desk_note_arrival(receipt.arrived_on)
        self._desk_report_differences(receipt)
        self._desk_order()._message_log(
            body=self.env._(
                "Delivery receipt %(receipt)s of %(transfer)s registered: arrived on %(day)s.",
                receipt=receipt.name, transfer=self.name, day=receipt.arrived_on),
            attachment_ids=receipt.attachment_ids.ids)
        self._desk_get_orders()._desk_refresh()

    def _desk_report_differences(self, receipt):
        """Open one anomaly for each kind of difference of a receipt."""
        by_kind = receipt.line_ids.filtered('kind').grouped('kind')
        self.env['order.desk.anomaly']._desk_report([
            {
                'order_id': receipt.order_id.id, 'picking_id': self.id, 'kind': kind,
                'description': "\n".join(self.env._(
                    "%(product)s: %(received)s of %(shipped)s %(unit)s received: %(reason)s",
                    product=line.product_id.display_name, received=line.received, shipped=line.shipped,
                    unit=line.uom_id.name, reason=line.reason) for line in lines),
            }
            for kind, lines in by_kind.items()
        ])
