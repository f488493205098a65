from odoo import models
from odoo.exceptions import UserError

from ..core.arguments import ensure_records
from ..core.gate import STAGE_ORDER


class StockPicking(models.Model):
    """Who stands before a transfer decides on the gates of its order as well."""
    _inherit = 'stock.picking'

    # === ACTIONS === #

    def desk_decide(self, gate_code, decision, reason, attachment_ids=(), cap=None, until=None):
        # EXTENDS order_desk: a gate of the order is decided on the order
        ensure_records(self, single=True)
        self.check_access('read')
        orders = self.sudo()._desk_get_orders()  # sudo: who decides on a transfer need not read its order
        if orders and orders._desk_judges(gate_code, 'sale.order'):
            if len(orders) > 1:
                raise UserError(self.env._(
                    "%(transfer)s ships goods of %(orders)s: decide on each of them.",
                    transfer=self.display_name, orders=", ".join(orders.mapped('name'))))
            return orders.sudo(False).desk_decide(gate_code, decision, reason, attachment_ids, cap, until)
        return super().desk_decide(gate_code, decision, reason, attachment_ids, cap, until)


class SaleOrder(models.Model):
    """Who stands before an order decides on the gates of its transfer, where there is one."""
    _inherit = 'sale.order'

    # === ACTIONS === #

    def desk_decide(self, gate_code, decision, reason, attachment_ids=(), cap=None, until=None):
        # EXTENDS order_desk: a gate of the transfer is decided on the transfer
        ensure_records(self, single=True)
        self.check_access('read')
        if self._desk_judges(gate_code, 'stock.picking'):
            pickings = self._desk_get_decidable(gate_code)
            if len(pickings) > 1:
                raise UserError(self.env._(
                    "%(order)s has several transfers: decide on each of them: %(transfers)s.",
                    order=self.name, transfers=", ".join(pickings.mapped('display_name'))))
            if pickings:
                return pickings.with_env(self.env).desk_decide(
                    gate_code, decision, reason, attachment_ids, cap, until)
        return super().desk_decide(gate_code, decision, reason, attachment_ids, cap, until)

    # === HELPERS === #

    def _desk_judges(self, code, model):
        """Tell whether the gate ``code`` of these orders' companies judges documents of ``model``; no query."""
        return any(
            gate._get_spec().code == code
            for company in self.sudo().company_id  # sudo: the definition rules everybody
            for gate in self.env['order.desk.gate']._get_gates(company, STAGE_ORDER)._filter_model(model))

    def _desk_get_decidable(self, code):
        """Return the transfers of this order before which the gate ``code`` stands, sudoed.

        Where it is open on some of them only, those.
        """
        # sudo: who decides on an order need not be a user of the warehouse
        pickings = self.sudo()._desk_get_pickings()
        gate = self.sudo().env['order.desk.gate']._get_gates(self.sudo().company_id, STAGE_ORDER).filtered(
            lambda gate: gate._get_spec().code == code)
        standing = pickings._desk_filter_stage(gate._get_spec().stage)
        checks = self.env['order.desk.check'].sudo().search([  # sudo: as above
            ('gate_id', '=', gate.id), ('picking_id', 'in', standing.ids), ('state', 'in', ('open', 'rejected'))])
        return checks.picking_id or standing
