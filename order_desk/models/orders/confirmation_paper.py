from odoo import fields, models

# Printed above the goods where the order states them.
TERM_FIELDS = ('desk_transport', 'desk_packing', 'desk_quality_standard', 'desk_special_requirements')
DETAIL_FIELDS = ('desk_specification', 'desk_brand', 'desk_material', 'desk_sales_configuration')


def _to_lines(partner):
    """Return an address without the empty lines of its format."""
    return "\n".join(filter(None, map(str.strip, partner._display_address(without_company=True).splitlines())))


class SaleOrder(models.Model):
    """What stands on the printed order confirmation."""
    _inherit = 'sale.order'

    # === BUSINESS METHODS === #

    def _desk_get_confirmation_paper(self):
        """Return the printed values of one order in the language of its context (CNF-01).

        :rtype: dict
        """
        self.ensure_one()
        lines = self._get_order_lines_to_report()
        rows, number = [], 0
        for line in lines:
            number += not line.display_type
            rows.append({'line': line, 'number': number, **line._desk_get_confirmation_row()})
        labels = self.fields_get(TERM_FIELDS, ['string'])
        today = fields.Date.context_today(self)
        return {
            'date': self.desk_confirmation_sent_at or today,
            'customer_code': self._desk_get_customer_code(),
            'promised_date': self.desk_promised_date or self.commitment_date,
            'completion_date': self.desk_completion_date,
            'terms': [(labels[name]['string'], self[name]) for name in TERM_FIELDS if self[name]],
            'tolerance': self.company_id.desk_default_tolerance,
            'lines': rows,
            'has_discount': any(lines.mapped('discount')),
            'has_drawing': any(row['drawing'] for row in rows),
            'remarks': self._desk_get_confirmation_remarks(),
            'company_address': _to_lines(self.company_id.partner_id),
            'delivery_address': _to_lines(self.partner_shipping_id),
            'clerk': (self.desk_confirmation_sent_by or self.env.user).name,
        }


class SaleOrderLine(models.Model):
    _inherit = 'sale.order.line'

    # === BUSINESS METHODS === #

    def _desk_get_confirmation_row(self):
        """Return what is printed of this line beside Odoo's own columns."""
        details = [self[name] for name in DETAIL_FIELDS if self[name]]
        return {
            'drawing': self.desk_drawing_id.display_name,
            'details': ", ".join(details),
        }
