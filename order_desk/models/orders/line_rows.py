"""Orders and their lines as gates read them."""
from odoo import models

from ..core.evaluation import shared
from ..core.rows import read_rows
from .intake_points import SCOPE_QUESTIONS

LINE_COLUMNS = (
    'display_type', 'is_downpayment', 'is_delivery', 'sequence', 'name', 'product_id', 'product_uom_id',
    'product_uom_qty', 'price_unit', 'discount', 'price_subtotal', 'desk_specification', 'desk_brand',
    'desk_material', 'desk_requested_date', 'desk_drawing_id', 'desk_sales_configuration',
    'desk_production_configuration', 'desk_configuration_unknown', 'desk_configuration_source', 'desk_grade_id',
    'desk_translated_by_id', 'desk_negotiated_price', 'desk_reviewed_price', 'desk_price_note', 'desk_basis_key',
    'desk_reference_price', 'desk_reference_source', 'desk_floor_unit', 'desk_cost_unit', 'desk_nonstandard',
    'desk_made_to_measure', 'desk_technical_verdict',
)
HEAD_COLUMNS = (
    'company_id', 'partner_id', 'partner_shipping_id', 'currency_id', 'pricelist_id', 'payment_term_id', 'incoterm',
    'carrier_id', 'commitment_date', 'date_order', 'client_order_ref', 'desk_order_type_id', 'desk_channel_id',
    'desk_received_at', 'desk_document_digest', 'desk_quality_standard', 'desk_packing', 'desk_special_requirements',
    'desk_no_special_requirements', 'desk_transport', 'desk_payment_method', 'desk_unread_rows',
    'desk_open_question_count', 'desk_reviewed_at', 'desk_entry_checked_at', 'desk_estimate_sent_at',
    'desk_number_confirmed_at', 'desk_completion_date', 'desk_promise_base', 'desk_price_doubt',
    'desk_terms_differ', 'desk_terms_note', *SCOPE_QUESTIONS,
)


class SaleOrder(models.Model):
    _inherit = 'sale.order'

    def _desk_get_head_rows(self):
        """Return ``{order: Row}`` of the columns of these orders themselves; read once in an evaluation."""
        return shared(self, 'head_rows', lambda orders: {
            row.record: row for row in read_rows(orders, HEAD_COLUMNS)})

    def _desk_get_line_rows(self):
        """Return ``{order: [Row]}`` of all lines of these orders, in their order; read once in an evaluation."""
        return shared(self, 'line_rows', lambda orders: orders._desk_read_line_rows())

    def _desk_read_line_rows(self):
        self._desk_fetch_lines()
        lines = self.order_line
        # Evaluations, which ask for floors and costs, have full rights; who looks at the rest need not know them.
        names = LINE_COLUMNS if self.env.su else [
            name for name in LINE_COLUMNS if lines._has_field_access(lines._fields[name], 'read')]
        rows = {row.id: row for row in read_rows(lines, names)}
        return {order: [rows[line_id] for line_id in order.order_line._ids] for order in self}
