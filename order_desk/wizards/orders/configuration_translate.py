from odoo import api, fields, models

from ...models.orders.configuration_term import normalise, split_terms


class OrderDeskConfigurationTranslate(models.TransientModel):
    """The translation of one line, term by term, filled from the dictionary (CTR-04)."""
    _name = 'order.desk.configuration.translate'
    _description = "Configuration Translation"

    # === FIELDS === #

    line_id = fields.Many2one('sale.order.line', required=True, readonly=True)
    product_id = fields.Many2one(related='line_id.product_id')
    term_ids = fields.One2many('order.desk.configuration.translate.term', 'wizard_id')
    unknown_count = fields.Integer("Still Unknown", compute='_compute_unknown_count')

    # === COMPUTE METHODS === #

    @api.depends('term_ids.production_term')
    def _compute_unknown_count(self):
        for wizard in self:
            wizard.unknown_count = len(wizard.term_ids.filtered(lambda term: not term.production_term))

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        wizards.filtered(lambda wizard: not wizard.term_ids)._fill()
        return wizards

    def _fill(self):
        Term = self.env['order.desk.configuration.term']
        for wizard in self:
            line = wizard.line_id
            recorded = {normalise(sales): production for sales, production in line.desk_configuration_pairs or ()}
            sales_terms = split_terms(line.desk_sales_configuration)
            context = (line.product_id, line.order_id.partner_id.commercial_partner_id, line.company_id)
            suggestions = Term._suggest([(sales, *context) for sales in sales_terms])
            wizard.term_ids = [fields.Command.create({
                'sequence': position,
                'sales_term': sales,
                'production_term': recorded.get(normalise(sales)) or term.production_term,
                'origin': 'recorded' if recorded.get(normalise(sales)) else 'dictionary' if term
                          else 'undecided' if others else 'unknown',
                'confirmed': term.weight,
                'others': "; ".join(others),
            }) for position, (sales, (term, others)) in enumerate(zip(sales_terms, suggestions, strict=True))]

    # === ACTIONS === #

    def action_record(self):
        """Record the translation in the name of the current user."""
        self.ensure_one()
        self.line_id.action_desk_record_translation(
            [[term.sales_term, term.production_term or ''] for term in self.term_ids.sorted('sequence')])
        return {'type': 'ir.actions.act_window_close'}


class OrderDeskConfigurationTranslateTerm(models.TransientModel):
    """One term of a translation in work."""
    _name = 'order.desk.configuration.translate.term'
    _description = "Configuration Translation Term"
    _order = 'sequence, id'

    # === FIELDS === #

    wizard_id = fields.Many2one('order.desk.configuration.translate', required=True, ondelete='cascade')
    sequence = fields.Integer()
    sales_term = fields.Char(readonly=True)
    production_term = fields.Char()
    origin = fields.Selection(
        [('recorded', "Recorded"), ('dictionary', "Dictionary"), ('undecided', "Several known"),
         ('unknown', "Unknown")],
        readonly=True)
    confirmed = fields.Integer("Times Confirmed", readonly=True)
    others = fields.Char("Other Translations", readonly=True)
