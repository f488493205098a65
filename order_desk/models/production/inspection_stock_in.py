from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role, get_members
from .inspection import ACCEPTED, QUALITY


class OrderDeskInspection(models.Model):
    """Quality completes the stock-in of what it has passed, and tells who waits for it (QCS-02, QCS-04, QCS-05)."""
    _inherit = 'order.desk.inspection'

    # === ACTIONS === #

    def action_stock_in(self):
        """Complete the stock-in of the accepted goods.

        Side effects: the manufacturing order is done with the quantity accepted (the rest goes on in
        a backorder), or its store transfer is validated where goods are stored in a step of their own.

        :raise AccessError: for others than quality
        :raise UserError: for goods that are not accepted, are stocked in, or whose production is not finished
        """
        ensure_role(self.env, QUALITY)
        self.check_access('read')
        for inspection in self:
            if inspection.state not in ACCEPTED or not inspection.is_to_stock_in:
                raise UserError(self.env._(
                    "%(inspection)s: no accepted goods wait for their stock-in.", inspection=inspection.name))
            # sudo: quality completes the stock-in without being of production
            inspection.sudo().production_id._desk_stock_in()
            if inspection.is_to_stock_in:
                raise UserError(self.env._(
                    "%(production)s cannot be stocked in yet: production has to finish it first.",
                    production=inspection.sudo().production_id.display_name))  # sudo: as above
        return True

    # === HOOKS === #

    def _after_acceptance(self):
        # EXTENDS order_desk: the warehouse hears at once; the salesperson when the goods are stocked in
        result = super()._after_acceptance()
        self._tell_warehouse()
        self.filtered(lambda inspection: not inspection.is_to_stock_in)._tell_salesperson()
        return result

    # === BUSINESS METHODS === #

    def _tell_warehouse(self):
        """Have the warehouse prepare the delivery of what passed (QCS-02)."""
        kind = self.env.ref('order_desk.activity_type_deliver')
        members = get_members(self.env, self.env.ref('order_desk.group_shipping_clerk').ids, self.company_id)
        for inspection in self:
            own = members.filtered(lambda user, inspection=inspection: inspection.company_id in user.company_ids)
            pickings = inspection.picking_id or inspection.line_ids.order_line_id.move_ids.picking_id
            for picking in pickings._desk_get_leaving_rows():
                if own and kind not in picking.activity_ids.activity_type_id:
                    picking.activity_schedule(
                        'order_desk.activity_type_deliver', user_id=own[0].id,
                        summary=self.env._("%(inspection)s passed: prepare the delivery", inspection=inspection.name))

    def _tell_salesperson(self):
        """Tell the salesperson that the goods are stocked in; and that the order is complete when it is (QCS-05)."""
        for order, inspections in self.grouped('order_id').items():
            if not order.user_id:
                continue
            goods = Markup("<br/>").join(
                self.env._("%(product)s: %(quantity)s %(unit)s", product=line.product_id.display_name,
                           quantity=line.accepted, unit=line.uom_id.name)
                for line in inspections.line_ids if line.accepted)
            lead = self.env._("All goods of %(order)s are inspected and in stock.", order=order.name) if (
                order._desk_is_all_accepted()) else self.env._(
                "Goods of %(order)s are inspected and in stock.", order=order.name)
            order.message_post(
                body=Markup("%s<br/>%s") % (lead, goods), partner_ids=order.user_id.partner_id.ids,
                subtype_xmlid='mail.mt_note')


class MrpProduction(models.Model):
    """The stock-in of finished goods, in one step or in a transfer of its own."""
    _inherit = 'mrp.production'

    # === BUSINESS METHODS === #

    def _desk_get_store_pickings(self):
        """Return the transfers by which goods of multi-step manufacturing are stored."""
        return self.move_finished_ids.move_dest_ids.picking_id.filtered(
            lambda picking: picking.picking_type_id == picking.picking_type_id.warehouse_id.sam_type_id)

    def _desk_is_stored_apart(self):
        """Tell whether a transfer after this manufacturing order is the stock-in."""
        warehouse = self.picking_type_id.warehouse_id
        return warehouse.manufacture_steps == 'pbm_sam' and self.location_dest_id == warehouse.sam_loc_id

    def _desk_is_stock_in_open(self):
        self.ensure_one()
        if self._desk_is_stored_apart():
            return self.state != 'done' or any(
                picking.state not in ('done', 'cancel') for picking in self._desk_get_store_pickings())
        return self.state not in ('done', 'cancel')

    def _desk_stock_in(self):
        """Complete the stock-in of what was accepted; sudoed, the role is checked by the caller."""
        self.ensure_one()
        if self._desk_is_stored_apart():
            pickings = self._desk_get_store_pickings().filtered(lambda picking: picking.state not in ('done', 'cancel'))
            pickings.action_assign()
            pickings.move_ids.picked = True
            pickings.with_context(skip_backorder=True, skip_sms=True).button_validate()
            return
        unit = self.product_uom_id
        accepted = self.product_id.uom_id._compute_quantity(self._desk_get_inspected(), unit)
        if unit.compare(accepted, self.qty_producing or self.product_qty) < 0 or not self.qty_producing:
            self.qty_producing = min(accepted, self.product_qty)
            self._set_qty_producing()
        self.move_raw_ids.filtered(lambda move: move.quantity).picked = True
        is_part = unit.compare(self.qty_producing, self.product_qty) < 0
        self.with_context(
            skip_backorder=True, skip_consumption=True, skip_redirection=True,
            mo_ids_to_backorder=self.ids if is_part else []).button_mark_done()

    def _desk_mark_stocked_in(self):
        """Record on the inspections of these manufacturing orders that their goods are stocked in."""
        # sudo: the record is the product's
        inspections = self.sudo().desk_inspection_ids.filtered(
            lambda inspection: inspection.state in ACCEPTED and not inspection.stocked_in_on
            and not inspection.production_id._desk_is_stock_in_open())
        if inspections:
            inspections._write_evidence({'stocked_in_by_id': self.env.uid, 'stocked_in_on': fields.Datetime.now()})
            inspections._tell_salesperson()

    # === HOOKS === #

    def button_mark_done(self):
        # EXTENDS mrp
        result = super().button_mark_done()
        if self.env['res.company']._desk_get_enabled_ids():
            self._desk_mark_stocked_in()
        return result
