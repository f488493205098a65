from odoo import fields, models


class StockPicking(models.Model):
    """A return transfer says why the goods come back; a shipment shows what came back of it."""
    _inherit = 'stock.picking'

    # === FIELDS === #

    # Copied on purpose: the rest of a return comes back for the same reason.
    desk_return_reason_id = fields.Many2one(
        'order.desk.return.reason', "Return Reason", index='btree_not_null', ondelete='restrict')
    desk_return_case_count = fields.Integer("Return Count", compute='_compute_desk_return_case_count')

    # === COMPUTE METHODS === #

    def _compute_desk_return_case_count(self):
        enabled = self.env['res.company']._desk_get_enabled_ids()
        for picking in self:
            # sudo: that there are returns is no secret to whoever reads the transfer
            cases = picking.sudo()._desk_get_return_cases() if picking.company_id.id in enabled and picking.id else ()
            picking.desk_return_case_count = len(cases)

    # === CRUD === #

    def write(self, vals):
        # EXTENDS stock: the reason named at the dock counts for what the case has none of
        result = super().write(vals)
        if vals.get('desk_return_reason_id') and self.env['res.company']._desk_get_enabled_ids():
            # sudo: whoever receives goods need not write cases
            self.sudo()._desk_get_return_cases().line_ids.filtered(
                lambda line: not line.reason_id)._write_evidence({'reason_id': vals['desk_return_reason_id']})
        return result

    # === ACTIONS === #

    def action_desk_open_return_cases(self):
        """Open the returns of this shipment, or those whose goods this transfer brings back."""
        return self._desk_get_return_cases()._get_records_action(name=self.env._("Returns"))

    # === HELPERS === #

    def _desk_get_return_cases(self):
        """Return the cases of goods that these transfers shipped or brought back; one query."""
        chain = self
        while chain.backorder_id - chain:
            chain |= chain.backorder_id
        return self.env['order.desk.return.line'].search([
            '|', ('move_id.picking_id', 'in', self.ids), ('return_move_id.picking_id', 'in', chain.ids)]).return_id
