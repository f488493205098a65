from odoo import api, models


class OrderDeskDemo(models.AbstractModel):
    """What each person does from finished goods to the signed receipt, through the actions of the product."""
    _inherit = 'order.desk.demo'

    # === BUSINESS METHODS - QUALITY === #

    @api.model
    def _make(self, order, story):
        """Produce what was released; the goods stand ready for quality."""
        productions = self._get_productions(order)
        for production in self._as('production', productions):
            production.action_assign()
            production.qty_producing = production.product_qty
            production._set_qty_producing()
            production.move_raw_ids.picked = True
        if productions:
            self._as('production', productions).action_desk_call_quality()

    @api.model
    def _inspect(self, order, story):
        """Order desk and quality inspect together; quality stocks in what passed."""
        if not order.desk_inspection_ids:
            self._as('shipping', self._live_transfers(order)).action_desk_call_quality()
        for inspection in order.desk_inspection_ids.filtered(lambda inspection: inspection.state == 'draft'):
            clerk, quality = self._as('clerk', inspection), self._as('quality', inspection)
            clerk.action_clerk_all_ok()
            clerk.action_clerk_sign()
            for point in quality.point_ids.filtered(lambda point: point.kind == 'measure'):
                point.measured = str((point.lower + point.upper) / 2)
            quality.action_quality_all_ok()
            quality.action_pass()
            if inspection.is_to_stock_in:
                quality.action_stock_in()
        self._as('shipping', self._live_transfers(order)).action_assign()

    # === BUSINESS METHODS - MONEY === #

    @api.model
    def _clear(self, order, story):
        """Collect what is due before shipping, where the customer's class asks for it; finance clears it."""
        missing = order.desk_balance_missing
        if missing and order._desk_get_payment_rule() != 'contract':
            self._ask_for_balance(order)
            self._invoice_and_pay(order, missing)
        self._sign_all(order, 'payment', ('clerk', 'finance'), "Cleared by the contract and the ledger")

    @api.model
    def _invoice_and_pay(self, order, amount, share=1.0):
        """The desk invoices a down payment, finance posts it and books what the bank received."""
        wizard = self._as('clerk', self.env['sale.advance.payment.inv']).with_context(
            active_model='sale.order', active_ids=order.ids).create(
                {'advance_payment_method': 'fixed', 'fixed_amount': amount})
        self._book(self._as('finance', wizard._create_invoices(self._as('clerk', order))), share)

    @api.model
    def _book(self, invoice, share=1.0):
        """Finance posts an invoice and books the share of it that the bank has received."""
        invoice.action_post()
        if share:
            self._as('finance', self.env['account.payment.register']).with_context(
                active_model='account.move', active_ids=invoice.ids).create(
                    {'amount': invoice.currency_id.round(invoice.amount_total * share)})._create_payments()

    # === BUSINESS METHODS - SHIPPING === #

    @api.model
    def _apply(self, order, story):
        """The clerk applies for shipping."""
        self._as('clerk', self._live_transfers(order)).action_desk_apply_shipping()

    @api.model
    def _review_shipping(self, order, story):
        """A second person goes through the application item by item."""
        for picking in self._live_transfers(order):
            paper = self._as('supervisor', picking.desk_application_id)
            paper.action_check_all()
            paper.action_review()

    @api.model
    def _ship(self, order, story):
        for picking in self._as('shipping', self._live_transfers(order)):
            picking.move_ids.picked = True
            picking.with_context(skip_sms=True, skip_backorder=True).button_validate()

    @api.model
    def _advise(self, order, story):
        """The shipper fills in the shipping advice, the clerk sends it and asks whether it arrived."""
        for picking in order.picking_ids.filtered(lambda picking: picking.state == 'done'):
            shipper = self._as('shipping', picking)
            shipper.action_desk_open_advice()
            shipper.desk_advice_id.write({
                'transporter': "Taihu Express", 'driver': "Wang", 'vehicle': "Su B 88321"})
            shipper.desk_advice_id.action_fill_in()
            advice = self._as('clerk', picking.desk_advice_id)
            advice.mismatch_note = advice.is_late and "Agreed with the buyer by telephone"
            advice.action_send()
            advice.action_confirm_receipt("Buyer")

    @api.model
    def _receive(self, order, story):
        """The signed receipt comes back."""
        for picking in order.picking_ids.filtered(lambda picking: picking.state == 'done'):
            paper = self._file('clerk', f"Receipt {picking.name}.pdf", f"Delivery receipt {picking.name}, signed")
            picking = self._as('clerk', picking)
            picking.action_desk_register_receipt(paper, picking._desk_get_shipping_day(), [], "Gate keeper")

    @api.model
    def _close(self, order, story):
        """The rest is invoiced and paid: goods and money are both in."""
        invoice = self._as('clerk', order)._create_invoices(final=True)
        self._book(self._as('finance', invoice))

    # === BUSINESS METHODS - AFTERWARDS === #

    @api.model
    def _hear_of_shipments(self):
        """One shipment has arrived, one was dented on the way; the printed notes of the month are collected."""
        arrived = self._as('clerk', self._get_order(34).picking_ids)
        arrived.action_desk_register_arrival(self._today(), "Three crates, all sound; the signed receipt follows")
        self._as('shipping', self._get_order(33).picking_ids).action_desk_report_trouble(
            'damage', "The carrier says that a crate was dented at the transfer in Nanjing")
        shipped = self._get_order(34).picking_ids | self._get_order(35).picking_ids | self._get_order(36).picking_ids
        shipped = shipped.filtered('desk_shipped_on')
        self._as('shipping', shipped - self._get_order(34).picking_ids).action_desk_hand_over_notes()
        self._as('clerk', shipped & self._get_order(36).picking_ids).action_desk_file_notes()

    # === HELPERS === #

    @api.model
    def _live_transfers(self, order):
        return order.picking_ids.filtered(
            lambda picking: picking.state not in ('done', 'cancel') and picking._desk_get_enrolled())
