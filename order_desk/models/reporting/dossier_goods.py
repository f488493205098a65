from odoo import models


class SaleOrder(models.Model):
    """What was made, shipped and received for an order, what went wrong, and what was paid."""
    _inherit = 'sale.order'

    # === HOOKS === #

    def _desk_get_dossier_chapters(self):
        # EXTENDS order_desk
        return [
            *super()._desk_get_dossier_chapters(),
            self._desk_prepare_money_chapter(),
            self._desk_prepare_manufacturing_chapter(),
            self._desk_prepare_shipments_chapter(),
            self._desk_prepare_anomalies_chapter(),
        ]

    # === HELPERS === #

    def _desk_prepare_money_chapter(self):
        """Return what the ledger shows; entries themselves only for whoever may read them (design law 6)."""
        # sudo: the sums are shown on the order to whoever may read it
        deposit = self.env['order.desk.deposit.ledger'].sudo()._get_deposits(self).get(self)
        sums = [
            (self._fields[name]._description_string(self.env), *self._desk_format(self, name))
            for name in ('amount_total', 'desk_deposit_required', 'desk_deposit_received', 'desk_deposit_missing')]
        if deposit:
            sums.append((self.env._("Invoiced"), self.currency_id.format(deposit.invoiced)))
        hidden = []
        # sudo: which entries belong to the order; those the reader may not see are dropped below
        moves = self.sudo().invoice_ids.sudo(False)
        if moves.has_access('read'):
            moves = moves._filtered_access('read').sorted(lambda move: (move.date or move.create_date.date(), move.id))
        else:
            moves, hidden = moves.browse(), [self.env._("Invoices")]
        payments = self._desk_search_readable('account.payment', [('desk_order_id', '=', self.id)], order='date, id')
        if payments is None:
            payments, hidden = self.env['account.payment'], [*hidden, self.env._("Payments")]
        document = ('name', 'move_type', 'invoice_date', 'state', 'amount_total', 'amount_residual')
        payment = ('name', 'date', 'state', 'amount', 'memo')
        return self._desk_prepare_chapter('money', 80, self.env._("Money"), [
            self._desk_prepare_table((), sums),
            self._desk_prepare_table(
                [moves._fields[name]._description_string(self.env) for name in document],
                [self._desk_format(move, *document) for move in moves], self.env._("Invoices and Credit Notes")),
            self._desk_prepare_table(
                [payments._fields[name]._description_string(self.env) for name in payment],
                [self._desk_format(paid, *payment) for paid in payments], self.env._("Assigned Payments")),
        ], hidden=hidden)

    def _desk_prepare_manufacturing_chapter(self):
        # sudo: how far the goods of an order are is told to whoever may read the order
        productions = self.env['mrp.production'].sudo().search([
            '|', ('reference_ids.sale_ids', 'in', self.ids), ('sale_line_id.order_id', 'in', self.ids)], order='id')
        names = ('product_id', 'state', 'date_start', 'date_finished')
        rows = [
            (
                production.name, *self._desk_format(production, 'product_id'),
                self._desk_format_quantity(production.product_qty, production.product_uom_id),
                self._desk_format_quantity(production.qty_produced, production.product_uom_id),
                *self._desk_format(production, *names[1:]))
            for production in productions]
        return self._desk_prepare_chapter('manufacturing', 90, self.env._("Manufacturing"), [self._desk_prepare_table((
            self.env._("Manufacturing Order"), self.env._("Product"), self.env._("Quantity"), self.env._("Produced"),
            self.env._("Status"), self.env._("Start"), self.env._("End")),
            rows)])

    def _desk_prepare_shipments_chapter(self):
        """Return the transfers of an order and the receipts of what was shipped."""
        # sudo: as for manufacturing; a receipt is a paper of its own and listed there for whoever may read it
        moves = self.sudo().order_line.move_ids.filtered(lambda move: move.picking_id)
        names = (
            'state', 'desk_shipped_on', 'carrier_id', 'carrier_tracking_ref', 'desk_expected_arrival',
            'desk_arrived_on', 'desk_received_on')
        transfers = moves.picking_id.sorted('id')
        goods = [
            (
                move.picking_id.name, *self._desk_format(move, 'product_id'),
                self._desk_format_quantity(move.product_uom_qty, move.product_uom),
                self._desk_format_quantity(move.quantity, move.product_uom), *self._desk_format(move, 'state'))
            for move in moves.sorted(lambda move: (move.picking_id.id, move.id))]
        receipts = transfers.desk_receipt_id.line_ids
        return self._desk_prepare_chapter('shipments', 100, self.env._("Shipments and Receipts"), [
            self._desk_prepare_table(
                (self.env._("Transfer"), self.env._("Kind"),
                 *(transfers._fields[name]._description_string(self.env) for name in names)),
                [(transfer.name, transfer.picking_type_id.name, *self._desk_format(transfer, *names))
                 for transfer in transfers], self.env._("Transfers")),
            self._desk_prepare_table(
                (self.env._("Transfer"), self.env._("Product"), self.env._("Demand"), self.env._("Quantity"),
                 self.env._("Status")), goods, self.env._("Goods")),
            self._desk_prepare_table(
                (self.env._("Receipt"), self.env._("Product"), self.env._("Shipped"), self.env._("Received"),
                 self.env._("Difference"), self.env._("Remark")),
                [(
                    line.receipt_id.name, *self._desk_format(line, 'product_id'),
                    self._desk_format_quantity(line.shipped, line.uom_id),
                    self._desk_format_quantity(line.received, line.uom_id), *self._desk_format(line, 'kind', 'reason'),
                ) for line in receipts], self.env._("Received by the Customer")),
        ])

    def _desk_prepare_anomalies_chapter(self):
        title = self.env._("Anomalies")
        anomalies = self._desk_search_readable('order.desk.anomaly', [('order_id', '=', self.id)], order='id')
        if anomalies is None:
            return self._desk_prepare_chapter('anomalies', 110, title, [], hidden=[title])
        names = ('name', 'reported_on', 'kind', 'description', 'plan', 'customer_informed_on', 'result', 'state')
        return self._desk_prepare_chapter('anomalies', 110, title, [self._desk_prepare_table(
            [anomalies._fields[name]._description_string(self.env) for name in names],
            [self._desk_format(anomaly, *names) for anomaly in anomalies])])
