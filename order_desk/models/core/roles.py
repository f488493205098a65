"""Who has a role, and the guard of public actions: a view hides a button, only Python refuses a call."""
from odoo.exceptions import AccessError

# Who may know prices and what the house thinks of a customer: the roles, sales, purchasing and accounting (SEC-01).
# Salespeople reach by these only what they reach at all.
TRADE = (
    'order_desk.group_desk_user,sales_team.group_sale_salesman,purchase.group_purchase_user,'
    'account.group_account_readonly,account.group_account_invoice')
# Who reads what the order desk keeps of an order. Rows of a paper are no field of whoever may not read the paper: a
# reading of all fields leaves them out instead of failing.
OFFICE = 'order_desk.group_desk_user,sales_team.group_sale_salesman'
# Whoever keeps products keeps their floor prices too.
PRODUCT_KEEPERS = f'{TRADE},product.group_product_manager'


def ensure_role(env, *groups):
    """Refuse the current user unless he has one of ``groups``.

    :param str groups: xml ids of groups
    :raise AccessError: naming the roles that may
    """
    if env.su or any(env.user.has_group(group) for group in groups):
        return
    # sudo: the names of roles are no secret, but not every user may read groups
    names = [env.ref(group).sudo().name for group in groups]
    raise AccessError(env._("Only these roles may do this: %(roles)s.", roles=", ".join(names)))


def get_members(env, group_ids, companies):
    """Return the employees who have one of these roles, implied or not, in one of these companies; one query.

    :param group_ids: ids of groups
    :param companies: res.company records
    :return: res.users, sudoed, the longest-serving first
    """
    # sudo: who works in a role is not readable for every colleague, let alone for visitors
    users = env['res.users'].sudo()
    if not group_ids:
        return users
    return users.search([
        ('all_group_ids', 'in', list(group_ids)), ('company_ids', 'in', companies.ids), ('share', '=', False),
    ], order='id')
