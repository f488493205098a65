# pylint: disable=prefer-env-translation  # "_" stands for self.env._ below: a table of headings is read as one
from odoo import api, models

from ..orders.promise_days import local_day
from .report_sheet import Column, Sheet


class OrderDeskReportShippingNotes(models.AbstractModel):
    """The shipping notes of a month, to be handed over and filed by this list (ARC-05)."""
    _name = 'order.desk.report.shipping_notes'
    _inherit = ['order.desk.report']
    _description = "Shipping notes handed over"

    _code = 'shipping_notes'

    @api.model
    def _get_sheets(self, scope):
        _ = self.env._
        pickings = self.env['stock.picking'].search([
            ('company_id', '=', scope.company.id), ('desk_shipped_on', '>=', scope.start),
            ('desk_shipped_on', '<', scope.stop), ('state', '=', 'done')], order='desk_shipped_on, id')
        states = dict(pickings._fields['desk_note_state']._description_selection(self.env))
        rows = [
            [number, local_day(picking.desk_shipped_on, scope.company), picking.name, picking.sale_id.name,
             picking.partner_id.commercial_partner_id.name, states[picking.desk_note_state],
             picking.desk_note_handed_by_id.name, local_day(picking.desk_note_handed_on, scope.company) or None,
             picking.desk_note_filed_by_id.name]
            for number, picking in enumerate(pickings, 1)]
        kept = [number for number, picking in enumerate(pickings) if picking.desk_note_state == 'here']
        return [Sheet(
            self.env['ir.model']._get(self._name).name,
            [Column(_("No."), 'number'), Column(_("Shipped On"), 'date'), Column(_("Shipping Note")),
             Column(_("Sales Order")), Column(_("Customer")), Column(_("Status")), Column(_("Handed Over By")),
             Column(_("Handed Over On"), 'date'), Column(_("Filed By"))],
            rows, notes=(_("%(kept)s of %(count)s notes are not handed over yet.", kept=len(kept), count=len(rows)),)
            if rows else (), alerts=frozenset(kept), empty=_("Nothing was shipped."))]
