from odoo import api, fields, models, tools


class OrderDeskCustomerPaperKind(models.Model):
    """A kind of paper that the archive keeps of a customer: contract, licence … (CUS)."""
    _name = 'order.desk.customer.paper.kind'
    _inherit = ['order.desk.coded.mixin']
    _description = "Kind of Customer Paper"

    # === FIELDS === #

    required = fields.Boolean(help="Orders of a customer without a valid paper of this kind do not proceed.")
    company_id = fields.Many2one(help="Empty: the kind holds in every company.")

    # === CONSTRAINTS === #

    _code_uniq = models.UniqueIndex(
        '(code, COALESCE(company_id, 0))', "This code is taken by another kind of paper.")

    # === HELPERS === #

    @api.model
    @tools.ormcache('company_id')
    def _get_kinds(self, company_id):
        """Return ``{id text: (name, required)}`` of the active kinds of a company, without a query.

        The names are in the company's language: a verdict reads the same whoever caused it.
        """
        # sudo: the kinds rule every order of the company
        lang = self.env['res.company'].sudo().browse(company_id).partner_id.lang
        kinds = self.sudo().with_context(lang=lang).search_fetch(
            [('company_id', 'in', (company_id, False))], ['name', 'required'])
        return {str(kind.id): (kind.name, kind.required) for kind in kinds}
