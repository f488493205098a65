from odoo import models

from ..core.messages import number


class SaleOrder(models.Model):
    """The dossier's first chapters: the order itself, its promises, its gates and decisions."""
    _inherit = 'sale.order'

    # === HOOKS === #

    def _desk_get_dossier_chapters(self):
        # EXTENDS order_desk
        return [
            *super()._desk_get_dossier_chapters(),
            self._desk_prepare_order_chapter(),
            self._desk_prepare_gates_chapter(),
            self._desk_prepare_decisions_chapter(),
            self._desk_prepare_promise_chapter(),
        ]

    # === HELPERS === #

    def _desk_prepare_order_chapter(self):
        names = (
            'name', 'partner_id', 'client_order_ref', 'desk_channel_id', 'desk_order_type_id', 'desk_received_at',
            'date_order', 'user_id', 'desk_order_taker_id', 'state', 'desk_stage', 'desk_waiting_for',
            'payment_term_id', 'partner_invoice_id', 'partner_shipping_id', 'commitment_date', 'amount_untaxed',
            'amount_tax', 'amount_total')
        head = [
            (self._fields[name]._description_string(self.env), *self._desk_format(self, name)) for name in names]
        lines = [
            (
                line.name, self._desk_format_quantity(line.product_uom_qty, line.product_uom_id),
                self.currency_id.format(line.price_unit), f"{number(line.discount)} %" if line.discount else '',
                *self._desk_format(line, 'price_subtotal'),
                self._desk_format_quantity(line.qty_delivered, line.product_uom_id),
                self._desk_format_quantity(line.qty_invoiced, line.product_uom_id),
            ) if not line.display_type else (line.name, *[' '] * 6)
            for line in self.order_line]
        return self._desk_prepare_chapter('order', 10, self.env._("Order"), [
            self._desk_prepare_table((), [row for row in head if row[1]]),
            self._desk_prepare_table((
                self.env._("Description"), self.env._("Quantity"), self.env._("Unit Price"), self.env._("Discount"),
                self.env._("Amount"), self.env._("Delivered"), self.env._("Invoiced")), lines, self.env._("Lines")),
        ])

    def _desk_prepare_gates_chapter(self):
        # sudo: what an order waits for is told to everybody who may read the order
        checks = self.sudo().desk_check_ids.filtered(lambda check: check.state != 'not_applicable')
        rows = [
            (
                check.gate_id.name, (check.picking_id or check.production_id).display_name,
                *self._desk_format(check, 'stage', 'state'), check.message, *self._desk_format(check, 'since'),
            )
            for check in checks.sorted(lambda check: (check.sequence, check.id))]
        return self._desk_prepare_chapter('gates', 30, self.env._("Gates"), [self._desk_prepare_table(
            (self.env._("Gate"), self.env._("Document"), self.env._("Stage"), self.env._("Status"),
             self.env._("What Is Found"), self.env._("Since")), rows)])

    def _desk_prepare_decisions_chapter(self):
        """Return every decision with the facts it was taken on; their files are in the chapter of evidence."""
        title = self.env._("Decisions")
        decisions = self._desk_search_readable('order.desk.decision', [('order_id', '=', self.id)], order='id')
        if decisions is None:
            return self._desk_prepare_chapter('decisions', 40, title, [], hidden=[title])
        names = (
            'picking_id', 'production_id', 'decision', 'user_id', 'group_id', 'on_behalf_id', 'decided_on',
            'reason', 'cap', 'until', 'attachment_ids', 'chain_hash')
        tables = []
        for decision in decisions:
            rows = [
                (decision._fields[name]._description_string(self.env), *self._desk_format(decision, name))
                for name in names if decision[name]]
            if decision.facts_table:
                rows.append((self.env._("Facts Then"), decision.facts_table))
            gate = decision.sudo().gate_id.name  # sudo: a gate's name is told to whoever reads its decisions
            if decision.chain_number:
                gate = self.env._("No. %(number)s: %(gate)s", number=decision.chain_number, gate=gate)
            tables.append(self._desk_prepare_table((), rows, gate))
        return self._desk_prepare_chapter('decisions', 40, title, tables)

    def _desk_prepare_promise_chapter(self):
        # sudo: what was promised is told to whoever may read the order
        promises = self.env['order.desk.promise'].sudo().search([('order_id', '=', self.id)], order='id')
        fields_told = ('decided_on', 'old_date', 'new_date', 'cause', 'note', 'user_id')
        now = ('desk_first_promised_date', 'desk_promised_date', 'desk_completion_date', 'desk_expected_arrival_date')
        return self._desk_prepare_chapter('promise', 70, self.env._("Promises"), [
            self._desk_prepare_table((), [
                (self._fields[name]._description_string(self.env), *self._desk_format(self, name))
                for name in now if self[name]]),
            self._desk_prepare_table(
                [promises._fields[name]._description_string(self.env) for name in fields_told],
                [self._desk_format(promise, *fields_told) for promise in promises], self.env._("History"))])
