"""Orders that were shipped and invoiced, and the acts of those through whose hands a return goes."""
from odoo import Command

from ..shipping.ship_common import ShipCommon


class ReturnsCommon(ShipCommon):
    """No gates: goods leave at once; one user per role works on what comes back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.shelf | cls.box).invoice_policy = 'delivery'
        cls.reason = cls.env.ref('order_desk.return_reason_defect')
        cls.users['finance_clerk'].group_ids = [Command.link(cls.env.ref('account.group_account_invoice').id)]

    # === VERBS === #

    def _shipped(self, lines=None, **vals):
        """Return an order whose goods have left."""
        order = self._released(lines, **vals)
        self._ship(self._pick(order.picking_ids))
        self.assertEqual(set(order.picking_ids.mapped('state')), {'done'})
        return order

    def _invoiced(self, lines=None, pay=False, **vals):
        """Return a shipped order and its posted invoice."""
        order = self._shipped(lines, **vals)
        invoice = order._create_invoices()
        invoice.action_post()
        if pay:
            self.env['account.payment.register'].with_context(
                active_model='account.move', active_ids=invoice.ids).create({})._create_payments()
        return order, invoice

    def _as(self, role, records):
        return records.with_user(self.users[role])

    def _ask(self, order, quantity, line=None, role='order_clerk', **options):
        """Return the case of a request for some of one order line."""
        line = line or order.order_line[:1]
        return self._as(role, order)._desk_request_return(
            [{'sale_line_id': line.id, 'quantity': quantity}], self.reason, "It leaks", **options).with_env(self.env)

    def _wizard(self, picking, role='shipping_clerk', **quantities):
        """Return Odoo's own return of a transfer; ``quantities`` by product name, else by ``all``."""
        wizard = self._as(role, self.env['stock.return.picking']).with_context(
            active_id=picking.id, active_ids=picking.ids, active_model='stock.picking').create(
                {'desk_return_reason_id': self.reason.id})
        for line in wizard.product_return_moves:
            line.quantity = quantities.get(line.product_id.name.replace(' ', '_'), quantities.get('all', 0))
        return wizard

    def _case_of(self, picking):
        return picking._desk_get_return_cases()

    def _arrive(self, picking, quantity=None):
        """The warehouse takes a return transfer in."""
        self._ship(self._pick(picking, quantity))
        return picking

    def _come_back(self, order, quantity, **options):
        """Return an authorised case whose goods have arrived."""
        case = self._ask(order, quantity, **options)
        self._as('order_supervisor', case).action_authorise()
        self._arrive(case.return_picking_ids)
        return case

    def _judge(self, lines, disposition='restock', role='quality_inspector', **vals):
        self._as(role, lines).write({
            'disposition_id': self.env.ref(f'order_desk.disposition_{disposition}').id,
            'responsible': 'customer', **vals})

    def _inspect(self, case, disposition='restock', role='quality_inspector', **vals):
        """Quality judges all that came back in one way, and concludes."""
        self._judge(case.line_ids, disposition, role, **vals)
        self._as(role, case).action_inspect()
        return case

    def _credit(self, case, post=True):
        """Finance makes the credit note and posts it."""
        self._as('finance_clerk', case).action_credit()
        notes = case.credit_note_ids.filtered(lambda note: note.state == 'draft')
        if post:
            self._as('finance_clerk', notes).action_post()
        return notes
