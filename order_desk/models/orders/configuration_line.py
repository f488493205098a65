import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .change_fields import get_labels
from .configuration_term import normalise, split_terms

TRANSLATOR_ROLES = (
    'order_desk.group_order_clerk', 'order_desk.group_configuration_checker', 'order_desk.group_engineer')
EVIDENCE = {
    'desk_translated_by_id', 'desk_translated_at', 'desk_configuration_source', 'desk_configuration_pairs',
    'desk_configuration_unknown',
}


class SaleOrderLine(models.Model):
    """What the customer wants, in the words of sales and in those of production (CTR-04, CTR-05)."""
    _inherit = 'sale.order.line'

    # === FIELDS === #

    desk_sales_configuration = fields.Text(
        "Sales Configuration", help="One term a line, in the words of the contract and the customer.")
    desk_production_configuration = fields.Text(
        "Production Configuration", copy=False,
        help="The same in the words of production; recorded with its translator.")
    desk_grade_id = fields.Many2one(
        'order.desk.grade', string="Grade", help="Quality grade that the customer asks for.")
    desk_translated_by_id = fields.Many2one('res.users', string="Translated By", copy=False, readonly=True)
    desk_translated_at = fields.Datetime("Translated On", copy=False, readonly=True)
    desk_configuration_source = fields.Char(copy=False, readonly=True)
    desk_configuration_pairs = fields.Json(copy=False, readonly=True)
    desk_configuration_unknown = fields.Text(
        "Unknown Terms", copy=False, readonly=True, help="Terms that have no translation yet.")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS sale: whoever enters a production configuration is its translator
        with self._desk_batch():
            lines = super().create(vals_list)
            lines.filtered('desk_production_configuration')._desk_stamp_translation()
        return lines

    def write(self, vals):
        # EXTENDS sale
        if 'desk_production_configuration' not in vals or EVIDENCE.intersection(vals):
            return super().write(vals)
        with self._desk_batch():
            result = super().write(vals)
            self._desk_stamp_translation()
        return result

    # === ACTIONS === #

    def action_desk_fill_configuration(self):
        """Add the product's attribute values to the sales configuration; the customer's words stay."""
        for line in self:
            terms = split_terms(line.desk_sales_configuration)
            known = {normalise(term) for term in terms}
            terms += [term for term in line._desk_get_attribute_terms() if normalise(term) not in known]
            line.desk_sales_configuration = "\n".join(terms) or False
        return True

    def action_desk_open_translation(self):
        """Open the translation of one line, filled from the dictionary."""
        self.ensure_one()
        self._desk_ensure_translator()
        if not self.desk_sales_configuration:
            raise UserError(self.env._(
                "%(line)s has no sales configuration: enter it, or take it from the product's attributes.",
                line=self.display_name))
        wizard = self.env['order.desk.configuration.translate'].create({'line_id': self.id})
        return wizard._get_records_action(name=self.env._("Translate the configuration"), target='new')

    def action_desk_record_translation(self, pairs):
        """Record the translation of one line in the name of the current user (CTR-04).

        A check given on another text is void, because the text is one of its facts.

        :param pairs: list of ``[sales term, production term]``; an empty production term
            leaves the term on the list of unknown ones
        :raise AccessError: unless clerk, checker or engineer
        :raise UserError: when a term of the sales configuration is missing from ``pairs``, or another translation
            of the same text was agreed with a confirmed order
        """
        self.ensure_one()
        self._desk_ensure_translator()
        pairs = [[str(sales).strip(), str(production or '').strip()] for sales, production in pairs]
        given = {normalise(sales) for sales, _production in pairs}
        missing = [term for term in split_terms(self.desk_sales_configuration) if normalise(term) not in given]
        if missing:
            raise UserError(self.env._(
                "%(line)s: the translation leaves out %(terms)s.", line=self.display_name, terms=", ".join(missing)))
        configuration = "\n".join(production for _sales, production in pairs if production)
        self._desk_ensure_translation_open(configuration)
        self._desk_write_facts({
            'desk_production_configuration': configuration,
            **self._desk_prepare_translation(pairs),
        })
        self.order_id._desk_refresh()
        return True

    # === BUSINESS METHODS === #

    def _desk_get_configuration_source(self):
        """Return a digest of the sales configuration, by which a translation knows its text."""
        terms = [normalise(term) for term in split_terms(self.desk_sales_configuration)]
        return hashlib.sha256("\n".join(terms).encode()).hexdigest()[:32] if terms else False

    def _desk_get_attribute_terms(self):
        values = self.product_id.product_template_attribute_value_ids | self.product_no_variant_attribute_value_ids
        custom = {value.custom_product_template_attribute_value_id: value.custom_value
                  for value in self.product_custom_attribute_value_ids}
        return [
            f"{value.attribute_id.name}: {custom.get(value) or value.name}"
            for value in values | self.product_custom_attribute_value_ids.custom_product_template_attribute_value_id
        ]

    def _desk_stamp_translation(self):
        """Record the translator of production configurations that were entered as text."""
        for line in self.filtered('order_id.desk_enrolled'):
            if not line.desk_production_configuration:
                line._desk_write_facts(dict.fromkeys(EVIDENCE, False))
                continue
            sales = split_terms(line.desk_sales_configuration)
            production = split_terms(line.desk_production_configuration)
            # Free text is taken apart only when it runs line by line beside the sales text.
            beside = len(sales) == len(production)
            pairs = [list(pair) for pair in zip(sales, production, strict=True)] if beside else []
            line._desk_write_facts(line._desk_prepare_translation(pairs))

    def _desk_prepare_translation(self, pairs):
        return {
            'desk_translated_by_id': self.env.uid,
            'desk_translated_at': fields.Datetime.now(),
            'desk_configuration_source': self._desk_get_configuration_source(),
            'desk_configuration_pairs': pairs,
            'desk_configuration_unknown': "\n".join(sales for sales, production in pairs if not production) or False,
        }

    def _desk_ensure_translation_open(self, configuration):
        """Keep what a confirmed order has agreed; a text that an approved change has altered is translated anew.

        :raise UserError: naming the change request
        """
        agreed = self.desk_production_configuration
        if not agreed or self.desk_configuration_source != self._desk_get_configuration_source():
            return
        if split_terms(agreed) != split_terms(configuration) and self.order_id._desk_get_sealed():
            raise UserError(self.order_id._desk_prepare_sealed(self.env._(
                "%(fields)s of %(line)s", fields=get_labels(self, ['desk_production_configuration']),
                line=self._desk_get_sealed_name())))

    def _desk_ensure_translator(self):
        self.check_access('read')
        if not any(self.env.user.has_group(role) for role in TRANSLATOR_ROLES):
            raise AccessError(self.env._(
                "%(line)s is translated by an order clerk, a configuration checker or an engineer.",
                line=self.display_name))

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | EVIDENCE
