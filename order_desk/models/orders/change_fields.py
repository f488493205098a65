"""What a confirmed order has agreed with its customer, and what of it a change request may propose."""

# Columns of the order that a change request proposes.
ORDER_TERMS = (
    'partner_id', 'partner_shipping_id', 'partner_invoice_id', 'fiscal_position_id', 'payment_term_id',
    'commitment_date', 'carrier_id', 'picking_policy', 'incoterm', 'incoterm_location',
    'desk_packing', 'desk_quality_standard', 'desk_transport', 'desk_special_requirements', 'desk_after_sales_terms',
)
# Columns of a line that a change request proposes.
LINE_TERMS = (
    'product_id', 'product_uom_qty', 'price_unit', 'discount', 'tax_ids', 'name', 'desk_requested_date',
    'desk_specification', 'desk_brand', 'desk_material', 'desk_sales_configuration', 'desk_production_configuration',
)
# What no request proposes: in another company or currency it is another contract, and the host refuses another
# price list on a confirmed order; prices are proposed line by line.
OTHER_CONTRACT = frozenset(('company_id', 'pricelist_id', 'currency_id'))
# Nobody writes these on a confirmed order.
SEALED_ORDER = frozenset((*ORDER_TERMS, *OTHER_CONTRACT, 'amount_untaxed', 'amount_tax', 'amount_total'))
# Whoever could say of a line that it carries freight or a down payment could unseal it.
SEALED_LINE = frozenset((
    *LINE_TERMS, 'order_id', 'product_uom_id', 'desk_grade_id', 'display_type', 'is_downpayment', 'is_delivery',
    'product_no_variant_attribute_value_ids', 'product_custom_attribute_value_ids',
    'price_subtotal', 'price_tax', 'price_total',
))


def get_changed(record, vals, names):
    """Return those of ``names`` that ``vals`` would give another value on one record; no query for plain columns."""
    changed = []
    for name in names:
        field = record._fields[name]
        value = field.convert_to_record(field.convert_to_cache(vals[name], record, validate=False), record)
        now = record[name]
        if field.type == 'float' and isinstance(value, float):
            digits = field.get_digits(record.env)
            if digits and round(value - now, digits[1]) == 0:
                continue
        if field.type in ('char', 'text', 'html') and not value and not now:
            continue
        if value != now:
            changed.append(name)
    return changed


def get_labels(record, names):
    """Return the labels of fields in the language of the reader, for a message."""
    return ", ".join(record._fields[name]._description_string(record.env) for name in sorted(names))
