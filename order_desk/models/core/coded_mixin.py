from odoo import api, fields, models, tools


class OrderDeskCodedMixin(models.AbstractModel):
    """Words of a company's own or shared by all, which imports and rules know by their code."""
    _name = 'order.desk.coded.mixin'
    _inherit = ['order.desk.cached.mixin']
    _description = "Coded Rule"
    _order = 'sequence, id'

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', index=True)

    # === HELPERS === #

    @api.model
    def _get_by_code(self, code, company):
        """Return the active record with this code, the company's own before the shared one; no query."""
        return self.browse(self._get_id_by_code(code, company.id) or ())

    @api.model
    @tools.ormcache('code', 'company_id')
    def _get_id_by_code(self, code, company_id):
        # sudo: a rule of the company, not of the reader
        return self.sudo().search(
            [('code', '=', code), ('company_id', 'in', (company_id, False))], order='company_id, id', limit=1).id
