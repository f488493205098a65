from odoo import api, fields, models


class OrderDeskImpactLine(models.Model):
    _inherit = 'order.desk.impact.line'

    # === FIELDS === #

    request_id = fields.Many2one(
        'order.desk.change.request', "Change Request", index='btree_not_null', readonly=True, ondelete='cascade')
    kind = fields.Selection(selection_add=[('gate', "Gate")], ondelete={'gate': 'cascade'})
    gate_id = fields.Many2one('order.desk.gate', readonly=True, ondelete='cascade')

    # === BUSINESS METHODS === #

    @api.model
    def _prepare(self, rows):
        # EXTENDS order_desk: a gate is named in the language of whoever reads
        return [
            {**vals, 'gate_id': row['document'].id, 'document_id': False} if row['kind'] == 'gate' else vals
            for vals, row in zip(super()._prepare(rows), rows, strict=True)]
