"""Whose and which goods' lines agreements ask for, as parts of the statement; pure.

Grouped rather than united: the database reads no UNION in parallel.
"""
from odoo.tools import SQL


def build_customers(agreement_ids) -> SQL:
    """Return the statement for the commercial partners of agreements."""
    return SQL("WITH %s SELECT agreement_id, partner_id FROM customer", customers(list(agreement_ids)))


def build_scope(agreement_ids, product_ids) -> SQL:
    """Return the statement for the pairs of agreements and products in their scope."""
    ids = list(agreement_ids)
    return SQL(
        "WITH %s SELECT a.id, p.id FROM order_desk_rebate_agreement a JOIN product_product p ON p.id = ANY(%s) "
        "%s LEFT JOIN included i ON i.agreement_id = a.id AND i.product_id = p.id "
        "LEFT JOIN excluded e ON e.agreement_id = a.id AND e.product_id = p.id "
        "WHERE a.id = ANY(%s) AND e.product_id IS NULL AND (i.product_id IS NOT NULL OR ch.agreement_id IS NULL)",
        SQL(", ").join(goods(ids)), list(product_ids), _chosen(), ids)


def agreements(ids, has_scope):
    """Return the asked agreements as rows ``a``; ``is_chosen``: they name what counts, not all but something."""
    return SQL(
        "asked AS (SELECT a.id, a.company_id, a.currency_id, "
        "a.basis, a.stacking, a.stacking_rank, COALESCE(a.include_taxes, false) AS taxes, "
        "COALESCE(a.include_delivery, false) AS delivery, COALESCE(a.include_down_payments, false) AS down_payments, "
        "co.currency_id AS company_currency_id, split_part(co.parent_path, '/', 1)::int AS root_id, "
        "cur.rounding, u.factor AS uom_factor, split_part(u.parent_path, '/', 1) AS uom_root, "
        "%s AS is_chosen FROM order_desk_rebate_agreement a JOIN res_company co ON co.id = a.company_id "
        "JOIN res_currency cur ON cur.id = a.currency_id LEFT JOIN uom_uom u ON u.id = a.uom_id %s "
        "WHERE a.id = ANY(%s))",
        SQL("ch.agreement_id IS NOT NULL") if has_scope else SQL("false"), _chosen() if has_scope else SQL(), ids)


def _chosen():
    return SQL(
        "LEFT JOIN (SELECT agreement_id FROM (SELECT agreement_id FROM order_desk_rebate_product_rel "
        "UNION ALL SELECT agreement_id FROM order_desk_rebate_category_rel "
        "UNION ALL SELECT agreement_id FROM order_desk_rebate_tag_rel) x "
        "GROUP BY agreement_id) ch ON ch.agreement_id = a.id")


def customers(ids):
    """Return who takes part, archived or not: the commercial partners of each agreement."""
    return SQL(
        "customer AS (SELECT agreement_id, partner_id FROM ("
        "SELECT a.id AS agreement_id, p.commercial_partner_id AS partner_id "
        "FROM order_desk_rebate_agreement a JOIN res_partner p ON p.id = a.partner_id WHERE a.id = ANY(%(ids)s) "
        "UNION ALL SELECT r.agreement_id, p.commercial_partner_id FROM order_desk_rebate_agreement_partner_rel r "
        "JOIN res_partner p ON p.id = r.partner_id WHERE r.agreement_id = ANY(%(ids)s) "
        "UNION ALL SELECT a.id, p.commercial_partner_id FROM order_desk_rebate_agreement a "
        "JOIN res_partner_category top ON top.id = a.partner_category_id "
        "JOIN res_partner_category c ON c.parent_path LIKE top.parent_path || '%%' "
        "JOIN res_partner_res_partner_category_rel r ON r.category_id = c.id "
        "JOIN res_partner p ON p.id = r.partner_id WHERE a.id = ANY(%(ids)s)) x GROUP BY agreement_id, partner_id)",
        ids=ids)


def goods(ids):
    """Return the pairs of agreement and product that a scope includes, and those that it excludes."""
    def pairs(products, categories, tags):
        return SQL(
            "SELECT agreement_id, product_id FROM ("
            "SELECT agreement_id, product_id FROM %(products)s WHERE agreement_id = ANY(%(ids)s) "
            "UNION ALL SELECT r.agreement_id, p.id FROM %(categories)s r "
            "JOIN product_category top ON top.id = r.category_id "
            "JOIN product_category c ON c.parent_path LIKE top.parent_path || '%%' "
            "JOIN product_template t ON t.categ_id = c.id JOIN product_product p ON p.product_tmpl_id = t.id "
            "WHERE r.agreement_id = ANY(%(ids)s) "
            "UNION ALL SELECT r.agreement_id, p.id FROM %(tags)s r "
            "JOIN product_tag_product_template_rel t ON t.product_tag_id = r.tag_id "
            "JOIN product_product p ON p.product_tmpl_id = t.product_template_id WHERE r.agreement_id = ANY(%(ids)s) "
            "UNION ALL SELECT r.agreement_id, t.product_product_id FROM %(tags)s r "
            "JOIN product_tag_product_product_rel t ON t.product_tag_id = r.tag_id "
            "WHERE r.agreement_id = ANY(%(ids)s)) x "
            "GROUP BY agreement_id, product_id",
            products=SQL.identifier(products), categories=SQL.identifier(categories), tags=SQL.identifier(tags),
            ids=ids)

    yield SQL("included AS (%s)", pairs(
        'order_desk_rebate_product_rel', 'order_desk_rebate_category_rel', 'order_desk_rebate_tag_rel'))
    yield SQL("excluded AS (%s)", pairs(
        'order_desk_rebate_product_out_rel', 'order_desk_rebate_category_out_rel', 'order_desk_rebate_tag_out_rel'))
