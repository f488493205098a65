from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..production.inspection import QUALITY


class OrderDeskGate(models.Model):
    """Whether quality stands between production and stock."""
    _inherit = 'order.desk.gate'

    # === BUSINESS METHODS === #

    @api.model
    def _get_quality_gate(self, company):
        """Return the active quality gate of a company, an empty record where there is none; no query."""
        gates = self._get_gates(company, ('ship',))
        return gates.filtered(
            lambda gate: gate._get_spec().code == 'quality' and gate._get_spec().severity == 'block')


class OrderDeskInspection(models.Model):
    """Who may waive the quality gate decides on conditional passes."""
    _inherit = 'order.desk.inspection'

    # === HOOKS === #

    def _get_decider_groups(self):
        # EXTENDS order_desk
        groups = self.env['res.groups']
        # sudo: the definition of gates rules everybody
        for company in self.company_id:
            for gate in self.env['order.desk.gate'].sudo()._get_quality_gate(company):
                groups |= groups.browse(gate._get_spec().waive_group_ids)
        return groups or super()._get_decider_groups()

    def _after_failure(self):
        # EXTENDS order_desk: a failed inspection is an anomaly of its order (FUP-02)
        result = super()._after_failure()
        self.env['order.desk.anomaly']._desk_report([
            {
                'order_id': inspection.order_id.id, 'picking_id': inspection.picking_id.id,
                'production_id': inspection.production_id.id, 'kind': 'quality',
                'description': self.env._(
                    "Inspection %(inspection)s failed: %(note)s", inspection=inspection.name,
                    note=inspection.decision_note or inspection.quality_note),
            }
            for inspection in self])
        return result


class MrpProduction(models.Model):
    """Finished goods of an order are stocked in by quality, after every point has passed (QCS-04)."""
    _inherit = 'mrp.production'

    # === BUSINESS METHODS === #

    def button_mark_done(self):
        # EXTENDS mrp: before anything is consumed or stocked
        self._desk_ensure_inspected()
        return super().button_mark_done()

    def _post_inventory(self, cancel_backorder=False):
        # EXTENDS mrp: whatever way leads here, goods are posted only then
        self._desk_ensure_inspected()
        return super()._post_inventory(cancel_backorder=cancel_backorder)

    def _desk_ensure_inspected(self):
        """Stop the stock-in of finished goods that nobody has accepted, or by others than quality.

        :raise UserError: naming each manufacturing order and what is missing
        :raise AccessError: for others than quality, once everything is accepted
        """
        concerned = self.filtered(lambda production: not production._desk_is_stored_apart())._desk_get_inspected_first()
        problems = []
        for production in concerned:
            unit = production.product_uom_id
            accepted = production.product_id.uom_id._compute_quantity(production._desk_get_inspected(), unit)
            wanted = production.qty_producing or production.product_qty
            if unit.compare(accepted, wanted) < 0:
                problems.append(self.env._(
                    "%(production)s: %(accepted)s of %(wanted)s %(unit)s are accepted. Call quality to inspect them.",
                    production=production.display_name, accepted=accepted, wanted=wanted, unit=unit.name))
        if problems:
            lead = self.env._("Finished goods are stocked in after quality has passed them:")
            raise UserError("\n".join([lead, *problems]))
        concerned._desk_ensure_quality()

    def _desk_call_quality_when_made(self):
        # EXTENDS order_desk
        result = super()._desk_call_quality_when_made()
        made = self.filtered(
            lambda production: production.workorder_ids
            and all(workorder.state in ('done', 'cancel') for workorder in production.workorder_ids))
        # sudo: the workshop need not read inspections
        waiting = made._desk_get_inspected_first().sudo()
        waiting.filtered(lambda production: not production.desk_inspection_ids)._desk_call_quality()
        return result

    def _desk_ensure_quality(self):
        if self and not self.env.su and not self.env.user.has_group(QUALITY):
            raise AccessError(self.env._(
                "%(productions)s is inspected: quality completes the stock-in.",
                productions=", ".join(self.mapped('display_name'))))

    def _desk_get_inspected_first(self):
        """Return those whose goods quality inspects before they are in stock; no query while the desk is off."""
        enabled = self.env['res.company']._desk_get_enabled_ids()
        own = self.filtered(
            lambda production: production.company_id.id in enabled and production.state not in ('done', 'cancel'))
        concerned = self.browse()
        for company, productions in own.grouped('company_id').items():
            gate = self.env['order.desk.gate']._get_quality_gate(company)
            if gate:
                # sudo: a workshop user need not read orders
                finished = productions.sudo().filtered(lambda production: production._desk_get_customer_lines())
                concerned |= gate._filter_concerned(finished).with_env(self.env)
        return concerned


class StockPicking(models.Model):
    """The store transfer of multi-step manufacturing is the stock-in (QCS-04)."""
    _inherit = 'stock.picking'

    # === BUSINESS METHODS === #

    def _action_done(self):
        # EXTENDS stock
        self._desk_ensure_stored_by_quality()
        enabled = self.env['res.company']._desk_get_enabled_ids()
        stored = self._desk_get_stored_productions() if enabled else self.env['mrp.production']
        result = super()._action_done()
        stored._desk_mark_stocked_in()
        return result

    def _desk_ensure_stored_by_quality(self):
        """Stop store transfers of finished goods that nobody has accepted, or by others than quality.

        :raise UserError: naming each transfer and manufacturing order
        :raise AccessError: for others than quality
        """
        if not self.env['res.company']._desk_get_enabled_ids():
            return
        productions = self._desk_get_stored_productions()
        concerned = productions.filtered(lambda production: self.env['order.desk.gate']._get_quality_gate(
            production.company_id))
        problems = []
        for production in concerned:
            accepted = production._desk_get_inspected()
            moves = self.move_ids.filtered(
                lambda move, production=production: move.move_orig_ids & production.move_finished_ids
                and move.product_id == production.product_id)
            wanted = sum(
                move.product_uom._compute_quantity(move.quantity or move.product_uom_qty, move.product_id.uom_id)
                for move in moves)
            if production.product_id.uom_id.compare(accepted, wanted) < 0:
                problems.append(self.env._(
                    "%(production)s: %(accepted)s of %(wanted)s %(unit)s are accepted. Call quality to inspect them.",
                    production=production.display_name, accepted=accepted, wanted=wanted,
                    unit=production.product_id.uom_id.name))
        if problems:
            lead = self.env._("Finished goods are stocked in after quality has passed them:")
            raise UserError("\n".join([lead, *problems]))
        concerned.with_env(self.env)._desk_ensure_quality()

    @api.model
    def _desk_get_stored_productions(self):
        """Return the manufacturing orders whose finished goods of the desk these transfers store; sudoed."""
        # sudo: the warehouse need not read manufacturing orders
        stores = self.sudo().filtered(
            lambda picking: picking.picking_type_id.code == 'internal'
            and picking.picking_type_id.warehouse_id.manufacture_steps == 'pbm_sam'
            and picking.picking_type_id == picking.picking_type_id.warehouse_id.sam_type_id)
        return stores.move_ids.move_orig_ids.production_id.filtered(
            lambda production: production._desk_get_customer_lines())
